//! One file: what is it, and who reads it?

use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

use super::draft::Draft;
use super::elements::{Elements, Location, MAX_ELEMENT};
use super::encoding::{self, Decoded, Told};
use super::mail::{self, Mailbox};
use super::own;
use super::sink::{Sink, Stop};
use super::{
    FieldError, Format, Imported, Options, chatgpt, claude, intercom, librechat, lines, open_webui,
    zendesk,
};

/// A conversation of some format, before its place is known.
pub(super) struct Taken {
    pub conversation: crate::model::Conversation,
    pub stubs: u32,
}

impl Taken {
    pub fn of(draft: Draft) -> Result<Self, Vec<FieldError>> {
        let (conversation, stubs) = draft.finish()?;
        Ok(Self {
            conversation,
            stubs,
        })
    }
}

/// Takes what one element of a JSON file holds: a conversation, or what is wrong with it.
pub(super) type Emit<'a> = dyn FnMut(Result<Taken, Vec<FieldError>>) -> Result<(), Stop> + 'a;

/// Says that a member is not as expected.
pub(super) fn refuse(field: &str, message: &str) -> Result<Taken, Vec<FieldError>> {
    Err(vec![FieldError {
        field: field.to_owned(),
        message: message.to_owned(),
    }])
}

/// The first bytes, not consumed.
pub(super) fn peek(input: &mut dyn BufRead) -> std::io::Result<&[u8]> {
    input.fill_buf()
}

/// Reads a file. `name` is its name inside a ZIP file or folder, else empty. Mails are left in `mailbox`, since
/// those of several files belong together.
pub(super) fn read(
    input: impl BufRead,
    name: &str,
    mailbox: &mut Mailbox,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let place = Place { file: name };
    decoded(input, |input| read_decoded(input, &place, mailbox, sink))
}

/// Hands over a file in UTF-8, as far as its encoding can be told.
pub(super) fn decoded(
    mut input: impl BufRead,
    read: impl FnOnce(&mut dyn BufRead) -> Result<(), Stop>,
) -> Result<(), Stop> {
    match encoding::tell(input.fill_buf()?) {
        Told::Utf16(encoding, mark) => {
            input.consume(mark);
            let decoded = Decoded::new(&mut input, encoding);
            read(&mut BufReader::with_capacity(64 * 1024, decoded))
        }
        Told::AsIs(mark) => {
            input.consume(mark);
            read(&mut input)
        }
    }
}

/// Names places in a file.
pub(super) struct Place<'a> {
    pub file: &'a str,
}

impl Place<'_> {
    pub fn at(&self, location: &str) -> String {
        match (self.file, location) {
            ("", location) => location.to_owned(),
            (file, "") => file.to_owned(),
            (file, location) => format!("{file}, {location}"),
        }
    }
}

fn read_decoded(
    input: &mut dyn BufRead,
    place: &Place<'_>,
    mailbox: &mut Mailbox,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let head = input.fill_buf()?;
    let found = match sink.options.format {
        Some(format) => Some(format),
        None if is_json(head) => Some(Format::Discreet),
        None if mail::is_mail(head) => Some(Format::Mail),
        None => None,
    };
    match found {
        Some(format) if format.is_json() => read_json(input, place, sink),
        Some(Format::Mail) => mailbox.add_file(input, place, sink),
        _ => read_text(input, place, sink),
    }
}

fn read_text(input: &mut dyn BufRead, place: &Place<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    input.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    let location = place.at("line 1");
    if bytes.len() > MAX_TEXT {
        let most = MAX_TEXT / (1024 * 1024);
        return sink.skip(
            location,
            format!("Found a text of more than {most} MiB; expected at most {most} MiB."),
        );
    }
    if bytes.trim_ascii().is_empty() {
        return sink.skip(location, "Found nothing; expected a conversation.");
    }
    // Text with zero bytes in it is no text.
    if bytes.contains(&0) {
        return sink.skip(location, UNKNOWN);
    }
    let text = encoding::text(&bytes);
    let Some((format, draft)) = lines::read(&text, sink.options.format) else {
        return sink.skip(location, UNKNOWN);
    };
    match Taken::of(draft) {
        Ok(taken) => sink.conversation(Imported {
            conversation: taken.conversation,
            format,
            location,
            stubs: taken.stubs,
        }),
        Err(errors) => sink.skip_fields(&location, ", ", errors),
    }
}

/// Most bytes of a transcript in plain text or Markdown.
const MAX_TEXT: usize = 32 * 1024 * 1024;

const UNKNOWN: &str = "Found nothing that is known as a conversation; expected JSON as Discreet, ChatGPT, Claude, Open WebUI, LibreChat, Slack, Intercom or Zendesk write it, mail, or lines such as “Name: text”.";

