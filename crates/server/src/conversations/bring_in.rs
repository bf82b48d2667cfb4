//! Bringing one conversation in: what would become of it, and doing it.
//!
//! Owns the one decision that a preview, an import and the API share, so that what was shown is what is done. A
//! conversation that is known by its source gets what is new; what people changed here stays, unless the source
//! changed the same thing since it was asked last.

use discreet_api_types::conversations::{BroughtIn, Outcome};
use discreet_api_types::problem::ErrorCode;
use discreet_store::accounts::Person;
use discreet_store::conversations::{ConversationRow, HeadChanges, NewConversation, SourceTaken};
use discreet_store::{AuditAction, AuditEvent, JsonText};
use discreet_transcript::import::{Extension, extension};
use discreet_transcript::model::{Conversation, Message, Source};
use uuid::Uuid;

use super::said::{self, Said};
use super::{append_messages, brought_in, change, preview, record};
use crate::app::App;
use crate::auth;
use crate::clock;
use crate::problem::{Answer, Refusal};

/// What is to become of a conversation that was sent.
pub enum Plan {
    /// It is new.
    Create(Box<Conversation>),
    /// It is known by its source.
    Extend(Box<Extend>),
}

/// What is new in a conversation that is known.
pub struct Extend {
    known: ConversationRow,
    fresh: Vec<Message>,
    changes: HeadChanges,
    /// What the source says now, if that is something else than what it said before.
    said: Option<Said>,
}

impl Plan {
    /// What it comes to.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Create(_) => Outcome::Created,
            Self::Extend(extend) => extend.outcome(),
        }
    }

    /// How many messages are new.
    pub fn new_messages(&self) -> usize {
        match self {
            Self::Create(conversation) => conversation.messages.len(),
            Self::Extend(extend) => extend.fresh.len(),
        }
    }
}

impl Extend {
    fn outcome(&self) -> Outcome {
        if self.fresh.is_empty() && self.changes == HeadChanges::default() {
            Outcome::Unchanged
        } else {
            Outcome::Updated
        }
    }
}

/// Keeps a conversation for its owner. One that is known by its source gets what is new instead.
pub async fn bring_in(app: &App, owner: &Person, conversation: Conversation) -> Answer<BroughtIn> {
    match plan(app, owner, conversation).await? {
        Plan::Create(conversation) => create(app, owner, *conversation).await,
        Plan::Extend(what) => extend(app, owner, *what).await,
    }
}

/// Looks what would become of a conversation, or why it cannot be taken in. Changes nothing.
pub async fn plan(app: &App, owner: &Person, conversation: Conversation) -> Answer<Plan> {
    let known = match &conversation.head.source {
        Some(source) => by_source(app, owner, source).await?,
        None => None,
    };
    match known {
        Some(known) => compare(app, owner, known, conversation)
            .await
            .map(Box::new)
            .map(Plan::Extend),
        None => Ok(Plan::Create(Box::new(conversation))),
    }
}

async fn by_source(app: &App, owner: &Person, source: &Source) -> Answer<Option<ConversationRow>> {
    Ok(app
        .store()
        .conversation_by_source(owner.org, &source.system, &source.id)
        .await?)
}

async fn compare(
    app: &App,
    owner: &Person,
    known: ConversationRow,
    newer: Conversation,
) -> Answer<Extend> {
    if known.owner != owner.id {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "A colleague has brought this conversation in already. Ask an admin to hand it over.",
        ));
    }
    let stored = app.store().messages(known.id, 0, u32::MAX).await?;
    let fresh = match extension(&stored, &newer.messages) {
        Extension::Nothing => Vec::new(),
        Extension::From(first) => newer.messages.get(first..).unwrap_or_default().to_vec(),
        Extension::Differs { number } => {
            let detail = format!(
                "Message {number} is not the one that was sent before. Messages never change once they are stored."
            );
            return Err(Refusal::new(ErrorCode::Conflict, detail));
        }
    };
    let before = app
        .store()
        .source_head(known.id)
        .await?
        .map(|before| before.read::<Said>())
        .transpose()?;
    let now = said::of(&newer.head);
    let changes = said::changes(&known.head, before.as_ref(), &now, newer.head);
    let said = (before.as_ref() != Some(&now)).then_some(now);
    Ok(Extend {
        known,
        fresh,
        changes,
        said,
    })
}

async fn create(app: &App, owner: &Person, conversation: Conversation) -> Answer<BroughtIn> {
    let key = app.audit_key();
    let id = clock::new_id(app.now());
    let event = AuditEvent::new(
        AuditAction::ConversationCreated,
        Some(auth::actor(app, owner)),
    )
    .conversation(id)
    .detail(
        "messages",
        i64::try_from(conversation.messages.len()).unwrap_or(i64::MAX),
    );
    // Only a conversation with a source can be sent again.
    let again = conversation
        .head
        .source
        .is_some()
        .then(|| conversation.clone());
    let new = NewConversation {
        id,
        owner: owner.id,
        preview: preview(&conversation.messages),
        conversation,
    };
    let created = app
        .store()
        .create_conversation(new, record(app, &key, owner, event))
        .await?;
    match (created, again) {
        (Ok(row), again) => {
            if let Some(again) = again {
                keep(app, row.id, &said::of(&again.head)).await?;
            }
            Ok(brought_in(&row, Outcome::Created))
        }
        (Err(SourceTaken { id }), Some(again)) => {
            // Somebody else sent the same source in between.
            let known = app
                .store()
                .conversation_in_org(owner.org, id)
                .await?
                .ok_or_else(Refusal::not_found)?;
            let what = compare(app, owner, known, again).await?;
            extend(app, owner, what).await
        }
        (Err(SourceTaken { .. }), None) => Err(Refusal::not_found()),
    }
}

async fn extend(app: &App, owner: &Person, what: Extend) -> Answer<BroughtIn> {
    let outcome = what.outcome();
    let Extend {
        known,
        fresh,
        changes,
        said,
    } = what;
    let mut row = append_messages(app, owner, known, fresh).await?;
    if changes != HeadChanges::default() {
        row = change(app, owner, row.id, changes).await?;
    }
    // Last: were it lost, the same changes would be made again, to the same end.
    if let Some(said) = said {
        keep(app, row.id, &said).await?;
    }
    Ok(brought_in(&row, outcome))
}

async fn keep(app: &App, conversation: Uuid, said: &Said) -> Answer<()> {
    let said = JsonText::of(said)?;
    Ok(app.store().keep_source_head(conversation, said).await?)
}
