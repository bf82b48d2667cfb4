//! Slack's workspace export: `users.json`, lists of channels, and a folder a channel with a file a day.
//!
//! A channel is a conversation, and so is each thread in it: both only ever grow at their end. Guests and people of
//! other workspaces are contacts, bots are AI, members are agents. Joining, leaving and renaming become log entries.

use std::collections::{BTreeMap, HashMap};
use std::io::BufReader;

use serde_json::Value;

use super::archive::Folder;
use super::draft::{Body, Draft, Stub, attachment, line, seconds};
use super::file::{self, Place, Taken};
use super::sink::{Sink, Stop};
use super::{Format, Imported, json};
use crate::model::{MAX_MESSAGES, Sender};

/// Files that list channels.
const LISTS: &[&str] = &["channels.json", "groups.json", "dms.json", "mpims.json"];
/// Most bytes of threads that are kept until their channel ends.
const MAX_THREADS: usize = 64 * 1024 * 1024;

/// The folder inside the archive that holds the export, if it is one.
pub(super) fn root(names: &[String]) -> Option<String> {
    let root = names.iter().find_map(|name| {
        let root = LISTS
            .iter()
            .chain(&["users.json"])
            .find_map(|list| name.strip_suffix(list))?;
        (root.is_empty() || root.ends_with('/')).then_some(root)
    })?;
    names
        .iter()
        .any(|name| day(root, name).is_some())
        .then(|| root.to_owned())
}

/// The channel's folder, if the file is a day of one.
fn day<'a>(root: &str, name: &'a str) -> Option<&'a str> {
    let (folder, file) = name.strip_prefix(root)?.rsplit_once('/')?;
    let date = file.strip_suffix(".json")?;
    let shape = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    (shape && !folder.contains('/')).then_some(folder)
}

struct Person {
    name: String,
    email: Option<String>,
    sender: Sender,
}

/// What is known besides the messages.
#[derive(Default)]
struct Workspace {
    people: HashMap<String, Person>,
    /// Channels by the name of their folder: id and title.
    channels: HashMap<String, (String, String)>,
}

pub(super) fn read(
    folder: &mut dyn Folder,
    root: &str,
    names: &[String],
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let mut workspace = Workspace::default();
    each(
        folder,
        &format!("{root}users.json"),
        names,
        sink,
        |user, _, _| {
            workspace.add_person(&user);
            Ok(())
        },
    )?;
    for list in LISTS {
        each(
            folder,
            &format!("{root}{list}"),
            names,
            sink,
            |channel, _, _| {
                workspace.add_channel(&channel);
                Ok(())
            },
        )?;
    }
    let mut days: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for name in names {
        if let Some(channel) = day(root, name) {
            days.entry(channel).or_default().push(name);
        }
    }
    for (channel, files) in days {
        let mut reading = Reading::new(&workspace, channel);
        for name in files {
            each(folder, name, names, sink, |message, location, sink| {
                if !reading.take(&message, sink)? {
                    sink.skip(location, "Found something else than a message; expected an object with “type”: “message” and “ts”.")?;
                }
                Ok(())
            })?;
        }
        reading.finish(sink)?;
    }
    Ok(())
}

/// Hands over each element of a file, if it is there.
fn each(
    folder: &mut dyn Folder,
    name: &str,
    names: &[String],
    sink: &mut Sink<'_>,
    mut take: impl FnMut(Value, String, &mut Sink<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if !names.iter().any(|known| known == name) {
        return Ok(());
    }
    let outcome = match folder.open(name) {
        Ok(input) => {
            let place = Place { file: name };
            file::decoded(BufReader::with_capacity(64 * 1024, input), |input| {
                file::values(input, &place, sink, &mut |value, at, sink| {
                    take(value, place.at(&at.name()), sink)
                })
            })
        }
        Err(error) => Err(error.into()),
    };
    super::archive::skip_damaged(outcome, name, sink)
}

impl Workspace {
    fn add_person(&mut self, user: &Value) {
        let Some(id) = json::text(user, "id") else {
            return;
        };
        let profile = user.get("profile").unwrap_or(&Value::Null);
        let name = json::text(profile, "display_name")
            .or_else(|| json::text(profile, "real_name"))
            .or_else(|| json::text(user, "real_name"))
            .or_else(|| json::text(user, "name"))
            .unwrap_or(id);
        let guest = ["is_restricted", "is_ultra_restricted", "is_stranger"];
        let sender = if json::is(user, "is_bot") || id == "USLACKBOT" {
            Sender::Ai
        } else if guest.iter().any(|name| json::is(user, name)) {
            Sender::Contact
        } else {
            Sender::Agent
        };
        self.people.insert(
            id.to_owned(),
            Person {
                name: name.to_owned(),
                email: json::text(profile, "email").map(str::to_owned),
                sender,
            },
        );
    }

    fn add_channel(&mut self, channel: &Value) {
        let Some(id) = json::text(channel, "id") else {
            return;
        };
        let members: Vec<&str> = json::list(channel, "members")
            .iter()
            .filter_map(Value::as_str)
            .take(9)
            .map(|id| {
                self.people
                    .get(id)
                    .map_or(id, |person| person.name.as_str())
            })
            .collect();
        let (folder, title) = match json::text(channel, "name") {
            Some(name) if name.starts_with("mpdm-") => (name, members.join(", ")),
            Some(name) => (name, format!("#{name}")),
            None => (id, members.join(", ")),
        };
        self.channels
            .insert(folder.to_owned(), (id.to_owned(), title));
    }
}

/// One channel while its days are read.
struct Reading<'a> {
    workspace: &'a Workspace,
    folder: &'a str,
    id: String,
    title: String,
    /// How many parts of 50,000 messages were handed out.
    parts: usize,
    channel: Draft,
    threads: BTreeMap<String, Draft>,
    threads_size: usize,
}

