//! Discussion: comments on a share, what happened on it, and who is woken by that.
//!
//! A comment belongs to one share. Owns comments, their order of change and the share's events. Must not reach a
//! conversation's text; what a comment must not repeat is known by the caller's codes only.

pub(crate) mod bus;
pub(crate) mod codes;
pub(crate) mod events;
pub(crate) mod rows;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use discreet_transcript::model::Text;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

pub use self::bus::{Wake, Wakes};
pub use self::events::{ShareEvent, ShareEventKind};
use self::rows::{comments, share_discussions};
use crate::{
    JsonText, Record, Store, StoreError,
    accounts::rows::people,
    audit::Change,
    database::{count, count_or_none},
    hidden::quiet_debug,
    notifications::{self, NewNotification},
    sharing::{self, Permission, ShareRow, ShareStatus},
    words::words,
};

/// Most comments a share may have, deleted ones included.
pub const MAX_COMMENTS: u32 = 2_000;

words! {
    /// What a comment is.
    CommentKind {
        /// A remark.
        Note = "note",
        /// A better answer for a message.
        Suggestion = "suggestion",
        /// Something decided.
        Decision = "decision",
        /// Something to do.
        Action = "action",
        /// A highlight: a good example.
        GoodExample = "good_example",
        /// A highlight: a problem.
        Problem = "problem",
    }
}

/// A comment.
#[derive(Clone, PartialEq, Eq)]
pub struct CommentRow {
    /// Id.
    pub id: Uuid,
    /// The share it belongs to.
    pub share: String,
    /// Who wrote it.
    pub author: Uuid,
    /// What it is.
    pub kind: CommentKind,
    /// What it says.
    pub body: Text,
    /// The message it is about.
    pub message: Option<u32>,
    /// The selection in the message's drawn text.
    pub range: Option<(u32, u32)>,
    /// The snapshot it was written on.
    pub snapshot_version: u32,
    /// The snapshot it was last checked against; 0: it must be checked again.
    pub checked_version: u32,
    /// It repeats what that snapshot hides.
    pub withheld: bool,
    /// The comment it replies to.
    pub reply_to: Option<Uuid>,
    /// People mentioned.
    pub mentions: Vec<Uuid>,
    /// Who does it.
    pub assignee: Option<Uuid>,
    /// Until when, as `2026-11-30`.
    pub due: Option<String>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When its words last changed.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was deleted; its words are gone.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who resolved it.
    pub resolved_by: Option<Uuid>,
    /// The share's event by which it last changed.
    pub changed: u64,
}

quiet_debug!(CommentRow {
    id,
    share,
    author,
    kind,
    message,
    changed
});

/// A comment to add.
#[derive(Clone)]
pub struct NewComment {
    /// Id.
    pub id: Uuid,
    /// The share.
    pub share: String,
    /// The snapshot that place and words were checked against.
    pub snapshot_version: u32,
    /// Who writes.
    pub author: Uuid,
    /// What it is.
    pub kind: CommentKind,
    /// What it says.
    pub body: Text,
    /// The message it is about.
    pub message: Option<u32>,
    /// The selection in the message's drawn text.
    pub range: Option<(u32, u32)>,
    /// The comment it replies to.
    pub reply_to: Option<Uuid>,
    /// People mentioned.
    pub mentions: Vec<Uuid>,
    /// Who does it.
    pub assignee: Option<Uuid>,
    /// Until when.
    pub due: Option<String>,
}

quiet_debug!(NewComment {
    id,
    share,
    kind,
    message
});

/// Changes of a comment; `None` leaves a part as it is.
#[derive(Clone, Default)]
pub struct CommentChanges {
    /// Only if this person wrote it.
    pub author: Option<Uuid>,
    /// Its words, checked against this snapshot.
    pub body: Option<(Text, u32)>,
    /// People mentioned.
    pub mentions: Option<Vec<Uuid>>,
    /// Who does it.
    pub assignee: Option<Option<Uuid>>,
    /// Until when.
    pub due: Option<Option<String>>,
    /// Resolved by whom, or reopened.
    pub resolved: Option<Option<Uuid>>,
}

quiet_debug!(CommentChanges { author });

