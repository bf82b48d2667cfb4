//! `PATCH /s/{id}/comments`: changes a comment, resolves or reopens it.

use axum::Json;
use axum::extract::State;
use discreet_api_types::discussion::{ChangeComment, Comment};
use discreet_api_types::problem::Problem;
use discreet_store::discussion::{CommentChanges, CommentKind, CommentRow};
use discreet_store::notifications::NotificationKind;
use uuid::Uuid;

use super::add_comment::{one, tell};
use super::comment::comment_id;
use super::{Reader, check, people, reader, refuse};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Changes a comment: its words by its author, whether it is resolved by everybody who may comment. New words are
/// checked as those of a new comment.
#[utoipa::path(
    patch, path = "/s/{id}/comments", tag = "discussion",
    params(("id" = String, Path, description = "The share")),
    request_body = ChangeComment,
    responses(
        (status = 200, body = Comment),
        (status = 403, body = Problem, description = "Somebody else's, for reading only, or comments are turned off"),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
        (status = 429, body = Problem),
    )
)]
pub async fn change_comment(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    body: RawBody,
) -> Answer<Json<Comment>> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    reader.may_comment()?;
    let wanted: ChangeComment = body.json()?;
    let comment = comment_id(&wanted.id)?;
    let before = app
        .store()
        .comment(&id, comment)
        .await?
        .filter(|row| row.deleted_at.is_none())
        .ok_or_else(Refusal::not_found)?;
    check::count(&app, "comment", &reader).await?;
    let changes = changes(&app, &reader, &before, &wanted).await?;
    let new_people: Vec<Uuid> = changes
        .mentions
        .iter()
        .flatten()
        .copied()
        .chain(changes.assignee.flatten())
        .filter(|id| !before.mentions.contains(id) && before.assignee != Some(*id))
        .collect();
    let news = tell(
        &app,
        &reader,
        comment,
        &new_people,
        NotificationKind::Mention,
    );
    let key = app.audit_key();
    let record = reader.signed_in.record(&app, &key, Vec::new());
    let changed = app
        .store()
        .change_comment(&id, comment, changes, news, record)
        .await?
        .map_err(refuse)?;
    one(&app, &reader, changed).await.map(Json)
}

async fn changes(
    app: &App,
    reader: &Reader,
    before: &CommentRow,
    wanted: &ChangeComment,
) -> Answer<CommentChanges> {
    let me = reader.signed_in.person.id;
    let words = wanted.body.is_some()
        || wanted.mentions.is_some()
        || wanted.assignee.is_some()
        || wanted.due.is_some();
    if words && before.author != me {
        return Err(refuse(
            discreet_store::discussion::CommentRefusal::NotTheAuthor,
        ));
    }
    if wanted.resolved.is_some() && before.reply_to.is_some() {
        return Err(Refusal::field(
            "resolved",
            "A reply is resolved with its thread. Resolve the first comment.",
        ));
    }
    if before.kind != CommentKind::Action {
        for (field, is_there) in [
            ("assignee", wanted.assignee.is_some()),
            ("due", wanted.due.is_some()),
        ] {
            if is_there {
                return Err(Refusal::field(
                    field,
                    "Only an action has an assignee and a due date.",
                ));
            }
        }
    }
    let share = &reader.share;
    let mentions = match &wanted.mentions {
        Some(ids) => Some(people::mentioned(app, share, ids).await?),
        None => None,
    };
    let assignee = match &wanted.assignee {
        Some(Some(id)) => Some(Some(people::participant(app, share, "assignee", id).await?)),
        Some(None) => Some(None),
        None => None,
    };
    let due = match &wanted.due {
        Some(Some(day)) => Some(Some(check::due(day)?)),
        Some(None) => Some(None),
        None => None,
    };
    let body = match &wanted.body {
        Some(body) => {
            let text = check::words(app, reader, before.kind, body, wanted.confirm).await?;
            Some((text, share.snapshot_version))
        }
        None => None,
    };
    Ok(CommentChanges {
        author: words.then_some(me),
        body,
        mentions,
        assignee,
        due,
        resolved: wanted.resolved.map(|resolved| resolved.then_some(me)),
    })
}
