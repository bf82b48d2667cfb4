//! Review: what may be sensitive, and what was decided about it.

pub mod fields;
pub mod find;
pub mod gate;
