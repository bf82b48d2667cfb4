//! `PATCH /reviews/{id}`: approves a request, sends it back, asks again, or takes it back.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::review::{ChangeReview, ReviewAct, ReviewRequest};
use discreet_store::review::{RequestChanges, RequestRow, RequestState};
use discreet_store::{AuditAction, JsonText};

use super::requests::{
    self, Input, abilities, known_request, not_now, request_out, subject, updated_share,
};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::{etag, if_match};
use crate::params::IdPath;
use crate::policy::{Standing, people_by_id};
use crate::problem::{Answer, Refusal};
use crate::sharing::{audience_in, publish};

/// Changes a request. Approving runs the gate over exactly what would be shared; whatever changes afterwards, the
/// conversation or the request, voids the approval. The author cannot approve.
#[utoipa::path(
    patch, path = "/reviews/{id}", tag = "review",
    params(
        ("id" = String, Path, description = "The request"),
        ("If-Match" = String, Header, description = "The version that was seen, or `*`"),
    ),
    request_body = ChangeReview,
    responses(
        (status = 200, body = ReviewRequest),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "The author approving, or a reviewer asking"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Its state does not allow it; `undecided_findings`; `stale_review`"),
        (status = 412, body = Problem),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    )
)]
pub async fn change_request(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<ReviewRequest>)> {
    let row = known_request(&app, &signed_in, id).await?;
    let wanted: ChangeReview = body.json()?;
    let expected = if_match(&headers)?.map(|version| u32::try_from(version).unwrap_or(u32::MAX));
    if expected.is_some_and(|expected| expected != row.version) {
        return Err(requests::refuse(
            discreet_store::review::RequestRefusal::Stale {
                current: row.version,
            },
        ));
    }
    let standing = Standing::of(&app, row.org).await?;
    may(&row, &signed_in, &standing, wanted.act)?;
    let act = wanted.act;
    let (changes, verdict) = match act {
        ReviewAct::Approve => (approve(&app, &signed_in, &row, wanted).await?, "approved"),
        ReviewAct::SendBack => (send_back(&signed_in, &wanted)?, "sent_back"),
        ReviewAct::AskAgain => (
            ask_again(&app, &signed_in, &standing, &row, wanted).await?,
            "asked",
        ),
        ReviewAct::Withdraw => (only(RequestState::Withdrawn), "withdrawn"),
    };
    let action = match act {
        ReviewAct::Approve | ReviewAct::SendBack => AuditAction::ReviewAnswered,
        ReviewAct::AskAgain | ReviewAct::Withdraw => AuditAction::ReviewRequested,
    };
    let event = requests::event(&app, &signed_in, action, row.conversation, verdict);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    // What was looked at is the version that was read, whatever `*` says.
    let changed = app
        .store()
        .change_request(row.id, Some(row.version), changes, record)
        .await?
        .map_err(requests::refuse)?;
    let people = people_by_id(&app, row.org).await?;
    let shown = request_out(&changed, &signed_in, &standing, &people, true)?;
    Ok(([(header::ETAG, etag(shown.version))], Json(shown)))
}

fn may(row: &RequestRow, signed_in: &SignedIn, standing: &Standing, act: ReviewAct) -> Answer<()> {
    let can = abilities(row, signed_in, standing);
    let mine = row.author == signed_in.person.id;
    let (can, reviewers_part) = match act {
        ReviewAct::Approve | ReviewAct::SendBack => (can.decide, true),
        ReviewAct::AskAgain => (can.ask_again, false),
        ReviewAct::Withdraw => (can.withdraw, false),
    };
    if can {
        return Ok(());
    }
    if reviewers_part == mine {
        let why = if mine {
            "You cannot approve your own share. Wait for the colleague you asked."
        } else {
            "Only its author can do this."
        };
        return Err(Refusal::not_allowed(why));
    }
    if reviewers_part && !crate::policy::may_approve(&standing.rules, &signed_in.person) {
        return Err(Refusal::not_allowed(
            "Your organisation's policy says who may approve, and you may not.",
        ));
    }
    Err(not_now(row))
}

fn only(state: RequestState) -> RequestChanges {
    RequestChanges {
        state: Some(state),
        ..RequestChanges::default()
    }
}

