//! Where the parts of a file go: counted, limited, and stoppable.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::own::MAX_SKIPPED;
use super::{FieldError, Imported, Item, Options, Refusal, Skipped, Summary};

/// Why reading ends early.
pub(super) enum Stop {
    /// The receiver has had enough.
    Enough,
    /// Nothing more can be read.
    Refused(Refusal),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Refused(Refusal::Io(error))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The receiver, with what it was handed so far.
pub(super) struct Sink<'a> {
    pub options: Options,
    read: Rc<Cell<u64>>,
    take: &'a mut dyn FnMut(Item, u64) -> ControlFlow<()>,
    summary: Summary,
}

impl<'a> Sink<'a> {
    pub fn new(
        options: Options,
        read: Rc<Cell<u64>>,
        take: &'a mut dyn FnMut(Item, u64) -> ControlFlow<()>,
    ) -> Self {
        Self {
            options,
            read,
            take,
            summary: Summary {
                format: options.format,
                ..Summary::default()
            },
        }
    }

    pub fn conversation(&mut self, imported: Imported) -> Result<(), Stop> {
        if self.summary.conversations == 0 {
            self.summary.format = Some(imported.format);
        }
        self.summary.conversations += 1;
        self.hand(Item::Conversation(Box::new(imported)))
    }

    pub fn skip(&mut self, location: String, reason: impl Into<String>) -> Result<(), Stop> {
        let most = MAX_SKIPPED as u64;
        self.summary.skipped += 1;
        if self.summary.skipped > most + 1 {
            return Ok(());
        }
        let reason = if self.summary.skipped > most {
            "Here and after this, more could not be taken in; only the first 1,000 reasons are listed.".to_owned()
        } else {
            reason.into()
        };
        self.hand(Item::Skipped(Skipped { location, reason }))
    }

    /// Reports each error of one conversation at its member.
    pub fn skip_fields(
        &mut self,
        location: &str,
        before_field: &str,
        errors: Vec<FieldError>,
    ) -> Result<(), Stop> {
        for error in errors {
            let location = if error.field.is_empty() {
                location.to_owned()
            } else {
                format!("{location}{before_field}{}", error.field)
            };
            self.skip(location, error.message)?;
        }
        Ok(())
    }

    fn hand(&mut self, item: Item) -> Result<(), Stop> {
        match (self.take)(item, self.read.get()) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stop::Enough),
        }
    }

    pub fn finish(mut self, outcome: Result<(), Stop>) -> Result<Summary, Refusal> {
        match outcome {
            Ok(()) => {}
            Err(Stop::Enough) => self.summary.stopped = true,
            Err(Stop::Refused(refusal)) => return Err(refusal),
        }
        Ok(self.summary)
    }
}

/// A reader that tells how much of it was read: each byte once, however often it is gone back to.
pub(super) struct Counted<R> {
    inner: R,
    at: u64,
    read: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            at: 0,
            read: Rc::default(),
        }
    }

    pub fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.read)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at = self.at.saturating_add(read as u64);
        // A ZIP file's directory stands at its end and is read first; it is small, and counts when reached.
        if read > 0 && self.at <= self.read.get().saturating_add(4 * 1024 * 1024) {
            self.read.set(self.read.get().max(self.at));
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(to)?;
        Ok(self.at)
    }
}
