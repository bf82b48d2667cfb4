//! The audit trail, for admins.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ConversationId, ShareId, Timestamp};

/// One row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Place in the organisation's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What happened, such as `share.created`.
    pub action: String,
    /// Who did it: a pseudonym that outlives the person's erasure.
    pub actor: Option<String>,
    /// The actor's name, unless erased or anonymous.
    pub actor_name: Option<String>,
    /// The name of whom it was done to, unless erased: their pseudonym stands among the details as `subject`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    /// The share concerned.
    pub share: Option<ShareId>,
    /// The conversation concerned.
    pub conversation: Option<ConversationId>,
    /// The share's audience.
    pub audience: Option<String>,
    /// Counts and short words, never text or secrets.
    pub details: BTreeMap<String, String>,
}

/// `GET /audit`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// Rows, newest first.
    pub rows: Vec<AuditRow>,
    /// Ask for rows before this one next, if there are more.
    pub next_before: Option<i64>,
}

/// `GET /audit/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Verification {
    /// Every row is as it was written, none is missing.
    pub verified: bool,
    /// How many rows were checked.
    pub checked: i64,
    /// The first row that is not as it was written, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_bad: Option<i64>,
    /// The last row's place and code, `SEQ:MAC`: kept elsewhere, `discreet audit verify --expect` finds a cut tail
    /// by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// What is wrong with it, a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}
