//! Passwords: argon2id, off the async threads, two at once at most.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use discreet_api_types::problem::ErrorCode;

use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Fewest characters a password may have.
pub const SHORTEST: usize = 12;
/// Most bytes: longer ones only cost time.
const LONGEST: usize = 1024;

/// What is wrong with a new password, if anything.
pub fn complaint(password: &str) -> Option<String> {
    if password.chars().count() < SHORTEST {
        Some(format!(
            "Choose at least {SHORTEST} characters; a few words are easy to remember."
        ))
    } else if password.len() > LONGEST {
        Some(format!("Choose at most {LONGEST} bytes."))
    } else {
        None
    }
}

/// Hashes a password on this thread, which takes a while: for the command line and at start.
///
/// # Panics
/// If the operating system has no randomness to give.
pub fn hash_now(password: &str) -> String {
    #[expect(
        clippy::expect_used,
        reason = "the default parameters are valid; without randomness nothing is safe"
    )]
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("argon2 takes its default parameters")
        .to_string()
}

/// Hashes a password.
pub async fn hash(app: &App, password: String) -> Answer<String> {
    on_a_thread(app, move || hash_now(&password)).await
}

/// Whether this is the password of that hash. Without a hash it takes as long and says no.
pub async fn verify(app: &App, password: String, hash: Option<String>) -> Answer<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| app.decoy_hash().to_owned());
    let matches = on_a_thread(app, move || {
        let Ok(parsed) = PasswordHash::new(&hash) else {
            return false;
        };
        password.len() <= LONGEST
            && Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
    })
    .await?;
    Ok(known && matches)
}

async fn on_a_thread<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Answer<T> {
    let failed = || {
        Refusal::new(
            ErrorCode::Unavailable,
            "The server is stopping. Try again in a moment.",
        )
    };
    let _turn = app.hashing().acquire().await.map_err(|_| failed())?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| failed())
}
