//! Tests, each a story told on both engines through the store's own functions.

mod accounts;
mod audit;
mod conversations;
mod migrations;
mod search;
mod sharing;
mod stage;
mod viewer;
