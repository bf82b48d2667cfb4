//! The transcript: one component for the workspace's reader, the review mode and the recipient.
//!
//! Owns how messages are drawn, in which pieces, how they are found (`#m=3-5`), how annotations are laid over them
//! and how a selection in the page becomes ranges of stored text. Knows no route and no other feature: callers bring
//! the messages in ([`Feed::add_page`] or [`load_pages`]) and the marks ([`Annotations`]).
//!
//! ```text
//! let feed = Feed::new();                                   // what has arrived, what is drawn, where to jump
//! feed.add_page(0, page.messages.into_iter().map(Entry::from).collect(), page.next_after);
//! let loading = load_pages(feed, move |after| fetch(after)); // the rest, in idle pieces, the wanted one first
//! view! { <Transcript feed zone=Zone::Local/> }              // reader and recipient
//! view! { <Transcript feed annotations numbers=Numbers::Plain/> } // review: leaves carry their source ranges
//! ```

mod annotations;
mod content;
mod drawn;
mod entry;
mod feed;
mod field_text;
mod list;
mod message;
mod picked;
mod pieces;
mod references;
mod search;
mod selection;
mod wording;
mod words;

pub use annotations::{Annotation, AnnotationMap, Annotations, Mark, Part, split};
pub use content::unfold;
pub use entry::{Citation, Entry};
pub use feed::{Feed, Loading, Page, load_pages};
pub use field_text::{FieldText, field_text, plain};
pub use list::{
    Beside, More, Numbers, Setting, Transcript, is_plain, number_of, show_in_address, transcript,
    words as message_words,
};
pub use picked::{Picked, picked, range_in};
pub use references::{Reference, add_with_links, followed, range as message_range, references};
pub use search::{hits, needle, ranges};
pub use selection::{FieldRange, from_dom, is_backward, select, selected};
pub use wording::{Manner, blocks_as_text, escaped, pieces_as_text, quoted_lines, words_of_leaves};
pub use words::{placeholder, placeholder_words, safe_target};

use discreet_api_types::review::Field;

/// Which text of a conversation: a field, of a message, one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The field.
    pub field: Field,
    /// The message's number, for fields of a message.
    pub message: Option<u32>,
    /// Which of several, from 0.
    pub item: Option<u32>,
}

impl Place {
    /// A field of which the conversation has one.
    pub const fn of(field: Field) -> Self {
        Self {
            field,
            message: None,
            item: None,
        }
    }

    /// One of several of the conversation, from 0.
    pub const fn item(field: Field, item: u32) -> Self {
        Self {
            field,
            message: None,
            item: Some(item),
        }
    }

    /// A field of a message.
    pub const fn message(field: Field, message: u32, item: Option<u32>) -> Self {
        Self {
            field,
            message: Some(message),
            item,
        }
    }
}
