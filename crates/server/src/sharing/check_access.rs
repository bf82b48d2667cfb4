//! `POST /shares/{id}/check`: can somebody open this share, and if not, why, and what would help.

use axum::Json;
use axum::extract::State;
use discreet_api_types::accesses::{AccessCheck, CheckAccess, Fix};
use discreet_api_types::problem::Problem;
use discreet_store::accounts::Person;
use discreet_store::sharing::{Audience, ShareRow, ShareStatus};

use super::own_share;
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Says whether the person with this address can open the share now. Of addresses outside the organisation it says
/// only that they are: whether another organisation knows them is nobody's business here.
#[utoipa::path(
    post, path = "/shares/{id}/check", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    request_body = CheckAccess,
    responses(
        (status = 200, body = AccessCheck),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn check_access(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    body: RawBody,
) -> Answer<Json<AccessCheck>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let CheckAccess { email } = body.json()?;
    let email = email.trim().to_lowercase();
    if !email.contains('@') {
        return Err(Refusal::field(
            "email",
            "Enter an e-mail address, such as name@acme.example.",
        ));
    }
    let person = app
        .store()
        .people_by_email(signed_in.organisation.id, std::slice::from_ref(&email))
        .await?
        .pop();
    let status = share.status(app.now());
    Ok(Json(check(
        &share,
        status,
        person.as_ref(),
        &signed_in.organisation.name,
    )))
}

fn check(
    share: &ShareRow,
    status: ShareStatus,
    person: Option<&Person>,
    organisation: &str,
) -> AccessCheck {
    let mine = person.is_some_and(|person| person.id == share.owner);
    let named = person.is_some_and(|person| share.names(person.id));
    // What keeps everybody out comes first: nothing else helps before that.
    match status {
        ShareStatus::Active => {}
        ShareStatus::Paused => {
            return no(
                "No: this share is paused, its link opens for nobody. Resume it.",
                Fix::Resume,
            );
        }
        ShareStatus::Expired => {
            return no("No: this share has expired. Renew it.", Fix::Renew);
        }
        ShareStatus::UsedUp => {
            return no(
                "No: all views of this link are used up. Renew it, and they start anew.",
                Fix::Renew,
            );
        }
        ShareStatus::Stopped => {
            return no(
                "No: this share was stopped, and stays so. Make a new one.",
                Fix::NewShare,
            );
        }
    }
    match share.audience {
        Audience::Public if share.password.is_some() => {
            yes("Yes, with the whole link and its password, without signing in.")
        }
        Audience::Public => yes("Yes, with the whole link, without signing in."),
        Audience::People | Audience::Organisation if mine => {
            yes("Yes: this is you, and it is your share.")
        }
        Audience::People if named => yes("Yes, after signing in with this address."),
        Audience::Organisation if person.is_some() => {
            yes("Yes, with the link, after signing in with this address.")
        }
        Audience::People if person.is_some() => no(
            "No: this share does not name them. Add them to it.",
            Fix::AddPerson,
        ),
        Audience::People | Audience::Organisation => AccessCheck {
            can_open: false,
            sentence: format!(
                "No: nobody at {organisation} has this address. Ask an admin to invite them, or make a public link."
            ),
            fix: Some(Fix::AskAdmin),
        },
    }
}

fn yes(sentence: &str) -> AccessCheck {
    AccessCheck {
        can_open: true,
        sentence: sentence.to_owned(),
        fix: None,
    }
}

fn no(sentence: &str, fix: Fix) -> AccessCheck {
    AccessCheck {
        can_open: false,
        sentence: sentence.to_owned(),
        fix: Some(fix),
    }
}
