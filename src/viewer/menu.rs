//! What can be done with a message, or with selected words: a menu beside its button, a bar below the selection.

use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::browser::elements::{Made, make, make_icon};

/// Something to do.
pub struct Item {
    /// Its icon.
    pub icon: &'static str,
    /// What it does, in words.
    pub words: &'static str,
    /// Does it.
    pub act: Rc<dyn Fn()>,
}

/// A menu. One for all messages: it is filled whenever it opens.
#[derive(Clone)]
pub struct Menu(Made);

impl Menu {
    /// Empty and closed. It must be put into the page.
    pub fn new() -> Self {
        let menu = make("div")
            .class("menu")
            .attr("role", "menu")
            .attr("popover", "auto");
        let moved = menu.clone();
        Self(menu.on("keydown", move |event| step(&moved, &event)))
    }

    /// Its element.
    pub fn element(&self) -> Made {
        self.0.clone()
    }

    /// Opens below its button.
    pub fn open(&self, label: &str, items: Vec<Item>, button: &HtmlElement) {
        self.0.clear();
        self.0.set("aria-label", Some(label));
        for item in items {
            let menu = self.0.clone();
            let entry = make("button")
                .class("menu__item")
                .attr("type", "button")
                .attr("role", "menuitem")
                .attr("tabindex", "-1")
                .with(make_icon(item.icon))
                .with(make("span").text(item.words));
            self.0.add(&entry.on("click", move |_| {
                // Closing first gives the focus back to where it was.
                if let Some(menu) = html(&menu) {
                    menu.hide_popover().ok();
                }
                (item.act)();
            }));
        }
        let Some(menu) = html(&self.0) else { return };
        if menu.show_popover().is_ok() {
            let place = button.get_bounding_client_rect();
            put(
                menu,
                place.left(),
                place.right(),
                place.top(),
                place.bottom(),
            );
            focus_item(&self.0, 0);
        }
    }
}

/// Below selected words, without taking the focus.
#[derive(Clone)]
pub struct Bar(Made);

impl Bar {
    /// With these things to do; closed. It must be put into the page.
    pub fn new(label: &str, items: Vec<Item>) -> Self {
        let bar = make("div")
            .class("menu selection-bar")
            .attr("role", "toolbar")
            .attr("aria-label", label)
            .attr("popover", "manual")
            // Or the selection would be gone before it is read.
            .on("pointerdown", |event| event.prevent_default());
        for item in items {
            let button = make("button")
                .class("button")
                .attr("type", "button")
                .attr("data-look", "quiet")
                .with(make_icon(item.icon))
                .with(make("span").text(item.words));
            bar.add(&button.on("click", move |_| (item.act)()));
        }
        Self(bar)
    }

    /// Its element.
    pub fn element(&self) -> Made {
        self.0.clone()
    }

    /// Shows it below a place in the window.
    pub fn show(&self, (left, top, bottom): (f64, f64, f64)) {
        let Some(bar) = html(&self.0) else { return };
        if !bar.matches(":popover-open").unwrap_or(false) {
            bar.show_popover().ok();
        }
        put(bar, left, left, top, bottom + 4.0);
    }

    /// Hides it.
    pub fn hide(&self) {
        if let Some(bar) = html(&self.0)
            && bar.matches(":popover-open").unwrap_or(false)
        {
            bar.hide_popover().ok();
        }
    }
}

fn html(made: &Made) -> Option<&HtmlElement> {
    made.element().dyn_ref()
}

/// Below a place, or above it where there is no room, inside the window.
fn put(element: &HtmlElement, left: f64, right: f64, top: f64, bottom: f64) {
    let size = element.get_bounding_client_rect();
    let of_window = |value: Result<wasm_bindgen::JsValue, _>| {
        let value: Option<wasm_bindgen::JsValue> = value.ok();
        value.and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (
        of_window(window().inner_width()),
        of_window(window().inner_height()),
    );
    let x = if left + size.width() > width - 8.0 {
        (right - size.width()).min(width - 8.0 - size.width())
    } else {
        left
    };
    let y = if bottom + 4.0 + size.height() > height - 8.0 {
        top - 4.0 - size.height()
    } else {
        bottom + 4.0
    };
    // A style attribute would break the CSP; the style's own object does not.
    let style = element.style();
    style
        .set_property("left", &format!("{}px", x.max(8.0)))
        .ok();
    style.set_property("top", &format!("{}px", y.max(8.0))).ok();
}

fn step(menu: &Made, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    let items = menu.element().children();
    let count = items.length();
    let active = document().active_element();
    let at = (0..count).find(|place| items.item(*place) == active);
    let to = match (key.key().as_str(), at) {
        _ if count == 0 => return,
        ("ArrowDown", Some(at)) => (at + 1) % count,
        ("ArrowUp", Some(at)) => (at + count - 1) % count,
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp" | "End", _) => count - 1,
        ("Tab", _) => {
            if let Some(menu) = html(menu) {
                menu.hide_popover().ok();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    focus_item(menu, to);
}

fn focus_item(menu: &Made, place: u32) {
    let item = menu.element().children().item(place);
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        item.focus().ok();
    }
}
