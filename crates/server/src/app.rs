//! The application: what every handler shares, the table of routes, and the layers around them.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{DateTime, Utc};
use discreet_api_types::problem::ErrorCode;
use discreet_store::{AuditKey, Store};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::Clock;
use crate::discussion::streams::Streams;
use crate::keys::KeyRing;
use crate::problem::Refusal;
use crate::{
    accounts, audit, conversations, discussion, headers, notifications, origin, policy, review,
    sharing, viewer, web,
};

/// Most bytes of one request: an import of many conversations.
const MAX_BODY_BYTES: usize = 100 * 1024 * 1024;

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    store: Store,
    keys: KeyRing,
    clock: Clock,
    public_origin: Option<String>,
    sample_data: bool,
    /// Password hashing takes a core and 19 MiB each: two at once, the others wait.
    hashing: Semaphore,
    /// What an unknown address is checked against, so that it takes as long as a known one.
    decoy_hash: String,
    imports: conversations::imports::Desk,
    streams: Streams,
    shelf: viewer::served::Shelf,
}

impl App {
    /// An application over this store.
    pub fn new(
        store: Store,
        keys: KeyRing,
        clock: Clock,
        public_origin: Option<String>,
        sample_data: bool,
    ) -> Self {
        let hashing = Semaphore::new(2);
        let decoy_hash = accounts::password::hash_now("a password that nobody has");
        Self(Arc::new(Shared {
            store,
            keys,
            clock,
            public_origin,
            sample_data,
            hashing,
            decoy_hash,
            imports: conversations::imports::Desk::new(),
            streams: Streams::default(),
            shelf: viewer::served::Shelf::default(),
        }))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The key ring.
    pub fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    /// The key of the audit chains.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey(self.0.keys.audit_key())
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Where people reach this server, if configured.
    pub fn public_origin(&self) -> Option<&str> {
        self.0.public_origin.as_deref()
    }

    /// Whether people reach this server over https.
    pub fn is_https(&self) -> bool {
        self.public_origin()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Whether the store holds sample data.
    pub fn sample_data(&self) -> bool {
        self.0.sample_data
    }

    /// Ends all event streams, which would keep the server from stopping.
    pub fn end_streams(&self) {
        self.0.streams.end();
    }

    pub(crate) fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// What opens are answered with, of shares that were opened lately.
    pub(crate) fn shelf(&self) -> &viewer::served::Shelf {
        &self.0.shelf
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// Files that wait to be brought in, and those that are being brought in.
    pub(crate) fn imports(&self) -> &conversations::imports::Desk {
        &self.0.imports
    }

    pub(crate) fn decoy_hash(&self) -> &str {
        &self.0.decoy_hash
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Discreet",
        description = "Share the conversation, not the customer. Errors are RFC 9457 problems with a stable `code`; \
                       `docs/api-design.md` explains the rules that hold for every route."
    ),
    tags(
        (name = "accounts", description = "Signing in and out"),
        (name = "conversations", description = "Conversations in the workspace"),
        (name = "review", description = "What may be sensitive"),
        (name = "policy", description = "What an organisation has decided for all: rules, own words"),
        (name = "sharing", description = "Shares, for their owner"),
        (name = "viewer", description = "What recipients use"),
        (name = "discussion", description = "Comments, their events, and what editors change"),
        (name = "notifications", description = "What a person may want to know"),
        (name = "audit", description = "The audit trail, for admins"),
    )
)]
struct ApiDoc;

/// Every route of the API. A route that is not here does not exist; one that is here is in the OpenAPI document.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(ApiDoc::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .routes(routes!(
                accounts::sign_in::sign_in,
                accounts::show_session::show_session,
                accounts::sign_out::sign_out
            ))
            .routes(routes!(accounts::set_up::set_up))
            .routes(routes!(accounts::change_password::change_password))
            .routes(routes!(accounts::use_password_link::use_password_link))
            .routes(routes!(accounts::own_sessions::list_sessions))
            .routes(routes!(accounts::own_sessions::end_session))
            .routes(routes!(
                accounts::people::list::list_people,
                accounts::people::invite::invite_person
            ))
            .routes(routes!(accounts::people::find::find_people))
            .routes(routes!(
                accounts::people::change::change_person,
                accounts::people::erase::erase_person
            ))
            .routes(routes!(accounts::people::renew_link::renew_link))
            .routes(routes!(
                accounts::teams::list::list_teams,
                accounts::teams::create::create_team
            ))
            .routes(routes!(
                accounts::teams::change::change_team,
                accounts::teams::delete::delete_team
            ))
            .routes(routes!(conversations::hand_over::hand_over))
            .routes(routes!(
                conversations::list::list_conversations,
                conversations::create::create_conversation
            ))
            .routes(routes!(
                conversations::show::show_conversation,
                conversations::change::change_conversation,
                conversations::delete::delete_conversation
            ))
            .routes(routes!(
                conversations::messages::list_messages,
                conversations::append::append_messages
            ))
            .routes(routes!(
                conversations::imports::create_import::create_import
            ))
            .routes(routes!(
                conversations::imports::start_import::start_import,
                conversations::imports::show_import::show_import,
                conversations::imports::read_again::read_import_again,
                conversations::imports::cancel_import::cancel_import
            ))
            .routes(routes!(review::find::find_sensitive))
            .routes(routes!(
                review::show_review::show_review,
                review::set_review::set_review,
                review::change_review::change_review
            ))
            .routes(routes!(
                review::list_requests::list_requests,
                review::ask_review::ask_review
            ))
            .routes(routes!(
                review::show_request::show_request,
                review::change_request::change_request
            ))
            .routes(routes!(review::preview_request::preview_request))
            .routes(routes!(review::publish_request::publish_request))
            .routes(routes!(
                policy::show_policy::show_policy,
                policy::set_policy::set_policy
            ))
            .routes(routes!(
                policy::list_words::list_words,
                policy::add_word::add_word
            ))
            .routes(routes!(policy::remove_word::remove_word))
            .routes(routes!(policy::renew_word::renew_word))
            .routes(routes!(
                sharing::list_shares::list_conversation_shares,
                sharing::create_share::create_share
            ))
            .routes(routes!(sharing::list_shares::list_my_shares))
            .routes(routes!(sharing::exposure_over_time::exposure_over_time))
            .routes(routes!(sharing::stop_many::stop_many))
            .routes(routes!(
                sharing::show_share::show_share,
                sharing::change_share::change_share
            ))
            .routes(routes!(sharing::show_link::show_link))
            .routes(routes!(sharing::show_decisions::show_decisions))
            .routes(routes!(sharing::update_share::update_share))
            .routes(routes!(sharing::renew_share::renew_share))
            .routes(routes!(sharing::rotate_link::rotate_link))
            .routes(routes!(sharing::pause_share::pause_share))
            .routes(routes!(sharing::resume_share::resume_share))
            .routes(routes!(sharing::stop_share::stop_share))
            .routes(routes!(sharing::recipient_links::create_recipient_links))
            .routes(routes!(sharing::add_people::add_people))
            .routes(routes!(sharing::check_access::check_access))
            .routes(routes!(sharing::list_accesses::list_accesses))
            .routes(routes!(sharing::list_requests::list_requests))
            .routes(routes!(sharing::approve_request::approve_request))
            .routes(routes!(sharing::decline_request::decline_request))
            .routes(routes!(viewer::open::open_share))
            .routes(routes!(viewer::messages::list_shared_messages))
            .routes(routes!(viewer::alive::is_alive))
            .routes(routes!(viewer::end::end_link))
            .routes(routes!(viewer::request_access::request_access))
            .routes(routes!(
                discussion::list_comments::list_comments,
                discussion::add_comment::add_comment,
                discussion::change_comment::change_comment,
                discussion::delete_comment::delete_comment
            ))
            .routes(routes!(discussion::find_people::find_people))
            .routes(routes!(discussion::mark_action::mark_action))
            .routes(routes!(
                discussion::edit_conversation::show_editable,
                discussion::edit_conversation::edit_conversation
            ))
            .routes(routes!(discussion::events::stream_events))
            .routes(routes!(discussion::overview::list_conversation_comments))
            .routes(routes!(discussion::export_comments::export_comments))
            .routes(routes!(
                notifications::list_notifications::list_notifications
            ))
            .routes(routes!(
                notifications::read_notifications::read_notifications
            ))
            .routes(routes!(
                notifications::settings::show_settings,
                notifications::settings::change_settings
            ))
            .routes(routes!(audit::list::list_audit))
            .routes(routes!(audit::download::audit_csv))
            .routes(routes!(audit::download::audit_jsonl))
            .routes(routes!(audit::verify::verify_audit)),
    )
}

/// The OpenAPI 3.1 document, generated from the handlers.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (api, document) = api().split_for_parts();
    let document = Arc::new(serde_json::to_string(&document).unwrap_or_default());
    let show_document = move || {
        let document = document.as_ref().clone();
        async move { ([("content-type", "application/json")], document) }
    };
    Router::new()
        .merge(api)
        .route("/api/openapi.json", get(show_document))
        .route(
            "/api/{*rest}",
            axum::routing::any(async || Refusal::not_found()),
        )
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(web::ready))
        .merge(web::routes())
        .method_not_allowed_fallback(async || {
            Refusal::new(
                ErrorCode::MethodNotAllowed,
                "This address does not take that method.",
            )
            .into_response()
        })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| {
                Refusal::new(
                    ErrorCode::Internal,
                    "Something went wrong on the server. Try again.",
                )
                .into_response()
            },
        ))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            origin::guard,
        ))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            headers::dress,
        ))
        .layer(CompressionLayer::new())
        .with_state(app)
}
