//! Colours over ranges of the page without touching its elements (CSS Custom Highlight API). Where a browser has none,
//! nothing is coloured, and that is all.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Range;

/// Colours these ranges as `::highlight(name)` in place of those before.
pub fn set(name: &str, ranges: &[Range]) {
    let Some(registry) = registry() else { return };
    if ranges.is_empty() {
        call(&registry, "delete", &[JsValue::from_str(name)]);
        return;
    }
    let make = Reflect::get(&js_sys::global(), &JsValue::from_str("Highlight"));
    let Some(make) = make.ok().and_then(|make| make.dyn_into::<Function>().ok()) else {
        return;
    };
    let list: Array = ranges.iter().collect();
    if let Ok(highlight) = Reflect::construct(&make, &list) {
        call(&registry, "set", &[JsValue::from_str(name), highlight]);
    }
}

fn registry() -> Option<JsValue> {
    let css = Reflect::get(&js_sys::global(), &JsValue::from_str("CSS")).ok()?;
    let registry = Reflect::get(&css, &JsValue::from_str("highlights")).ok()?;
    registry.is_object().then_some(registry)
}

fn call(of: &JsValue, name: &str, arguments: &[JsValue]) {
    let function = Reflect::get(of, &JsValue::from_str(name)).ok();
    if let Some(function) = function.and_then(|function| function.dyn_into::<Function>().ok()) {
        function.apply(of, &arguments.iter().collect()).ok();
    }
}
