//! The time and fresh randomness: the only places of the server that read either.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Where the server takes the time from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock, moved forward by so many milliseconds: for tests of expiry, which must not wait.
    Shifted(Arc<AtomicI64>),
}

impl Clock {
    /// Now, in microseconds, the finest unit that both databases keep.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
        match self {
            Self::System => now,
            Self::Shifted(by) => now + TimeDelta::milliseconds(by.load(Ordering::Relaxed)),
        }
    }
}

/// `N` bytes from the operating system's generator.
///
/// # Panics
/// If the operating system has no randomness to give: nothing safe can be done then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "without randomness no secret can be made"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A new `UUIDv7`, sorted by the time it was made.
pub fn new_id(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
}
