//! Who is asking: the session and visitor cookies, and the extractors that refuse guests before a handler runs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use discreet_api_types::accounts::Abilities;
use discreet_store::accounts::{Organisation, Person, Role};
use discreet_store::{Actor, AuditEvent, AuditKey, Record, TokenHash};

use crate::app::App;
use crate::clock;
use crate::keys::token_hash;
use crate::problem::{Answer, Refusal};

/// How long a session lasts, however much it is used.
pub const SESSION_LASTS: TimeDelta = TimeDelta::days(14);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Their organisation, the wall around everything they may know of.
    pub organisation: Organisation,
    /// What the store knows this session by.
    pub session: TokenHash,
}

impl SignedIn {
    /// What they may do.
    pub fn abilities(&self) -> Abilities {
        abilities(self.person.role)
    }

    /// Whether they run the organisation.
    pub fn is_admin(&self) -> bool {
        self.person.role == Role::Admin
    }

    /// Refuses whoever may not bring conversations in.
    pub fn may_bring_in(&self) -> Answer<()> {
        let otherwise = "Your role opens what is shared with you. Ask an admin for the role Member to bring conversations in.";
        allowed(self.abilities().bring_in, otherwise)
    }

    /// Refuses whoever may not share.
    pub fn may_share(&self) -> Answer<()> {
        let otherwise =
            "Your role opens what is shared with you. Ask an admin for the role Member to share.";
        allowed(self.abilities().share, otherwise)
    }

    /// Refuses whoever may not read the trail.
    pub fn may_read_audit(&self) -> Answer<()> {
        allowed(
            self.abilities().read_audit,
            "The audit trail is for admins.",
        )
    }

    /// Refuses whoever may not look after people and teams.
    pub fn may_manage_people(&self) -> Answer<()> {
        allowed(
            self.abilities().manage_people,
            "Looking after people and teams is for admins.",
        )
    }

    /// Who they are in the audit trail.
    pub fn actor(&self, app: &App) -> Actor {
        actor(app, &self.person)
    }

    /// A record of these events in their organisation's chain.
    pub fn record<'a>(&self, app: &App, key: &'a AuditKey, events: Vec<AuditEvent>) -> Record<'a> {
        Record {
            key,
            org: self.organisation.id,
            now: app.now(),
            events,
        }
    }
}

/// The same person as they are now, if their session still stands.
pub async fn again(app: &App, signed_in: &SignedIn) -> Answer<Option<SignedIn>> {
    let found = app.store().session(signed_in.session, app.now()).await?;
    Ok(found.map(|found| SignedIn {
        person: found.person,
        organisation: found.organisation,
        session: found.session.token,
    }))
}

/// Who a person is in the audit trail.
pub fn actor(app: &App, person: &Person) -> Actor {
    Actor {
        pseudonym: app.keys().pseudonym("person", &person.id.to_string()),
        person_id: Some(person.id),
        name: person.name.clone(),
        email: person.email.clone(),
        network: None,
    }
}

fn allowed(may: bool, otherwise: &str) -> Answer<()> {
    if may {
        Ok(())
    } else {
        Err(Refusal::not_allowed(otherwise))
    }
}

/// What each role may do: the table of the contract.
pub fn abilities(role: Role) -> Abilities {
    let makes = matches!(role, Role::Member | Role::Reviewer | Role::Admin);
    let reviews = matches!(role, Role::Reviewer | Role::Admin);
    let runs = role == Role::Admin;
    Abilities {
        bring_in: makes,
        share: makes,
        read_audit: runs,
        see_all_shares: runs,
        manage_people: runs,
        review: reviews,
        change_words: reviews,
        set_policy: runs,
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        <Self as OptionalFromRequestParts<App>>::from_request_parts(parts, app)
            .await?
            .ok_or_else(Refusal::signed_out)
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Option<Self>> {
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(cookie) = jar.get(session_cookie_name(app)) else {
            return Ok(None);
        };
        let signed_in = app
            .store()
            .session(token_hash(cookie.value()), app.now())
            .await?;
        Ok(signed_in.map(|found| Self {
            person: found.person,
            organisation: found.organisation,
            session: found.session.token,
        }))
    }
}

/// The visitor cookie: who comes back to a public link.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<TokenHash>);

impl FromRequestParts<App> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self(
            jar.get(visitor_cookie_name(app))
                .map(|cookie| token_hash(cookie.value())),
        ))
    }
}

/// The network a request came from: the peer's address, with IPv6 cut to what one household has.
#[derive(Clone, Copy, Debug)]
pub struct Network(IpAddr);

impl FromRequestParts<App> for Network {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Answer<Self> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip());
        Ok(Self(peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))))
    }
}

impl Network {
    /// What throttles count by: an IPv4 address, or an IPv6 /64.
    pub fn key(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
        }
    }

    /// What may be kept of it: an IPv4 /24, or an IPv6 /48.
    pub fn cut(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => {
                let [first, second, third, _] = address.octets();
                format!("{first}.{second}.{third}.0/24")
            }
            IpAddr::V6(address) => {
                let [first, second, third, ..] = address.segments();
                let cut = Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0);
                format!("{cut}/48")
            }
        }
    }
}

/// A fresh token for a cookie or a one-time link: 128 random bits, and what is stored of it.
pub fn new_token() -> (String, TokenHash) {
    let token = URL_SAFE_NO_PAD.encode(clock::random::<16>());
    let hash = token_hash(&token);
    (token, hash)
}

/// The cookie of a session.
pub fn session_cookie(app: &App, token: String) -> Cookie<'static> {
    cookie(app, session_cookie_name(app), token)
}

/// The cookie of a visitor.
pub fn visitor_cookie(app: &App, token: String) -> Cookie<'static> {
    cookie(app, visitor_cookie_name(app), token)
}

/// What takes the session cookie away.
pub fn no_session_cookie(app: &App) -> Cookie<'static> {
    let mut cookie = session_cookie(app, String::new());
    cookie.make_removal();
    cookie
}

fn cookie(app: &App, name: &'static str, token: String) -> Cookie<'static> {
    Cookie::build((name, token))
        .http_only(true)
        .same_site(SameSite::Lax)
        .path("/")
        .secure(app.is_https())
        .build()
}

fn session_cookie_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-discreet"
    } else {
        "discreet"
    }
}

fn visitor_cookie_name(app: &App) -> &'static str {
    if app.is_https() {
        "__Host-discreet-visitor"
    } else {
        "discreet-visitor"
    }
}
