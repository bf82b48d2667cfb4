//! Full-text search: an index of each conversation's words, kept in the transaction that changes the conversation.
//!
//! Owns two tables and how they are asked. `search_documents` holds a conversation's different words in one row, which
//! the engine indexes (FTS5, or a `tsvector` with GIN); words that the list shows to admins too are there a second
//! time with a mark before them. `search_texts` holds the words in order, line by line, for phrases and for where in
//! the conversation something was found. Words come from `discreet_transcript::words` and the engines compare them as
//! they are, so both give the same answers.
//!
//! Must not know who is asking beyond a person's id: others' conversations are searched in what the list shows of them.

pub(super) mod index;
pub(super) mod matching;
pub(super) mod places;
pub(super) mod rows;

use discreet_transcript::model::{Contact, Head, Text};
use discreet_transcript::words::{folded, words};

/// Before a word that the list shows.
const SHOWN_MARK: char = '\u{a7}';
/// Before a tag as a whole; its words are joined by [`TAG_JOINT`].
const TAG_MARK: char = '\u{b6}';
const TAG_JOINT: &str = "\u{b7}";
/// Characters of a title that count when sorting.
const MAX_TITLE_KEY: usize = 100;

/// What the list calls a contact: name, else reference, else address.
pub fn shown_contact(contact: &Contact) -> Option<&Text> {
    let Contact {
        name,
        email,
        phone: _,
        reference,
    } = contact;
    name.as_ref().or(reference.as_ref()).or(email.as_ref())
}

/// A title as it is sorted.
pub(super) fn title_key(head: &Head) -> String {
    folded(head.title.as_str())
        .trim_start()
        .chars()
        .take(MAX_TITLE_KEY)
        .collect()
}

/// A tag as the index holds it; `None` if there is no word in it.
fn tag_word(tag: &str) -> Option<String> {
    let words: Vec<String> = words(tag).into_iter().map(|word| word.folded).collect();
    (!words.is_empty()).then(|| format!("{TAG_MARK}{}", words.join(TAG_JOINT)))
}