impl<'a> Reading<'a> {
    fn new(workspace: &'a Workspace, folder: &'a str) -> Self {
        let known = workspace.channels.get(folder).cloned();
        let (id, title) = known.unwrap_or_else(|| (folder.to_owned(), format!("#{folder}")));
        let mut reading = Self {
            workspace,
            folder,
            id,
            title,
            parts: 0,
            channel: Draft::new(),
            threads: BTreeMap::new(),
            threads_size: 0,
        };
        reading.channel = reading.begin();
        reading
    }

    fn begin(&self) -> Draft {
        let mut draft = Draft::new();
        let part = self.parts + 1;
        if part == 1 {
            draft.source(Format::Slack, &self.id, None);
            draft.title(&self.title);
        } else {
            draft.source(Format::Slack, &format!("{}/{part}", self.id), None);
            draft.title(&format!("{} (part {part})", self.title));
        }
        draft.channel("slack");
        draft
    }

    /// Takes a message in. Whether it is one.
    fn take(&mut self, message: &Value, sink: &mut Sink<'_>) -> Result<bool, Stop> {
        let Some(ts) =
            json::text(message, "ts").filter(|_| json::text(message, "type") == Some("message"))
        else {
            return Ok(false);
        };
        if self.channel.conversation.messages.len() >= MAX_MESSAGES - 1 {
            let full = std::mem::replace(&mut self.channel, Draft::new());
            self.hand(full, sink)?;
            self.parts += 1;
            self.channel = self.begin();
        }
        let subtype = json::text(message, "subtype");
        let thread = json::text(message, "thread_ts");
        let is_reply = thread.is_some_and(|thread| thread != ts);
        if !is_reply || subtype == Some("thread_broadcast") {
            add(message, self.workspace, &mut self.channel);
        }
        let begins = thread == Some(ts) && message.get("reply_count").is_some();
        let Some(thread) = thread.filter(|_| is_reply || begins) else {
            return Ok(true);
        };
        let size = message
            .get("text")
            .and_then(Value::as_str)
            .map_or(0, str::len)
            + 256;
        if self.threads_size > MAX_THREADS {
            return Ok(true);
        }
        self.threads_size += size;
        if self.threads_size > MAX_THREADS {
            sink.skip(
                self.folder.to_owned(),
                "Found more than 64 MiB of threads in one channel; expected at most that much. Answers after that are not taken in.",
            )?;
            return Ok(true);
        }
        let draft = self.threads.entry(thread.to_owned()).or_insert_with(|| {
            let mut draft = Draft::new();
            draft.source(Format::Slack, &format!("{}/{thread}", self.id), None);
            draft.channel("slack");
            let first = json::text(message, "text").map(|text| markdown(text, self.workspace));
            let first = first.and_then(|text| line(text.lines().next().unwrap_or_default(), 80));
            let first = first.unwrap_or_else(|| "thread".into());
            draft.title(&format!("{}: {}", self.title, first.as_str()));
            draft
        });
        add(message, self.workspace, draft);
        Ok(true)
    }

