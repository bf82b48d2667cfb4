//! The server: what Discreet promises, kept.
//!
//! One folder per feature, one file per endpoint. Everything about HTTP stands here and nowhere below; every
//! permission, expiry, limit and redaction is decided here.

pub mod app;
pub mod cli;
pub mod config;
pub mod demo;

mod accounts;
mod audit;
mod auth;
mod body;
mod clock;
mod conversations;
mod device;
mod discussion;
mod headers;
mod keys;
mod notifications;
mod origin;
mod params;
mod policy;
mod problem;
mod review;
mod sharing;
mod viewer;
mod web;

pub use accounts::password::hash_now as hash_password;
pub use clock::Clock;
pub use keys::KeyRing;
