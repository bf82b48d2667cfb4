//! Where a file that is brought in stands, and what is said about it, as pure functions.

use std::collections::BTreeSet;
use std::sync::Arc;

use discreet_api_types::conversations::{
    FoundConversation, ImportPlan, ImportPreview, ImportProgress, ImportState,
};

use super::state::{counted, import_sentence};
use crate::http::Failure;

/// Where a file stands.
#[derive(Clone)]
pub enum Stage {
    /// It is on its way to the server, which looks at it.
    Reading,
    /// It was looked at. Nothing is stored yet.
    Seen(Arc<ImportPreview>),
    /// It is being brought in.
    Running(Arc<ImportProgress>),
    /// It is over.
    Over(Arc<ImportProgress>),
    /// There is no answer, or a refusal.
    Failed(Failure),
}

/// What of a stage makes its part of the dialog another one. Progress does not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// See [`Stage::Reading`].
    Reading,
    /// See [`Stage::Seen`]; one look differs from the next.
    Seen(usize),
    /// See [`Stage::Running`].
    Running,
    /// See [`Stage::Over`].
    Over,
    /// See [`Stage::Failed`].
    Failed,
}

impl Stage {
    /// What it looks like.
    pub fn face(&self) -> Face {
        match self {
            Self::Reading => Face::Reading,
            Self::Seen(preview) => Face::Seen(Arc::as_ptr(preview).addr()),
            Self::Running(_) => Face::Running,
            Self::Over(_) => Face::Over,
            Self::Failed(_) => Face::Failed,
        }
    }
}

/// Whether something would come of bringing it in.
pub fn can_be_chosen(found: &FoundConversation) -> bool {
    matches!(found.plan, ImportPlan::Create | ImportPlan::Update)
}

/// Positions of what is left out at first: all of which nothing would come.
pub fn left_out_at_first(preview: &ImportPreview) -> BTreeSet<u32> {
    preview
        .conversations
        .iter()
        .filter(|found| !can_be_chosen(found))
        .map(|found| found.position)
        .collect()
}

/// Positions of all that could be chosen and of all that cannot: what to leave out to choose none.
pub fn all_left_out(preview: &ImportPreview) -> BTreeSet<u32> {
    preview
        .conversations
        .iter()
        .map(|found| found.position)
        .collect()
}

/// What is to become of a conversation, in words.
pub fn plan_sentence(found: &FoundConversation) -> String {
    match found.plan {
        ImportPlan::Create => "New".to_owned(),
        ImportPlan::Update if found.new_messages == 0 => "Here; changed since".to_owned(),
        ImportPlan::Update => format!(
            "Here; {}",
            counted(found.new_messages as usize, "new message", "new messages")
        ),
        ImportPlan::Unchanged => "Here already; nothing new".to_owned(),
        ImportPlan::Refuse => "Cannot be imported".to_owned(),
    }
}

