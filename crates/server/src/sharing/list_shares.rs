//! `GET /conversations/{id}/shares` and `GET /shares`: lists of shares.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::{Share, ShareList, ShareStatus};
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::ShareRow;

use super::share_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::own_conversation;
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Shares of one list at most: the newest.
const MOST: u32 = 500;

/// Lists a conversation's shares, live ones first, worst exposure first. An admin sees those of others too, without
/// their text and links.
#[utoipa::path(
    get, path = "/conversations/{id}/shares", tag = "sharing",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, body = ShareList), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_conversation_shares(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
) -> Answer<Json<ShareList>> {
    let row = if signed_in.is_admin() {
        app.store()
            .conversation_in_org(signed_in.organisation.id, id)
            .await?
            .ok_or_else(Refusal::not_found)?
    } else {
        own_conversation(&app, &signed_in, id).await?
    };
    let rows = app.store().shares_of_conversation(row.org, row.id).await?;
    let mut shares = Vec::with_capacity(rows.len());
    for share in rows {
        shares.push(share_out(&app, &headers, &signed_in, &share, Some(&row)).await?);
    }
    Ok(Json(sorted(shares)))
}

/// Lists the shares one made; an admin's list has everybody's, without their text and links.
#[utoipa::path(
    get, path = "/shares", tag = "sharing",
    responses((status = 200, body = ShareList), (status = 401, body = Problem))
)]
pub async fn list_my_shares(
    State(app): State<App>,
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Answer<Json<ShareList>> {
    let org = signed_in.organisation.id;
    let rows: Vec<ShareRow> = if signed_in.abilities().see_all_shares {
        app.store().shares_of_org(org, None, MOST).await?
    } else {
        app.store()
            .shares_of_owner(org, signed_in.person.id, None, MOST)
            .await?
    };
    let mut shares = Vec::with_capacity(rows.len());
    for share in rows {
        let conversation: Option<ConversationRow> = match share.conversation {
            Some(id) => app.store().conversation_in_org(org, id).await?,
            None => None,
        };
        shares.push(share_out(&app, &headers, &signed_in, &share, conversation.as_ref()).await?);
    }
    Ok(Json(sorted(shares)))
}

fn sorted(mut shares: Vec<Share>) -> ShareList {
    let rank = |share: &Share| match share.status {
        ShareStatus::Active => 0,
        ShareStatus::Paused => 1,
        ShareStatus::Expired | ShareStatus::UsedUp => 2,
        ShareStatus::Stopped => 3,
    };
    // Stable: within the same rank the newest stays first.
    shares.sort_by_key(|share| {
        (
            rank(share),
            std::cmp::Reverse((rank(share) == 0).then_some(share.audience.kind)),
        )
    });
    ShareList { shares }
}
