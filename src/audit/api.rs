//! The calls of the audit trail.

use discreet_api_types::audit::{AuditPage, Verification};

use crate::http::{self, Failure};

/// Rows before a number, newest first.
pub async fn list(before: Option<i64>) -> Result<AuditPage, Failure> {
    let before = before.map(|before| before.to_string()).unwrap_or_default();
    http::get(&format!("/audit{}", http::query(&[("before", &before)]))).await
}

/// Checks the whole chain.
pub async fn verify() -> Result<Verification, Failure> {
    http::get("/audit/verify").await
}
