//! Cuts a JSON file into the conversations in it, one at a time, without reading the rest.
//!
//! A file is an array of conversations, an object that holds such an array (as lists from an API do), one
//! conversation, or one on every line. Follows brackets and strings only: what stands between them is for the
//! parser, so that one broken conversation does not cost the others.

use std::io::{self, BufRead, Cursor, Read};

use super::own::text::{Scan, is_whole_object};

/// Most bytes that one conversation may have in JSON.
pub const MAX_ELEMENT: usize = 64 * 1024 * 1024;

/// Longest line that is looked at to tell whether a file holds one conversation a line.
const MAX_PEEK: u64 = 1024 * 1024;

/// The members of an object that hold conversations.
const LISTS: &[&str] = &[
    "conversations",
    "tickets",
    "chats",
    "results",
    "items",
    "data",
];

/// The bytes of one conversation, and where they stand.
pub(super) struct Element {
    /// Empty if they are too many.
    pub bytes: Vec<u8>,
    pub location: Location,
    /// Line of the file on which they begin, from 1.
    pub line: usize,
    /// Bytes before them on that line.
    pub column: usize,
    /// They are more than [`MAX_ELEMENT`].
    pub too_large: bool,
}

/// Where a conversation stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// It is all of it.
    Whole,
    /// On a line of its own, from 1.
    Line(usize),
    /// In a list, from 0; the list's path in front.
    Item(String, usize),
}

impl Location {
    /// In words.
    pub fn name(&self) -> String {
        match self {
            Self::Whole => "line 1".to_owned(),
            Self::Line(line) => format!("line {line}"),
            Self::Item(path, index) => format!("{path}[{index}]"),
        }
    }
}

enum Mode {
    Start,
    /// Inside `path[…]`; `inside` if the list is a member of an object.
    List {
        path: String,
        index: usize,
        inside: bool,
    },
    /// Between objects, or inside the one that holds lists.
    Object {
        lists: bool,
    },
    Lines,
    Done,
}

/// The conversations of one file.
pub(super) struct Elements<'a> {
    input: &'a mut dyn BufRead,
    /// What was read ahead.
    ahead: Cursor<Vec<u8>>,
    mode: Mode,
    line: usize,
    column: usize,
    /// What is wrong with the file around its conversations.
    pub broken: Option<&'static str>,
}

/// What a step of the scan found.
enum Found {
    Nothing,
    /// Consumes the byte and ends the element before it.
    End,
    /// Ends the element with this byte.
    Last,
}

