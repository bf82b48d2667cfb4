//! What crosses the wire: requests, responses, [`problem::Problem`] and ids.
//!
//! Plain data with serde, shared by the server and the browser. Knows neither the domain's rules nor the
//! database; depends on nothing else of ours. Times are RFC 3339 strings ([`ids::Timestamp`]), so that the
//! recipients' small program carries no calendar code.

pub mod accesses;
pub mod accounts;
pub mod audit;
pub mod conversations;
pub mod discussion;
pub mod ids;
pub mod notifications;
pub mod people;
pub mod policy;
pub mod problem;
pub mod review;
pub mod sharing;
pub mod tree;
pub mod viewer;
