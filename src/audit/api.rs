//! The calls of the audit trail.

use discreet_api_types::audit::{AuditPage, Verification};

use super::state::Filter;
use crate::http::{self, Failure};

/// Rows before a number, newest first.
pub async fn list(filter: &Filter, before: Option<i64>) -> Result<AuditPage, Failure> {
    let before = before.map(|before| before.to_string()).unwrap_or_default();
    let (from, until) = filter.moments();
    let mut pairs = filter.wire(&from, &until).to_vec();
    pairs.push(("before", &before));
    http::get(&format!("/audit{}", http::query(&pairs))).await
}

/// The address of what the filter takes, as a file: `csv` or `jsonl`.
pub fn download(filter: &Filter, kind: &str) -> String {
    let (from, until) = filter.moments();
    format!(
        "{}/audit.{kind}{}",
        http::ROOT,
        http::query(&filter.wire(&from, &until))
    )
}

/// Checks the whole chain.
pub async fn verify() -> Result<Verification, Failure> {
    http::get("/audit/verify").await
}