/// Why a comment was not added or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentRefusal {
    /// There is no such share here that could be read now.
    NoSuchShare,
    /// It takes no comments.
    Closed,
    /// A newer snapshot was published since place and words were checked.
    Stale,
    /// It has [`MAX_COMMENTS`].
    TooMany,
    /// There is no such comment in it, it was deleted, or it is a reply itself.
    NoSuchParent,
    /// There is no such comment in it, or it was deleted.
    NoSuchComment,
    /// Somebody else wrote it.
    NotTheAuthor,
}

/// What a discussion has beside its comments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discussion {
    /// The owner has turned new comments off.
    pub closed: bool,
    /// The context note's action is done.
    pub action: Option<ActionDone>,
}

/// That the context note's action is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionDone {
    /// By whom.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The caller's code of the action's words: with other words it is another action.
    pub code: String,
}

/// How many comments a share has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommentCount {
    /// That were not deleted.
    pub all: u32,
    /// That nobody resolved, without replies and highlights.
    pub unresolved: u32,
}

impl Store {
    /// Adds a comment and tells people about it.
    pub async fn add_comment(
        &self,
        comment: NewComment,
        news: Vec<NewNotification>,
        record: Record<'_>,
    ) -> Result<Result<CommentRow, CommentRefusal>, StoreError> {
        let change = self.change(record).await?;
        let added = insert(&change, comment, news).await?;
        sharing::finish(change, added).await
    }

    /// Changes a comment.
    pub async fn change_comment(
        &self,
        share: &str,
        id: Uuid,
        changes: CommentChanges,
        news: Vec<NewNotification>,
        record: Record<'_>,
    ) -> Result<Result<CommentRow, CommentRefusal>, StoreError> {
        let change = self.change(record).await?;
        let changed = apply(&change, share, id, changes, news).await?;
        sharing::finish(change, changed).await
    }

    /// Deletes a comment's words for good; its place in the thread stays. With `author` only if they wrote it.
    pub async fn delete_comment(
        &self,
        share: &str,
        id: Uuid,
        author: Option<Uuid>,
        record: Record<'_>,
    ) -> Result<Result<(), CommentRefusal>, StoreError> {
        let change = self.change(record).await?;
        let deleted = delete(&change, share, id, author).await?;
        sharing::finish(change, deleted).await
    }

    /// Comments of a share changed after a number, in the order of their changes, at most `limit`.
    pub async fn comments(
        &self,
        share: &str,
        after: u64,
        limit: u64,
    ) -> Result<Vec<CommentRow>, StoreError> {
        let rows = comments::Entity::find()
            .filter(comments::Column::ShareId.eq(share))
            .filter(comments::Column::Changed.gt(i64::try_from(after).unwrap_or(i64::MAX)))
            .order_by_asc(comments::Column::Changed)
            .limit(limit)
            .all(&self.readers)
            .await?;
        rows.into_iter().map(to_comment).collect()
    }

    /// A comment of a share.
    pub async fn comment(&self, share: &str, id: Uuid) -> Result<Option<CommentRow>, StoreError> {
        let row = comments::Entity::find_by_id(id)
            .filter(comments::Column::ShareId.eq(share))
            .one(&self.readers)
            .await?;
        row.map(to_comment).transpose()
    }

    /// All comments of a conversation, whatever the share, by time.
    pub async fn comments_of_conversation(
        &self,
        org: Uuid,
        conversation: Uuid,
    ) -> Result<Vec<CommentRow>, StoreError> {
        let rows = comments::Entity::find()
            .filter(comments::Column::OrgId.eq(org))
            .filter(comments::Column::ConversationId.eq(conversation))
            .order_by_asc(comments::Column::WrittenAt)
            .order_by_asc(comments::Column::Id)
            .all(&self.readers)
            .await?;
        rows.into_iter().map(to_comment).collect()
    }

