//! `discreet openapi`: the document that the server serves at `/api/openapi.json`, laid out for reading.

use std::io::Write;

use super::{Answer, Failure, Outcome};
use crate::app;

/// Prints the document.
pub fn run() -> Outcome {
    let document = app::openapi()
        .to_pretty_json()
        .map_err(|error| Failure(format!("the document cannot be written as JSON: {error}")))?;
    writeln!(std::io::stdout(), "{document}")?;
    Ok(Answer::Yes)
}
