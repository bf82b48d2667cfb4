//! Sharing: one conversation, many shares, each with its own audience, link, redactions and snapshot.

pub mod add_people;
pub mod approve_request;
pub mod change_share;
pub mod check_access;
pub mod create_share;
pub mod decline_request;
pub mod expiry;
pub mod exposure;
pub mod exposure_over_time;
pub mod follow;
pub mod list_accesses;
pub mod list_requests;
pub mod list_shares;
pub mod pause_share;
pub mod protection;
pub mod publish;
pub mod recipient_links;
pub mod renew_share;
pub mod resume_share;
pub mod rotate_link;
pub mod show_decisions;
pub mod show_link;
pub mod show_share;
pub mod snapshot;
pub mod stop_many;
pub mod stop_share;
pub mod update_share;

use axum::http::HeaderMap;
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::ids::{ConversationId, PersonId, ShareId, TeamId};
use discreet_api_types::problem::ErrorCode;
use discreet_api_types::review::Decision;
use discreet_api_types::sharing as api;
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::{Audience, ChangeRefusal, Permission, ShareRow, ShareStatus};
use discreet_store::{AuditAction, AuditEvent, StoreError};
use discreet_transcript::model::Head;
use serde::{Deserialize, Serialize};

use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::discussion;
use crate::origin::own_origin;
use crate::problem::{Answer, Refusal};

/// What a share row keeps about what it shows, beside the columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct StoredInclude {
    include: api::Include,
    numbered: bool,
    message_count: u32,
    redactions: u32,
    /// What stood around the messages when it was published, as [`details`] says it.
    details: String,
    /// New messages are appended.
    #[serde(default)]
    follow: bool,
    /// Messages that came later and are held back.
    #[serde(default)]
    held: Vec<u32>,
}

/// The decisions a share was published with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct StoredDecisions {
    redactions: Vec<Decision>,
    kept: Vec<Decision>,
}

/// What stands around a conversation's messages and can be shared, as a keyed hash: tells whether it changed, and
/// nothing else.
fn details(app: &App, head: &Head) -> String {
    let parts = (
        &head.title,
        &head.contact,
        &head.tags,
        &head.notes,
        &head.summary,
        &head.attempts,
    );
    let text = serde_json::to_string(&parts).unwrap_or_default();
    app.keys().pseudonym("details", &text)
}

/// An audience as it crosses the wire.
pub fn audience_out(audience: Audience) -> api::AudienceKind {
    match audience {
        Audience::People => api::AudienceKind::People,
        Audience::Organisation => api::AudienceKind::Organisation,
        Audience::Public => api::AudienceKind::Public,
    }
}

/// An audience as the store has it.
pub fn audience_in(kind: api::AudienceKind) -> Audience {
    match kind {
        api::AudienceKind::People => Audience::People,
        api::AudienceKind::Organisation => Audience::Organisation,
        api::AudienceKind::Public => Audience::Public,
    }
}

/// A permission as it is stored.
pub fn permission_in(permission: api::Permission) -> Permission {
    match permission {
        api::Permission::View => Permission::View,
        api::Permission::Comment => Permission::Comment,
        api::Permission::Edit => Permission::Edit,
    }
}

/// A permission as it crosses the wire.
pub fn permission_out(permission: Permission) -> api::Permission {
    match permission {
        Permission::View => api::Permission::View,
        Permission::Comment => api::Permission::Comment,
        Permission::Edit => api::Permission::Edit,
    }
}

fn status_out(status: ShareStatus) -> api::ShareStatus {
    match status {
        ShareStatus::Active => api::ShareStatus::Active,
        ShareStatus::Paused => api::ShareStatus::Paused,
        ShareStatus::Expired => api::ShareStatus::Expired,
        ShareStatus::UsedUp => api::ShareStatus::UsedUp,
        ShareStatus::Stopped => api::ShareStatus::Stopped,
    }
}

/// A share the asker may know of.
pub struct Known {
    /// The share.
    pub share: ShareRow,
    /// The asker made it. Otherwise they are an admin, who sees that it is there, but neither text nor link.
    pub mine: bool,
}

