//! The detectors. Each reads one prepared text and adds hits; none knows the others, places or
//! settings.

pub(crate) mod address;
pub(crate) mod business;
pub(crate) mod contact;
pub(crate) mod ids;
pub(crate) mod numbers;
pub(crate) mod person;
pub(crate) mod secrets;
