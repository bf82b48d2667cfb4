//! The API through its one door: requests in, answers out, on both databases.

mod access;
mod accounts;
mod canary;
mod conversations;
mod openapi;
mod sharing;
mod viewer;
mod world;
