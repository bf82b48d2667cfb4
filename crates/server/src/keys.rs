//! The key ring: a file beside the data, never in it.
//!
//! Keys have ids; the newest makes new links, older ones keep old links open. Every use has a key of its own,
//! derived by HKDF-SHA-256 with a label (RFC 5869). The database keeps fingerprints, never keys.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use discreet_store::TokenHash;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock;

/// Why a key ring cannot be used; the sentence names the file.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The file is missing where one must be given.
    #[error(
        "the key ring {0} does not exist; give the ring that this database was made with, or make one with `discreet keys new {0}`"
    )]
    Missing(String),
    /// The file cannot be read or written.
    #[error("the key ring {0} cannot be read or written: {1}")]
    Io(String, std::io::Error),
    /// The file is not a key ring.
    #[error("the key ring {0} is not one: {1}")]
    Malformed(String, String),
}

#[derive(Serialize, Deserialize)]
struct StoredRing {
    keys: Vec<StoredKey>,
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    id: String,
    secret: String,
}

struct Key {
    id: String,
    secret: [u8; 32],
}

/// The keys of this installation.
pub struct KeyRing {
    /// Oldest first; never empty.
    keys: Vec<Key>,
    /// Derived once: many codes are made at a time.
    hidden_key: [u8; 32],
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

impl KeyRing {
    /// Reads the ring, making one first if there is none.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyRingError> {
        if path.exists() {
            return Self::open(path);
        }
        let name = path.display().to_string();
        let id = URL_SAFE_NO_PAD.encode(clock::random::<6>());
        let ring = StoredRing {
            keys: vec![StoredKey {
                id,
                secret: URL_SAFE_NO_PAD.encode(clock::random::<32>()),
            }],
        };
        let text = serde_json::to_string_pretty(&ring)
            .map_err(|error| KeyRingError::Malformed(name.clone(), error.to_string()))?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| KeyRingError::Io(name, error))?;
        Self::open(path)
    }

    /// Reads the ring.
    pub fn open(path: &Path) -> Result<Self, KeyRingError> {
        let name = path.display().to_string();
        if !path.exists() {
            return Err(KeyRingError::Missing(name));
        }
        let text =
            fs::read_to_string(path).map_err(|error| KeyRingError::Io(name.clone(), error))?;
        let malformed = |why: String| KeyRingError::Malformed(name.clone(), why);
        let stored: StoredRing =
            serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        let keys = stored
            .keys
            .into_iter()
            .map(|key| {
                let secret = URL_SAFE_NO_PAD
                    .decode(&key.secret)
                    .ok()
                    .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                    .ok_or_else(|| {
                        malformed(format!("key {} is not 32 bytes in base64url", key.id))
                    })?;
                Ok(Key { id: key.id, secret })
            })
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(malformed("it holds no key".to_owned()));
        }
        Ok(Self::of(keys))
    }

    /// A ring with one random key, for tests.
    pub fn random() -> Self {
        Self::of(vec![Key {
            id: "test".to_owned(),
            secret: clock::random(),
        }])
    }

    fn of(keys: Vec<Key>) -> Self {
        let hidden_key = keys
            .first()
            .map_or([0; 32], |key| derive(&key.secret, "discreet hidden"));
        Self { keys, hidden_key }
    }

    /// The id of the key that makes new links.
    pub fn newest(&self) -> &str {
        self.keys.last().map_or("", |key| &key.id)
    }

    /// Id and fingerprint of every key: enough to tell a wrong ring, useless for anything else.
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        let fingerprint = |key: &Key| {
            let digest = Sha256::new()
                .chain_update(b"discreet key fingerprint")
                .chain_update(key.secret)
                .finalize();
            (key.id.clone(), URL_SAFE_NO_PAD.encode(&digest[..12]))
        };
        self.keys.iter().map(fingerprint).collect()
    }

    /// The secret of a public link: the first 128 bits of
    /// HMAC-SHA-256(link key, "link" ‖ share id ‖ generation), in base64url. None if the key is not on the ring.
    pub fn link_secret(&self, key_id: &str, share: &str, generation: u32) -> Option<String> {
        let key = self.keys.iter().find(|key| key.id == key_id)?;
        let mac = mac(
            &derive(&key.secret, "discreet link"),
            &[b"link", share.as_bytes(), &generation.to_be_bytes()],
        );
        Some(URL_SAFE_NO_PAD.encode(&mac[..16]))
    }

    /// Whether this is the secret of that link, compared in constant time.
    pub fn is_link_secret(&self, key_id: &str, share: &str, generation: u32, secret: &str) -> bool {
        self.link_secret(key_id, share, generation)
            .is_some_and(|expected| expected.as_bytes().ct_eq(secret.as_bytes()).into())
    }

    /// The key of the audit chain: derived from the oldest key, so that one chain has one key.
    pub fn audit_key(&self) -> [u8; 32] {
        self.keys
            .first()
            .map_or([0; 32], |key| derive(&key.secret, "discreet audit"))
    }

    /// The code of a value that a share hides: the first 128 bits of HMAC-SHA-256(hidden key, share id ‖ value).
    pub fn hidden_code(&self, share: &str, value: &str) -> [u8; 16] {
        let mut code = [0; 16];
        code.copy_from_slice(&mac(&self.hidden_key, &[share.as_bytes(), value.as_bytes()])[..16]);
        code
    }

    /// A stable name for a person, an address or a network that says nothing about them without the ring.
    pub fn pseudonym(&self, kind: &str, value: &str) -> String {
        let key = self
            .keys
            .first()
            .map_or([0; 32], |key| derive(&key.secret, "discreet pseudonym"));
        URL_SAFE_NO_PAD.encode(&mac(&key, &[kind.as_bytes(), value.as_bytes()])[..12])
    }
}

fn derive(secret: &[u8; 32], label: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // Expanding to one hash length cannot fail: the limit is 255 of them.
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(label.as_bytes(), &mut key);
    debug_assert!(expanded.is_ok());
    key
}

/// HMAC-SHA-256 over length-prefixed parts, so that no two lists of parts are the same message.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// What is kept of a token that only its holder should know.
pub fn token_hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.json");
        let made = KeyRing::open_or_create(&path).unwrap();
        let read = KeyRing::open_or_create(&path).unwrap();
        assert_eq!(made.fingerprints(), read.fingerprints());
        assert_eq!(made.audit_key(), read.audit_key());
    }

    #[test]
    fn a_link_secret_changes_with_share_and_generation_and_has_128_bits() {
        let ring = KeyRing::random();
        let secret = ring.link_secret("test", "a", 1).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(&secret).unwrap().len(), 16);
        assert_ne!(secret, ring.link_secret("test", "a", 2).unwrap());
        assert_ne!(secret, ring.link_secret("test", "b", 1).unwrap());
        assert!(ring.is_link_secret("test", "a", 1, &secret));
        assert!(!ring.is_link_secret("test", "a", 1, ""));
        assert!(!ring.is_link_secret("other", "a", 1, &secret));
    }

    #[test]
    fn a_missing_ring_is_named() {
        let error = KeyRing::open(Path::new("no/such/ring.json")).unwrap_err();
        assert!(error.to_string().contains("no/such/ring.json"));
    }
}
