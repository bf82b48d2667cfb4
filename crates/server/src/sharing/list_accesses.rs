//! `GET /shares/{id}/accesses`: who has been at a share, and who has not.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use discreet_api_types::accesses::{Access, AccessEvent, AccessKind, Accesses, NotYet, Visitor};
use discreet_api_types::problem::Problem;
use discreet_store::AuditAction;
use discreet_store::audit::{AuditFilter, AuditRow};
use discreet_store::sharing::ShareRow;
use discreet_store::sharing::accesses::{VISITS, VisitCount};

use super::known_share;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::Answer;

/// Most visitors told.
const MOST_VISITORS: usize = 200;
/// Most counts read: a visitor has one for each kind of thing they did.
const MOST_COUNTS: u32 = 1000;
/// Most events told.
const MOST_EVENTS: u32 = 50;
/// Refusals looked through for floods that were counted into one row.
const MOST_FLOODS: u32 = 500;

/// Says who has been at a share: people with accounts by name, others by browser family and cut network, or by the
/// address their link was made for. The owner's own looks are not told. Outlives expiry and stopping.
#[utoipa::path(
    get, path = "/shares/{id}/accesses", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses((status = 200, body = Accesses), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_accesses(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
) -> Answer<Json<Accesses>> {
    let share = known_share(&app, &signed_in, &id).await?.share;
    let counts = app
        .store()
        .visits(share.org, &share.id, MOST_COUNTS)
        .await?;
    let floods = rows(&app, &share, &[AuditAction::ShareDenied], MOST_FLOODS).await?;
    let newest = rows(&app, &share, &VISITS, MOST_EVENTS).await?;

    let opened = who_opened(&counts);
    let not_yet = not_yet(&share, &opened);
    let cut_short = counts.len() >= MOST_COUNTS as usize;
    let mut visitors = Visits::of(&share, &counts, &floods).visitors();
    let more = cut_short || visitors.len() > MOST_VISITORS;
    visitors.truncate(MOST_VISITORS);
    let events = newest
        .iter()
        .filter(|row| row.actor_id != Some(share.owner))
        .filter_map(|row| event_of(&share, row))
        .collect();
    Ok(Json(Accesses {
        visitors,
        more,
        not_yet,
        events,
    }))
}

async fn rows(
    app: &App,
    share: &ShareRow,
    actions: &[AuditAction],
    limit: u32,
) -> Answer<Vec<AuditRow>> {
    let filter = AuditFilter {
        actions: actions.to_vec(),
        share: Some(share.id.clone()),
        ..AuditFilter::default()
    };
    Ok(app
        .store()
        .audit_page(share.org, None, limit, &filter)
        .await?)
}

/// Accounts that have opened it, and `None` if somebody without one has.
fn who_opened(counts: &[VisitCount]) -> HashSet<Option<uuid::Uuid>> {
    counts
        .iter()
        .filter(|count| {
            count.action == AuditAction::ShareOpened.as_str()
                || count.action == AuditAction::ShareShown.as_str()
        })
        .map(|count| count.person)
        .collect()
}

fn not_yet(share: &ShareRow, opened: &HashSet<Option<uuid::Uuid>>) -> Vec<NotYet> {
    let people = share
        .people
        .iter()
        .filter(|person| person.id != share.owner && !opened.contains(&Some(person.id)))
        .map(|person| NotYet {
            name: person.name.clone(),
            email: person.email.clone(),
        });
    let recipient = share
        .recipient
        .iter()
        .filter(|_| share.views == 0)
        .map(|email| NotYet {
            name: String::new(),
            email: email.clone(),
        });
    people.chain(recipient).collect()
}

/// Who somebody of the trail is. A refusal tells nothing of whose link it was, so it is nobody's but the browser's.
fn visitor(
    share: &ShareRow,
    action: &str,
    person: bool,
    name: &str,
    email: &str,
    network: Option<&str>,
) -> Visitor {
    let network = network.unwrap_or_default().to_owned();
    let refused = action == AuditAction::ShareDenied.as_str();
    match &share.recipient {
        _ if person => Visitor::Account {
            name: name.to_owned(),
            email: email.to_owned(),
        },
        Some(recipient) if !refused => Visitor::Recipient {
            email: recipient.clone(),
            browser: name.to_owned(),
            network,
        },
        _ => Visitor::Anonymous {
            browser: name.to_owned(),
            network,
        },
    }
}

/// What kind of visit a row is, if it is one: people with accounts stop shares as owners and admins, not as readers.
fn kind_of(action: &str, is_account: bool) -> Option<AccessKind> {
    match AuditAction::parse(action)? {
        AuditAction::ShareStopped if !is_account => Some(AccessKind::Ended),
        AuditAction::ShareOpened => Some(AccessKind::Opened),
        AuditAction::ShareShown => Some(AccessKind::Shown),
        AuditAction::ShareDenied => Some(AccessKind::Denied),
        AuditAction::ShareExported => Some(AccessKind::Exported),
        AuditAction::CommentAdded => Some(AccessKind::Commented),
        _ => None,
    }
}

fn times(row: &AuditRow) -> u32 {
    let times = row.details.get("times").and_then(serde_json::Value::as_u64);
    times.map_or(1, |times| u32::try_from(times).unwrap_or(u32::MAX))
}

fn event_of(share: &ShareRow, row: &AuditRow) -> Option<AccessEvent> {
    Some(AccessEvent {
        what: kind_of(&row.action, row.actor_id.is_some() || row.actor.is_none())?,
        visitor: visitor(
            share,
            &row.action,
            row.actor_id.is_some(),
            row.actor_name.as_deref().unwrap_or_default(),
            row.actor_email.as_deref().unwrap_or_default(),
            row.actor_network.as_deref(),
        ),
        at: row.at.into(),
        times: times(row),
        why: row
            .details
            .get("why")
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned),
    })
}

