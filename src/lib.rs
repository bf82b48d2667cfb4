//! Discreet's browser app, one library for three entries: the workspace, the recipients' viewer and the scan worker.
//!
//! In reading order: the shelf (`http`, `browser`, `ui`) knows no feature; a feature uses another only through what
//! its `mod.rs` publishes. What an entry does not use is not linked into it.

pub mod app;

pub mod accounts;
pub mod audit;
pub mod conversations;
pub mod discussion;
pub mod policy;
pub mod review;
pub mod sharing;
pub mod transcript;
pub mod viewer;

pub mod paths;
pub mod session;

pub mod browser;
pub mod http;
pub mod json;
pub mod ui;
