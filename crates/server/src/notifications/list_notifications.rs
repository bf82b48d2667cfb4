//! `GET /notifications`: what happened, newest first.

use axum::Json;
use axum::extract::State;
use discreet_api_types::ids::{CommentId, ConversationId, ShareId};
use discreet_api_types::notifications::{Notification, NotificationList};
use discreet_api_types::problem::Problem;
use discreet_api_types::tree::Piece;
use discreet_api_types::viewer::SharedHead;
use discreet_store::StoreError;
use discreet_store::notifications::NotificationRow;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::kind_out;
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::discussion::Names;
use crate::params::Params;
use crate::problem::{Answer, Refusal};
use crate::viewer::{open_share_of, unpack};

/// Notifications of one answer.
const PAGE: usize = 50;

/// Which.
#[derive(Deserialize, IntoParams)]
pub struct Before {
    /// Only those before this id.
    before: Option<String>,
}

/// Lists the signed-in person's notifications, and how many they have not read.
#[utoipa::path(
    get, path = "/notifications", tag = "notifications",
    params(Before),
    responses(
        (status = 200, body = NotificationList),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn list_notifications(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(wanted): Params<Before>,
) -> Answer<Json<NotificationList>> {
    let before: Option<Uuid> = wanted
        .before
        .map(|id| id.parse())
        .transpose()
        .map_err(|_| Refusal::field("before", "`before` must be the id of a notification."))?;
    let me = signed_in.person.id;
    let mut rows = app
        .store()
        .notifications(me, before, PAGE as u64 + 1)
        .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next_before = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let unread = app.store().unread_notifications(me).await?;
    let names = Names::of(&app, rows.iter().filter_map(|row| row.actor)).await?;
    let mut notifications = Vec::with_capacity(rows.len());
    for row in rows {
        notifications.push(out(&app, &signed_in, row, &names).await?);
    }
    Ok(Json(NotificationList {
        notifications,
        unread,
        next_before,
    }))
}

async fn out(
    app: &App,
    signed_in: &SignedIn,
    row: NotificationRow,
    names: &Names,
) -> Answer<Notification> {
    let own = match row.conversation {
        Some(id) => {
            app.store()
                .conversation_of_owner(signed_in.organisation.id, signed_in.person.id, id)
                .await?
        }
        None => None,
    };
    let title = match (&own, &row.share) {
        (Some(own), _) => vec![Piece::Text(own.head.title.0.clone())],
        (None, Some(share)) => shown_title(app, signed_in, share).await?,
        (None, None) => Vec::new(),
    };
    Ok(Notification {
        id: row.id.to_string(),
        kind: kind_out(row.kind),
        at: row.at.into(),
        read: row.read,
        by: row.actor.map(|actor| names.person(actor)),
        share: row.share.map(ShareId),
        conversation: own.map(|own| ConversationId(own.id.to_string())),
        comment: row.comment.map(|id| CommentId(id.to_string())),
        title,
    })
}

/// The title as the share shows it to this person now; empty if it does not open for them any more.
async fn shown_title(app: &App, signed_in: &SignedIn, share: &str) -> Answer<Vec<Piece>> {
    let Ok(share) = open_share_of(app, share, &Visitor(None), Some(signed_in)).await else {
        return Ok(Vec::new());
    };
    let stored = app
        .store()
        .snapshot_head(&share.id, share.snapshot_version)
        .await?;
    let Some(stored) = stored else {
        return Ok(Vec::new());
    };
    let head: SharedHead = serde_json::from_str(&unpack(&stored.head)?)
        .map_err(|_| StoreError::Unreadable("a snapshot of another shape"))?;
    Ok(head.title)
}
