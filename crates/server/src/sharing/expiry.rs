//! When a share ends.

use chrono::{DateTime, TimeDelta, Utc};
use discreet_api_types::ids::Timestamp;
use discreet_api_types::problem::{ErrorCode, FieldError};

use crate::problem::Refusal;

/// How long a share lasts if nothing is said.
pub const DEFAULT: TimeDelta = TimeDelta::days(7);

/// Reads `expires_at`: absent is the default, `null` is never.
pub fn read(
    wanted: Option<&Option<Timestamp>>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Refusal> {
    match wanted {
        None => Ok(now + DEFAULT),
        Some(None) => {
            let message = "A share must end: choose when. Only an admin's policy can allow shares without an end.";
            Err(Refusal::field("expires_at", message).with_code(ErrorCode::NeverNotAllowed))
        }
        Some(Some(at)) => {
            let error = |message: &str| {
                Refusal::fields(vec![FieldError {
                    field: "expires_at".to_owned(),
                    message: message.to_owned(),
                }])
            };
            let at = DateTime::parse_from_rfc3339(&at.0)
                .map_err(|_| error("`expires_at` must be a time such as 2026-11-28T14:00:00Z."))?
                .with_timezone(&Utc);
            if at <= now {
                return Err(error("Choose a time that is still to come."));
            }
            if at > now + TimeDelta::days(366 * 10) {
                return Err(error("Choose a time within the next ten years."));
            }
            Ok(at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_is_seven_days_and_null_is_refused() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(read(None, now).unwrap(), now + TimeDelta::days(7));
        assert_eq!(
            read(Some(&None), now).unwrap_err().code(),
            ErrorCode::NeverNotAllowed
        );
    }

    #[test]
    fn the_past_and_what_is_no_time_are_refused() {
        let now = DateTime::UNIX_EPOCH;
        for wrong in [
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00Z",
            "tomorrow",
            "2026-11-28",
            "2999-01-01T00:00:00Z",
        ] {
            assert!(
                read(Some(&Some(Timestamp(wrong.to_owned()))), now).is_err(),
                "{wrong}"
            );
        }
        assert!(
            read(
                Some(&Some(Timestamp("1970-01-01T02:00:00+01:00".to_owned()))),
                now
            )
            .is_ok()
        );
    }
}
