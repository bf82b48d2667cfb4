//! The API through its one door: requests in, answers out, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_collect,
    reason = "a test that fails at its unwrap says where"
)]

mod access;
mod accounts;
mod canary;
mod conversations;
mod discussion;
mod follow;
mod imports;
mod links;
mod openapi;
mod people;
mod policy;
mod program;
mod review;
mod sharing;
mod viewer;
mod world;
