//! The calls of accounts.

use discreet_api_types::accounts::{Session, SetUp, SignIn};

use crate::http::{self, Failure};

/// Signs in.
pub async fn sign_in(credentials: &SignIn) -> Result<Session, Failure> {
    http::post("/session", credentials).await
}

/// Signs out, here or everywhere.
pub async fn sign_out(everywhere: bool) -> Result<(), Failure> {
    let everywhere = if everywhere { "true" } else { "" };
    http::delete(&format!(
        "/session{}",
        http::query(&[("everywhere", everywhere)])
    ))
    .await
}

/// Makes the first admin and signs them in.
pub async fn set_up(wanted: &SetUp) -> Result<Session, Failure> {
    http::post("/setup", wanted).await
}