    /// How many comments each of these shares has; those without any are left out.
    pub async fn count_comments(
        &self,
        shares: &[&str],
    ) -> Result<HashMap<String, CommentCount>, StoreError> {
        #[derive(FromQueryResult)]
        struct Counted {
            share_id: String,
            kind: String,
            replies: bool,
            resolved: bool,
            comments: i64,
        }
        if shares.is_empty() {
            return Ok(HashMap::new());
        }
        let replies = Expr::col(comments::Column::ReplyTo).is_not_null();
        let resolved = Expr::col(comments::Column::ResolvedAt).is_not_null();
        let counted: Vec<Counted> = comments::Entity::find()
            .select_only()
            .column(comments::Column::ShareId)
            .column(comments::Column::Kind)
            .column_as(replies.clone(), "replies")
            .column_as(resolved.clone(), "resolved")
            .column_as(comments::Column::Id.count(), "comments")
            .filter(comments::Column::ShareId.is_in(shares.iter().copied()))
            .filter(comments::Column::DeletedAt.is_null())
            .group_by(comments::Column::ShareId)
            .group_by(comments::Column::Kind)
            .group_by(replies)
            .group_by(resolved)
            .into_model::<Counted>()
            .all(&self.readers)
            .await?;
        let mut found: HashMap<String, CommentCount> = HashMap::new();
        for row in counted {
            let comments = count(row.comments)?;
            let highlight = [CommentKind::GoodExample, CommentKind::Problem]
                .iter()
                .any(|kind| kind.as_str() == row.kind);
            let sum = found.entry(row.share_id).or_default();
            sum.all += comments;
            if !row.replies && !row.resolved && !highlight {
                sum.unresolved += comments;
            }
        }
        Ok(found)
    }

    /// Writes down what comments were found to be when they were checked against a snapshot.
    pub async fn comments_checked(
        &self,
        share: &str,
        version: u32,
        checked: &[(Uuid, bool)],
    ) -> Result<(), StoreError> {
        for withheld in [false, true] {
            let ids: Vec<Uuid> = checked
                .iter()
                .filter(|(_, is)| *is == withheld)
                .map(|(id, _)| *id)
                .collect();
            if ids.is_empty() {
                continue;
            }
            comments::Entity::update_many()
                .set(comments::ActiveModel {
                    checked_version: Set(version.into()),
                    withheld: Set(withheld),
                    ..Default::default()
                })
                .filter(comments::Column::ShareId.eq(share))
                .filter(comments::Column::Id.is_in(ids))
                .exec(&self.writers)
                .await?;
        }
        Ok(())
    }

    /// Names of these people, inactive ones too.
    pub async fn names_of(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, String>, StoreError> {
        let named: Vec<(Uuid, String)> = people::Entity::find()
            .select_only()
            .columns([people::Column::Id, people::Column::Name])
            .filter(people::Column::Id.is_in(ids))
            .into_tuple()
            .all(&self.readers)
            .await?;
        Ok(named.into_iter().collect())
    }

    /// What a share's discussion has beside its comments.
    pub async fn discussion(&self, share: &str) -> Result<Discussion, StoreError> {
        let row = share_discussions::Entity::find_by_id(share.to_owned())
            .one(&self.readers)
            .await?;
        Ok(row.map(to_discussion).unwrap_or_default())
    }

    /// The same of several shares; those with nothing are left out.
    pub async fn discussions(
        &self,
        shares: &[&str],
    ) -> Result<HashMap<String, Discussion>, StoreError> {
        let rows = share_discussions::Entity::find()
            .filter(share_discussions::Column::ShareId.is_in(shares.iter().copied()))
            .all(&self.readers)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.share_id.clone(), to_discussion(row)))
            .collect())
    }

    /// Marks the context note's action done, by whom and with the code of its words, or not done after all.
    /// `false` if the share cannot be read now.
    pub async fn mark_action(
        &self,
        share: &str,
        done: Option<(Uuid, String)>,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        use share_discussions::Column;
        let change = self.change(record).await?;
        if live(&change, share).await?.is_none() {
            change.give_up().await?;
            return Ok(false);
        }
        let at = done.is_some().then_some(change.record.now);
        let (by, code) = done.unzip();
        let row = share_discussions::Model {
            share_id: share.to_owned(),
            closed: false,
            action_done_by: by,
            action_done_at: at,
            action_code: code,
        };
        share_discussions::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(Column::ShareId)
                    .update_columns([
                        Column::ActionDoneBy,
                        Column::ActionDoneAt,
                        Column::ActionCode,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&change.db)
            .await?;
        events::add(&change, share, ShareEventKind::Share, None).await?;
        change.commit().await?;
        Ok(true)
    }
}

