//! What a public link may ask for before it opens: a password, and that it is opened only so often. What a member
//! signs in for has neither: they are known.

use discreet_api_types::problem::FieldError;
use discreet_api_types::sharing::AudienceKind;
use discreet_store::PasswordHash;

use crate::accounts::password;
use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Fewest characters a link's password may have. Guessing is throttled, and the link's secret comes first.
const SHORTEST_PASSWORD: usize = 8;
/// Most bytes: longer ones only cost time.
const LONGEST_PASSWORD: usize = 1024;
/// Most views a limit may allow.
const MOST_VIEWS: u32 = 1_000_000;

/// What is wrong with a password and a view limit for this audience.
pub fn complaints(
    audience: AudienceKind,
    password: Option<&str>,
    max_views: Option<u32>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: String| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    let is_public = audience == AudienceKind::Public;
    if let Some(password) = password {
        if !is_public {
            refuse(
                "password",
                "Only a public link has a password: here everyone signs in.".to_owned(),
            );
        } else if password.chars().count() < SHORTEST_PASSWORD {
            refuse(
                "password",
                format!("Choose at least {SHORTEST_PASSWORD} characters."),
            );
        } else if password.len() > LONGEST_PASSWORD {
            refuse(
                "password",
                format!("Choose at most {LONGEST_PASSWORD} bytes."),
            );
        }
    }
    if let Some(views) = max_views {
        if !is_public {
            refuse(
                "max_views",
                "Only a public link has a view limit: here everyone signs in.".to_owned(),
            );
        } else if !(1..=MOST_VIEWS).contains(&views) {
            refuse(
                "max_views",
                "A view limit is a number from 1 to 1,000,000.".to_owned(),
            );
        }
    }
    errors
}

/// Refuses what [`complaints`] finds.
pub fn check(audience: AudienceKind, password: Option<&str>, max_views: Option<u32>) -> Answer<()> {
    let errors = complaints(audience, password, max_views);
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Refusal::fields(errors))
    }
}

/// What is stored of a link's password.
pub async fn hash(app: &App, wanted: Option<&str>) -> Answer<Option<PasswordHash>> {
    match wanted {
        None => Ok(None),
        Some(text) => Ok(Some(PasswordHash(
            password::hash(app, text.to_owned()).await?,
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(kind: AudienceKind, password: Option<&str>, views: Option<u32>) -> Vec<String> {
        complaints(kind, password, views)
            .into_iter()
            .map(|error| error.field)
            .collect()
    }

    #[test]
    fn a_public_link_may_have_a_password_and_a_view_limit() {
        let public = AudienceKind::Public;
        assert!(fields(public, Some("eight ch"), Some(1)).is_empty());
        assert_eq!(
            fields(public, Some("seven c"), Some(0)),
            ["password", "max_views"]
        );
        assert_eq!(fields(public, None, Some(1_000_001)), ["max_views"]);
    }

    #[test]
    fn those_who_sign_in_are_asked_for_nothing_more() {
        for kind in [AudienceKind::People, AudienceKind::Organisation] {
            assert_eq!(
                fields(kind, Some("eight ch"), Some(3)),
                ["password", "max_views"]
            );
            assert!(fields(kind, None, None).is_empty());
        }
    }
}
