//! `POST /s/{id}/access-requests`: a colleague asks to be let in.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::accounts::{Throttle, ThrottleLimits};
use discreet_store::notifications::{NewNotification, NotificationKind};

use crate::app::App;
use crate::auth::SignedIn;
use crate::clock;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Most requests of one person.
const PER_PERSON: ThrottleLimits = ThrottleLimits {
    failures: 19,
    window: TimeDelta::hours(1),
    block: TimeDelta::minutes(10),
    longest_block: TimeDelta::hours(1),
};

/// Asks the owner of a share to be let in. The answer is the same whether there is such a share or not, whoever it is
/// for, and however often it is asked.
#[utoipa::path(
    post, path = "/s/{id}/access-requests", tag = "viewer",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 204, description = "If there is something to ask for, its owner is asked"),
        (status = 401, body = Problem, description = "`sign_in_required`"),
        (status = 429, body = Problem, description = "`throttled`, with `Retry-After`"),
    )
)]
pub async fn request_access(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
) -> Answer<StatusCode> {
    let Some(signed_in) = signed_in else {
        return Err(Refusal::new(
            ErrorCode::SignInRequired,
            "Sign in to ask for access.",
        ));
    };
    let now = app.now();
    let person = signed_in.person.id;
    let key = app.keys().pseudonym("access requests", &person.to_string());
    let turn = app.store().throttle_attempt(&key, now, &PER_PERSON).await?;
    if let Throttle::Blocked { until } = turn {
        let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
        return Err(Refusal::throttled(seconds));
    }
    let share = app.store().share(&id).await?;
    let ours =
        share.filter(|share| share.org == signed_in.organisation.id && share.owner != person);
    if let Some(share) = ours {
        let is_new = app
            .store()
            .request_access(clock::new_id(now), &share.id, person, now)
            .await?;
        if is_new {
            let asked = NewNotification {
                id: clock::new_id(now),
                person: share.owner,
                kind: NotificationKind::AccessRequest,
                share: Some(share.id),
                conversation: share.conversation,
                comment: None,
                actor: Some(person),
            };
            app.store().notify(vec![asked], now).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
