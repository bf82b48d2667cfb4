//! Moments in the reader's own words, by the browser's `Date` and `Intl`.

use discreet_api_types::ids::Timestamp;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Now, in milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds fit")]
pub(crate) fn now() -> i64 {
    Date::now() as i64
}

/// A moment in milliseconds since 1970; none if it cannot be read.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds fit")]
pub(crate) fn parse(at: &Timestamp) -> Option<i64> {
    let at = Date::parse(&at.0);
    at.is_finite().then_some(at as i64)
}

/// A moment as it crosses the wire.
pub(crate) fn timestamp(at: i64) -> Timestamp {
    Timestamp(date(at).to_iso_string().into())
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
    let date = date(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The moment that a `datetime-local` value names in the reader's time zone.
pub(crate) fn from_input(value: &str) -> Option<i64> {
    if value.is_empty() {
        return None;
    }
    // Without an offset the browser reads date and time as local, which is what the field means.
    parse(&Timestamp(value.to_owned()))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds stay far below 2^53")]
fn date(at: i64) -> Date {
    Date::new(&JsValue::from_f64(at as f64))
}

fn format(at: i64, members: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    date(at).to_locale_string("en-GB", &options).into()
}
