//! What the browser remembers: for good, or as long as the tab lives. Absent storage (private windows, policies)
//! reads as empty.

use leptos::prelude::window;
use web_sys::Storage;

/// Remembered for good.
pub fn remembered(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Remembers for good; `None` forgets.
pub fn remember(key: &str, value: Option<&str>) {
    write(local(), key, value);
}

/// Kept as long as the tab lives.
pub fn kept(key: &str) -> Option<String> {
    session()?.get_item(key).ok()?
}

/// Keeps as long as the tab lives; `None` forgets.
pub fn keep(key: &str, value: Option<&str>) {
    write(session(), key, value);
}

fn local() -> Option<Storage> {
    window().local_storage().ok()?
}

fn session() -> Option<Storage> {
    window().session_storage().ok()?
}

fn write(storage: Option<Storage>, key: &str, value: Option<&str>) {
    let Some(storage) = storage else { return };
    // A full or forbidden storage costs a convenience, never an answer.
    match value {
        Some(value) => storage.set_item(key, value).ok(),
        None => storage.remove_item(key).ok(),
    };
}
