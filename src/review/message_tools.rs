//! Beside each message under review: leave it out, begin or end with it.

use leptos::prelude::*;

use super::Review;
use crate::browser::announce;
use crate::ui::{Menu, MenuItem};

/// What can be done with one message as a whole, and whether it goes along.
#[component]
pub(super) fn MessageTools(review: Review, number: u32) -> impl IntoView {
    let scope = move || {
        review.queue.with(|queue| {
            let scope = queue.scope();
            (
                scope.shows_message(number),
                scope.leave_out.contains(&number),
                scope.range.from.is_none_or(|from| number >= from)
                    && scope.range.to.is_none_or(|to| number <= to),
            )
        })
    };
    let scope = Memo::new(move |_| scope());
    let leave_out = move |out: bool| {
        review.queue.update(|queue| queue.leave_out(number, out));
        announce(&if out {
            format!("Message {number} left out")
        } else {
            format!("Message {number} put back")
        });
    };
    view! {
        <span class="message-tools" data-out=move || (!scope.get().0).then_some("")>
            {move || (!scope.get().0).then(|| view! { <span class="message-tools__out">"Left out"</span> })}
            <Menu
                label=format!("What to do with message {number}")
                look=crate::ui::Look::Quiet
                compact=true
                trigger=move || view! { <crate::ui::Icon name="ellipsis" /> }
            >
                {move || {
                    let (_, left_out, in_range) = scope.get();
                    if left_out {
                        view! {
                            <MenuItem icon="undo-2" on_select=move |()| leave_out(false)>
                                "Put this message back"
                            </MenuItem>
                        }
                            .into_any()
                    } else if in_range {
                        view! {
                            <MenuItem icon="eye-off" on_select=move |()| leave_out(true)>
                                "Leave out this message"
                            </MenuItem>
                        }
                            .into_any()
                    } else {
                        ().into_any()
                    }
                }}
                <MenuItem on_select=move |()| {
                        review.queue.update(|queue| queue.start_here(number));
                        announce(&format!("Starts at message {number}"));
                    }
                >
                    "Start here"
                </MenuItem>
                <MenuItem on_select=move |()| {
                        review.queue.update(|queue| queue.end_here(number));
                        announce(&format!("Ends at message {number}"));
                    }
                >
                    "End here"
                </MenuItem>
            </Menu>
        </span>
    }
    .into_any()
}
