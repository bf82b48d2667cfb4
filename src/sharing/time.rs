//! Moments as the sharing controls say them, in the reader's time zone.

use chrono::{DateTime, Local, LocalResult, NaiveDateTime, SecondsFormat, TimeZone};
use discreet_api_types::ids::Timestamp;

use crate::browser::intl;

/// Now, in milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds fit")]
pub(crate) fn now() -> i64 {
    intl::now() as i64
}

/// A moment in milliseconds since 1970; none if it cannot be read.
pub(crate) fn parse(at: &Timestamp) -> Option<i64> {
    let at = DateTime::parse_from_rfc3339(&at.0).ok()?;
    Some(at.timestamp_millis())
}

/// A moment as it crosses the wire.
pub(crate) fn timestamp(at: i64) -> Timestamp {
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    Timestamp(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// `Sat 28 Nov 2026, 14:00`, in the reader's time zone.
pub(crate) fn local(at: i64) -> String {
    format(at, "%a %-d %b %Y, %H:%M")
}

/// `28 November`, in the reader's time zone.
pub(crate) fn local_day(at: i64) -> String {
    format(at, "%-d %B")
}

/// What `<input type="datetime-local">` holds for a moment: `2026-11-28T14:00`.
pub(crate) fn input_value(at: i64) -> String {
    format(at, "%Y-%m-%dT%H:%M")
}

/// The moment that a `datetime-local` value names in the reader's time zone. Of two, when clocks go back, the first;
/// none for an hour that clocks skip.
pub(crate) fn from_input(value: &str) -> Option<i64> {
    let named = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .into_iter()
        .find_map(|shape| NaiveDateTime::parse_from_str(value, shape).ok())?;
    match named.and_local_timezone(Local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.timestamp_millis()),
        LocalResult::None => None,
    }
}

fn format(at: i64, shape: &str) -> String {
    let at = Local.timestamp_millis_opt(at).earliest();
    at.map(|at| at.format(shape).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_input_holds_is_the_moment_it_was_filled_with() {
        let at = parse(&Timestamp("2026-11-28T14:00:00Z".to_owned())).unwrap();
        assert_eq!(from_input(&input_value(at)), Some(at));
        assert_eq!(timestamp(at).0, "2026-11-28T14:00:00.000Z");
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for wrong in ["", "2026-11-28", "2026-13-01T00:00", "tomorrow"] {
            assert_eq!(from_input(wrong), None, "{wrong}");
        }
        assert_eq!(parse(&Timestamp("soon".to_owned())), None);
    }
}
