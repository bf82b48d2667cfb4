//! What an organisation has decided for all its people: the policy, and the team memory of words.

use serde::{Deserialize, Serialize};

use crate::accounts::Person;
use crate::ids::{Timestamp, WordId};

/// Which shares need a colleague's approval before they go live.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewRequired {
    /// None.
    #[default]
    None,
    /// Public links.
    Public,
    /// All shares.
    All,
}

/// Who may approve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewedBy {
    /// Reviewers and admins.
    #[default]
    Reviewers,
    /// Admins only.
    Admins,
}

/// An organisation's rules, all of them (`PUT /policy`, by admins). A member that is absent has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Which shares need a colleague's approval.
    pub review_required: ReviewRequired,
    /// Who may approve.
    pub reviewed_by: ReviewedBy,
}

/// `GET /policy`, and the answer to `PUT /policy`. `ETag` is `version`, which `PUT` needs as `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Policy {
    /// Counts changes of the rules; 0: never changed.
    pub version: u32,
    /// The rules that hold.
    pub rules: Rules,
    /// When they last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// The asking person may change them.
    pub can_change: bool,
}

/// What an entry of the team memory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    /// A word or phrase, found wherever it stands as a whole.
    Word,
    /// A regular expression (syntax of Rust's `regex`: no look-around, no back-references).
    Pattern,
    /// A host name, with its subdomains.
    Host,
    /// A value that is never suggested; kept as a keyed hash.
    Never,
}

/// `POST /policy/words`, by reviewers and admins.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewWord {
    /// What it is.
    pub kind: WordKind,
    /// The word, expression, host name or value: 2 to 200 characters.
    pub text: String,
    /// For words and patterns: what a find is called, a detector label such as `ACCOUNT_ID`, `TENANT_ID` or `OTHER`;
    /// absent: `CUSTOM`. A host's finds are always `INTERNAL_URL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// For patterns: what it describes, for reviewers, as in "our tenant ids".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An entry of the team memory.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Word {
    /// Id.
    pub id: WordId,
    /// What it is.
    pub kind: WordKind,
    /// The word, expression or host name; for `never` a masked hint such as `a…z`.
    pub text: String,
    /// What a find is called; none for `never`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What a pattern describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who added it.
    pub added_by: Person,
    /// When.
    pub added_at: Timestamp,
    /// Until when it holds: a year from when it was added or renewed.
    pub expires_at: Timestamp,
    /// That is over: it does nothing until it is renewed.
    pub expired: bool,
}

/// `GET /policy/words`, for everybody who may share: the detector needs them. `POST` answers 201 with the [`Word`],
/// `POST /policy/words/{id}/renew` 200 with it, `DELETE /policy/words/{id}` 204.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Words {
    /// Newest first.
    pub words: Vec<Word>,
    /// How many `never` entries hold now. If it is not 0, the findings of the browser's worker need the server's word
    /// (`POST /conversations/{id}/findings`).
    pub never: u32,
    /// The asking person may add, renew and remove.
    pub can_change: bool,
}
