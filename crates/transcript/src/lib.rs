//! The conversation: its model, its Markdown as a tree with source ranges, message ranges and importers.
//!
//! Pure: does no I/O, reads no clock, never panics on input, and depends on nothing else of ours.

mod address;
pub mod conceal;
pub mod import;
pub mod model;
pub mod ranges;
pub mod tree;
pub mod words;