/// Opens or closes a discussion within a change.
pub(crate) async fn set_closed(
    change: &Change<'_>,
    share: &str,
    closed: bool,
) -> Result<(), StoreError> {
    let row = share_discussions::Model {
        share_id: share.to_owned(),
        closed,
        action_done_by: None,
        action_done_at: None,
        action_code: None,
    };
    share_discussions::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(share_discussions::Column::ShareId)
                .update_column(share_discussions::Column::Closed)
                .to_owned(),
        )
        .exec_without_returning(&change.db)
        .await?;
    Ok(())
}

/// A share here that can be read now.
async fn live(change: &Change<'_>, share: &str) -> Result<Option<ShareRow>, StoreError> {
    let row = sharing::find_here(change, share).await?;
    Ok(row.filter(|row| row.status(change.record.now) == ShareStatus::Active))
}

/// A share here that takes comments now.
async fn commentable(
    change: &Change<'_>,
    share: &str,
) -> Result<Result<ShareRow, CommentRefusal>, StoreError> {
    let Some(row) = live(change, share).await? else {
        return Ok(Err(CommentRefusal::NoSuchShare));
    };
    let discussion = share_discussions::Entity::find_by_id(share.to_owned())
        .one(&change.db)
        .await?;
    let closed = discussion.is_some_and(|row| row.closed);
    if closed || row.permission == Permission::View {
        return Ok(Err(CommentRefusal::Closed));
    }
    Ok(Ok(row))
}

async fn insert(
    change: &Change<'_>,
    comment: NewComment,
    news: Vec<NewNotification>,
) -> Result<Result<CommentRow, CommentRefusal>, StoreError> {
    let share = match commentable(change, &comment.share).await? {
        Ok(share) => share,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if share.snapshot_version != comment.snapshot_version {
        return Ok(Err(CommentRefusal::Stale));
    }
    let so_far = comments::Entity::find()
        .filter(comments::Column::ShareId.eq(comment.share.as_str()))
        .count(&change.db)
        .await?;
    if so_far >= u64::from(MAX_COMMENTS) {
        return Ok(Err(CommentRefusal::TooMany));
    }
    if let Some(parent) = comment.reply_to {
        let parent = find(change, &comment.share, parent).await?;
        if parent.is_none_or(|parent| parent.reply_to.is_some()) {
            return Ok(Err(CommentRefusal::NoSuchParent));
        }
    }
    let changed = events::add(
        change,
        &comment.share,
        ShareEventKind::Comment,
        Some(comment.id),
    )
    .await?;
    let row = comments::Model {
        id: comment.id,
        org_id: share.org,
        share_id: comment.share,
        conversation_id: share.conversation,
        author_id: comment.author,
        kind: comment.kind.as_str().to_owned(),
        body: comment.body.0,
        message: comment.message.map(i64::from),
        range_start: comment.range.map(|range| range.0.into()),
        range_end: comment.range.map(|range| range.1.into()),
        snapshot_version: comment.snapshot_version.into(),
        checked_version: comment.snapshot_version.into(),
        withheld: false,
        reply_to: comment.reply_to,
        mentions: JsonText::of(&comment.mentions)?.into_row(),
        assignee_id: comment.assignee,
        due: comment.due,
        written_at: change.record.now,
        edited_at: None,
        deleted_at: None,
        resolved_at: None,
        resolved_by: None,
        changed,
    };
    comments::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&change.db)
        .await?;
    notifications::add(&change.db, news, change.record.now).await?;
    Ok(Ok(to_comment(row)?))
}