/// What a file holds, in one sentence.
pub fn found_sentence(preview: &ImportPreview) -> String {
    let count = |plan| {
        preview
            .conversations
            .iter()
            .filter(|found| found.plan == plan)
            .count()
    };
    let refused = count(ImportPlan::Refuse);
    let all = counted(preview.conversations.len(), "conversation", "conversations");
    let mut parts = Vec::new();
    for (number, word) in [
        (count(ImportPlan::Create), "new"),
        (count(ImportPlan::Update), "to update"),
        (count(ImportPlan::Unchanged), "already here"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    let problems = preview.skipped.len() + refused;
    if problems > 0 {
        parts.push(counted(problems, "problem", "problems"));
    }
    if parts.is_empty() {
        format!("{all}.")
    } else {
        format!("{all}: {}.", parts.join(", "))
    }
}

/// How an import ended, in one sentence.
pub fn end_sentence(progress: &ImportProgress) -> String {
    let report = progress.report.as_ref().map(import_sentence);
    let report = report.unwrap_or_default();
    match progress.state {
        ImportState::Cancelled => format!("Stopped. {report}"),
        ImportState::Failed => {
            format!("Something went wrong on the server, and the import ended early. {report}")
        }
        ImportState::Done | ImportState::Ready | ImportState::Running => report,
    }
}

/// Formats by the server's word.
pub const FORMATS: [(&str, &str); 11] = [
    ("discreet", "Discreet's own JSON"),
    ("chatgpt", "ChatGPT"),
    ("claude", "Claude"),
    ("open_webui", "Open WebUI"),
    ("librechat", "LibreChat"),
    ("slack", "Slack"),
    ("intercom", "Intercom"),
    ("zendesk", "Zendesk"),
    ("mail", "Mail"),
    ("text", "Plain text"),
    ("markdown", "Markdown"),
];

/// Whether conversations of a format may have branches.
pub fn has_branches(format: &str) -> bool {
    matches!(format, "chatgpt" | "claude" | "open_webui" | "librechat")
}

/// `12 bytes`, `3.4 MB`.
#[expect(
    clippy::cast_precision_loss,
    reason = "files are far smaller than 2^53 bytes"
)]
pub fn size(bytes: u64) -> String {
    match bytes {
        ..1000 => counted(usize::try_from(bytes).unwrap_or_default(), "byte", "bytes"),
        1000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::conversations::{Branches, ImportReport, Imported, Skipped};
    use discreet_api_types::ids::{ConversationId, ImportId, Timestamp};

    use super::*;

    fn found(position: u32, plan: ImportPlan, new_messages: u32) -> FoundConversation {
        FoundConversation {
            position,
            location: format!("[{position}]"),
            title: "t".to_owned(),
            messages: 4,
            new_messages,
            stubs: 0,
            plan,
            reason: None,
        }
    }

    fn preview(conversations: Vec<FoundConversation>, skipped: usize) -> ImportPreview {
        ImportPreview {
            id: ImportId("i".to_owned()),
            format: "chatgpt".to_owned(),
            branches: Branches::Current,
            expires_at: Timestamp(String::new()),
            conversations,
            skipped: vec![
                Skipped {
                    location: "line 3".to_owned(),
                    reason: "r".to_owned(),
                    errors: Vec::new(),
                };
                skipped
            ],
        }
    }

    #[test]
    fn only_what_would_change_something_is_chosen_at_first() {
        let seen = preview(
            vec![
                found(0, ImportPlan::Create, 4),
                found(1, ImportPlan::Unchanged, 0),
                found(2, ImportPlan::Update, 2),
                found(3, ImportPlan::Refuse, 0),
            ],
            1,
        );
        assert_eq!(left_out_at_first(&seen), BTreeSet::from([1, 3]));
        assert_eq!(all_left_out(&seen).len(), 4);
        assert_eq!(
            found_sentence(&seen),
            "4 conversations: 1 new, 1 to update, 1 already here, 2 problems."
        );
        assert_eq!(found_sentence(&preview(Vec::new(), 0)), "0 conversations.");
    }

    #[test]
    fn what_is_to_become_of_each_is_said_in_words() {
        assert_eq!(plan_sentence(&found(0, ImportPlan::Create, 4)), "New");
        assert_eq!(
            plan_sentence(&found(0, ImportPlan::Update, 1)),
            "Here; 1 new message"
        );
        assert_eq!(
            plan_sentence(&found(0, ImportPlan::Update, 0)),
            "Here; changed since"
        );
    }

    #[test]
    fn a_stopped_import_says_what_was_kept() {
        let progress = ImportProgress {
            id: ImportId("i".to_owned()),
            state: ImportState::Cancelled,
            done: 1,
            total: 9,
            report: Some(ImportReport {
                format: "discreet".to_owned(),
                imported: vec![Imported {
                    id: ConversationId("1".to_owned()),
                    title: "t".to_owned(),
                    messages: 1,
                }],
                updated: Vec::new(),
                skipped: Vec::new(),
            }),
        };
        assert_eq!(end_sentence(&progress), "Stopped. 1 conversation imported.");
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(12_345), "12 kB");
        assert_eq!(size(3_400_000), "3.4 MB");
    }
}