/// Counts by visitor.
struct Visits(Vec<(Option<String>, DateTime<Utc>, Access)>);

impl Visits {
    fn of(share: &ShareRow, counts: &[VisitCount], floods: &[AuditRow]) -> Self {
        let mut visits = Self(Vec::new());
        for count in counts {
            if count.person == Some(share.owner) {
                continue;
            }
            let Some(kind) = kind_of(
                &count.action,
                count.person.is_some() || count.actor.is_none(),
            ) else {
                continue;
            };
            let mut how_often = count.rows;
            if kind == AccessKind::Denied {
                let counted = floods.iter().filter(|row| row.actor == count.actor);
                how_often += counted.map(|row| times(row) - 1).sum::<u32>();
            }
            visits.add(share, count, kind, how_often);
        }
        visits
    }

    fn add(&mut self, share: &ShareRow, count: &VisitCount, kind: AccessKind, how_often: u32) {
        let who = visitor(
            share,
            &count.action,
            count.person.is_some(),
            &count.name,
            &count.email,
            count.network.as_deref(),
        );
        let at = self.0.iter().position(|(actor, ..)| *actor == count.actor);
        let at = at.unwrap_or_else(|| {
            let access = Access {
                visitor: who.clone(),
                opened: 0,
                shown: 0,
                denied: 0,
                exported: 0,
                commented: 0,
                ended: false,
                first_at: count.first_at.into(),
                last_at: count.last_at.into(),
            };
            self.0.push((count.actor.clone(), count.last_at, access));
            self.0.len() - 1
        });
        let (_, last, access) = &mut self.0[at];
        // Who was refused once may have opened it before, or after: that says more of them.
        if kind != AccessKind::Denied {
            access.visitor = who;
        }
        match kind {
            AccessKind::Opened => access.opened += how_often,
            AccessKind::Shown => access.shown += how_often,
            AccessKind::Denied => access.denied += how_often,
            AccessKind::Exported => access.exported += how_often,
            AccessKind::Commented => access.commented += how_often,
            AccessKind::Ended => access.ended = true,
        }
        let first_at = count.first_at.into();
        if first_at < access.first_at {
            access.first_at = first_at;
        }
        if count.last_at > *last {
            *last = count.last_at;
            access.last_at = count.last_at.into();
        }
    }

    /// Latest first.
    fn visitors(mut self) -> Vec<Access> {
        self.0.sort_by_key(|(_, last, _)| std::cmp::Reverse(*last));
        self.0.into_iter().map(|(.., access)| access).collect()
    }
}
