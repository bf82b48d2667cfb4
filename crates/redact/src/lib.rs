//! Finds what is sensitive in a conversation, and says which findings are decided.
//!
//! The crate owns candidates, validators, context and evidence, the shape of a finding, and the
//! arithmetic of decisions. It must not know storage, networks, clocks, wire types or any other
//! crate of this workspace. It never panics on input: any string, any Unicode.
//!
//! ```
//! use discreet_redact::{Conversation, Label, Message, Sender, Settings, scan};
//!
//! let conversation = Conversation {
//!     messages: vec![Message::new(1, Sender::Contact, "Write to sam@acme.example, please.")],
//!     ..Conversation::default()
//! };
//! let findings = scan(&conversation, &Settings::default());
//! assert_eq!(findings[0].label, Label::Email);
//! assert_eq!((findings[0].start, findings[0].end), (9, 25));
//! ```

mod conversation;
pub mod decisions;
mod detect;
mod finding;
mod hit;
mod label;
mod lexicon;
pub mod likeness;
mod scanner;
mod search;
mod settings;
mod text;
mod turns;
mod vendors;
mod words;

pub use conversation::{Citation, Contact, Context, Conversation, Field, Message, Note, Sender};
pub use finding::{Finding, Severity};
pub use label::{Group, Label, UnknownLabel};
pub use lexicon::stems;
pub use scanner::{Progress, Scanner, scan, scan_text, scan_without};
pub use search::{Match, Pattern, Wanted, find};
pub use settings::{OwnPattern, OwnWord, PatternError, Settings};
