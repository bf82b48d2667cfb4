//! `POST /s/{id}/open`: opens a share.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use chrono::TimeDelta;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::viewer::{OpenShare, SharedConversation};
use discreet_store::notifications::{NewNotification, NotificationKind};
use discreet_store::sharing::denials::DenyReason;
use discreet_store::sharing::{Audience, ShareRow, ShareStatus};
use discreet_store::viewer::{NewGrant, OpenView, Opened, SnapshotHead};
use discreet_store::{AuditAction, AuditEvent, Record, StoreError};

use super::served::Rest;
use super::{banner, deny, has_grant, is_addressed, protection, unpack};
use crate::app::App;
use crate::auth::{self, SignedIn, Visitor};
use crate::body::RawBody;
use crate::clock;
use crate::device::Device;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Longest grant of a public link.
const GRANT_LASTS: TimeDelta = TimeDelta::hours(12);

/// Opens a share: the head and the first 100 messages. Counts a view, except for the owner and for a reader who
/// comes back. Public links ignore the session: the secret decides.
#[utoipa::path(
    post, path = "/s/{id}/open", tag = "viewer",
    params(("id" = String, Path, description = "The share")),
    request_body = OpenShare,
    responses(
        (status = 200, body = SharedConversation),
        (status = 401, body = Problem, description = "`sign_in_required`: a members' share, or an unknown one, without a session"),
        (status = 403, body = Problem, description = "Right secret, but `password_required`, `password_wrong` or `show_required`; nothing was counted"),
        (status = 429, body = Problem, description = "`throttled`, with `Retry-After`: five wrong passwords"),
        (status = 404, body = Problem, description = "Everything that does not open, whatever the reason"),
    )
)]
pub async fn open_share(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    device: Device,
    asker: HeaderMap,
    body: RawBody,
) -> Answer<Response> {
    let wanted: OpenShare = body.json_or_default()?;
    let share = app.store().share(&id).await?;
    let asking = Asking {
        wanted: &wanted,
        signed_in: signed_in.as_ref(),
        visitor: &visitor,
        device: &device,
    };
    let reader = decide(&app, share, &asking).await?;
    let now = app.now();

    let mut jar = CookieJar::from_headers(&asker);
    let grant = if reader.share.audience == Audience::Public {
        let visitor = visitor.0.unwrap_or_else(|| {
            let (token, hash) = auth::new_token();
            jar = jar.clone().add(auth::visitor_cookie(&app, token));
            hash
        });
        let until = reader
            .share
            .expires_at
            .map_or(now + GRANT_LASTS, |at| at.min(now + GRANT_LASTS));
        Some(NewGrant { visitor, until })
    } else {
        None
    };
    let action = if reader.counts {
        AuditAction::ShareOpened
    } else {
        AuditAction::ShareShown
    };
    let actor = match (&signed_in, &grant) {
        (Some(signed_in), _) if reader.by_session || reader.mine => Some(signed_in.actor(&app)),
        (_, Some(grant)) => Some(device.actor(&app, grant.visitor)),
        _ => None,
    };
    let key = app.audit_key();
    let record = Record {
        key: &key,
        org: reader.share.org,
        now,
        events: vec![about(AuditEvent::new(action, actor), &reader.share)],
    };
    let open = OpenView {
        link_generation: reader.share.link_generation,
        password_generation: reader.share.password_generation,
        // Coming back does not lengthen a grant; only the secret gives one.
        grant: grant.filter(|_| reader.by_secret),
        count_view: reader.counts,
    };
    let share = match app.store().open_view(&id, open, record).await? {
        Opened::Open(share) => share,
        Opened::NotLive | Opened::UsedUp => return Err(Refusal::not_found()),
    };
    if reader.counts && share.views == 1 {
        let opener = signed_in.as_ref().filter(|_| reader.by_session);
        tell_owner(&app, &share, opener).await?;
    }
    let answer = answer(
        &app,
        *share,
        reader.mine,
        signed_in.as_ref().filter(|_| reader.by_session),
        &asker,
    )
    .await?;
    Ok((jar, answer).into_response())
}

/// Tells the owner that a share was opened for the first time.
async fn tell_owner(app: &App, share: &ShareRow, opener: Option<&SignedIn>) -> Answer<()> {
    let now = app.now();
    let opened = NewNotification {
        id: clock::new_id(now),
        person: share.owner,
        kind: NotificationKind::FirstOpening,
        share: Some(share.id.clone()),
        conversation: share.conversation,
        comment: None,
        actor: opener.map(|signed_in| signed_in.person.id),
    };
    Ok(app.store().notify(vec![opened], now).await?)
}

/// Who opens, and how they came in.
struct Reader {
    share: ShareRow,
    mine: bool,
    counts: bool,
    by_secret: bool,
    by_session: bool,
}

/// Who asks, with what.
pub(super) struct Asking<'a> {
    pub(super) wanted: &'a OpenShare,
    signed_in: Option<&'a SignedIn>,
    pub(super) visitor: &'a Visitor,
    pub(super) device: &'a Device,
}

impl Asking<'_> {
    /// Without a secret and without a session, an unknown share, a members' share and a public link look the same.
    fn closed(&self) -> Refusal {
        if self.wanted.secret.is_none() && self.signed_in.is_none() {
            Refusal::new(ErrorCode::SignInRequired, "Sign in to open this.")
        } else {
            Refusal::not_found()
        }
    }
}

