//! Review: what would be shared is looked through, and what must not leave is hidden.

pub mod state;