impl<'a> Elements<'a> {
    /// Of a file in UTF-8 without a byte-order mark.
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        Self {
            input,
            ahead: Cursor::default(),
            mode: Mode::Start,
            line: 1,
            column: 0,
            broken: None,
        }
    }

    /// The next conversation.
    pub fn next(&mut self) -> io::Result<Option<Element>> {
        loop {
            match &self.mode {
                Mode::Start => self.start()?,
                Mode::List { .. } => {
                    if let Some(element) = self.item()? {
                        return Ok(Some(element));
                    }
                }
                Mode::Object { .. } => {
                    if let Some(element) = self.object()? {
                        return Ok(Some(element));
                    }
                }
                Mode::Lines => return self.one_line(),
                Mode::Done => return Ok(None),
            }
        }
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        let left = self.ahead.get_ref().len() as u64 > self.ahead.position();
        if left {
            self.ahead.fill_buf()
        } else {
            self.input.fill_buf()
        }
    }

    /// Takes `count` bytes of what [`Self::fill`] gave, counting lines.
    fn consume(&mut self, taken: &[u8]) {
        for byte in taken {
            if *byte == b'\n' {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += 1;
            }
        }
        let left = self.ahead.get_ref().len() as u64 > self.ahead.position();
        if left {
            self.ahead.consume(taken.len());
        } else {
            self.input.consume(taken.len());
        }
    }

    /// The next byte that is no white space, not consumed.
    fn skip_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let space = buffer
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            let next = buffer.get(space).copied();
            let taken = buffer[..space].to_vec();
            self.consume(&taken);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn start(&mut self) -> io::Result<()> {
        match self.skip_space()? {
            None => self.mode = Mode::Done,
            Some(b'[') => {
                self.consume(b"[");
                self.mode = Mode::List {
                    path: String::new(),
                    index: 0,
                    inside: false,
                };
            }
            Some(_) => {
                // Two of the lines decide, so that one broken line does not make the others unreadable.
                let mut ahead = Vec::new();
                let mut ends = Vec::new();
                while ends.len() < 2 {
                    let from = ahead.len();
                    let read =
                        Read::take(&mut *self.input, MAX_PEEK).read_until(b'\n', &mut ahead)?;
                    if read == 0 || read as u64 == MAX_PEEK {
                        break;
                    }
                    if !ahead[from..].trim_ascii().is_empty() {
                        ends.push(from..ahead.len());
                    }
                }
                let lines = ends.len() > 1
                    && ends
                        .iter()
                        .any(|line| is_whole_object(&ahead[line.clone()]));
                self.ahead = Cursor::new(ahead);
                self.mode = if lines {
                    Mode::Lines
                } else {
                    Mode::Object { lists: false }
                };
            }
        }
        Ok(())
    }

    fn one_line(&mut self) -> io::Result<Option<Element>> {
        if self.skip_space()?.is_none() {
            self.mode = Mode::Done;
            return Ok(None);
        }
        let (line, column) = (self.line, self.column);
        let mut element = Piece::default();
        self.scan(&mut element, |byte| {
            if byte == b'\n' {
                Found::End
            } else {
                Found::Nothing
            }
        })?;
        Ok(Some(element.at(Location::Line(line), line, column)))
    }

    fn item(&mut self) -> io::Result<Option<Element>> {
        let (line, column) = (self.line, self.column);
        let mut scan = Scan::default();
        let mut element = Piece::default();
        let mut closed = false;
        let ended = self.scan(&mut element, |byte| {
            let free = scan.depth == 0 && !scan.in_string;
            if free && (byte == b',' || byte == b']') {
                closed = byte == b']';
                return Found::End;
            }
            scan.step(byte);
            Found::Nothing
        })?;
        let Mode::List {
            path,
            index,
            inside,
        } = &mut self.mode
        else {
            return Ok(None);
        };
        let location = Location::Item(path.clone(), *index);
        let (first, inside) = (*index == 0, *inside);
        *index += 1;
        let blank = !element.too_large && element.bytes.trim_ascii().is_empty();
        if !ended {
            self.broken = Some("The list is not closed: expected `]` at its end.");
            self.mode = Mode::Done;
        } else if closed && inside {
            self.mode = Mode::Object { lists: true };
        } else if closed {
            self.mode = Mode::Done;
            if self.skip_space()?.is_some() {
                self.broken = Some("Found more after the list's closing `]`; expected nothing.");
            }
        }
        // An empty list, or nothing before the end of the file.
        if blank && ((closed && first) || !ended) {
            return Ok(None);
        }
        Ok(Some(element.at(location, line, column)))
    }

    /// One object at the top of the file, or the next list inside it.
    fn object(&mut self) -> io::Result<Option<Element>> {
        let Mode::Object { lists } = self.mode else {
            return Ok(None);
        };
        if !lists && self.skip_space()? != Some(b'{') {
            self.mode = Mode::Lines;
            return Ok(None);
        }
        let (line, column) = (self.line, self.column);
        let mut scan = Scan {
            depth: usize::from(lists),
            ..Scan::default()
        };
        let mut element = Piece {
            dropped: lists,
            ..Piece::default()
        };
        // The text that ended last at depth 1, and what came after it.
        let mut key: Vec<u8> = Vec::new();
        let mut after_colon = false;
        let mut list = None;
        let mut closed = false;
        let ended = self.scan(&mut element, |byte| {
            let was_in_string = scan.in_string;
            let before = scan.depth;
            scan.step(byte);
            if before == 1 && !was_in_string && scan.in_string {
                if !after_colon {
                    key.clear();
                }
            } else if before == 1 && was_in_string && scan.in_string && !after_colon {
                if key.len() < 64 {
                    key.push(byte);
                }
            } else if !was_in_string && before == 1 && byte == b':' {
                after_colon = true;
            } else if !was_in_string && before == 1 && byte == b'[' && after_colon {
                list = LISTS.iter().find(|name| name.as_bytes() == key);
                if list.is_some() {
                    return Found::End;
                }
            } else if !was_in_string && before == 1 && byte == b',' {
                after_colon = false;
            }
            closed = scan.depth == 0;
            if closed {
                return Found::Last;
            }
            Found::Nothing
        })?;
        if let Some(name) = list {
            self.mode = Mode::List {
                path: (*name).to_owned(),
                index: 0,
                inside: true,
            };
            return Ok(None);
        }
        if lists {
            if !closed {
                self.broken =
                    Some("The object around the list is not closed: expected `}` at its end.");
            }
            self.mode = Mode::Done;
            return Ok(None);
        }
        let more = ended && self.skip_space()?.is_some();
        let location = if more {
            self.mode = Mode::Lines;
            Location::Line(line)
        } else {
            self.mode = Mode::Done;
            Location::Whole
        };
        Ok(Some(element.at(location, line, column)))
    }

    /// Feeds bytes to `step` and keeps those before it ends. Whether it did, rather than the file.
    fn scan(&mut self, element: &mut Piece, mut step: impl FnMut(u8) -> Found) -> io::Result<bool> {
        loop {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = buffer
                .iter()
                .enumerate()
                .find_map(|(at, byte)| match step(*byte) {
                    Found::Nothing => None,
                    Found::End => Some((at, at + 1)),
                    Found::Last => Some((at + 1, at + 1)),
                });
            let (kept, read) = found.unwrap_or((buffer.len(), buffer.len()));
            let taken = buffer[..read].to_vec();
            element.keep(&taken[..kept]);
            self.consume(&taken);
            if found.is_some() {
                return Ok(true);
            }
        }
    }
}

/// An element while it is read.
#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    too_large: bool,
    /// Nobody wants its bytes.
    dropped: bool,
}

impl Piece {
    fn keep(&mut self, bytes: &[u8]) {
        if self.too_large || self.dropped {
            return;
        }
        if self.bytes.len() + bytes.len() > MAX_ELEMENT {
            self.bytes = Vec::new();
            self.too_large = true;
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn at(self, location: Location, line: usize, column: usize) -> Element {
        Element {
            bytes: self.bytes,
            location,
            line,
            column,
            too_large: self.too_large,
        }
    }
}