async fn decide(app: &App, share: Option<ShareRow>, asking: &Asking<'_>) -> Answer<Reader> {
    let Some(share) = share else {
        return Err(asking.closed());
    };
    match share.audience {
        Audience::Public => decide_public(app, share, asking).await,
        Audience::People | Audience::Organisation => decide_members(app, share, asking).await,
    }
}

/// A public link: the secret decides, then its password, then that the reader asked to see it.
async fn decide_public(app: &App, share: ShareRow, asking: &Asking<'_>) -> Answer<Reader> {
    let now = app.now();
    let returning = has_grant(app, &share, asking.visitor, now).await?;
    let right = asking.wanted.secret.as_ref().is_some_and(|secret| {
        app.keys()
            .is_link_secret(&share.key_id, &share.id, share.link_generation, secret)
    });
    if right && share.status(now) == ShareStatus::Active {
        // The session opens nothing here; it only keeps the owner's own look from counting.
        let mine = asking
            .signed_in
            .is_some_and(|signed_in| signed_in.person.id == share.owner);
        let counts = !returning && !mine;
        if !returning {
            protection::ask_password(app, &share, asking).await?;
        }
        if counts && !asking.wanted.show {
            protection::ask_to_show(&share)?;
        }
        return Ok(Reader {
            share,
            mine,
            counts,
            by_secret: true,
            by_session: false,
        });
    }
    if returning && (right || asking.wanted.secret.is_none()) {
        return Ok(Reader {
            share,
            mine: false,
            counts: false,
            by_secret: false,
            by_session: false,
        });
    }
    if asking.wanted.secret.is_some() {
        let why = if right {
            DenyReason::NotLive
        } else {
            DenyReason::WrongSecret
        };
        let who = asking.device.actor_or_stranger(app, asking.visitor);
        deny(app, &share, why, who).await?;
    }
    Err(asking.closed())
}

/// A members' share: the session decides.
async fn decide_members(app: &App, share: ShareRow, asking: &Asking<'_>) -> Answer<Reader> {
    let Some(signed_in) = asking.signed_in else {
        return Err(Refusal::new(
            ErrorCode::SignInRequired,
            "Sign in to open this.",
        ));
    };
    let addressed = is_addressed(&share, signed_in);
    if addressed && share.status(app.now()) == ShareStatus::Active {
        let mine = signed_in.person.id == share.owner;
        return Ok(Reader {
            share,
            mine,
            counts: !mine,
            by_secret: false,
            by_session: true,
        });
    }
    if share.org == signed_in.organisation.id {
        let why = if addressed {
            DenyReason::NotLive
        } else {
            DenyReason::NotAddressed
        };
        deny(app, &share, why, signed_in.actor(app)).await?;
    }
    Err(Refusal::not_found())
}

fn about(event: AuditEvent, share: &ShareRow) -> AuditEvent {
    let event = event.share(&share.id, share.audience);
    match share.conversation {
        Some(conversation) => event.conversation(conversation),
        None => event,
    }
}

/// The answer: the banner before the bytes of the snapshot, which are not parsed again.
async fn answer(
    app: &App,
    share: ShareRow,
    mine: bool,
    reader: Option<&SignedIn>,
    asker: &HeaderMap,
) -> Answer<Response> {
    let version = share.snapshot_version;
    let Some(head) = app.store().snapshot_head(&share.id, version).await? else {
        app.shelf().forget(&share.id);
        // Stopped, or a newer snapshot was published, between counting and reading.
        return match app.store().share(&share.id).await? {
            Some(newer) if newer.snapshot_version != version => {
                Box::pin(answer(app, newer, mine, reader, asker)).await
            }
            _ => Err(Refusal::not_found()),
        };
    };
    let rest = match app.shelf().get(&share.id, version, &head.head) {
        Some(rest) => rest,
        None => prepare(app, &share.id, head).await?,
    };
    let banner = banner(app, &share, mine, reader).await?;
    let banner = serde_json::to_string(&banner)
        .map_err(|_| StoreError::Unreadable("a banner that is no JSON"))?;
    Ok(rest.answer(&format!(r#"{{"share":{banner}"#), asker))
}

/// Reads the first page and makes what follows the banner of it.
async fn prepare(app: &App, share: &str, head: SnapshotHead) -> Answer<Arc<Rest>> {
    let version = head.version;
    let page = app.store().snapshot_page(share, version, 0).await?;
    let last = page.as_ref().map_or(0, |page| page.last);
    let more = app
        .store()
        .snapshot_page(share, version, last)
        .await?
        .is_some();
    let conversation = unpack(&head.head)?;
    let messages = page
        .as_ref()
        .map_or_else(|| Ok("[]".to_owned()), |page| unpack(&page.body))?;
    let next_after = if more {
        last.to_string()
    } else {
        "null".to_owned()
    };
    let plain = format!(
        r#","conversation":{conversation},"messages":{messages},"next_after":{next_after}}}"#
    );
    let rest = Arc::new(Rest::new(version, head.head, plain)?);
    if page.is_some() {
        app.shelf().put(share, &rest);
    }
    Ok(rest)
}
