//! Tests of the crate through its public interface, in one binary.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod conceal;
mod import;
mod own;
mod properties;
mod sketch;
mod tree;
