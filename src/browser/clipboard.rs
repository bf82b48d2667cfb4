//! The clipboard.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// The browser did not let us copy; the person must do it by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCopied;

/// Copies `text`. Works without TLS too, where the browser offers no clipboard object.
pub async fn copy(text: &str) -> Result<(), NotCopied> {
    let offered = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    if offered {
        let written = JsFuture::from(window().navigator().clipboard().write_text(text)).await;
        if written.is_ok() {
            return Ok(());
        }
    }
    copy_selected(text).ok_or(NotCopied)
}

/// The old way: select a text area, let the browser copy the selection. It must stand inside the open dialog, if
/// there is one, as everything else is inert.
fn copy_selected(text: &str) -> Option<()> {
    let document = document();
    let before = document.active_element();
    let parent = match &before {
        Some(element) => element.closest("dialog").ok().flatten(),
        None => None,
    };
    let parent = parent.or_else(|| document.body().map(Into::into))?;
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_class_name("visually-hidden");
    area.set_value(text);
    parent.append_child(&area).ok()?;
    area.select();
    let copied = document
        .dyn_into::<HtmlDocument>()
        .ok()?
        .exec_command("copy")
        .unwrap_or(false);
    area.remove();
    if let Some(before) = before.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        before.focus().ok();
    }
    copied.then_some(())
}
