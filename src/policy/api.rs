//! The calls of policy.

use discreet_api_types::ids::WordId;
use discreet_api_types::policy::{NewWord, Word, Words};

use crate::http::{self, Failure};

/// The team memory.
pub async fn words() -> Result<Words, Failure> {
    http::get("/policy/words").await
}

/// Adds to it.
pub async fn add(word: &NewWord) -> Result<Word, Failure> {
    http::post("/policy/words", word).await
}

/// Lets an entry hold for another year.
pub async fn renew(id: &WordId) -> Result<Word, Failure> {
    http::post_nothing(&format!("/policy/words/{id}/renew")).await
}

/// Removes an entry.
pub async fn remove(id: &WordId) -> Result<(), Failure> {
    http::delete(&format!("/policy/words/{id}")).await
}
