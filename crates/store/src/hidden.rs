//! Values whose `Debug` shows nothing of what they hold.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// Implements `Debug` showing only the fields named: ids, words, counts and times.
macro_rules! quiet_debug {
    ($name:path { $($field:ident),* $(,)? }) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $( .field(stringify!($field), &self.$field) )*
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use quiet_debug;

/// SHA-256 of a token that somebody else holds: a session's, a visitor's or a one-time link's. The store never sees
/// the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// A password's hash in PHC form, made by the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// A JSON document the store keeps and does not read.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonText(String);

impl JsonText {
    /// The document of a value.
    ///
    /// Fails only for values that JSON cannot hold, such as maps without text keys.
    pub fn of(value: &impl Serialize) -> Result<Self, StoreError> {
        serde_json::to_string(value)
            .map(Self)
            .map_err(|_| StoreError::Unreadable("a value that is no JSON"))
    }

    /// The value of the document; [`StoreError::Unreadable`] if it has another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.0)
            .map_err(|_| StoreError::Unreadable("a JSON document of another shape"))
    }

    /// The document itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn from_row(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn into_row(self) -> String {
        self.0
    }
}

impl Default for JsonText {
    /// The empty object.
    fn default() -> Self {
        Self("{}".to_owned())
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonText({} bytes)", self.0.len())
    }
}
