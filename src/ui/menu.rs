//! Menus: a button and the native popover it opens, with the keys of a menu.

use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Icon, Look, unique_id};

/// The menu around an item, to close it.
#[derive(Clone, Copy)]
struct OpenMenu(NodeRef<html::Div>);

/// A button that opens a menu of [`MenuItem`]s. Arrow keys, Home and End move; Escape closes and gives the focus back.
#[component]
pub fn Menu(
    /// Accessible name of the button, where its content is only an icon.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional)] look: Option<Look>,
    /// The button has only an icon.
    #[prop(optional)]
    compact: bool,
    /// Further classes of the button.
    #[prop(optional)]
    class: &'static str,
    /// Content of the button.
    #[prop(into)]
    trigger: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("menu");
    let node = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let open = RwSignal::new(false);
    let class = if compact {
        format!("button icon-button {class}")
    } else {
        format!("button {class}")
    };
    let children = StoredValue::new(children);
    view! {
        <button
            class=class
            type="button"
            node_ref=button
            popovertarget=id.clone()
            data-look=look.unwrap_or(Look::Secondary).name()
            data-tooltip=if compact { label.clone() } else { None }
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
        >
            {move || trigger.run()}
        </button>
        <Popup
            id
            node
            open
            button=Callback::new(move |()| button.get_untracked().map(|it| SendWrapper::new(it.into())))
            children
        />
    }
    .into_any()
}

/// A menu that many buttons open. Each names `id` as its `popovertarget` and is put into `opener` when it is clicked:
/// thousands of buttons with a menu each would be slow to make.
#[component]
pub fn SharedMenu(
    id: &'static str,
    opener: RwSignal<Option<SendWrapper<HtmlElement>>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    Effect::new(move |before: Option<Option<SendWrapper<HtmlElement>>>| {
        let now = opener.get().filter(|_| open.get());
        let expand = |button: &Option<SendWrapper<HtmlElement>>, expanded| {
            if let Some(button) = button {
                button.set_attribute("aria-expanded", expanded).ok();
            }
        };
        expand(&before.flatten(), "false");
        expand(&now, "true");
        now
    });
    view! {
        <Popup
            id=id.to_owned()
            node
            open
            button=Callback::new(move |()| opener.get_untracked())
            children=StoredValue::new(children)
        />
    }
    .into_any()
}

/// What a menu's button opens.
#[component]
fn Popup(
    id: String,
    node: NodeRef<html::Div>,
    open: RwSignal<bool>,
    /// The button that opened it.
    button: Callback<(), Option<SendWrapper<HtmlElement>>>,
    children: StoredValue<ChildrenFn>,
) -> impl IntoView {
    view! {
        <div
            class="menu"
            id=id
            role="menu"
            popover="auto"
            node_ref=node
            on:beforetoggle=move |event: web_sys::Event| {
                if new_state(&event).as_deref() == Some("open") {
                    open.set(true);
                }
            }
            on:toggle=move |event: web_sys::Event| {
                // Only now: had the items gone before, the browser could not have given the focus back.
                if new_state(&event).as_deref() == Some("closed") {
                    open.set(false);
                } else if let (Some(menu), Some(button)) = (
                    node.get_untracked(),
                    button.run(()),
                ) {
                    place(&menu, &button);
                    step(&menu, Step::First);
                }
            }
            on:keydown=move |event| {
                let to = match event.key().as_str() {
                    "ArrowDown" => Step::Next,
                    "ArrowUp" => Step::Previous,
                    "Home" => Step::First,
                    "End" => Step::Last,
                    "Tab" => {
                        if let Some(menu) = node.get_untracked() {
                            menu.hide_popover().ok();
                        }
                        return;
                    }
                    _ => return,
                };
                event.prevent_default();
                if let Some(menu) = node.get_untracked() {
                    step(&menu, to);
                }
            }
        >
            <Show when=move || open.get()>
                // A component has no owner of its own: a context set beside other menus would be theirs too.
                <Provider value=OpenMenu(node)>
                    {children.with_value(|children| children())}
                </Provider>
            </Show>
        </div>
    }
    .into_any()
}

/// Something to do.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<&'static str>,
    /// It destroys something.
    #[prop(optional)]
    danger: bool,
    #[prop(into)] on_select: Callback<()>,
    children: Children,
) -> impl IntoView {
    let menu = use_context::<OpenMenu>();
    view! {
        <button
            class="menu__item"
            type="button"
            role="menuitem"
            tabindex="-1"
            data-tone=danger.then_some("danger")
            on:click=move |_| {
                close(menu);
                on_select.run(());
            }
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// One of several, of which one is chosen.
#[component]
pub fn MenuRadio(
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_select: Callback<()>,
    children: Children,
) -> impl IntoView {
    let menu = use_context::<OpenMenu>();
    view! {
        <button
            class="menu__item"
            type="button"
            role="menuitemradio"
            tabindex="-1"
            aria-checked=move || if checked.get() { "true" } else { "false" }
            on:click=move |_| {
                close(menu);
                on_select.run(());
            }
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span>{children()}</span>
            <span class="menu__check">
                <Icon name="check" />
            </span>
        </button>
    }
    .into_any()
}

/// A line between groups of items.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <div class="menu__separator" role="separator" /> }
}

fn new_state(event: &web_sys::Event) -> Option<String> {
    let event: &web_sys::ToggleEvent = event.dyn_ref()?;
    Some(event.new_state())
}

#[derive(Clone, Copy)]
enum Step {
    Next,
    Previous,
    First,
    Last,
}

/// Closing first gives the focus back to the button, so that a dialog the item opens will return it there.
fn close(menu: Option<OpenMenu>) {
    if let Some(menu) = menu.and_then(|menu| menu.0.get_untracked()) {
        menu.hide_popover().ok();
    }
}

fn step(menu: &HtmlElement, to: Step) {
    let Ok(items) = menu.query_selector_all("[role^=menuitem]") else {
        return;
    };
    let count = items.length();
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let at = (0..count).find(|&place| {
        items.item(place).as_ref() == active.as_ref().map(AsRef::<web_sys::Node>::as_ref)
    });
    let place = match (to, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    if let Some(item) = items
        .item(place)
        .and_then(|item| item.dyn_into::<HtmlElement>().ok())
    {
        item.focus().ok();
    }
}

/// Below the button, inside the window, through the CSSOM (a style attribute would be refused).
fn place(menu: &HtmlElement, button: &HtmlElement) {
    let below = button.get_bounding_client_rect();
    let size = menu.get_bounding_client_rect();
    let of_window = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let width = of_window(window().inner_width());
    let height = of_window(window().inner_height());
    let left = if below.left() + size.width() > width - 8.0 {
        below.right() - size.width()
    } else {
        below.left()
    };
    let top = if below.bottom() + 4.0 + size.height() > height - 8.0 {
        below.top() - 4.0 - size.height()
    } else {
        below.bottom() + 4.0
    };
    let style = menu.style();
    style
        .set_property("left", &format!("{}px", left.max(8.0)))
        .ok();
    style
        .set_property("top", &format!("{}px", top.max(8.0)))
        .ok();
}
