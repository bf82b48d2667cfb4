//! The store: entities, migrations and queries over SQLite (embedded) and `PostgreSQL`, behind one interface.
//!
//! Owns what is kept and which changes happen together. It knows neither HTTP nor keys' origins: time, ids and
//! random bytes are parameters, absence is `Option`, and a refusal is a typed enum inside `Ok`:
//! `store.create_share(..).await?` fails only when the database does.
//!
//! Every change that is worth a trail takes a [`Record`]; its rows are appended to the organisation's keyed chain in
//! the same transaction. Text, secrets and addresses never appear in `Debug` output or errors.

mod database;
mod hidden;
mod migrations;
mod words;

pub mod accounts;
pub mod audit;
pub mod conversations;
pub mod discussion;
pub mod notifications;
pub mod policy;
pub mod review;
pub mod sharing;
pub mod viewer;

#[cfg(test)]
mod tests;

pub use audit::{Actor, AuditAction, AuditEvent, AuditKey, Record};
pub use database::{Engine, Store, StoreError};
pub use hidden::{JsonText, PasswordHash, TokenHash};