    fn hand(&self, draft: Draft, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if draft.conversation.messages.is_empty() {
            return Ok(());
        }
        match Taken::of(draft) {
            Ok(taken) => sink.conversation(Imported {
                conversation: taken.conversation,
                format: Format::Slack,
                location: self.folder.to_owned(),
                stubs: taken.stubs,
            }),
            Err(errors) => sink.skip_fields(self.folder, ", ", errors),
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let channel = std::mem::replace(&mut self.channel, Draft::new());
        self.hand(channel, sink)?;
        while let Some((_, thread)) = self.threads.pop_first() {
            self.hand(thread, sink)?;
        }
        Ok(())
    }
}

fn add(message: &Value, workspace: &Workspace, draft: &mut Draft) {
    let at = message.get("ts").and_then(seconds);
    let text = markdown(json::text(message, "text").unwrap_or_default(), workspace);
    let person = json::text(message, "user").and_then(|id| workspace.people.get(id));
    let profile = message.get("user_profile").unwrap_or(&Value::Null);
    let name = json::text(message, "username")
        .or(person.map(|person| person.name.as_str()))
        .or_else(|| json::text(profile, "display_name"))
        .or_else(|| json::text(profile, "real_name"))
        .or_else(|| message.pointer("/bot_profile/name").and_then(Value::as_str));
    let subtype = json::text(message, "subtype");
    let is_bot = subtype == Some("bot_message") || json::text(message, "bot_id").is_some();
    let sender = match person {
        Some(person) => person.sender,
        None if is_bot => Sender::Ai,
        // Not a member: somebody of another workspace.
        None => Sender::Contact,
    };
    let mut body = Body::of(&text);
    match subtype {
        None
        | Some(
            "bot_message" | "file_share" | "thread_broadcast" | "me_message" | "file_comment"
            | "reply_broadcast",
        ) => {}
        Some("tombstone") => return draft.log(at, "Slack: message deleted."),
        Some(_) => return draft.log(at, &text),
    }
    let mut files = Vec::new();
    for file in json::list(message, "files") {
        if json::text(file, "mode") == Some("tombstone") {
            continue;
        }
        files.push(attachment(
            json::text(file, "name")
                .or_else(|| json::text(file, "title"))
                .unwrap_or_default(),
            json::text(file, "mimetype"),
            file.get("size").and_then(Value::as_u64),
        ));
    }
    // What apps draw below a message has no text of its own.
    if body.is_empty() {
        for extra in json::list(message, "attachments") {
            match json::text(extra, "text").or_else(|| json::text(extra, "fallback")) {
                Some(text) => body.text(&markdown(text, workspace)),
                None => body.stub(Stub::Unknown),
            }
        }
        if body.is_empty() && files.is_empty() && !json::list(message, "blocks").is_empty() {
            body.stub(Stub::Unknown);
        }
    }
    if sender == Sender::Contact {
        let email = person.and_then(|person| person.email.as_deref());
        draft.contact_once(name, email);
    }
    draft.message(sender, name, at, body, files);
}

/// From Slack's marks to Markdown: `<@U1>`, `<#C1|name>`, `<https://…|text>`, `*bold*`, `~struck~` and entities.
fn markdown(text: &str, workspace: &Workspace) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        add_words(&rest[..start], &mut out);
        let after = &rest[start + 1..];
        let Some(end) = after.find('>') else {
            rest = &rest[start..];
            break;
        };
        let (target, label) = match after[..end].split_once('|') {
            Some((target, label)) => (target, Some(label)),
            None => (&after[..end], None),
        };
        if let Some(id) = target.strip_prefix('@') {
            let person = workspace.people.get(id).map(|person| person.name.as_str());
            out.push('@');
            out.push_str(person.or(label).unwrap_or(id));
        } else if let Some(id) = target.strip_prefix('#') {
            out.push('#');
            out.push_str(label.unwrap_or(id));
        } else if let Some(word) = target.strip_prefix('!') {
            out.push('@');
            out.push_str(label.unwrap_or(word).trim_start_matches('@'));
        } else {
            let target = plain(target);
            match label.map(plain) {
                Some(label)
                    if label != target
                        && !label.contains(['[', ']'])
                        && !target.contains([' ', '(', ')']) =>
                {
                    out.push('[');
                    out.push_str(&label);
                    out.push_str("](");
                    out.push_str(&target);
                    out.push(')');
                }
                _ => out.push_str(&target),
            }
        }
        rest = &after[end + 1..];
    }
    add_words(rest, &mut out);
    out
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Text between links. Code is left as it is; elsewhere one star is bold and one tilde strikes out.
fn add_words(text: &str, out: &mut String) {
    for (nth, part) in text.split('`').enumerate() {
        if nth > 0 {
            out.push('`');
        }
        let part = plain(part);
        if nth % 2 == 0 {
            let mut before = ' ';
            let mut chars = part.chars().peekable();
            while let Some(c) = chars.next() {
                let next = chars.peek().copied().unwrap_or(' ');
                let alone = before != c
                    && next != c
                    && (before.is_whitespace() != next.is_whitespace()
                        || before.is_ascii_punctuation()
                        || next.is_ascii_punctuation());
                out.push(c);
                if (c == '*' || c == '~') && alone {
                    out.push(c);
                }
                before = c;
            }
        } else {
            out.push_str(&part);
        }
    }
}
