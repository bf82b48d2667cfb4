//! Where the page is, and its fragment (`#k=SECRET&m=3-5`: any order, unknown keys ignored).

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The path, such as `/conversations/1`.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The query with its question mark, or nothing.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The fragment without its `#`, or nothing.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Scheme, host and port.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The whole address.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Shows another fragment (without its `#`; empty: none) without leaving an entry in the history.
pub fn replace_fragment(fragment: &str) {
    let mut address = format!("{}{}", path(), query());
    if !fragment.is_empty() {
        address.push('#');
        address.push_str(fragment);
    }
    replace_address(&address);
}

/// Shows another address of this page without loading it and without leaving an entry in the history.
pub fn replace_address(address: &str) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        history
            .replace_state_with_url(&state, "", Some(address))
            .ok();
    }
}

/// Loads another page; *back* leads here.
pub fn go(address: &str) {
    window().location().assign(address).ok();
}

/// Loads another page in place of this one.
pub fn replace(address: &str) {
    window().location().replace(address).ok();
}

/// Loads this page again.
pub fn reload() {
    window().location().reload().ok();
}

/// The value of `key` in a fragment, as it stands.
pub fn fragment_value<'a>(fragment: &'a str, key: &str) -> Option<&'a str> {
    fragment
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(name, value)| (name == key && !value.is_empty()).then_some(value))
}

/// Message numbers of `m=3-5` or `m=3`, both ends included, in order.
pub fn message_range(fragment: &str) -> Option<(u32, u32)> {
    let value = fragment_value(fragment, "m")?;
    let (from, to) = value.split_once('-').unwrap_or((value, value));
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from > 0 && to > 0).then_some((u32::min(from, to), u32::max(from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_takes_its_keys_in_any_order_and_ignores_unknown_ones() {
        let fragment = "x=1&m=3-5&k=abc";
        assert_eq!(fragment_value(fragment, "k"), Some("abc"));
        assert_eq!(message_range(fragment), Some((3, 5)));
        assert_eq!(fragment_value("k=&m", "k"), None);
    }

    #[test]
    fn a_range_is_one_number_or_two_in_any_order() {
        assert_eq!(message_range("m=7"), Some((7, 7)));
        assert_eq!(message_range("m=5-3"), Some((3, 5)));
        for wrong in ["", "m=", "m=0", "m=a-b", "m=3-", "m=-1", "m=99999999999"] {
            assert_eq!(message_range(wrong), None, "{wrong}");
        }
    }
}
