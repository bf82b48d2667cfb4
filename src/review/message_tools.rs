//! Beside each message under review: leave it out, begin or end with it.

use discreet_api_types::sharing::MessageRange;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Review;
use super::state::Scope;
use crate::browser::announce;
use crate::browser::concrete::draw_effect;
use crate::browser::elements::{Made, make, make_icon};
use crate::ui::{MenuItem, SharedMenu};

/// The id of the one menu of all messages.
const MENU: &str = "review-message-menu";

/// The button of one message, and whether it goes along. Cheap: there may be thousands.
pub(super) fn message_tools(scope: Memo<Scope>, number: u32, message: &Made) -> Made {
    let label = format!("What to do with message {number}");
    let out = make("span").class("message-tools__out").text("Left out");
    let button = make("button")
        .class("button icon-button")
        .attr("type", "button")
        .attr("popovertarget", MENU)
        .attr("data-look", "quiet")
        .attr("data-tooltip", &label)
        .attr("aria-label", &label)
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", "false")
        .attr("data-tools-of", &number.to_string())
        .with(make_icon("ellipsis"));
    let tools = make("span")
        .class("message-tools")
        .with(out.clone())
        .with(button);
    let message = message.clone();
    draw_effect(move || {
        let shown = scope.with(|scope| scope.shows_message(number));
        out.show(!shown);
        if shown {
            message.element().remove_attribute("data-out").ok();
        } else {
            message.element().set_attribute("data-out", "").ok();
        }
    });
    tools
}

/// Which message's tools a click is on.
pub(super) fn clicked(target: &Element) -> Option<SendWrapper<HtmlElement>> {
    let button = target.closest("[data-tools-of]").ok()??;
    button.dyn_into().ok().map(SendWrapper::new)
}

/// What can be done with the message whose button was clicked.
#[component]
pub(super) fn MessageMenu(
    review: Review,
    scope: Memo<Scope>,
    opener: RwSignal<Option<SendWrapper<HtmlElement>>>,
) -> impl IntoView {
    let number = Memo::new(move |_| {
        opener.with(|button| {
            let number = button.as_ref()?.get_attribute("data-tools-of")?;
            number.parse::<u32>().ok()
        })
    });
    view! {
        <SharedMenu id=MENU opener>
            {move || number.get().map(|number| view! { <Items review scope number /> })}
        </SharedMenu>
    }
    .into_any()
}

#[component]
fn Items(review: Review, scope: Memo<Scope>, number: u32) -> impl IntoView {
    // As it was when the menu opened: what is done closes it.
    let (left_out, in_range, is_part) = scope.with_untracked(|scope| {
        (
            scope.leave_out.contains(&number),
            scope.range.from.is_none_or(|from| number >= from)
                && scope.range.to.is_none_or(|to| number <= to),
            scope.range != MessageRange::default(),
        )
    });
    let leave_out = move |out: bool| {
        review.queue.update(|queue| queue.leave_out(number, out));
        announce(&if out {
            format!("Message {number} left out")
        } else {
            format!("Message {number} put back")
        });
    };
    view! {
        {left_out
            .then(|| {
                view! {
                    <MenuItem icon="undo-2" on_select=move |()| leave_out(false)>
                        "Put this message back"
                    </MenuItem>
                }
            })}
        {(in_range && !left_out)
            .then(|| {
                view! {
                    <MenuItem icon="eye-off" on_select=move |()| leave_out(true)>
                        "Leave out this message"
                    </MenuItem>
                }
            })}
        <MenuItem on_select=move |()| {
            review.queue.update(|queue| queue.start_here(number));
            announce(&format!("Starts at message {number}"));
        }>"Share only from here"</MenuItem>
        <MenuItem on_select=move |()| {
            review.queue.update(|queue| queue.end_here(number));
            announce(&format!("Ends at message {number}"));
        }>"Share only to here"</MenuItem>
        {is_part
            .then(|| {
                view! {
                    <MenuItem on_select=move |()| {
                        review.queue.update(|queue| queue.set_range(MessageRange::default()));
                        announce("From the first message to the last");
                    }>"Share from the first to the last"</MenuItem>
                }
            })}
    }
    .into_any()
}
