//! What the forms of accounts say, as pure functions.

use discreet_api_types::problem::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::http::Failure;
use crate::paths::{self, Door};

/// Where somebody was when they had to sign in, as kept in the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayBack {
    /// Path and query.
    pub path: String,
    /// Fragment without its `#`.
    #[serde(default)]
    pub fragment: String,
}

impl WayBack {
    /// The address to go to and the door it is behind; home, if it is none of ours.
    pub fn destination(&self) -> (Door, String) {
        let fragment = self.fragment.trim_start_matches('#');
        match paths::door(&self.path) {
            None => (Door::Workspace, paths::HOME.to_owned()),
            Some(door) if fragment.is_empty() => (door, self.path.clone()),
            Some(door) => (door, format!("{}#{fragment}", self.path)),
        }
    }
}

/// Why signing in failed, and what to do.
pub fn sign_in_sentence(failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) if refusal.problem.code == ErrorCode::CredentialsWrong => {
            "Address or password is wrong. Check both, then try again.".to_owned()
        }
        Failure::Refused(refusal) if refusal.problem.code == ErrorCode::Throttled => {
            match refusal.retry_after {
                Some(seconds) => {
                    format!("Too many tries. Try again in {}.", duration(seconds))
                }
                None => "Too many tries. Try again in a few minutes.".to_owned(),
            }
        }
        other => other.to_string(),
    }
}

/// A number of seconds in words, rounded up.
fn duration(seconds: u32) -> String {
    let (count, unit) = if seconds < 60 {
        (seconds.max(1), "second")
    } else {
        (seconds.div_ceil(60), "minute")
    };
    if count == 1 {
        format!("{count} {unit}")
    } else {
        format!("{count} {unit}s")
    }
}

/// What is missing in the sign-in form: for the address, for the password.
pub fn sign_in_gaps(email: &str, password: &str) -> (Option<String>, Option<String>) {
    let email = if email.trim().is_empty() {
        Some("Enter your e-mail address.".to_owned())
    } else if !email.contains('@') {
        Some("An e-mail address looks like name@company.example.".to_owned())
    } else {
        None
    };
    let password = password
        .is_empty()
        .then(|| "Enter your password.".to_owned());
    (email, password)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Refusal;

    fn refused(code: &str, retry_after: Option<u32>) -> Failure {
        let problem = serde_json::from_str(&format!(
            r#"{{"type":"about:blank","title":"t","status":401,"detail":"d","code":"{code}","request_id":"r"}}"#
        ))
        .unwrap();
        Failure::Refused(Box::new(Refusal {
            problem,
            retry_after,
        }))
    }

    #[test]
    fn wrong_credentials_are_one_sentence_that_names_neither() {
        assert_eq!(
            sign_in_sentence(&refused("credentials_wrong", None)),
            "Address or password is wrong. Check both, then try again."
        );
    }

    #[test]
    fn too_many_tries_say_when_to_come_back() {
        for (seconds, words) in [(30, "30 seconds"), (61, "2 minutes"), (60, "1 minute")] {
            assert_eq!(
                sign_in_sentence(&refused("throttled", Some(seconds))),
                format!("Too many tries. Try again in {words}.")
            );
        }
    }

    #[test]
    fn the_way_back_leads_to_pages_of_ours_with_their_fragment() {
        let way = |path: &str, fragment: &str| {
            WayBack {
                path: path.to_owned(),
                fragment: fragment.to_owned(),
            }
            .destination()
        };
        assert_eq!(
            way("/s/abc", "k=s&m=3-5"),
            (Door::Share, "/s/abc#k=s&m=3-5".to_owned())
        );
        assert_eq!(
            way("/conversations/1", ""),
            (Door::Workspace, "/conversations/1".to_owned())
        );
        assert_eq!(
            way("//evil.example/s/abc", "k=s"),
            (Door::Workspace, "/".to_owned())
        );
    }

    #[test]
    fn an_empty_form_says_what_to_enter() {
        let (email, password) = sign_in_gaps(" ", "");
        assert!(email.is_some() && password.is_some());
        assert_eq!(sign_in_gaps("agent@acme.example", "x"), (None, None));
    }
}
