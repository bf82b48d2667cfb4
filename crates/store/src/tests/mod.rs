//! Tests, each on both engines.