/// Whether a text begins as our kind of JSON does. A transcript may begin with `[10:02]`.
fn is_json(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    match head.first() {
        Some(b'{') => true,
        Some(b'[') => matches!(
            head[1..].trim_ascii_start().first(),
            None | Some(b'{' | b'[' | b']' | b'"')
        ),
        _ => false,
    }
}

fn read_json(input: &mut dyn BufRead, place: &Place<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    values(input, place, sink, &mut |value, at, sink| {
        let before_field = match at {
            Location::Item(..) => ".",
            Location::Whole | Location::Line(_) => ", ",
        };
        let bare = *at == Location::Whole && place.file.is_empty();
        take_value(value, &place.at(&at.name()), before_field, bare, sink)
    })
}

/// What is done with each element of a JSON file.
type Each<'a> = dyn FnMut(Value, &Location, &mut Sink<'_>) -> Result<(), Stop> + 'a;

/// Hands over each element of a JSON file, and reports those that are no JSON.
pub(super) fn values(
    input: &mut dyn BufRead,
    place: &Place<'_>,
    sink: &mut Sink<'_>,
    each: &mut Each<'_>,
) -> Result<(), Stop> {
    let mut elements = Elements::new(input);
    let mut any = false;
    while let Some(element) = elements.next()? {
        any = true;
        let name = element.location.name();
        let location = place.at(&name);
        if element.too_large {
            let most = MAX_ELEMENT / (1024 * 1024);
            sink.skip(
                location,
                format!("Found a conversation of more than {most} MiB of JSON; expected at most {most} MiB."),
            )?;
            continue;
        }
        match own::text::value(&element.bytes) {
            Ok(value) => {
                drop(element.bytes);
                each(value, &element.location, sink)?;
            }
            Err(own::Refusal::Syntax {
                line,
                column,
                message,
            }) => {
                let in_file = element.line + line.saturating_sub(1);
                let column = if line <= 1 {
                    element.column + column
                } else {
                    column
                };
                if element.location == Location::Whole {
                    sink.skip(
                        place.at(&format!("line {in_file}, column {column}")),
                        message,
                    )?;
                } else if name == format!("line {in_file}") {
                    sink.skip(location, format!("Column {column}: {message}"))?;
                } else {
                    sink.skip(
                        location,
                        format!("Line {in_file}, column {column}: {message}"),
                    )?;
                }
            }
            Err(own::Refusal::Fields(errors)) => sink.skip_fields(&location, ", ", errors)?,
        }
    }
    if let Some(reason) = elements.broken {
        sink.skip(place.at("end of the file"), reason)?;
    } else if !any {
        sink.skip(
            place.at("line 1"),
            "Found nothing; expected a conversation in JSON.",
        )?;
    }
    Ok(())
}

/// Takes in what one element holds.
fn take_value(
    value: Value,
    location: &str,
    before_field: &str,
    bare_fields: bool,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let format = match sink.options.format {
        Some(format) => format,
        None => match Format::of(&value) {
            Some(format) => format,
            None if value.get("ts").is_some() => {
                return sink.skip(
                    location.to_owned(),
                    "Found a message of a Slack export; expected the whole export, as its ZIP file or folder.",
                );
            }
            None => {
                return sink.skip(
                    location.to_owned(),
                    format!("Found {}; {UNKNOWN_ELEMENT}", own::fields::kind(&value)),
                );
            }
        },
    };
    let options = sink.options;
    element(format, value, options, &mut |taken| match taken {
        Ok(taken) => sink.conversation(Imported {
            conversation: taken.conversation,
            format,
            location: location.to_owned(),
            stubs: taken.stubs,
        }),
        Err(errors) if bare_fields => {
            for error in errors {
                let location = if error.field.is_empty() {
                    location.to_owned()
                } else {
                    error.field
                };
                sink.skip(location, error.message)?;
            }
            Ok(())
        }
        Err(errors) => sink.skip_fields(location, before_field, errors),
    })
}

const UNKNOWN_ELEMENT: &str = "expected a conversation as Discreet, ChatGPT, Claude, Open WebUI, LibreChat, Slack, Intercom or Zendesk write it.";

fn element(
    format: Format,
    value: Value,
    options: Options,
    emit: &mut Emit<'_>,
) -> Result<(), Stop> {
    match format {
        Format::Discreet => emit(own::from_value(value).map(|conversation| Taken {
            conversation,
            stubs: 0,
        })),
        Format::ChatGpt => chatgpt::read(&value, options, emit),
        Format::Claude => claude::read(&value, options, emit),
        Format::OpenWebUi => open_webui::read(&value, options, emit),
        Format::LibreChat => librechat::read(&value, options, emit),
        Format::Intercom => intercom::read(&value, emit),
        Format::Zendesk => zendesk::read(&value, emit),
        Format::Slack | Format::Mail | Format::Text | Format::Markdown => emit(refuse(
            "",
            "Found JSON that is no conversation of this format.",
        )),
    }
}
