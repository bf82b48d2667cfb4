//! `GET /conversations/{id}/comments`: all comments of one's own conversation, each with its share.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use discreet_api_types::discussion::{DiscussedShare, DiscussionOverview};
use discreet_api_types::ids::ShareId;
use discreet_api_types::problem::Problem;
use discreet_store::discussion::CommentRow;
use discreet_store::sharing::{Permission, ShareRow};
use uuid::Uuid;

use super::comment::{Onlooker, comments_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::own_conversation;
use crate::params::ConversationPath;
use crate::problem::Answer;
use crate::sharing::audience_out;

/// Lists the comments of all shares of one's own conversation, ended shares included.
#[utoipa::path(
    get, path = "/conversations/{id}/comments", tag = "discussion",
    params(("id" = String, Path, description = "The conversation")),
    responses(
        (status = 200, body = DiscussionOverview),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub async fn list_conversation_comments(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
) -> Answer<Json<DiscussionOverview>> {
    overview(&app, &signed_in, id).await.map(Json)
}

/// All comments of one's own conversation.
pub async fn overview(app: &App, signed_in: &SignedIn, id: Uuid) -> Answer<DiscussionOverview> {
    let row = own_conversation(app, signed_in, id).await?;
    let shares = app.store().shares_of_conversation(row.org, row.id).await?;
    let comments = app.store().comments_of_conversation(row.org, id).await?;
    let onlooker = Onlooker {
        person: signed_in.person.id,
        owner: true,
        comments: false,
        names_share: true,
    };
    let shares = discussed(app, shares).await?;
    let comments = comments_out(app, without_empty_threads(comments), onlooker).await?;
    Ok(DiscussionOverview { shares, comments })
}

async fn discussed(app: &App, shares: Vec<ShareRow>) -> Answer<Vec<DiscussedShare>> {
    let ids: Vec<&str> = shares.iter().map(|share| share.id.as_str()).collect();
    let counts = app.store().count_comments(&ids).await?;
    let discussions = app.store().discussions(&ids).await?;
    let discussed = shares.iter().filter_map(|share| {
        let count = counts.get(&share.id).copied().unwrap_or_default();
        if share.permission == Permission::View && count.all == 0 {
            return None;
        }
        let closed = discussions.get(&share.id).is_some_and(|found| found.closed);
        Some(DiscussedShare {
            id: ShareId(share.id.clone()),
            audience: audience_out(share.audience),
            label: share.label.as_ref().map(|label| label.0.clone()),
            comments_open: share.permission != Permission::View && !closed,
            comments: count.all,
            unresolved: count.unresolved,
        })
    });
    Ok(discussed.collect())
}

/// Leaves out deleted comments that nobody replied to.
fn without_empty_threads(rows: Vec<CommentRow>) -> Vec<CommentRow> {
    let replied: HashSet<Uuid> = rows
        .iter()
        .filter(|row| row.deleted_at.is_none())
        .filter_map(|row| row.reply_to)
        .collect();
    rows.into_iter()
        .filter(|row| row.deleted_at.is_none() || replied.contains(&row.id))
        .collect()
}
