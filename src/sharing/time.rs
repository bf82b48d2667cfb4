//! Moments as the sharing controls say them, by the browser's calendar.

use discreet_api_types::ids::Timestamp;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::browser::intl;

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    whole(intl::now())
}

/// A moment in milliseconds since 1970; none if it cannot be read.
pub(crate) fn parse(at: &Timestamp) -> Option<i64> {
    intl::milliseconds(at).map(whole)
}

/// A moment as it crosses the wire.
pub(crate) fn timestamp(at: i64) -> Timestamp {
    intl::timestamp(float(at))
}

/// `Sat 28 Nov 2026, 14:00`, in the reader's time zone.
pub(crate) fn local(at: i64) -> String {
    format(
        at,
        &[
            ("weekday", "short"),
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    )
}

/// `28 November`, in the reader's time zone.
pub(crate) fn local_day(at: i64) -> String {
    format(at, &[("day", "numeric"), ("month", "long")])
}

/// What `<input type="datetime-local">` holds for a moment: `2026-11-28T14:00`.
pub(crate) fn input_value(at: i64) -> String {
    intl::to_local_input(float(at))
}

/// The moment that a `datetime-local` value names in the reader's time zone.
pub(crate) fn from_input(value: &str) -> Option<i64> {
    intl::from_local_input(value).map(whole)
}

#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds fit")]
fn whole(at: f64) -> i64 {
    at as i64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds stay far below 2^53"
)]
fn float(at: i64) -> f64 {
    at as f64
}

fn format(at: i64, members: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh object cannot fail.
        Reflect::set(
            &options,
            &JsValue::from_str(name),
            &JsValue::from_str(value),
        )
        .ok();
    }
    Date::new(&JsValue::from_f64(float(at)))
        .to_locale_string("en-GB", &options)
        .into()
}