/// A share of the asker's own, or any of the organisation for an admin; everything else is not found.
pub async fn known_share(app: &App, signed_in: &SignedIn, id: &str) -> Answer<Known> {
    let share = app
        .store()
        .share(id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let mine = share.owner == signed_in.person.id;
    if share.org != signed_in.organisation.id || !(mine || signed_in.is_admin()) {
        return Err(Refusal::not_found());
    }
    Ok(Known { share, mine })
}

/// A share of the asker's own. An admin who did not make it knows of it, but may not do this.
pub async fn own_share(app: &App, signed_in: &SignedIn, id: &str) -> Answer<ShareRow> {
    let known = known_share(app, signed_in, id).await?;
    if !known.mine {
        return Err(Refusal::not_allowed(
            "Only the person who shared it can do this. An admin can stop it.",
        ));
    }
    signed_in.may_share()?;
    Ok(known.share)
}

/// The conversation of a share of the asker's own.
pub async fn shared_conversation(
    app: &App,
    signed_in: &SignedIn,
    share: &ShareRow,
) -> Answer<Option<ConversationRow>> {
    let Some(id) = share.conversation else {
        return Ok(None);
    };
    Ok(app
        .store()
        .conversation_in_org(signed_in.organisation.id, id)
        .await?)
}

/// An audit event about a share.
pub fn event(app: &App, signed_in: &SignedIn, action: AuditAction, share: &ShareRow) -> AuditEvent {
    let event =
        AuditEvent::new(action, Some(signed_in.actor(app))).share(&share.id, share.audience);
    match share.conversation {
        Some(conversation) => event.conversation(conversation),
        None => event,
    }
}

/// The refusal of a change to a share.
pub fn refuse_change(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::NoSuchShare => Refusal::not_found(),
        ChangeRefusal::Stopped => Refusal::new(
            ErrorCode::Conflict,
            "This share was stopped, and stays so. Make a new share instead.",
        ),
        ChangeRefusal::UnknownPerson(_) => {
            Refusal::field("audience.emails", "Nobody here has this address.")
        }
        ChangeRefusal::SnapshotGone => Refusal::new(
            ErrorCode::Conflict,
            "What this share showed was deleted long after it expired. Update the share first.",
        ),
    }
}

/// The refusal of a publication whose approval is void.
pub fn not_approved() -> Refusal {
    Refusal::new(
        ErrorCode::StaleReview,
        "This is not what was approved: it changed, or was published already. Ask for a review again.",
    )
}

/// The address of a share, without secret.
pub fn address(app: &App, headers: &HeaderMap, share: &ShareRow) -> String {
    let origin = own_origin(headers, app.public_origin()).unwrap_or_default();
    format!("{origin}/s/{}", share.id)
}

/// The whole link: for a public share with its secret, which only its owner gets.
pub fn link(app: &App, headers: &HeaderMap, share: &ShareRow) -> Answer<String> {
    let address = address(app, headers, share);
    if share.audience != Audience::Public {
        return Ok(address);
    }
    let secret = app
        .keys()
        .link_secret(&share.key_id, &share.id, share.link_generation)
        .ok_or_else(|| {
            tracing::error!(key = %share.key_id, "a key in use is not on the ring");
            Refusal::new(
                ErrorCode::Internal,
                "The key of this link is missing on the server. Make a new link.",
            )
        })?;
    Ok(format!("{address}#k={secret}"))
}

/// A share as its owner or an admin sees it.
pub async fn share_out(
    app: &App,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    share: &ShareRow,
    conversation: Option<&ConversationRow>,
) -> Answer<api::Share> {
    let owner = if share.owner == signed_in.person.id {
        Some(signed_in.person.clone())
    } else {
        app.store().person(share.owner).await?
    };
    let owner = owner.as_ref().map_or_else(
        || accounts_api::Person {
            id: PersonId(share.owner.to_string()),
            name: String::new(),
            email: String::new(),
        },
        person_out,
    );
    let mine = share.owner == signed_in.person.id;
    let url = address(app, headers, share);
    let talk = app.store().discussion(&share.id).await?;
    let mut shown = view(app, url, share, conversation, owner, mine)?;
    shown.comments_open = share.permission != Permission::View && !talk.closed;
    let counts = app.store().count_comments(&[&share.id]).await?;
    shown.comments = counts.get(&share.id).map_or(0, |count| count.all);
    shown.action_done = discussion::action_done(app, share, &talk).await?;
    Ok(shown)
}