async fn approve(
    app: &App,
    signed_in: &SignedIn,
    row: &RequestRow,
    wanted: ChangeReview,
) -> Answer<RequestChanges> {
    no_input(&wanted)?;
    let mut input: Input = row.input.read()?;
    let changed = wanted.redactions.is_some() || wanted.kept.is_some();
    match &mut input {
        Input::Share(share) => {
            share.redactions = wanted
                .redactions
                .unwrap_or_else(|| std::mem::take(&mut share.redactions));
            share.kept = wanted
                .kept
                .unwrap_or_else(|| std::mem::take(&mut share.kept));
        }
        Input::Update(update) => {
            update.redactions = wanted.redactions.or_else(|| update.redactions.take());
            update.kept = wanted.kept.or_else(|| update.kept.take());
        }
    }
    let conversation = app
        .store()
        .conversation_in_org(row.org, row.conversation)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let updated = updated_share(app, row).await?;
    let mut draft = input.draft(updated.as_ref(), row.revision)?;
    draft.approved = Some(row.id);
    publish::prepare(app, conversation, draft, false).await?;
    Ok(RequestChanges {
        input: changed.then(|| JsonText::of(&input)).transpose()?,
        decided: Some(Some((
            signed_in.person.id,
            requests::note(wanted.note.as_deref())?,
        ))),
        ..only(RequestState::Approved)
    })
}

fn send_back(signed_in: &SignedIn, wanted: &ChangeReview) -> Answer<RequestChanges> {
    no_input(wanted)?;
    no_decisions(wanted)?;
    let note = requests::note(wanted.note.as_deref())?;
    if note.is_empty() {
        return Err(Refusal::field(
            "note",
            "Say in a note what should change, so that the author can do it.",
        ));
    }
    Ok(RequestChanges {
        decided: Some(Some((signed_in.person.id, note))),
        ..only(RequestState::SentBack)
    })
}

async fn ask_again(
    app: &App,
    signed_in: &SignedIn,
    standing: &Standing,
    row: &RequestRow,
    wanted: ChangeReview,
) -> Answer<RequestChanges> {
    no_decisions(&wanted)?;
    let updates = row.updates.clone().map(discreet_api_types::ids::ShareId);
    let (conversation, updated) =
        subject(app, signed_in, row.conversation, updates.as_ref()).await?;
    let stored: Input = row.input.read()?;
    let input = match (stored, wanted.share, wanted.update) {
        (Input::Share(_), Some(share), None) => Input::Share(Box::new(share)),
        (Input::Update(_), None, Some(update)) => Input::Update(Box::new(update)),
        (stored, None, None) => stored,
        (Input::Share(_), ..) => {
            return Err(Refusal::field("update", "This request is for a new share."));
        }
        (Input::Update(_), ..) => {
            return Err(Refusal::field("share", "This request is for an update."));
        }
    };
    requests::check_input(&input)?;
    let asked = match &wanted.reviewers {
        Some(emails) => Some(requests::reviewers(app, signed_in, standing, emails).await?),
        None => None,
    };
    let reviewed = match &input {
        Input::Share(share) => share.reviewed,
        Input::Update(update) => update.reviewed,
    };
    let current = crate::conversations::revision(&conversation);
    if reviewed.is_some_and(|reviewed| reviewed != current) {
        return Err(Refusal::new(
            ErrorCode::StaleReview,
            "The conversation changed after you reviewed it. Look at what is new, then ask again.",
        ));
    }
    let draft = input.draft(updated.as_ref(), conversation.revision)?;
    let audience = audience_in(draft.audience);
    let revision = conversation.revision;
    publish::prepare(app, conversation, draft, true).await?;
    Ok(RequestChanges {
        revision: Some(revision),
        input: Some(JsonText::of(&input)?),
        audience: Some(audience),
        note: wanted
            .note
            .as_deref()
            .map(|text| requests::note(Some(text)))
            .transpose()?,
        asked,
        decided: Some(None),
        ..only(RequestState::Waiting)
    })
}

fn no_input(wanted: &ChangeReview) -> Answer<()> {
    let given = [
        ("share", wanted.share.is_some()),
        ("update", wanted.update.is_some()),
        ("reviewers", wanted.reviewers.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(Refusal::field(field, "Only its author changes this.")),
        None => Ok(()),
    }
}

fn no_decisions(wanted: &ChangeReview) -> Answer<()> {
    let given = [
        ("redactions", wanted.redactions.is_some()),
        ("kept", wanted.kept.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(Refusal::field(
            field,
            "Only whoever approves sends decisions by themselves.",
        )),
        None => Ok(()),
    }
}
