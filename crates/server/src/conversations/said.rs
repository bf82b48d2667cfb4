//! What a source says of a conversation, part by part, to tell what changed at the source from what changed here.
//!
//! Pure. Keeps digests, never text.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use discreet_store::conversations::HeadChanges;
use discreet_transcript::model::Head;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Digests by the name of the part.
pub type Said = BTreeMap<String, String>;

/// What this head says.
pub fn of(head: &Head) -> Said {
    BTreeMap::from([
        part("title", &head.title),
        part("status", &head.status),
        part("channel", &head.channel),
        part("contact", &head.contact),
        part("tags", &head.tags),
        part("summary", &head.summary),
        part("attempts", &head.attempts),
        part("notes", &head.notes),
        part("log", &head.log),
        part("metadata", &head.metadata),
    ])
}

fn part(name: &str, value: &impl Serialize) -> (String, String) {
    let digest = Sha256::digest(serde_json::to_vec(value).unwrap_or_default());
    let short = digest.get(..12).unwrap_or_default();
    (name.to_owned(), URL_SAFE_NO_PAD.encode(short))
}

/// What is to change in the head that is kept, `here`, now that the source says `newer`.
///
/// Only parts that the source says differently than `before` change: a title that somebody gave it here, or a status,
/// stays while the source repeats itself. Tags, notes and log entries are added, never taken away; what the source
/// left out is no word to take anything away. Without `before`, from a time when it was not kept, the status, the
/// summary and what was tried are taken as they come, and the rest stays.
pub fn changes(here: &Head, before: Option<&Said>, now: &Said, newer: Head) -> HeadChanges {
    let moved = |name: &str| before.is_none_or(|before| before.get(name) != now.get(name));
    let moved_surely = |name: &str| before.is_some() && moved(name);
    HeadChanges {
        title: (moved_surely("title") && newer.title != here.title).then_some(newer.title),
        status: (moved("status") && newer.status != here.status).then_some(newer.status),
        channel: Some(newer.channel).filter(|channel| {
            moved_surely("channel") && channel.is_some() && *channel != here.channel
        }),
        contact: (moved_surely("contact") && newer.contact != here.contact)
            .then_some(newer.contact)
            .filter(|contact| *contact != discreet_transcript::model::Contact::default()),
        tags: moved_surely("tags")
            .then(|| with_new(&here.tags, newer.tags))
            .flatten(),
        summary: newer
            .summary
            .filter(|summary| moved("summary") && here.summary.as_ref() != Some(summary))
            .map(Some),
        attempts: Some(newer.attempts).filter(|attempts| {
            moved("attempts") && !attempts.is_empty() && *attempts != here.attempts
        }),
        notes: moved("notes")
            .then(|| with_new(&here.notes, newer.notes))
            .flatten(),
        log: moved("log")
            .then(|| with_new(&here.log, newer.log))
            .flatten(),
        metadata: (moved_surely("metadata")
            && !newer.metadata.is_empty()
            && newer.metadata != here.metadata)
            .then_some(newer.metadata),
    }
}

/// What is here and what is new, or nothing if nothing is new.
fn with_new<T: Clone + PartialEq>(here: &[T], newer: Vec<T>) -> Option<Vec<T>> {
    let mut all = here.to_vec();
    for one in newer {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    (all.len() > here.len()).then_some(all)
}

#[cfg(test)]
mod tests {
    use discreet_transcript::model::{LogEntry, Status, Text};

    use super::*;

    fn head(title: &str, status: Status) -> Head {
        Head {
            title: title.into(),
            status,
            ..Head::default()
        }
    }

    fn check(here: &Head, before: &Head, newer: &Head) -> HeadChanges {
        changes(here, Some(&of(before)), &of(newer), newer.clone())
    }

    #[test]
    fn what_people_changed_here_stays_while_the_source_repeats_itself() {
        let source = head("From the source", Status::Open);
        let here = head("Renamed here", Status::Resolved);
        assert_eq!(check(&here, &source, &source), HeadChanges::default());
    }

    #[test]
    fn what_the_source_changed_is_taken() {
        let changed = check(
            &head("Renamed here", Status::Open),
            &head("New chat", Status::Open),
            &head("A better title", Status::Closed),
        );
        assert_eq!(changed.title, Some(Text::from("A better title")));
        assert_eq!(changed.status, Some(Status::Closed));
    }

    #[test]
    fn tags_and_log_grow_and_lose_nothing() {
        let mut here = head("t", Status::Open);
        here.tags = vec!["mine".into(), "refund".into()];
        let before = Head {
            tags: vec!["refund".into()],
            ..head("t", Status::Open)
        };
        let newer = Head {
            tags: vec!["carrier".into()],
            log: vec![LogEntry {
                at: None,
                text: "routed".into(),
            }],
            ..head("t", Status::Open)
        };
        let changed = check(&here, &before, &newer);
        assert_eq!(
            changed.tags,
            Some(vec!["mine".into(), "refund".into(), "carrier".into()])
        );
        assert_eq!(changed.log.map(|log| log.len()), Some(1));
        assert_eq!(changed.title, None);
    }

    #[test]
    fn without_a_memory_of_the_source_a_title_stays() {
        let newer = head("Another", Status::Closed);
        let changed = changes(&head("t", Status::Open), None, &of(&newer), newer.clone());
        assert_eq!(changed.title, None);
        assert_eq!(changed.status, Some(Status::Closed));
    }
}
