//! `POST /conversations/{id}/shares`: makes a share, or shows what it would be.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use discreet_api_types::ids::Timestamp;
use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use discreet_api_types::sharing::{AudienceKind, NewShare, Share};
use discreet_api_types::viewer::{Banner, ReaderAbilities, SharedConversation};
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::{CreateShareRefusal, NewShare as StoredShare};
use discreet_store::{AuditAction, AuditEvent};
use discreet_transcript::conceal::clean_line;
use discreet_transcript::model::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::publish::{self, Arrived, Draft, Prepared};
use super::snapshot::{PAGE, Selection};
use super::{audience_in, expiry, link, not_approved, permission_in, protection, share_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::clock;
use crate::conversations::own_conversation;
use crate::discussion::may_give;
use crate::params::{ConversationPath, Params};
use crate::policy::changed_meanwhile;
use crate::problem::{Answer, Refusal};

/// Longest label, in characters.
pub const LONGEST_LABEL: usize = 120;
/// Most people one share names.
pub(super) const MOST_PEOPLE: usize = 100;

/// Whether it is for real.
#[derive(Deserialize, IntoParams)]
pub struct Mode {
    /// Answer what recipients would get, or the same refusals, and write nothing.
    #[serde(default)]
    dry_run: bool,
    /// In a dry run: messages after this number.
    #[serde(default)]
    after: u32,
}

/// Makes a share. The server runs the detector over exactly what would be shared: a public link needs a decision on
/// every finding; on other shares credentials, payment and government ids are redacted by themselves, and the other
/// findings come back as `warnings`.
#[utoipa::path(
    post, path = "/conversations/{id}/shares", tag = "sharing",
    params(("id" = String, Path, description = "The conversation"), Mode),
    request_body = NewShare,
    responses(
        (status = 201, body = Share, description = "Its `url` carries the secret of a public link"),
        (status = 200, body = SharedConversation, description = "Dry run: what recipients would get"),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`undecided_findings` with `findings`, or `stale_review`"),
        (status = 422, body = Problem),
    )
)]
pub async fn create_share(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    Params(mode): Params<Mode>,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Response> {
    let row = own_conversation(&app, &signed_in, id).await?;
    signed_in.may_share()?;
    let wanted: NewShare = body.json()?;
    if !mode.dry_run {
        return make(&app, &headers, &signed_in, row, wanted, None).await;
    }
    let (_, _, expires_at) = checked(&app, &signed_in, &wanted).await?;
    label(wanted.label.as_deref())?;
    let prepared = publish::prepare(&app, row, draft(&wanted), true).await?;
    let name = signed_in.person.name.clone();
    let banner = preview_banner(&app, &signed_in, name, &wanted, expires_at.into());
    Ok(Json(preview(prepared, banner, mode.after)).into_response())
}

/// Named people, named teams and expiry of a share that can be asked for.
async fn checked(
    app: &App,
    signed_in: &SignedIn,
    wanted: &NewShare,
) -> Answer<(Vec<Uuid>, Vec<Uuid>, DateTime<Utc>)> {
    protection::check(
        wanted.audience.kind,
        wanted.password.as_deref(),
        wanted.max_views,
    )?;
    may_give(
        signed_in,
        audience_in(wanted.audience.kind),
        wanted.permission,
    )?;
    let people = named_people(app, signed_in, wanted).await?;
    let teams = named_teams(wanted)?;
    let expires_at = expiry::read(wanted.expires_at.as_ref(), app.now())?;
    Ok((people, teams, expires_at))
}

/// Makes a share of the asker's conversation; `approved` names the request in which a colleague approved it.
pub async fn make(
    app: &App,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    row: ConversationRow,
    wanted: NewShare,
    approved: Option<Uuid>,
) -> Answer<Response> {
    let (people, teams, expires_at) = checked(app, signed_in, &wanted).await?;
    let label = label(wanted.label.as_deref())?;
    let draft = Draft {
        approved,
        ..draft(&wanted)
    };
    let prepared = publish::prepare(app, row.clone(), draft, false).await?;

    let share = StoredShare {
        people,
        teams,
        label,
        password: protection::hash(app, wanted.password.as_deref()).await?,
        ..new_share(app, signed_in, &row, &wanted, expires_at, &prepared)?
    };
    let event = created(app, signed_in, &share, &prepared);
    let decided = publish::decided(app, signed_in, &prepared)
        .map(|event| event.share(&share.id, share.audience).conversation(row.id));
    let key = app.audit_key();
    let record = signed_in.record(app, &key, std::iter::once(event).chain(decided).collect());
    let made = app
        .store()
        .create_share(share, record)
        .await?
        .map_err(refuse)?;
    let mut shown = share_out(app, headers, signed_in, &made, Some(&row)).await?;
    shown.url = link(app, headers, &made)?;
    shown.warnings = prepared.warnings;
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// A share as it is kept, without people, label, password and recipient.
pub(super) fn new_share(
    app: &App,
    signed_in: &SignedIn,
    row: &ConversationRow,
    wanted: &NewShare,
    expires_at: DateTime<Utc>,
    prepared: &Prepared,
) -> Answer<StoredShare> {
    let id = URL_SAFE_NO_PAD.encode(clock::random::<16>());
    Ok(StoredShare {
        conversation: row.id,
        expected_revision: row.revision,
        owner: signed_in.person.id,
        audience: audience_in(wanted.audience.kind),
        people: Vec::new(),
        teams: Vec::new(),
        permission: permission_in(wanted.permission),
        expires_at: Some(expires_at),
        label: None,
        hide_sharer: wanted.hide_sharer,
        allow_download: allow_download(wanted),
        utc: wanted.utc,
        key_id: app.keys().newest().to_owned(),
        password: None,
        max_views: wanted.max_views,
        recipient: None,
        selection: prepared.stored_selection()?,
        snapshot: prepared.stored_snapshot(app, &id)?,
        id,
        replaces: wanted.replaces.as_ref().map(|id| id.0.clone()),
        judged: prepared.judged,
    })
}

/// The row of the trail for a share that is made.
pub(super) fn created(
    app: &App,
    signed_in: &SignedIn,
    share: &StoredShare,
    prepared: &Prepared,
) -> AuditEvent {
    let people = i64::try_from(share.people.len()).unwrap_or(i64::MAX);
    let undecided = i64::try_from(prepared.warnings.len()).unwrap_or(i64::MAX);
    AuditEvent::new(AuditAction::ShareCreated, Some(signed_in.actor(app)))
        .share(&share.id, share.audience)
        .conversation(share.conversation)
        .detail("messages", prepared.snapshot.head.messages_shown)
        .detail("redactions", prepared.snapshot.head.redactions)
        .detail("permission", share.permission.as_str())
        .detail("people", people)
        .detail("undecided", undecided)
}

/// The refusal of a share that was not made.
pub(super) fn refuse(refusal: CreateShareRefusal) -> Refusal {
    match refusal {
        CreateShareRefusal::NoSuchConversation => Refusal::not_found(),
        CreateShareRefusal::Stale { .. } => Refusal::new(
            ErrorCode::StaleReview,
            "The conversation changed while you were sharing it. Look at what is new, then share it.",
        ),
        CreateShareRefusal::TooManyShares => Refusal::new(
            ErrorCode::Conflict,
            "This conversation has 100 shares, the most one can have. Change or renew one of them.",
        ),
        CreateShareRefusal::UnknownPerson(_) => {
            Refusal::field("audience.emails", "Nobody here has this address.")
        }
        CreateShareRefusal::UnknownTeam(_) => {
            Refusal::field("audience.teams", "There is no such team here.")
        }
        CreateShareRefusal::PolicyChanged => changed_meanwhile(),
        CreateShareRefusal::NotApproved => not_approved(),
        CreateShareRefusal::NoSuchReplaced => Refusal::field(
            "replaces",
            "There is no such share of this conversation to replace.",
        ),
    }
}

async fn named_people(app: &App, signed_in: &SignedIn, wanted: &NewShare) -> Answer<Vec<Uuid>> {
    let emails = &wanted.audience.emails;
    if wanted.audience.kind != AudienceKind::People {
        if emails.is_empty() {
            return Ok(Vec::new());
        }
        return Err(Refusal::field(
            "audience.emails",
            "Only a People share names people.",
        ));
    }
    if emails.is_empty() && !wanted.audience.teams.is_empty() {
        return Ok(Vec::new());
    }
    people_named(app, signed_in, emails, "audience.emails").await
}

/// The people of the asker's organisation who have these addresses; `field` is what to call the list in a refusal.
pub(super) async fn people_named(
    app: &App,
    signed_in: &SignedIn,
    emails: &[String],
    field: &str,
) -> Answer<Vec<Uuid>> {
    if emails.is_empty() {
        return Err(Refusal::field(field, "Name at least one person or team."));
    }
    if emails.len() > MOST_PEOPLE {
        let message = format!(
            "A share names at most {MOST_PEOPLE} people. Share with the organisation instead."
        );
        return Err(Refusal::field(field, message));
    }
    let emails: Vec<String> = emails
        .iter()
        .map(|email| email.trim().to_lowercase())
        .collect();
    let found = app
        .store()
        .people_by_email(signed_in.organisation.id, &emails)
        .await?;
    let unknown =
        |(_, email): &(usize, &String)| !found.iter().any(|person| person.email == **email);
    let errors: Vec<FieldError> = emails
        .iter()
        .enumerate()
        .filter(unknown)
        .map(|(index, _)| FieldError {
            field: format!("{field}[{index}]"),
            message: "Nobody here has this address.".to_owned(),
        })
        .collect();
    if errors.is_empty() {
        Ok(found.iter().map(|person| person.id).collect())
    } else {
        Err(Refusal::fields(errors))
    }
}

fn named_teams(wanted: &NewShare) -> Answer<Vec<Uuid>> {
    let teams = &wanted.audience.teams;
    if !teams.is_empty() && wanted.audience.kind != AudienceKind::People {
        return Err(Refusal::field(
            "audience.teams",
            "Only a People share names teams.",
        ));
    }
    if teams.len() > MOST_PEOPLE {
        let message = format!("A share names at most {MOST_PEOPLE} teams.");
        return Err(Refusal::field("audience.teams", message));
    }
    teams
        .iter()
        .enumerate()
        .map(|(index, id)| {
            id.parse().map_err(|_| {
                Refusal::field(
                    format!("audience.teams[{index}]"),
                    "There is no such team here.",
                )
            })
        })
        .collect()
}

/// The owner's own name for a share, cleaned; empty is none.
pub fn label(wanted: Option<&str>) -> Answer<Option<Text>> {
    let label = clean_line(wanted.unwrap_or_default());
    let label = label.trim();
    if label.chars().count() > LONGEST_LABEL {
        return Err(Refusal::field(
            "label",
            format!("A label has at most {LONGEST_LABEL} characters."),
        ));
    }
    Ok((!label.is_empty()).then(|| label.into()))
}

/// What the sharer decided.
pub fn draft(wanted: &NewShare) -> Draft {
    Draft {
        audience: wanted.audience.kind,
        selection: Selection {
            include: wanted.include,
            range: wanted.messages.unwrap_or_default(),
            leave_out: publish::leave_out(&wanted.leave_out),
            numbered: wanted.numbered,
            held: BTreeSet::new(),
        },
        context: wanted.context.clone().unwrap_or_default(),
        redactions: wanted.redactions.clone(),
        kept: wanted.kept.clone(),
        reviewed: wanted.reviewed,
        confirmed: wanted.confirm_customer_safe,
        approved: None,
        follow: wanted.follow == Some(true),
        arrived: Arrived::default(),
    }
}

fn allow_download(wanted: &NewShare) -> bool {
    wanted
        .allow_download
        .unwrap_or(wanted.audience.kind != AudienceKind::Public)
}

/// What recipients would be told about the share, made by somebody of this name.
pub fn preview_banner(
    app: &App,
    signed_in: &SignedIn,
    name: String,
    wanted: &NewShare,
    expires_at: Timestamp,
) -> Banner {
    let kind = wanted.audience.kind;
    Banner {
        id: None,
        audience: kind,
        organisation: (kind == AudienceKind::Organisation)
            .then(|| signed_in.organisation.name.clone()),
        permission: wanted.permission,
        shared_by: (!wanted.hide_sharer).then_some(name),
        shared_at: app.now().into(),
        updated_at: None,
        expires_at: Some(expires_at),
        utc: wanted.utc,
        allow_download: allow_download(wanted),
        snapshot_version: 1,
        sample_data: app.sample_data(),
        mine: false,
        can_end: false,
        abilities: ReaderAbilities::default(),
        comments: 0,
        action_done: None,
    }
}

/// What recipients would get, from the messages after a number.
pub fn preview(prepared: Prepared, share: Banner, after: u32) -> SharedConversation {
    let mut messages = prepared.snapshot.messages;
    messages.retain(|message| message.number > after);
    let more = messages.len() > PAGE;
    messages.truncate(PAGE);
    let next_after = messages
        .last()
        .filter(|_| more)
        .map(|message| message.number);
    SharedConversation {
        share,
        conversation: prepared.snapshot.head,
        messages,
        next_after,
    }
}
