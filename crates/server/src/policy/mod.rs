//! Policy: what an organisation has decided for all its people. Its rules, and its team memory of words.
//!
//! Owns what the rules mean. Whoever publishes reads them once, as [`Standing`], and the store refuses what was judged
//! under rules or words that no longer stand.

pub mod add_word;
pub mod list_words;
pub mod remove_word;
pub mod renew_word;
pub mod set_policy;
pub mod show_policy;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::ids::{PersonId, WordId};
use discreet_api_types::policy::{Policy, ReviewRequired, ReviewedBy, Rules, Word, WordKind};
use discreet_api_types::problem::ErrorCode;
use discreet_api_types::sharing::AudienceKind;
use discreet_redact as redact;
use discreet_redact::Label;
use discreet_store::StoreError;
use discreet_store::accounts::{Person, Role};
use discreet_store::policy::{PolicyRow, WordKind as StoredKind, WordRow};
use uuid::Uuid;

use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::{Answer, Refusal};

/// How long an entry of the team memory holds.
const WORDS_HOLD: TimeDelta = TimeDelta::days(365);

/// What an organisation has decided, as of one moment.
pub struct Standing {
    /// The rules.
    pub rules: Rules,
    /// Counts changes of rules and words: what the store compares.
    pub epoch: i64,
    /// What is looked for.
    pub detection: Detection,
}

impl Standing {
    /// What stands now. The epoch is read first: whatever changes while the rest is read makes it an old one.
    pub async fn of(app: &App, org: Uuid) -> Result<Self, StoreError> {
        let policy = app.store().policy(org).await?;
        let detection = Detection::of(app, org).await?;
        Ok(Self {
            rules: rules_of(&policy)?,
            epoch: policy.epoch,
            detection,
        })
    }

    /// Whether a share for this audience needs a colleague's approval.
    pub fn needs_approval(&self, audience: AudienceKind) -> bool {
        match self.rules.review_required {
            ReviewRequired::None => false,
            ReviewRequired::Public => audience == AudienceKind::Public,
            ReviewRequired::All => true,
        }
    }
}

/// Whether somebody may approve shares under these rules.
pub fn may_approve(rules: &Rules, person: &Person) -> bool {
    person.active
        && match rules.reviewed_by {
            ReviewedBy::Reviewers => matches!(person.role, Role::Reviewer | Role::Admin),
            ReviewedBy::Admins => person.role == Role::Admin,
        }
}

/// What the detector looks for in one organisation: what it knows by itself, own words, and what is never suggested.
pub struct Detection {
    settings: redact::Settings,
    /// Keyed hashes of values never to suggest.
    never: HashSet<String>,
    app: App,
}

impl Detection {
    /// What is looked for in an organisation now.
    pub async fn of(app: &App, org: Uuid) -> Result<Self, StoreError> {
        let words = app.store().words(org).await?;
        Ok(Self::from_words(app, words))
    }

    fn from_words(app: &App, words: Vec<WordRow>) -> Self {
        let now = app.now();
        let mut settings = redact::Settings::default();
        let mut never = HashSet::new();
        for word in words.into_iter().filter(|word| word.expires_at > now) {
            let label = label_of(word.label.as_deref());
            match word.kind {
                StoredKind::Word => settings.words.push(redact::OwnWord {
                    text: word.text,
                    label,
                }),
                StoredKind::Pattern => settings.patterns.push(redact::OwnPattern {
                    pattern: word.text,
                    label,
                    name: word.name.unwrap_or_default(),
                }),
                StoredKind::Host => settings.hosts.push(word.text),
                StoredKind::Never => {
                    never.insert(word.text);
                }
            }
        }
        Self {
            settings,
            never,
            app: app.clone(),
        }
    }

    /// Everything found in a conversation, in the order of the conversation.
    pub fn scan(&self, conversation: &redact::Conversation<'_>) -> Vec<redact::Finding> {
        if self.never.is_empty() {
            return redact::scan(conversation, &self.settings);
        }
        let unwanted = |value: &str| self.never.contains(&hashed(&self.app, value));
        redact::scan_without(conversation, &self.settings, &unwanted)
    }
}

/// What is kept of a value never to suggest: a keyed hash of the value as the detector compares it.
fn hashed(app: &App, folded: &str) -> String {
    app.keys().pseudonym("never suggest", folded)
}

fn label_of(code: Option<&str>) -> Label {
    code.and_then(|code| code.parse().ok())
        .unwrap_or(Label::Custom)
}

/// The rules in a row; what it does not name has its default.
pub fn rules_of(row: &PolicyRow) -> Result<Rules, StoreError> {
    row.document.read()
}

fn policy_out(row: &PolicyRow, can_change: bool) -> Result<Policy, StoreError> {
    Ok(Policy {
        version: row.version,
        rules: rules_of(row)?,
        updated_at: row.updated_at.map(Into::into),
        can_change,
    })
}

/// The refusal of a share that needs approval first.
pub fn review_required() -> Refusal {
    Refusal::new(
        ErrorCode::ReviewRequired,
        "Your organisation wants a colleague to approve this before it is shared. Ask for a review; it goes live after that.",
    )
}

/// The refusal of what was judged under rules or words that changed in between.
pub fn changed_meanwhile() -> Refusal {
    Refusal::new(
        ErrorCode::Conflict,
        "Your organisation's policy or its list of words changed at this moment. Look again, then repeat it.",
    )
}

fn kind_out(kind: StoredKind) -> WordKind {
    match kind {
        StoredKind::Word => WordKind::Word,
        StoredKind::Pattern => WordKind::Pattern,
        StoredKind::Host => WordKind::Host,
        StoredKind::Never => WordKind::Never,
    }
}

fn kind_in(kind: WordKind) -> StoredKind {
    match kind {
        WordKind::Word => StoredKind::Word,
        WordKind::Pattern => StoredKind::Pattern,
        WordKind::Host => StoredKind::Host,
        WordKind::Never => StoredKind::Never,
    }
}

fn word_out(row: WordRow, people: &HashMap<Uuid, Person>, now: DateTime<Utc>) -> Word {
    let added_by = people.get(&row.added_by).map_or_else(
        || accounts_api::Person {
            id: PersonId(row.added_by.to_string()),
            name: String::new(),
            email: String::new(),
        },
        person_out,
    );
    Word {
        id: WordId(row.id.to_string()),
        kind: kind_out(row.kind),
        text: match row.kind {
            StoredKind::Never => row.hint.unwrap_or_default(),
            _ => row.text,
        },
        label: row.label,
        name: row.name,
        added_by,
        added_at: row.added_at.into(),
        expires_at: row.expires_at.into(),
        expired: row.expires_at <= now,
    }
}

/// Everybody of an organisation, by id.
pub async fn people_by_id(app: &App, org: Uuid) -> Result<HashMap<Uuid, Person>, StoreError> {
    let people = app.store().people_of(org).await?;
    Ok(people
        .into_iter()
        .map(|person| (person.id, person))
        .collect())
}

/// Refuses whoever may not change the team memory.
fn may_change_words(signed_in: &SignedIn) -> Answer<()> {
    if signed_in.abilities().change_words {
        return Ok(());
    }
    Err(Refusal::not_allowed(
        "Own words are kept by reviewers and admins. Ask one of them.",
    ))
}
