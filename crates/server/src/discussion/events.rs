//! `GET /s/{id}/events`: what happens on an open share, as server-sent events.
//!
//! Events carry ids only. Whether the reader still has the share open is decided anew before every one of them, and
//! with every heartbeat.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use discreet_api_types::discussion::{EndedWhy, EventData, EventKind};
use discreet_api_types::ids::CommentId;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::Permission;
use discreet_store::discussion::{ShareEventKind, Wakes};
use discreet_store::sharing::{Audience, ShareRow};
use serde::Deserialize;
use tokio::sync::watch;
use utoipa::IntoParams;

use super::permission_for;
use super::streams::Place;
use crate::app::App;
use crate::auth::{self, SignedIn, Visitor};
use crate::params::{Params, SharePath};
use crate::problem::{Answer, Refusal};
use crate::viewer::open_share_of;

/// Between two heartbeats: what ends without an event, such as a session, ends an open page within this time.
const BEAT: Duration = Duration::from_secs(15);
/// Events read at once.
const AT_ONCE: u64 = 200;

/// From where on.
#[derive(Deserialize, IntoParams)]
pub struct From {
    /// Only what happened after this number: `latest` of the comments. `Last-Event-ID` takes precedence; without
    /// either, from now on.
    after: Option<u64>,
}

/// Streams what happens on a share that this reader has open: `ready`, `comment`, `snapshot`, `share` and, at last,
/// `ended`. The `data` of each is an `EventData`.
#[utoipa::path(
    get, path = "/s/{id}/events", tag = "discussion",
    params(
        ("id" = String, Path, description = "The share"), From,
        ("Last-Event-ID" = Option<String>, Header, description = "The last event seen, sent by browsers that come back"),
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = EventData, description = "The `event` field is an `EventKind`"),
        (status = 404, body = Problem),
        (status = 429, body = Problem, description = "The reader has too many streams open"),
    )
)]
pub async fn stream_events(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    headers: HeaderMap,
    Params(from): Params<From>,
) -> Answer<Response> {
    let share = open_share_of(&app, &id, &visitor, signed_in.as_ref()).await?;
    let place = app
        .streams()
        .enter(&reader_key(&app, &share, signed_in.as_ref(), &visitor))
        .ok_or_else(|| {
            Refusal::throttled(30).with_sentence(
                "Too many pages of yours follow shares at once. Close some; this page looks for news less often.",
            )
        })?;
    // Hears before it reads, so that nothing falls in between.
    let wakes = app.store().wakes().await?;
    let last_seen = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let after = match last_seen.or(from.after) {
        Some(after) => after,
        None => app.store().last_share_event(&id).await?,
    };
    let stream = Stream {
        permission: permission_for(&share, signed_in.as_ref()),
        stopping: app.streams().stopping(),
        queue: VecDeque::from([event(EventKind::Ready, Some(after), &EventData::default())]),
        app,
        id,
        signed_in,
        visitor,
        wakes,
        after,
        fresh: true,
        ended: false,
        _place: place,
    };
    let events = futures_util::stream::unfold(stream, Stream::step);
    let mut response = Sse::new(events).into_response();
    // Proxies must not hold events back.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

fn reader_key(
    app: &App,
    share: &ShareRow,
    signed_in: Option<&SignedIn>,
    visitor: &Visitor,
) -> String {
    match (share.audience, signed_in, visitor.0) {
        (Audience::People | Audience::Organisation, Some(signed_in), _) => {
            signed_in.person.id.to_string()
        }
        (_, _, Some(visitor)) => app.keys().pseudonym("stream", &format!("{:?}", visitor.0)),
        _ => String::new(),
    }
}

/// A reader's open stream.
struct Stream {
    app: App,
    id: String,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    /// What the reader could do when the stream began.
    permission: Permission,
    wakes: Wakes,
    stopping: watch::Receiver<bool>,
    /// The last event that was queued.
    after: u64,
    queue: VecDeque<Event>,
    fresh: bool,
    ended: bool,
    _place: Place,
}

impl Stream {
    async fn step(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some((Ok(event), self));
            }
            if self.ended {
                return None;
            }
            let beat = if self.fresh {
                self.fresh = false;
                false
            } else {
                self.wait().await?
            };
            // The database failed: the browser comes back with the last event it saw.
            self.look().await.ok()?;
            if beat && self.queue.is_empty() {
                self.queue.push_back(Event::default().comment(""));
            }
        }
    }

    /// Waits for something to happen; whether it was time for a heartbeat, or none when the server stops.
    async fn wait(&mut self) -> Option<bool> {
        let id = &self.id;
        let wakes = &mut self.wakes;
        let woken = async { while !wakes.next().await.concerns(id) {} };
        tokio::select! {
            () = woken => Some(false),
            () = tokio::time::sleep(BEAT) => Some(true),
            _ = self.stopping.wait_for(|stopping| *stopping) => None,
        }
    }

    /// Decides anew whether the reader has the share open, and queues what happened.
    async fn look(&mut self) -> Answer<()> {
        if let Some(signed_in) = &self.signed_in {
            self.signed_in = auth::again(&self.app, signed_in).await?;
        }
        let found =
            open_share_of(&self.app, &self.id, &self.visitor, self.signed_in.as_ref()).await;
        let share = match found {
            Ok(share) => share,
            Err(refusal) if refusal.code() == ErrorCode::NotFound => {
                self.end(EndedWhy::Gone);
                return Ok(());
            }
            Err(refusal) => return Err(refusal),
        };
        if permission_for(&share, self.signed_in.as_ref()) != self.permission {
            self.end(EndedWhy::Permission);
            return Ok(());
        }
        loop {
            let events = self
                .app
                .store()
                .share_events(&self.id, self.after, AT_ONCE)
                .await?;
            let all = (events.len() as u64) < AT_ONCE;
            for happened in events {
                self.after = happened.seq;
                self.queue_up(happened.kind, happened.comment);
            }
            if all {
                return Ok(());
            }
        }
    }

    fn queue_up(&mut self, kind: ShareEventKind, comment: Option<uuid::Uuid>) {
        let kind = match kind {
            // Who only reads learns nothing of a discussion.
            ShareEventKind::Comment if self.permission == Permission::View => return,
            ShareEventKind::Comment => EventKind::Comment,
            ShareEventKind::Snapshot => EventKind::Snapshot,
            ShareEventKind::Share => EventKind::Share,
        };
        let data = EventData {
            comment: comment.map(|id| CommentId(id.to_string())),
            why: None,
        };
        self.queue.push_back(event(kind, Some(self.after), &data));
    }

    fn end(&mut self, why: EndedWhy) {
        let data = EventData {
            comment: None,
            why: Some(why),
        };
        self.queue.push_back(event(EventKind::Ended, None, &data));
        self.ended = true;
    }
}

fn event(kind: EventKind, id: Option<u64>, data: &EventData) -> Event {
    let name = match kind {
        EventKind::Ready => "ready",
        EventKind::Comment => "comment",
        EventKind::Snapshot => "snapshot",
        EventKind::Share => "share",
        EventKind::Ended => "ended",
    };
    let event = Event::default()
        .event(name)
        .data(serde_json::to_string(data).unwrap_or_default());
    match id {
        Some(id) => event.id(id.to_string()),
        None => event,
    }
}
