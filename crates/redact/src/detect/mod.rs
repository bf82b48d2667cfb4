//! The detectors. Each reads one prepared text and adds hits; none knows the others, places or
//! settings.

#![expect(
    clippy::if_same_then_else,
    clippy::items_after_statements,
    clippy::match_same_arms,
    clippy::naive_bytecount,
    clippy::nonminimal_bool,
    reason = "rules read as lists of conditions and cases, each in its own words"
)]

pub(crate) mod address;
pub(crate) mod business;
pub(crate) mod contact;
pub(crate) mod ids;
pub(crate) mod numbers;
pub(crate) mod person;
pub(crate) mod secrets;
