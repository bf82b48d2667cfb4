//! How many event streams stand open, and when they must end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Streams of one reader: a browser shares one among its pages.
const MOST_OF_ONE: usize = 8;
/// Streams of one server.
const MOST: usize = 10_000;

/// The open streams of this server.
#[derive(Clone)]
pub struct Streams {
    open: Arc<Mutex<HashMap<String, usize>>>,
    stopping: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            open: Arc::default(),
            stopping: watch::Sender::new(false),
        }
    }
}

impl Streams {
    /// Takes a place for this reader; none if they or the server have too many.
    pub fn enter(&self, reader: &str) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = open.get(reader).copied().unwrap_or(0);
        if theirs >= MOST_OF_ONE || open.values().sum::<usize>() >= MOST {
            return None;
        }
        open.insert(reader.to_owned(), theirs + 1);
        Some(Place {
            open: self.open.clone(),
            reader: reader.to_owned(),
        })
    }

    /// Ends all streams, so that the server can stop; browsers come back to the next one.
    pub fn end(&self) {
        self.stopping.send_replace(true);
    }

    /// Tells when they must end.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

/// A place among the open streams, given back when dropped.
pub struct Place {
    open: Arc<Mutex<HashMap<String, usize>>>,
    reader: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = open.get_mut(&self.reader) {
            *theirs -= 1;
            if *theirs == 0 {
                open.remove(&self.reader);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_has_so_many_streams_and_gives_them_back() {
        let streams = Streams::default();
        let places: Vec<_> = (0..MOST_OF_ONE)
            .map(|_| streams.enter("one").unwrap())
            .collect();
        assert!(streams.enter("one").is_none());
        assert!(streams.enter("another").is_some());
        drop(places);
        assert!(streams.enter("one").is_some());
        assert!(streams.open.lock().unwrap().is_empty());
    }
}
