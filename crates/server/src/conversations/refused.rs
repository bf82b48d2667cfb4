//! How a conversation in our own JSON is refused.

use discreet_api_types::problem::{ErrorCode, FieldError};
use discreet_transcript::import::own;

use crate::problem::Refusal;

/// The refusal of a conversation that cannot be kept as it is.
pub fn refuse_input(refusal: own::Refusal) -> Refusal {
    match refusal {
        own::Refusal::Syntax {
            line,
            column,
            message,
        } => Refusal::new(
            ErrorCode::Malformed,
            format!("This is not JSON that can be read: line {line}, column {column}: {message}"),
        ),
        own::Refusal::Fields(errors) => Refusal::fields(
            errors
                .into_iter()
                .map(|error| FieldError {
                    field: error.field,
                    message: error.message,
                })
                .collect(),
        ),
    }
}
