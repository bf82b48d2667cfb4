//! Dates and times in words, by the browser's own calendar (`Intl`), in British English: no calendar code is linked.
//!
//! Formatters are made once: making one costs more than a thousand uses.

use std::cell::OnceCell;

use discreet_api_types::ids::Timestamp;
use js_sys::Intl::{DateTimeFormat, RelativeTimeFormat};
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::JsValue;

/// In which time zone to show a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The reader's own.
    #[default]
    Local,
    /// UTC.
    Utc,
}

/// Now, in milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// A moment in milliseconds since 1970; `None` if it is not one.
pub fn milliseconds(at: &Timestamp) -> Option<f64> {
    let parsed = Date::parse(&at.0);
    parsed.is_finite().then_some(parsed)
}

/// A moment as it crosses the wire.
pub fn timestamp(milliseconds: f64) -> Timestamp {
    Timestamp(
        Date::new(&JsValue::from_f64(milliseconds))
            .to_iso_string()
            .into(),
    )
}

/// `28 November 2026 at 14:02`
pub fn date_time(at: &Timestamp, zone: Zone) -> String {
    FORMATS.with(|formats| formats.format(Shape::DateTime, zone, at))
}

/// `14:02`
pub fn time(at: &Timestamp, zone: Zone) -> String {
    FORMATS.with(|formats| formats.format(Shape::Time, zone, at))
}

/// `Thursday 20 November 2026`: the words of a day separator. Equal for moments of the same day.
pub fn day(at: &Timestamp, zone: Zone) -> String {
    FORMATS.with(|formats| formats.format(Shape::Day, zone, at))
}

/// The shortest words that place a moment seen from `now`: `14:02` today, `Tue` this week, `20 Nov` this year,
/// `20 Nov 2025` before.
pub fn short(at: &Timestamp, now: f64) -> String {
    let Some(then) = milliseconds(at) else {
        return String::new();
    };
    let today = timestamp(now);
    let shape = if day(at, Zone::Local) == day(&today, Zone::Local) {
        Shape::Time
    } else if then < now && now - then < 6.0 * DAY {
        Shape::Weekday
    } else if year(then) == year(now) {
        Shape::DayMonth
    } else {
        Shape::Date
    };
    FORMATS.with(|formats| formats.format(shape, Zone::Local, at))
}

/// `30 Nov 2026` for a day such as `2026-11-30`.
pub fn plain_day(day: &str) -> String {
    // A date without a time is UTC by ECMA-262 (21.4.1.32).
    FORMATS.with(|formats| formats.format(Shape::Date, Zone::Utc, &Timestamp(day.to_owned())))
}

/// `in 2 days`, `3 hours ago`, `now`.
pub fn relative(at: &Timestamp, now: f64) -> String {
    let Some(then) = milliseconds(at) else {
        return String::new();
    };
    let (count, unit) = distance(then - now);
    FORMATS.with(|formats| formats.relative().format(count, unit).into())
}

/// The reader's time zone, such as `Europe/London`.
pub fn zone_name() -> String {
    let format = DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}

/// The value of an `<input type="datetime-local">`, in the reader's time zone: `2026-11-28T14:02`.
pub fn to_local_input(milliseconds: f64) -> String {
    let date = Date::new(&JsValue::from_f64(milliseconds));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The moment an `<input type="datetime-local">` means, in milliseconds; `None` while it is incomplete.
pub fn from_local_input(value: &str) -> Option<f64> {
    // Without an offset, a date with a time is local by ECMA-262 (21.4.1.32).
    let parsed = Date::parse(value);
    (value.contains('T') && parsed.is_finite()).then_some(parsed)
}

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The largest unit that counts at least one, rounded.
fn distance(difference: f64) -> (f64, &'static str) {
    let size = difference.abs();
    let (unit, name) = if size < 45.0 * SECOND {
        return (0.0, "second");
    } else if size < 59.5 * MINUTE {
        (MINUTE, "minute")
    } else if size < 23.5 * HOUR {
        (HOUR, "hour")
    } else if size < 60.0 * DAY {
        (DAY, "day")
    } else if size < 365.0 * DAY {
        (30.4 * DAY, "month")
    } else {
        (365.25 * DAY, "year")
    };
    let count = (size / unit).round().max(1.0);
    (count.copysign(difference), name)
}

fn year(milliseconds: f64) -> u32 {
    Date::new(&JsValue::from_f64(milliseconds)).get_full_year()
}

#[derive(Clone, Copy)]
enum Shape {
    DateTime,
    Time,
    Day,
    Weekday,
    DayMonth,
    Date,
}

impl Shape {
    const COUNT: usize = 6;

    fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::DateTime => &[("dateStyle", "long"), ("timeStyle", "short")],
            Self::Time => &[("hour", "2-digit"), ("minute", "2-digit")],
            Self::Day => &[
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
            ],
            Self::Weekday => &[("weekday", "short")],
            Self::DayMonth => &[("day", "numeric"), ("month", "short")],
            Self::Date => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
        }
    }
}

#[derive(Default)]
struct Formats {
    shapes: [[OnceCell<Function>; 2]; Shape::COUNT],
    relative: OnceCell<RelativeTimeFormat>,
}

thread_local! {
    static FORMATS: Formats = Formats::default();
}

impl Formats {
    fn format(&self, shape: Shape, zone: Zone, at: &Timestamp) -> String {
        let Some(at) = milliseconds(at) else {
            return String::new();
        };
        let format = self.shapes[shape as usize][zone as usize].get_or_init(|| {
            let options = Object::new();
            for (name, value) in shape.options() {
                set(&options, name, value);
            }
            if zone == Zone::Utc {
                set(&options, "timeZone", "UTC");
            }
            DateTimeFormat::new(&british(), &options).format()
        });
        format
            .call1(&JsValue::NULL, &JsValue::from_f64(at))
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    fn relative(&self) -> &RelativeTimeFormat {
        self.relative.get_or_init(|| {
            let options = Object::new();
            set(&options, "numeric", "auto");
            RelativeTimeFormat::new(&british(), &options)
        })
    }
}

fn british() -> Array {
    Array::of1(&JsValue::from_str("en-GB"))
}

fn set(options: &Object, name: &str, value: &str) {
    Reflect::set(options, &JsValue::from_str(name), &JsValue::from_str(value)).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_told_in_the_largest_unit_that_counts() {
        let cases = [
            (10.0 * SECOND, (0.0, "second")),
            (-50.0 * SECOND, (-1.0, "minute")),
            (5.0 * MINUTE, (5.0, "minute")),
            (59.9 * MINUTE, (1.0, "hour")),
            (-3.2 * HOUR, (-3.0, "hour")),
            (23.9 * HOUR, (1.0, "day")),
            (2.0 * DAY, (2.0, "day")),
            (7.0 * DAY, (7.0, "day")),
            (-90.0 * DAY, (-3.0, "month")),
            (800.0 * DAY, (2.0, "year")),
        ];
        for (difference, expected) in cases {
            let (count, unit) = distance(difference);
            assert_eq!(unit, expected.1, "{difference}");
            assert!((count - expected.0).abs() < 0.01, "{difference}: {count}");
        }
    }
}
