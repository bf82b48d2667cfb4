//! Discussion: comments on a share, its event stream, and what an editor may change through it.
//!
//! A comment belongs to the share it was written in. Comments point into a snapshot and are checked against what it
//! hides; nothing here reaches a conversation's messages.

pub mod drawn;
pub mod hidden;
