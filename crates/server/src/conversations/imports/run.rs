//! What a file holds, and bringing it in.

use std::collections::HashSet;
use std::ops::ControlFlow;

use discreet_api_types::conversations::{
    FoundConversation, ImportPlan, ImportReport, Imported, Outcome, Skipped,
};
use discreet_api_types::problem::ErrorCode;
use discreet_store::accounts::Person;
use discreet_transcript::import::Format;

use super::reading::{self, Found, From, Part, Reading};
use crate::app::App;
use crate::conversations::{bring_in, plan};
use crate::problem::{Answer, Refusal};

/// Most conversations of one file; a report of more would be larger than anybody reads.
pub const MAX_CONVERSATIONS: u32 = 20_000;
/// Most entries of what was left out.
const MAX_SKIPPED: usize = 1000;

/// What a file holds.
#[derive(Default)]
pub struct Seen {
    /// The format that was recognised.
    pub format: &'static str,
    /// What it holds, and what would become of it.
    pub conversations: Vec<FoundConversation>,
    /// What cannot be read.
    pub skipped: Vec<Skipped>,
}

/// How bringing in ended.
pub enum End {
    /// All was dealt with.
    Whole,
    /// Whoever looked on stopped it.
    Stopped,
    /// The file cannot be read; nothing was brought in.
    Refused(Refusal),
    /// The server failed.
    Failed(Refusal),
}

/// Looks what a file holds and what would become of it. Stores nothing.
pub async fn preview(app: &App, owner: &Person, from: &From, reading: Reading) -> Answer<Seen> {
    let mut seen = Seen::default();
    let mut sources = HashSet::new();
    let mut parts = reading::read(from, reading);
    while let Some(part) = parts.recv().await {
        match part {
            Part::End(Ok(format)) => seen.format = word(format),
            Part::End(Err(reason)) if seen.conversations.is_empty() => {
                return Err(unreadable(reason));
            }
            Part::End(Err(reason)) => skip(&mut seen.skipped, broken_off(reason)),
            Part::Skipped(one) => skip(&mut seen.skipped, one),
            Part::Found(found) if found.position >= MAX_CONVERSATIONS => {
                skip(&mut seen.skipped, too_many(found.location));
                break;
            }
            Part::Found(found) => {
                let source = found.conversation.head.source.clone();
                let mut row = look(app, owner, *found).await?;
                // The same conversation twice in one file: what comes second adds to what came first.
                let again =
                    source.is_some_and(|source| !sources.insert((source.system, source.id)));
                if again && row.plan == ImportPlan::Create {
                    row.plan = ImportPlan::Update;
                }
                seen.conversations.push(row);
            }
        }
    }
    Ok(seen)
}

async fn look(app: &App, owner: &Person, found: Found) -> Answer<FoundConversation> {
    let Found {
        position,
        location,
        stubs,
        conversation,
    } = found;
    let title = conversation.head.title.0.clone();
    let messages = count(conversation.messages.len());
    let (plan, new_messages, reason) = match plan(app, owner, conversation).await {
        Ok(plan) => {
            let new = count(plan.new_messages());
            match plan.outcome() {
                Outcome::Created => (ImportPlan::Create, new, None),
                Outcome::Updated => (ImportPlan::Update, new, None),
                Outcome::Unchanged => (ImportPlan::Unchanged, 0, None),
            }
        }
        Err(refusal) if refusal.code() == ErrorCode::Internal => return Err(refusal),
        Err(refusal) => (ImportPlan::Refuse, 0, Some(refusal.into_sentence())),
    };
    Ok(FoundConversation {
        position,
        location,
        title,
        messages,
        new_messages,
        stubs,
        plan,
        reason,
    })
}

/// Brings a file's conversations in, but those whose position is left out. `told` hears after each how many were dealt
/// with, and may stop it.
pub async fn store(
    app: &App,
    owner: &Person,
    from: &From,
    reading: Reading,
    leave_out: &HashSet<u32>,
    told: &(dyn Fn(u32) -> ControlFlow<()> + Send + Sync),
) -> (ImportReport, End) {
    let mut report = ImportReport {
        format: String::new(),
        imported: Vec::new(),
        updated: Vec::new(),
        skipped: Vec::new(),
    };
    let mut done = 0;
    let mut parts = reading::read(from, reading);
    while let Some(part) = parts.recv().await {
        match part {
            Part::End(Ok(format)) => word(format).clone_into(&mut report.format),
            Part::End(Err(reason)) if done == 0 => {
                return (report, End::Refused(unreadable(reason)));
            }
            Part::End(Err(reason)) => skip(&mut report.skipped, broken_off(reason)),
            Part::Skipped(one) => skip(&mut report.skipped, one),
            Part::Found(found) if found.position >= MAX_CONVERSATIONS => {
                skip(&mut report.skipped, too_many(found.location));
                break;
            }
            Part::Found(found) if leave_out.contains(&found.position) => {}
            Part::Found(found) => {
                if let Err(refusal) = Box::pin(take(app, owner, *found, &mut report)).await {
                    return (report, End::Failed(refusal));
                }
                done += 1;
                if told(done).is_break() {
                    return (report, End::Stopped);
                }
            }
        }
    }
    (report, End::Whole)
}

async fn take(app: &App, owner: &Person, found: Found, report: &mut ImportReport) -> Answer<()> {
    match bring_in(app, owner, found.conversation).await {
        Ok(kept) => {
            let entry = Imported {
                id: kept.id,
                title: kept.title,
                messages: kept.messages,
            };
            match kept.outcome {
                Outcome::Created => report.imported.push(entry),
                Outcome::Updated | Outcome::Unchanged => report.updated.push(entry),
            }
        }
        Err(refusal) if refusal.code() == ErrorCode::Internal => return Err(refusal),
        Err(refusal) => skip(
            &mut report.skipped,
            Skipped {
                location: found.location,
                reason: refusal.into_sentence(),
                errors: Vec::new(),
            },
        ),
    }
    Ok(())
}

fn skip(all: &mut Vec<Skipped>, one: Skipped) {
    match all.len() {
        ..MAX_SKIPPED => all.push(one),
        MAX_SKIPPED => all.push(Skipped {
            reason: "Here and after this, more could not be taken in; only the first 1,000 reasons are listed.".to_owned(),
            ..one
        }),
        _ => {}
    }
}

fn too_many(location: String) -> Skipped {
    Skipped {
        location,
        reason: "From here on nothing was taken in: a file may hold at most 20,000 conversations. Split it.".to_owned(),
        errors: Vec::new(),
    }
}

/// The format's word; a file in which nothing was recognised has none.
fn word(format: Option<Format>) -> &'static str {
    format.map_or("unknown", Format::as_str)
}

fn unreadable(reason: String) -> Refusal {
    Refusal::new(ErrorCode::Malformed, reason)
}

fn broken_off(reason: String) -> Skipped {
    Skipped {
        location: "the rest of the file".to_owned(),
        reason,
        errors: Vec::new(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
