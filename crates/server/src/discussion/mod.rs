//! Discussion: comments on a share, its event stream, and what an editor may change through it.
//!
//! A comment belongs to the share it was written in. Comments point into a snapshot and are checked against what it
//! hides; nothing here reaches a conversation's messages.

pub mod add_comment;
pub mod change_comment;
pub mod check;
pub mod comment;
pub mod delete_comment;
pub mod drawn;
pub mod edit_conversation;
pub mod events;
pub mod export_comments;
pub mod find_people;
pub mod hidden;
pub mod list_comments;
pub mod mark_action;
pub mod overview;
pub mod people;
pub mod streams;

use std::collections::HashMap;

use discreet_api_types::discussion::{DoneBy, Participant};
use discreet_api_types::ids::PersonId;
use discreet_api_types::sharing as sharing_api;
use discreet_api_types::viewer::ReaderAbilities;
use discreet_store::discussion::{CommentRefusal, Discussion};
use discreet_store::sharing::{Audience, Permission, ShareRow};
use discreet_store::{AuditAction, AuditEvent};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::problem::{Answer, Refusal};
use crate::sharing::permission_out;
use crate::viewer::open_share_of;
use discreet_api_types::problem::ErrorCode;

/// A signed-in reader of a share with a discussion.
pub struct Reader {
    /// The share, open for them.
    pub share: ShareRow,
    /// Who.
    pub signed_in: SignedIn,
    /// They shared it.
    pub mine: bool,
    /// What they may do.
    pub may: ReaderAbilities,
}

impl Reader {
    /// Refuses whoever may not comment now.
    pub fn may_comment(&self) -> Answer<()> {
        if self.may.comment {
            Ok(())
        } else {
            Err(closed())
        }
    }

    /// An audit event about the share, by this reader.
    pub fn event(&self, app: &App, action: AuditAction) -> AuditEvent {
        crate::sharing::event(app, &self.signed_in, action, &self.share)
    }
}

/// The reader of a share that has a discussion. Not found unless it is open for them; not allowed where it is for
/// reading only.
pub async fn reader(
    app: &App,
    id: &str,
    visitor: &Visitor,
    signed_in: Option<SignedIn>,
) -> Answer<Reader> {
    let share = open_share_of(app, id, visitor, signed_in.as_ref()).await?;
    let discussion = app.store().discussion(&share.id).await?;
    let may = abilities(&share, signed_in.as_ref(), &discussion);
    match signed_in {
        Some(signed_in) if may.see_comments => Ok(Reader {
            mine: share.owner == signed_in.person.id,
            share,
            signed_in,
            may,
        }),
        _ => Err(Refusal::not_allowed("This share is for reading only.")),
    }
}

/// What a reader may do with a share beside reading it.
pub fn abilities(
    share: &ShareRow,
    signed_in: Option<&SignedIn>,
    discussion: &Discussion,
) -> ReaderAbilities {
    let member = signed_in.filter(|_| share.audience != Audience::Public);
    let discusses = member.is_some() && share.permission != Permission::View;
    ReaderAbilities {
        see_comments: discusses,
        comment: discusses && !discussion.closed,
        edit: share.permission == Permission::Edit && member.is_some_and(SignedIn::is_admin),
        mark_action: discusses,
    }
}

/// What a share's permission comes to for this reader: only admins edit, others comment.
pub fn permission_for(share: &ShareRow, signed_in: Option<&SignedIn>) -> sharing_api::Permission {
    match (share.permission, signed_in) {
        (Permission::Edit, Some(signed_in)) if !signed_in.is_admin() => {
            sharing_api::Permission::Comment
        }
        (permission, _) => permission_out(permission),
    }
}

/// Refuses a permission that this audience or this sharer cannot have.
pub fn may_give(
    signed_in: &SignedIn,
    audience: Audience,
    permission: sharing_api::Permission,
) -> Answer<()> {
    match permission {
        sharing_api::Permission::View => Ok(()),
        _ if audience == Audience::Public => Err(Refusal::field(
            "permission",
            "A public link is for viewing only. Share with people or the organisation to let them comment.",
        )),
        sharing_api::Permission::Edit if !signed_in.is_admin() => Err(Refusal::not_allowed(
            "Only an admin may give Edit. Give Comment instead.",
        )),
        sharing_api::Permission::Comment | sharing_api::Permission::Edit => Ok(()),
    }
}

/// Names by id, for what crosses the wire.
pub struct Names(HashMap<Uuid, String>);

impl Names {
    /// The names of these people.
    pub async fn of(app: &App, ids: impl IntoIterator<Item = Uuid>) -> Answer<Self> {
        Ok(Self(app.store().names_of(ids).await?))
    }

    /// A person, with an empty name if they were erased.
    pub fn person(&self, id: Uuid) -> Participant {
        Participant {
            id: PersonId(id.to_string()),
            name: self.0.get(&id).cloned().unwrap_or_default(),
        }
    }
}

/// Whether the context note's action is done, by whom and when; none if its words have changed since.
pub async fn action_done(
    app: &App,
    share: &ShareRow,
    discussion: &Discussion,
) -> Answer<Option<DoneBy>> {
    let Some(done) = &discussion.action else {
        return Ok(None);
    };
    if done.code != action_code(app, share)? {
        return Ok(None);
    }
    let names = Names::of(app, [done.by]).await?;
    Ok(Some(DoneBy {
        by: names.person(done.by),
        at: done.at.into(),
    }))
}

/// A keyed code of the action's words: with other words it is another action.
fn action_code(app: &App, share: &ShareRow) -> Answer<String> {
    let context: sharing_api::ContextNote = share.context.read()?;
    Ok(app
        .keys()
        .pseudonym("action", &format!("{} {}", share.id, context.action)))
}

fn closed() -> Refusal {
    Refusal::new(
        ErrorCode::NotAllowed,
        "The owner has turned comments off. Those written before can still be read.",
    )
}

/// The refusal of a change to comments.
fn refuse(refusal: CommentRefusal) -> Refusal {
    match refusal {
        CommentRefusal::NoSuchShare | CommentRefusal::NoSuchComment => Refusal::not_found(),
        CommentRefusal::Closed => closed(),
        CommentRefusal::Stale => Refusal::new(
            ErrorCode::Conflict,
            "A newer version of this share was published while you were writing. Look at it, then send the comment again.",
        ),
        CommentRefusal::TooMany => Refusal::new(
            ErrorCode::Conflict,
            format!(
                "A share holds at most {} comments, and this one is full.",
                discreet_store::discussion::MAX_COMMENTS
            ),
        ),
        CommentRefusal::NoSuchParent => Refusal::field(
            "reply_to",
            "That comment was deleted, or is a reply itself. Reply to the first comment of the thread.",
        ),
        CommentRefusal::NotTheAuthor => {
            Refusal::not_allowed("Only its author can change or delete this comment.")
        }
    }
}