fn view(
    app: &App,
    url: String,
    share: &ShareRow,
    conversation: Option<&ConversationRow>,
    owner: accounts_api::Person,
    mine: bool,
) -> Result<api::Share, StoreError> {
    let shown: StoredInclude = share.include.read()?;
    let context: api::ContextNote = share.context.read()?;
    let status = share.status(app.now());
    let stopped = status == ShareStatus::Stopped;
    let changes = conversation
        .map(|row| changes(app, share, &shown, row))
        .unwrap_or_default();
    // A share that follows has the newest messages, though perhaps not what stands around them.
    let changed_since = conversation.is_some_and(|row| {
        row.revision != share.snapshot_revision || (shown.follow && changes.details_changed)
    });
    let people = share
        .people
        .iter()
        .map(|person| accounts_api::Person {
            id: PersonId(person.id.to_string()),
            name: person.name.clone(),
            email: person.email.clone(),
        })
        .collect();
    let teams = share
        .teams
        .iter()
        .map(|team| api::NamedTeam {
            id: TeamId(team.id.to_string()),
            name: team.name.clone(),
            size: u32::try_from(team.members.len()).unwrap_or(u32::MAX),
        })
        .collect();
    let can = mine && !stopped;
    Ok(api::Share {
        id: ShareId(share.id.clone()),
        url,
        conversation: share.conversation.map(|id| ConversationId(id.to_string())),
        title: conversation
            .filter(|_| mine)
            .map(|row| row.head.title.0.clone()),
        status: status_out(status),
        stop_reason: share.stop_reason.map(|reason| reason.as_str().to_owned()),
        audience: api::Audience {
            kind: audience_out(share.audience),
            people,
            teams,
        },
        permission: permission_out(share.permission),
        expires_at: share.expires_at.map(Into::into),
        views: share.views,
        max_views: share.max_views,
        has_password: share.password.is_some(),
        recipient: share.recipient.clone().filter(|_| mine),
        last_opened_at: share.last_opened_at.map(Into::into),
        snapshot_version: share.snapshot_version,
        snapshot_revision: u32::try_from(share.snapshot_revision).unwrap_or(u32::MAX),
        changed_since: changed_since && !stopped,
        changes,
        message_count: shown.message_count,
        redactions: shown.redactions,
        follow: shown.follow,
        held: shown.held.clone(),
        include: shown.include,
        messages: api::MessageRange {
            from: share.range_from,
            to: share.range_to,
        },
        leave_out: share.leave_out.clone(),
        context: mine.then_some(context),
        label: share
            .label
            .as_ref()
            .filter(|_| mine)
            .map(|label| label.0.clone()),
        numbered: shown.numbered,
        hide_sharer: share.hide_sharer,
        allow_download: share.allow_download,
        utc: share.utc,
        comments_open: false,
        comments: 0,
        action_done: None,
        owner,
        created_at: share.created_at.into(),
        updated_at: share.updated_at.into(),
        abilities: api::ShareAbilities {
            copy_link: can && status == ShareStatus::Active,
            change: can,
            update: can && conversation.is_some(),
            renew: can,
            rotate: can && share.audience == Audience::Public,
            pause: can,
            stop: !stopped,
            add_people: can && share.audience == Audience::People,
            see_accesses: true,
        },
        warnings: Vec::new(),
    })
}

fn changes(
    app: &App,
    share: &ShareRow,
    shown: &StoredInclude,
    conversation: &ConversationRow,
) -> api::Changes {
    let new_messages = conversation
        .message_count
        .saturating_sub(share.snapshot_messages);
    api::Changes {
        new_messages,
        first_new: (new_messages > 0).then_some(share.snapshot_messages + 1),
        details_changed: shown.details != details(app, &conversation.head),
    }
}
