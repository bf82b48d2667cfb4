//! A comment as it crosses the wire, and whether its words may still be shown.

use std::collections::BTreeSet;

use discreet_api_types::discussion::{Comment, CommentAbilities, CommentKind, DoneBy};
use discreet_api_types::ids::{CommentId, ShareId};
use discreet_store::discussion::{CommentKind as StoredKind, CommentRow};
use discreet_store::sharing::{ShareRow, ShareStatus};
use uuid::Uuid;

use super::hidden::HiddenCodes;
use super::{Names, Reader};
use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Who looks at comments.
#[derive(Clone, Copy)]
pub struct Onlooker {
    /// The person.
    pub person: Uuid,
    /// They own the share.
    pub owner: bool,
    /// They may comment now.
    pub comments: bool,
    /// Comments of several shares are listed together.
    pub names_share: bool,
}

impl Onlooker {
    /// A reader of the share.
    pub fn reader(reader: &Reader) -> Self {
        Self {
            person: reader.signed_in.person.id,
            owner: reader.mine,
            comments: reader.may.comment,
            names_share: false,
        }
    }
}

/// Comments as they cross the wire.
pub async fn comments_out(
    app: &App,
    rows: Vec<CommentRow>,
    onlooker: Onlooker,
) -> Answer<Vec<Comment>> {
    let ids: BTreeSet<Uuid> = rows.iter().flat_map(people_of).collect();
    let names = Names::of(app, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| comment_out(row, onlooker, &names))
        .collect())
}

fn people_of(row: &CommentRow) -> impl Iterator<Item = Uuid> + '_ {
    let others = row.mentions.iter().copied();
    others
        .chain([row.author])
        .chain(row.assignee)
        .chain(row.resolved_by)
}

fn comment_out(row: CommentRow, onlooker: Onlooker, names: &Names) -> Comment {
    let mine = row.author == onlooker.person;
    let deleted = row.deleted_at.is_some();
    let shown = !deleted && (!row.withheld || mine || onlooker.owner);
    let first = row.reply_to.is_none();
    Comment {
        id: CommentId(row.id.to_string()),
        changed: row.changed,
        share: onlooker.names_share.then(|| ShareId(row.share.clone())),
        kind: kind_out(row.kind),
        body: if shown { row.body.0 } else { String::new() },
        message: row.message,
        start: row.range.map(|range| range.0),
        end: row.range.map(|range| range.1),
        snapshot_version: row.snapshot_version,
        reply_to: row.reply_to.map(|id| CommentId(id.to_string())),
        author: names.person(row.author),
        mine,
        written_at: row.written_at.into(),
        edited_at: row.edited_at.map(Into::into),
        deleted,
        withheld: row.withheld && !deleted,
        resolved: row.resolved_by.zip(row.resolved_at).map(|(by, at)| DoneBy {
            by: names.person(by),
            at: at.into(),
        }),
        assignee: row.assignee.map(|id| names.person(id)),
        due: row.due,
        mentions: row.mentions.iter().map(|id| names.person(*id)).collect(),
        abilities: CommentAbilities {
            edit: mine && onlooker.comments && !deleted,
            delete: (mine || onlooker.owner) && !deleted,
            resolve: first && onlooker.comments && !deleted,
            reply: first && onlooker.comments && !deleted,
        },
    }
}

/// Comments as they may be shown now: those written before the served snapshot hide what it hides, too.
pub async fn checked(
    app: &App,
    share: &ShareRow,
    mut rows: Vec<CommentRow>,
) -> Answer<Vec<CommentRow>> {
    let version = share.snapshot_version;
    let open = rows
        .iter()
        .any(|row| row.checked_version != version && row.deleted_at.is_none());
    if !open || share.status(app.now()) != ShareStatus::Active {
        return Ok(rows);
    }
    let codes = app.store().snapshot_codes(&share.id, version).await?;
    let (app, id) = (app.clone(), share.id.clone());
    let (rows, found) = {
        let app = app.clone();
        tokio::task::spawn_blocking(move || {
            // Without codes nothing can be checked, so that nothing is shown.
            let codes = codes.as_deref().and_then(HiddenCodes::read);
            let mut found = Vec::new();
            for row in &mut rows {
                if row.checked_version != version && row.deleted_at.is_none() {
                    row.withheld = codes.as_ref().is_none_or(|codes| {
                        codes.are_repeated_by(row.body.as_str(), app.keys(), &id)
                    });
                    found.push((row.id, row.withheld));
                }
            }
            (rows, found)
        })
        .await
        .map_err(|_| {
            Refusal::new(
                discreet_api_types::problem::ErrorCode::Internal,
                "The comments could not be checked. Try again.",
            )
        })?
    };
    app.store()
        .comments_checked(&share.id, version, &found)
        .await?;
    Ok(rows)
}

/// A kind as it crosses the wire.
pub fn kind_out(kind: StoredKind) -> CommentKind {
    match kind {
        StoredKind::Note => CommentKind::Note,
        StoredKind::Suggestion => CommentKind::Suggestion,
        StoredKind::Decision => CommentKind::Decision,
        StoredKind::Action => CommentKind::Action,
        StoredKind::GoodExample => CommentKind::GoodExample,
        StoredKind::Problem => CommentKind::Problem,
    }
}

/// A kind as it is stored.
pub fn kind_in(kind: CommentKind) -> StoredKind {
    match kind {
        CommentKind::Note => StoredKind::Note,
        CommentKind::Suggestion => StoredKind::Suggestion,
        CommentKind::Decision => StoredKind::Decision,
        CommentKind::Action => StoredKind::Action,
        CommentKind::GoodExample => StoredKind::GoodExample,
        CommentKind::Problem => StoredKind::Problem,
    }
}

/// A comment's id in a request: one that cannot be an id is unknown.
pub fn comment_id(id: &CommentId) -> Answer<Uuid> {
    id.0.parse().map_err(|_| Refusal::not_found())
}
