//! Thin wrappers over what the browser offers. Knows no feature and no route.

pub mod announce;
pub mod clipboard;
pub mod concrete;
pub mod elements;
pub mod events;
pub mod files;
pub mod focus;
pub mod highlights;
pub mod intl;
pub mod location;
pub mod place;
pub mod random;
pub mod storage;
pub mod timers;
pub mod title;
pub mod worker;

pub use announce::announce;