async fn apply(
    change: &Change<'_>,
    share: &str,
    id: Uuid,
    changes: CommentChanges,
    news: Vec<NewNotification>,
) -> Result<Result<CommentRow, CommentRefusal>, StoreError> {
    let row = match commentable(change, share).await? {
        Ok(row) => row,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(comment) = find(change, share, id).await? else {
        return Ok(Err(CommentRefusal::NoSuchComment));
    };
    if changes
        .author
        .is_some_and(|author| author != comment.author_id)
    {
        return Ok(Err(CommentRefusal::NotTheAuthor));
    }
    let now = change.record.now;
    let mut columns = comments::ActiveModel::default();
    if let Some((body, version)) = changes.body {
        if version != row.snapshot_version {
            return Ok(Err(CommentRefusal::Stale));
        }
        if body.0 != comment.body {
            columns.edited_at = Set(Some(now));
        }
        columns.body = Set(body.0);
        columns.checked_version = Set(version.into());
        columns.withheld = Set(false);
    }
    if let Some(mentions) = changes.mentions {
        columns.mentions = Set(JsonText::of(&mentions)?.into_row());
    }
    if let Some(assignee) = changes.assignee {
        columns.assignee_id = Set(assignee);
    }
    if let Some(due) = changes.due {
        columns.due = Set(due);
    }
    if let Some(resolved) = changes.resolved {
        columns.resolved_at = Set(resolved.map(|_| now));
        columns.resolved_by = Set(resolved);
    }
    columns.changed = Set(events::add(change, share, ShareEventKind::Comment, Some(id)).await?);
    save(change, id, columns).await?;
    notifications::add(&change.db, news, now).await?;
    let row = find(change, share, id)
        .await?
        .ok_or(StoreError::Unreadable("no comment where one was written"))?;
    Ok(Ok(to_comment(row)?))
}

async fn delete(
    change: &Change<'_>,
    share: &str,
    id: Uuid,
    author: Option<Uuid>,
) -> Result<Result<(), CommentRefusal>, StoreError> {
    if sharing::find_here(change, share).await?.is_none() {
        return Ok(Err(CommentRefusal::NoSuchShare));
    }
    let Some(comment) = find(change, share, id).await? else {
        return Ok(Err(CommentRefusal::NoSuchComment));
    };
    if author.is_some_and(|author| author != comment.author_id) {
        return Ok(Err(CommentRefusal::NotTheAuthor));
    }
    let changed = events::add(change, share, ShareEventKind::Comment, Some(id)).await?;
    let emptied = comments::ActiveModel {
        body: Set(String::new()),
        mentions: Set("[]".to_owned()),
        assignee_id: Set(None),
        due: Set(None),
        deleted_at: Set(Some(change.record.now)),
        changed: Set(changed),
        ..Default::default()
    };
    save(change, id, emptied).await?;
    Ok(Ok(()))
}

/// A comment of a share that was not deleted.
async fn find(
    change: &Change<'_>,
    share: &str,
    id: Uuid,
) -> Result<Option<comments::Model>, StoreError> {
    Ok(comments::Entity::find_by_id(id)
        .filter(comments::Column::ShareId.eq(share))
        .filter(comments::Column::DeletedAt.is_null())
        .one(&change.db)
        .await?)
}

async fn save(
    change: &Change<'_>,
    id: Uuid,
    columns: comments::ActiveModel,
) -> Result<(), StoreError> {
    comments::Entity::update_many()
        .set(columns)
        .filter(comments::Column::Id.eq(id))
        .exec(&change.db)
        .await?;
    Ok(())
}

fn to_discussion(row: share_discussions::Model) -> Discussion {
    let action = match (row.action_done_by, row.action_done_at, row.action_code) {
        (Some(by), Some(at), Some(code)) => Some(ActionDone { by, at, code }),
        _ => None,
    };
    Discussion {
        closed: row.closed,
        action,
    }
}

fn to_comment(row: comments::Model) -> Result<CommentRow, StoreError> {
    let start = count_or_none(row.range_start)?;
    let end = count_or_none(row.range_end)?;
    Ok(CommentRow {
        id: row.id,
        share: row.share_id,
        author: row.author_id,
        kind: CommentKind::parse(&row.kind)
            .ok_or(StoreError::Unreadable("an unknown kind of comment"))?,
        body: Text(row.body),
        message: count_or_none(row.message)?,
        range: start.zip(end),
        snapshot_version: count(row.snapshot_version)?,
        checked_version: count(row.checked_version)?,
        withheld: row.withheld,
        reply_to: row.reply_to,
        mentions: JsonText::from_row(row.mentions).read()?,
        assignee: row.assignee_id,
        due: row.due,
        written_at: row.written_at,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        resolved_at: row.resolved_at,
        resolved_by: row.resolved_by,
        changed: u64::try_from(row.changed)
            .map_err(|_| StoreError::Unreadable("a number out of range"))?,
    })
}
