//! Words not sent yet. They survive a reload and a lost connection, and go with the tab: other people may use this
//! computer after it is closed.

use discreet_api_types::ids::ShareId;

use crate::browser::storage;
use crate::json::{Reader, optional, quoted, small, string};

/// A comment being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What it says so far.
    pub body: String,
    /// Its kind, by its name on the wire.
    pub kind: String,
    /// The message it is about.
    pub message: Option<u32>,
    /// The selection in it.
    pub leaves: Option<(u32, u32)>,
    /// The words selected.
    pub words: String,
}

/// The draft of a new comment, or of a reply to the comment with this id.
pub fn kept(share: &ShareId, reply_to: &str) -> Option<Draft> {
    read(&storage::kept(&key(share, reply_to))?)
}

/// Keeps a draft; one without words is forgotten.
pub fn keep(share: &ShareId, reply_to: &str, draft: &Draft) {
    let text = (!draft.body.trim().is_empty()).then(|| write(draft));
    storage::keep(&key(share, reply_to), text.as_deref());
}

fn key(share: &ShareId, reply_to: &str) -> String {
    format!("discreet.draft.{}.{reply_to}", share.0)
}

fn write(draft: &Draft) -> String {
    let number =
        |number: Option<u32>| number.map_or("null".to_owned(), |number| number.to_string());
    format!(
        "{{\"body\":{},\"kind\":{},\"message\":{},\"start\":{},\"end\":{},\"words\":{}}}",
        quoted(&draft.body),
        quoted(&draft.kind),
        number(draft.message),
        number(draft.leaves.map(|(start, _)| start)),
        number(draft.leaves.map(|(_, end)| end)),
        quoted(&draft.words),
    )
}

fn read(text: &str) -> Option<Draft> {
    let mut draft = Draft::default();
    let (mut start, mut end) = (None, None);
    Reader::new(text).object(&mut |key, reader| {
        match key {
            "body" => draft.body = string(reader)?,
            "kind" => draft.kind = string(reader)?,
            "message" => draft.message = optional(reader, small)?,
            "start" => start = optional(reader, small)?,
            "end" => end = optional(reader, small)?,
            "words" => draft.words = string(reader)?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    draft.leaves = start.zip(end);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_kept() {
        let full = Draft {
            body: "a \"b\"\né😀".to_owned(),
            kind: "decision".to_owned(),
            message: Some(3),
            leaves: Some((4, 9)),
            words: "four".to_owned(),
        };
        for draft in [full, Draft::default()] {
            assert_eq!(read(&write(&draft)), Some(draft));
        }
        assert_eq!(read("{"), None);
    }
}
