//! `POST /s/{id}/comments`: adds a comment.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::discussion::{Comment, NewComment};
use discreet_api_types::problem::Problem;
use discreet_store::AuditAction;
use discreet_store::discussion::{
    CommentKind, CommentRefusal, CommentRow, NewComment as StoredComment,
};
use discreet_store::notifications::{NewNotification, NotificationKind};
use uuid::Uuid;

use super::comment::{Onlooker, comment_id, comments_out, kind_in};
use super::{Reader, check, people, reader, refuse};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::body::RawBody;
use crate::clock::new_id;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Adds a comment on a message, a selection of it or the whole, or a reply. One that repeats what the share hides is
/// refused, and so is one with a credential.
#[utoipa::path(
    post, path = "/s/{id}/comments", tag = "discussion",
    params(("id" = String, Path, description = "The share")),
    request_body = NewComment,
    responses(
        (status = 201, body = Comment),
        (status = 403, body = Problem, description = "The share is for reading only, or comments are turned off"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`undecided_findings`: it seems sensitive, send `confirm` if it is not; `conflict`: a newer snapshot was published, or the share is full"),
        (status = 422, body = Problem, description = "`repeats_hidden`: it repeats what the share hides"),
        (status = 429, body = Problem),
    )
)]
pub async fn add_comment(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    body: RawBody,
) -> Answer<(StatusCode, Json<Comment>)> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    reader.may_comment()?;
    let wanted: NewComment = body.json()?;
    let kind = kind_in(wanted.kind);
    refuse_what_does_not_fit(&wanted, kind)?;
    check::count(&app, "comment", &reader).await?;
    let share = &reader.share;
    let parent = parent(&app, &reader, &wanted).await?;
    let place = check::place(&app, share, kind, wanted.message, wanted.start, wanted.end).await?;
    let mentions = people::mentioned(&app, share, &wanted.mentions).await?;
    let assignee = match &wanted.assignee {
        Some(id) => Some(people::participant(&app, share, "assignee", id).await?),
        None => None,
    };
    let due = wanted.due.as_deref().map(check::due).transpose()?;
    let text = check::words(&app, &reader, kind, &wanted.body, wanted.confirm).await?;

    let comment = StoredComment {
        id: new_id(app.now()),
        share: share.id.clone(),
        snapshot_version: share.snapshot_version,
        author: reader.signed_in.person.id,
        kind,
        body: text,
        message: place.message,
        range: place.range,
        reply_to: parent.as_ref().map(|parent| parent.id),
        mentions,
        assignee,
        due,
    };
    let news = news(&app, &reader, &comment, parent.as_ref()).await?;
    let event = reader
        .event(&app, AuditAction::CommentAdded)
        .detail("kind", kind.as_str())
        .detail("reply", u32::from(parent.is_some()));
    let key = app.audit_key();
    let record = reader.signed_in.record(&app, &key, vec![event]);
    let added = app
        .store()
        .add_comment(comment, news, record)
        .await?
        .map_err(refuse)?;
    one(&app, &reader, added)
        .await
        .map(|comment| (StatusCode::CREATED, Json(comment)))
}

/// A single comment as it crosses the wire.
pub async fn one(app: &App, reader: &Reader, row: CommentRow) -> Answer<Comment> {
    comments_out(app, vec![row], Onlooker::reader(reader))
        .await?
        .pop()
        .ok_or_else(Refusal::not_found)
}

fn refuse_what_does_not_fit(wanted: &NewComment, kind: CommentKind) -> Answer<()> {
    if wanted.reply_to.is_some() {
        if kind != CommentKind::Note {
            return Err(Refusal::field("kind", "A reply is a note."));
        }
        if wanted.message.is_some() || wanted.start.is_some() || wanted.end.is_some() {
            return Err(Refusal::field(
                "message",
                "A reply stands where its thread stands.",
            ));
        }
    }
    if kind != CommentKind::Action {
        let only_actions = "Only an action has an assignee and a due date.";
        if wanted.assignee.is_some() {
            return Err(Refusal::field("assignee", only_actions));
        }
        if wanted.due.is_some() {
            return Err(Refusal::field("due", only_actions));
        }
    }
    Ok(())
}

async fn parent(app: &App, reader: &Reader, wanted: &NewComment) -> Answer<Option<CommentRow>> {
    let Some(id) = &wanted.reply_to else {
        return Ok(None);
    };
    let unknown = || refuse(CommentRefusal::NoSuchParent);
    let id = comment_id(id).map_err(|_| unknown())?;
    let parent = app.store().comment(&reader.share.id, id).await?;
    parent
        .filter(|parent| parent.deleted_at.is_none() && parent.reply_to.is_none())
        .map(Some)
        .ok_or_else(unknown)
}

/// Who is told: people mentioned and the assignee; then who wrote the first comment, and the owner.
async fn news(
    app: &App,
    reader: &Reader,
    comment: &StoredComment,
    parent: Option<&CommentRow>,
) -> Answer<Vec<NewNotification>> {
    let mentioned: Vec<Uuid> = comment
        .mentions
        .iter()
        .copied()
        .chain(comment.assignee)
        .collect();
    let mut news = tell(
        app,
        reader,
        comment.id,
        &mentioned,
        NotificationKind::Mention,
    );
    let mut others = vec![reader.share.owner];
    if let Some(parent) = parent
        && let Some(author) = app.store().person(parent.author).await?
        && people::may_open(&reader.share, &author)
    {
        others.push(author.id);
    }
    others.retain(|person| !mentioned.contains(person));
    news.extend(tell(
        app,
        reader,
        comment.id,
        &others,
        NotificationKind::Comment,
    ));
    Ok(news)
}

/// Notifications about a comment for these people, once each, never for who wrote it.
pub fn tell(
    app: &App,
    reader: &Reader,
    comment: Uuid,
    people: &[Uuid],
    kind: NotificationKind,
) -> Vec<NewNotification> {
    let author = reader.signed_in.person.id;
    let mut told: Vec<Uuid> = Vec::new();
    for &person in people {
        if person != author && !told.contains(&person) {
            told.push(person);
        }
    }
    told.into_iter()
        .map(|person| NewNotification {
            id: new_id(app.now()),
            person,
            kind,
            share: Some(reader.share.id.clone()),
            conversation: reader.share.conversation,
            comment: Some(comment),
            actor: Some(author),
        })
        .collect()
}
