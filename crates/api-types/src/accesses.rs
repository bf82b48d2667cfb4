//! Who has been at a share, who could, and who asks to. `POST /s/{id}/access-requests` takes no body and answers 204,
//! whatever the id: it tells nothing about the share (401 `sign_in_required` without a session, 429 `throttled`).

use serde::{Deserialize, Serialize};

use crate::accounts::Person;
use crate::ids::{ConversationId, ShareId, Timestamp};
use crate::sharing::AudienceKind;

/// What somebody did at a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    /// Opened it: one view.
    Opened,
    /// Came back to it: no view.
    Shown,
    /// Tried to open it and was refused.
    Denied,
    /// Exported it.
    Exported,
    /// Wrote a comment.
    Commented,
    /// Ended their own link.
    Ended,
}

/// Who it was, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Visitor {
    /// Somebody with an account.
    Account {
        /// Name; empty once they are erased.
        name: String,
        /// E-mail address; empty once they are erased.
        email: String,
    },
    /// Whoever has the link that was made for this recipient.
    Recipient {
        /// The recipient's address.
        email: String,
        /// Family of the browser, such as `Firefox`.
        browser: String,
        /// The network, cut: `192.0.2.0/24`.
        network: String,
    },
    /// Whoever has the link.
    Anonymous {
        /// Family of the browser, such as `Firefox`; empty where it was not kept.
        browser: String,
        /// The network, cut: `192.0.2.0/24`; empty where it was not kept.
        network: String,
    },
}

/// Somebody who has been there, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Access {
    /// Who.
    pub visitor: Visitor,
    /// How often they opened it.
    pub opened: u32,
    /// How often they came back.
    pub shown: u32,
    /// How often they were refused.
    pub denied: u32,
    /// How often they exported it.
    pub exported: u32,
    /// How many comments they wrote.
    pub commented: u32,
    /// They ended the link.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// The first time.
    pub first_at: Timestamp,
    /// The last time.
    pub last_at: Timestamp,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AccessEvent {
    /// What.
    pub what: AccessKind,
    /// Who.
    pub visitor: Visitor,
    /// When.
    pub at: Timestamp,
    /// How many times, where a flood was counted into one row.
    pub times: u32,
    /// For refusals, why, a word: `wrong_secret`, `wrong_password`, `not_live`, `not_addressed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// `GET /shares/{id}/accesses`. Outlives expiry and stopping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Accesses {
    /// Who has been there, latest first; 200 at the most.
    pub visitors: Vec<Access>,
    /// There are more than are told.
    pub more: bool,
    /// People named, or the recipient, who have not opened it yet.
    pub not_yet: Vec<NotYet>,
    /// What happened last, latest first; 50 at the most.
    pub events: Vec<AccessEvent>,
}

/// Somebody who could have opened a share, and has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NotYet {
    /// Name; empty for a recipient without an account.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// `POST /shares/{id}/check`: can they open it?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CheckAccess {
    /// Their e-mail address.
    pub email: String,
}

/// What would let them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Name them in this share (`POST /shares/{id}/people`).
    AddPerson,
    /// Renew it.
    Renew,
    /// Resume it.
    Resume,
    /// Make a new share.
    NewShare,
    /// Ask an admin for an account.
    AskAdmin,
}

/// The answer: yes, or exactly why not and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AccessCheck {
    /// They can.
    pub can_open: bool,
    /// A sentence: what they need, or why they cannot.
    pub sentence: String,
    /// What would help, if anything is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// Where a request for access stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Waits for the owner.
    Open,
    /// They were let in.
    Approved,
    /// They were not.
    Declined,
}

/// A colleague's request for access, as the share's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AccessRequest {
    /// Id.
    pub id: String,
    /// The share whose link they have.
    pub share: ShareId,
    /// Its audience.
    pub audience: AudienceKind,
    /// The conversation; none once that is deleted.
    pub conversation: Option<ConversationId>,
    /// Who asks.
    pub person: Person,
    /// When they first asked.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: RequestState,
    /// The share they were let into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<ShareId>,
}

/// `GET /access-requests`: requests for one's own shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AccessRequestList {
    /// Open ones, oldest first.
    pub requests: Vec<AccessRequest>,
}

/// `POST /access-requests/{id}/approve`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ApproveRequest {
    /// The People share of the same conversation that they are named in. Absent: the share they asked for, which then
    /// must be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<ShareId>,
}
