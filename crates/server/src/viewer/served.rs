//! What opening a share answers besides the banner, ready to be sent: kept in memory for shares that are opened again
//! and again, so that each open neither reads the messages, nor unpacks them, nor packs them anew.
//!
//! Decides nothing: whoever takes from here has counted the view in the database before. A snapshot's messages never
//! change; its head may, and is compared byte for byte with the stored one.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use discreet_store::StoreError;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Most bytes kept.
const ROOM: usize = 16 * 1024 * 1024;
/// What is larger is made anew each time.
const LARGE: usize = 1024 * 1024;
/// What nobody opened for this long is dropped.
const KEPT: Duration = Duration::from_mins(10);
/// A deflate block holds no more bytes that are not deflated.
const BLOCK: usize = 0xffff;

/// All of an answer but its beginning.
pub struct Rest {
    version: u32,
    /// The stored head that it was made from.
    head: Vec<u8>,
    plain: String,
    /// The same, deflated; `None` if it is large.
    deflated: Option<Vec<u8>>,
    crc: Crc,
}

impl Rest {
    /// Prepares what follows the banner.
    pub fn new(version: u32, head: Vec<u8>, plain: String) -> Result<Self, StoreError> {
        let mut crc = Crc::new();
        crc.update(plain.as_bytes());
        let deflated = if plain.len() <= LARGE {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            let written = encoder.write_all(plain.as_bytes());
            let packed = written.and_then(|()| encoder.finish());
            Some(packed.map_err(|_| StoreError::Unreadable("a snapshot that cannot be packed"))?)
        } else {
            None
        };
        Ok(Self {
            version,
            head,
            plain,
            deflated,
            crc,
        })
    }

    fn size(&self) -> usize {
        self.head.len() + self.plain.len() + self.deflated.as_ref().map_or(0, Vec::len)
    }

    /// The answer that begins with `banner`, packed if the asker takes gzip.
    pub fn answer(&self, banner: &str, asker: &HeaderMap) -> Response {
        let kind = (header::CONTENT_TYPE, "application/json");
        match &self.deflated {
            Some(deflated) if takes_gzip(asker) && banner.len() <= BLOCK => {
                let vary = (header::VARY, "accept-encoding");
                let coding = (header::CONTENT_ENCODING, "gzip");
                ([kind, vary, coding], self.gzip(banner, deflated)).into_response()
            }
            _ => {
                let mut body = String::with_capacity(banner.len() + self.plain.len());
                body += banner;
                body += &self.plain;
                ([kind], body).into_response()
            }
        }
    }

    /// One gzip member (RFC 1952): the banner as a stored block, which ends on a whole byte, then the deflated rest.
    fn gzip(&self, banner: &str, deflated: &[u8]) -> Vec<u8> {
        let mut crc = Crc::new();
        crc.update(banner.as_bytes());
        crc.combine(&self.crc);
        let length = u16::try_from(banner.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(banner.len() + deflated.len() + 23);
        bytes.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
        bytes.push(0);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&(!length).to_le_bytes());
        bytes.extend_from_slice(banner.as_bytes());
        bytes.extend_from_slice(deflated);
        bytes.extend_from_slice(&crc.sum().to_le_bytes());
        bytes.extend_from_slice(&crc.amount().to_le_bytes());
        bytes
    }
}

/// Whether `Accept-Encoding` names gzip and does not refuse it.
fn takes_gzip(asker: &HeaderMap) -> bool {
    let all = asker.get_all(header::ACCEPT_ENCODING);
    all.iter()
        .filter_map(|value: &HeaderValue| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';');
            let named = parts
                .next()
                .is_some_and(|name| name.trim().eq_ignore_ascii_case("gzip"));
            let refused = parts.any(|weight| {
                weight
                    .trim()
                    .strip_prefix("q=")
                    .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0))
            });
            named && !refused
        })
}

struct Entry {
    rest: Arc<Rest>,
    used: Instant,
}

/// Those that were opened lately, by share; bounded in bytes and time.
#[derive(Default)]
pub struct Shelf(Mutex<HashMap<String, Entry>>);

