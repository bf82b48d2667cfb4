//! Timers that end with the view that asked for them.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

/// Acts once after `milliseconds`, unless the reactive owner goes first.
pub fn after(milliseconds: u64, act: impl FnOnce() + 'static) {
    let duration = Duration::from_millis(milliseconds);
    if let Ok(handle) = set_timeout_with_handle(act, duration) {
        on_cleanup(move || handle.clear());
    }
}

/// Acts every `milliseconds` until the reactive owner goes.
pub fn every(milliseconds: u64, act: impl Fn() + 'static) {
    let duration = Duration::from_millis(milliseconds);
    if let Ok(handle) = set_interval_with_handle(act, duration) {
        on_cleanup(move || handle.clear());
    }
}

/// Acts once after `milliseconds`, whatever happens to the view. Must touch no signal.
pub fn detached(milliseconds: u64, act: impl FnOnce() + 'static) {
    set_timeout(act, Duration::from_millis(milliseconds));
}

/// Resolves when the browser has nothing more urgent to do, so that long work can go in pieces.
pub async fn idle() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let act = Closure::once_into_js(move || {
            resolve.call0(&JsValue::NULL).ok();
        });
        let window = window();
        // Safari has no requestIdleCallback.
        let asked = js_sys::Reflect::get(&window, &JsValue::from_str("requestIdleCallback"))
            .ok()
            .and_then(|ask| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(ask).ok())
            .is_some_and(|ask| ask.call1(&window, &act).is_ok());
        if !asked {
            let act: js_sys::Function = wasm_bindgen::JsCast::unchecked_into(act);
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&act, 1)
                .ok();
        }
    });
    JsFuture::from(promise).await.ok();
}

/// Resolves after `milliseconds`.
pub async fn sleep(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .ok();
    });
    JsFuture::from(promise).await.ok();
}