impl Shelf {
    /// What was kept of this share, if it is of this version and has this head.
    pub fn get(&self, share: &str, version: u32, head: &[u8]) -> Option<Arc<Rest>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries
            .get_mut(share)
            .filter(|entry| entry.rest.version == version && entry.rest.head == head)?;
        entry.used = Instant::now();
        Some(Arc::clone(&entry.rest))
    }

    /// Keeps it if it is not large.
    pub fn put(&self, share: &str, rest: &Arc<Rest>) {
        if rest.deflated.is_none() {
            return;
        }
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = Entry {
            rest: Arc::clone(rest),
            used: Instant::now(),
        };
        entries.insert(share.to_owned(), entry);
        drop_idle(&mut entries);
        let mut bytes: usize = entries.values().map(|entry| entry.rest.size()).sum();
        while bytes > ROOM {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(share, _)| share.clone()) else {
                return;
            };
            if let Some(dropped) = entries.remove(&oldest) {
                bytes -= dropped.rest.size();
            }
        }
    }

    /// Drops what this share had: it is not served any more.
    pub fn forget(&self, share: &str) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(share);
    }

    /// Drops what nobody opened lately.
    pub fn sweep(&self) {
        drop_idle(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn drop_idle(entries: &mut HashMap<String, Entry>) {
    entries.retain(|_, entry| entry.used.elapsed() < KEPT);
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::body::to_bytes;
    use flate2::read::GzDecoder;

    use super::*;

    fn asking(codings: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, codings.parse().unwrap());
        headers
    }

    fn rest(version: u32, length: usize) -> Arc<Rest> {
        Arc::new(Rest::new(version, b"head".to_vec(), "y".repeat(length)).unwrap())
    }

    #[tokio::test]
    async fn a_packed_answer_is_the_plain_one() {
        let rest = Rest::new(1, Vec::new(), r#","messages":["ä","ä"]}"#.to_owned()).unwrap();
        for banner in ["{\"share\":{}", "", &"x".repeat(BLOCK)] {
            let plain = rest.answer(banner, &HeaderMap::new());
            let plain = to_bytes(plain.into_body(), usize::MAX).await.unwrap();
            let packed = rest.answer(banner, &asking("gzip, deflate, br"));
            assert_eq!(packed.headers()["content-encoding"], "gzip");
            let packed = to_bytes(packed.into_body(), usize::MAX).await.unwrap();
            let mut unpacked = Vec::new();
            let mut decoder = GzDecoder::new(&packed[..]);
            decoder.read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked, plain, "the check sum held, too");
        }
    }

    #[test]
    fn gzip_is_sent_only_to_those_who_take_it() {
        for codings in ["gzip", "deflate, GZIP;q=0.5", "br, gzip"] {
            assert!(takes_gzip(&asking(codings)), "{codings}");
        }
        for codings in ["", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"] {
            assert!(!takes_gzip(&asking(codings)), "{codings}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn another_version_or_head_is_not_served_from_memory() {
        let shelf = Shelf::default();
        shelf.put("share", &rest(1, 10));
        assert!(shelf.get("share", 1, b"head").is_some());
        assert!(shelf.get("share", 2, b"head").is_none());
        assert!(shelf.get("share", 1, b"other").is_none());
        assert!(shelf.get("another", 1, b"head").is_none());
        shelf.forget("share");
        assert!(shelf.get("share", 1, b"head").is_none());
    }

    #[test]
    fn memory_is_bounded_and_what_was_used_last_stays() {
        let shelf = Shelf::default();
        shelf.put("large", &rest(1, LARGE + 1));
        assert!(shelf.get("large", 1, b"head").is_none());
        shelf.put("first", &rest(1, LARGE));
        for number in 0..20 {
            shelf.put(&number.to_string(), &rest(1, LARGE));
            assert!(shelf.get("first", 1, b"head").is_some());
        }
        assert!(shelf.get("0", 1, b"head").is_none());
        let entries = shelf.0.lock().unwrap();
        let bytes: usize = entries.values().map(|entry| entry.rest.size()).sum();
        assert!(bytes <= ROOM, "{bytes}");
    }
}
