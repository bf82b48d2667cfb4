//! Transcripts in plain text and Markdown: `Name: text`, with or without a time in front, `**Name**: text`, and
//! headings such as `## Assistant`.
//!
//! A line begins a turn if its name is a word for a part (User, Agent, Assistant …), if a time stands with it, or
//! if the same name begins another line; anything else that looks like one (“Note: …”) is text. Such a file has
//! no id, so it is known by its first three turns.

use std::collections::HashMap;

use super::Format;
use super::draft::{Body, Draft, stable_id};
use super::own::fields;
use crate::model::{Moment, Sender};

/// Longest name, in scalar values.
const MAX_NAME: usize = 40;
/// Turns of which the id of a file is made.
const KNOWN_BY: usize = 3;

/// A line that may begin a turn.
struct Candidate<'a> {
    line: usize,
    name: String,
    at: Option<Moment>,
    /// A time stands with it, of which the date may be missing.
    stamped: bool,
    marked: Mark,
    rest: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Bold,
    Heading,
}

/// Reads a text; `None` if nobody speaks in it.
pub(super) fn read(text: &str, asked: Option<Format>) -> Option<(Format, Draft)> {
    let lines: Vec<&str> = text.lines().collect();
    let turns = turns(&lines);
    let enough = if asked.is_some() { 1 } else { 2 };
    if turns.len() < enough {
        return None;
    }
    let is_markdown = turns.iter().any(|turn| turn.marked != Mark::None);
    let format = match asked {
        Some(format) => format,
        None if is_markdown => Format::Markdown,
        None => Format::Text,
    };
    let mut draft = Draft::new();
    add_preamble(&lines[..turns[0].line], &mut draft);
    let parts = Parts::of(&turns);
    let mut known_by = Vec::new();
    for (nth, turn) in turns.iter().enumerate() {
        let end = turns.get(nth + 1).map_or(lines.len(), |next| next.line);
        let mut said = turn.rest.to_owned();
        for line in &lines[turn.line + 1..end] {
            said.push('\n');
            said.push_str(line);
        }
        let said = said.trim();
        if nth < KNOWN_BY {
            let at = turn
                .at
                .map(|moment| moment.at.to_rfc3339())
                .unwrap_or_default();
            known_by.push(format!("{}\n{at}\n{said}", turn.name));
        }
        match parts.sender(&turn.name) {
            Some(sender) => {
                let name = (!is_role(&turn.name)).then_some(turn.name.as_str());
                draft.message(sender, name, turn.at, Body::of(said), Vec::new());
            }
            None => draft.log(turn.at, said),
        }
    }
    let known_by: Vec<&[u8]> = known_by.iter().map(String::as_bytes).collect();
    draft.source(format, &stable_id(&known_by), None);
    Some((format, draft))
}

/// What stands before the first turn: a heading is the title, the rest is kept for the log.
fn add_preamble(lines: &[&str], draft: &mut Draft) {
    let mut rest = Vec::new();
    let mut titled = false;
    for line in lines {
        match line.trim().strip_prefix('#') {
            Some(title) if !titled => {
                draft.title(title.trim_start_matches('#'));
                titled = true;
            }
            _ => rest.push(*line),
        }
    }
    draft.log(None, &rest.join("\n"));
}

fn turns<'a>(lines: &[&'a str]) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    let mut fenced = false;
    for (nth, line) in lines.iter().enumerate() {
        let begins_fence =
            line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if begins_fence {
            fenced = !fenced;
        } else if !fenced && let Some(candidate) = candidate(nth, line) {
            candidates.push(candidate);
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for candidate in &candidates {
        *counts.entry(candidate.name.to_lowercase()).or_default() += 1;
    }
    let first = lines.iter().position(|line| !line.trim().is_empty());
    candidates.retain(|candidate| {
        is_part(&candidate.name)
            || candidate.stamped
            || (candidate.marked != Mark::Heading
                && (counts
                    .get(&candidate.name.to_lowercase())
                    .copied()
                    .unwrap_or(0)
                    > 1
                    || first == Some(candidate.line)))
    });
    candidates
}

fn candidate(nth: usize, line: &str) -> Option<Candidate<'_>> {
    let text = line.trim();
    let heading = text.trim_start_matches('#');
    if heading.len() < text.len() {
        let (name, at, stamped) = stamped_name(heading.trim().trim_end_matches(':'))?;
        return Some(Candidate {
            line: nth,
            name,
            at,
            stamped,
            marked: Mark::Heading,
            rest: "",
        });
    }
    let (at, stamped, text) = match stamp(text) {
        Some((at, rest)) => (
            at,
            true,
            rest.trim_start_matches(['-', '–', '—', ' ', '\u{a0}']),
        ),
        None => (None, false, text),
    };
    if let Some(bold) = text.strip_prefix("**") {
        let (name, rest) = bold.split_once("**")?;
        // The colon stands inside the stars, after them, or nowhere if the name is all of the line.
        let (inside, name) = name
            .trim()
            .strip_suffix(':')
            .map_or((false, name), |name| (true, name));
        let (late, after, rest) = match stamp(rest.trim_start()) {
            Some((late, after)) => (late, true, after),
            None => (None, false, rest),
        };
        let said = match rest.trim_start().strip_prefix(':') {
            Some(said) => said,
            None if inside || rest.trim().is_empty() => rest,
            None => return None,
        };
        let (name, early, inner) = stamped_name(name)?;
        let alone = !inside && said.trim().is_empty() && rest.trim().is_empty();
        if alone && !(is_part(&name) || stamped || after || inner) {
            return None;
        }
        return Some(Candidate {
            line: nth,
            name,
            at: at.or(late).or(early),
            stamped: stamped || after || inner,
            marked: Mark::Bold,
            rest: said,
        });
    }
    // A name's colon is followed by a space or by nothing; `https://` is no name.
    let end = colon(text)?;
    let (name, late, after) = stamped_name(&text[..end])?;
    Some(Candidate {
        line: nth,
        name,
        at: at.or(late),
        stamped: stamped || after,
        marked: Mark::None,
        rest: &text[end + 1..],
    })
}

/// The colon after a name, which may have a time in brackets behind it.
fn colon(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(2 * MAX_NAME) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                let next = text[at + 1..].chars().next();
                return next.is_none_or(char::is_whitespace).then_some(at);
            }
            _ => {}
        }
    }
    None
}

/// A name, with a time in brackets behind it or without.
fn stamped_name(text: &str) -> Option<(String, Option<Moment>, bool)> {
    let text = text.trim();
    let bracket = text.rfind(['(', '[']).filter(|at| *at > 0);
    if let Some(at) = bracket
        && let Some((moment, rest)) = stamp(&text[at..])
        && rest.trim().is_empty()
    {
        return Some((name(&text[..at])?, moment, true));
    }
    Some((name(text)?, None, false))
}

/// Whether this can be what somebody is called.
fn name(text: &str) -> Option<String> {
    // Pictures in front, as some exporters set them.
    let text = text
        .trim()
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !"<>[](){}/\\`|=\"".contains(c))
        .trim();
    let fits = text.chars().count() <= MAX_NAME
        && text.split_whitespace().count() <= 5
        && text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || " .'’-_&@()#+".contains(c));
    fits.then(|| text.to_owned())
}

/// A time at the beginning, in brackets or not, and what stands after it. The time is `None` if its date is
/// missing or can be read in two ways.
fn stamp(text: &str) -> Option<(Option<Moment>, &str)> {
    let close = match text.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    };
    if let Some(close) = close {
        let end = text.char_indices().take(48).find(|(_, c)| *c == close)?.0;
        let inner = &text[1..end];
        let (moment, rest) = bare_stamp(inner)?;
        return rest.trim().is_empty().then_some((moment, &text[end + 1..]));
    }
    let (moment, rest) = bare_stamp(text)?;
    rest.starts_with([' ', '\u{a0}', '-', '–', '—', ','])
        .then_some((moment, rest))
}

fn bare_stamp(text: &str) -> Option<(Option<Moment>, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut end = 0;
    let mut rest = text;
    let mut words = Vec::new();
    loop {
        let start = rest.trim_start_matches([' ', ',', '\u{a0}', '\u{202f}']);
        let word: &str = start
            .split(|c: char| c.is_whitespace() || ",()[]".contains(c))
            .next()
            .unwrap_or_default();
        let is_half = ["am", "pm", "a.m.", "p.m."]
            .iter()
            .any(|half| word.eq_ignore_ascii_case(half));
        let zone = word.eq_ignore_ascii_case("utc") || word.eq_ignore_ascii_case("gmt");
        let is_number = word.starts_with(|c: char| c.is_ascii_digit())
            && word.contains([':', '-', '/', '.'])
            && word.chars().all(|c| c.is_ascii_digit() || ":-/.TZ+apmAPM".contains(c))
            // `10:02:` ends a name that is a time.
            && !word.ends_with(':');
        if words.len() >= 4 || !(is_number || ((is_half || zone) && !words.is_empty())) {
            break;
        }
        words.push(word);
        rest = &start[word.len()..];
        end = text.len() - rest.len();
    }
    let has_time = words.iter().any(|word| {
        let bytes = word.as_bytes();
        (1..bytes.len().saturating_sub(2)).any(|at| {
            bytes[at] == b':'
                && bytes[at - 1].is_ascii_digit()
                && bytes[at + 1].is_ascii_digit()
                && bytes[at + 2].is_ascii_digit()
        })
    });
    has_time.then(|| (time_of(&words), &text[end..]))
}

fn time_of(words: &[&str]) -> Option<Moment> {
    let first = *words.first()?;
    if first.contains('T') {
        return fields::moment(first);
    }
    let date = date(words.iter().find(|word| !word.contains(':'))?)?;
    let time = words.iter().find(|word| word.contains(':'))?;
    let digits = time.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (hour, rest) = digits.split_once(':')?;
    let half = words
        .iter()
        .map(|word| word.to_ascii_lowercase().replace('.', ""))
        .find_map(|word| ["am", "pm"].into_iter().find(|half| word.ends_with(half)));
    let hour: u32 = hour.parse().ok()?;
    let hour = match half {
        Some("am") if hour == 12 => 0,
        Some("pm") if hour < 12 => hour + 12,
        _ => hour,
    };
    let zone = if time.ends_with('Z')
        || words
            .iter()
            .any(|word| word.eq_ignore_ascii_case("utc") || word.eq_ignore_ascii_case("gmt"))
    {
        "Z"
    } else {
        ""
    };
    fields::moment(&format!("{date}T{hour:02}:{rest}{zone}"))
}

/// `2026-11-20`, `20.11.2026`, and `20/11/2026` where only one of the first two can be the month.
fn date(word: &str) -> Option<String> {
    let mut parts = word.split(['-', '/', '.']).map(str::parse::<u32>);
    let (first, second, third) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let (year, month, day) = if first > 99 {
        (first, second, third)
    } else if word.contains('.') || first > 12 {
        (third, second, first)
    } else if second > 12 {
        (third, first, second)
    } else {
        return None;
    };
    let year = if year < 100 { year + 2000 } else { year };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

const CONTACTS: &[&str] = &[
    "user", "human", "me", "you", "customer", "client", "visitor", "contact", "guest", "caller",
    "prompt",
];
const AIS: &[&str] = &[
    "ai",
    "assistant",
    "bot",
    "chatbot",
    "chatgpt",
    "gpt",
    "gpt-4",
    "claude",
    "gemini",
    "copilot",
    "model",
    "response",
    "virtual assistant",
    "ai assistant",
];
const AGENTS: &[&str] = &[
    "agent",
    "support",
    "operator",
    "advisor",
    "representative",
    "staff",
    "support agent",
];
const SYSTEMS: &[&str] = &["system"];

fn is_role(name: &str) -> bool {
    let name = name.to_lowercase();
    [CONTACTS, AIS, AGENTS, SYSTEMS]
        .iter()
        .any(|words| words.contains(&name.as_str()))
}

/// A word for a part, such a word with a number, or with what kind of it.
fn is_part(name: &str) -> bool {
    let numbered = name.rsplit_once(' ').is_some_and(|(word, number)| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && is_role(word)
    });
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let kind = matches!(last.as_str(), "bot" | "assistant" | "agent");
    is_role(name) || numbered || kind
}

/// Who of the names is which part.
struct Parts(HashMap<String, Sender>);

impl Parts {
    fn of(turns: &[Candidate<'_>]) -> Self {
        let mut parts: HashMap<String, Sender> = HashMap::new();
        let names: Vec<String> = turns.iter().map(|turn| turn.name.to_lowercase()).collect();
        for name in &names {
            let word = |words: &[&str]| {
                words.contains(&name.as_str())
                    || words.iter().any(|word| {
                        name.split(|c: char| !c.is_alphanumeric())
                            .any(|part| part == *word && part.len() > 1)
                    })
            };
            let sender = if CONTACTS.contains(&name.as_str())
                || word(&["customer", "contact", "visitor"])
            {
                Sender::Contact
            } else if AIS.contains(&name.as_str()) || word(&["assistant", "bot", "chatgpt", "ai"]) {
                Sender::Ai
            } else if AGENTS.contains(&name.as_str()) || word(&["agent", "support"]) {
                Sender::Agent
            } else {
                continue;
            };
            parts.insert(name.clone(), sender);
        }
        // Of the others, the first is the contact, if nobody is yet.
        for name in &names {
            if parts.contains_key(name) || SYSTEMS.contains(&name.as_str()) {
                continue;
            }
            let known = parts.values().any(|sender| *sender == Sender::Contact);
            parts.insert(
                name.clone(),
                if known {
                    Sender::Agent
                } else {
                    Sender::Contact
                },
            );
        }
        Self(parts)
    }

    /// `None`: the system.
    fn sender(&self, name: &str) -> Option<Sender> {
        self.0.get(&name.to_lowercase()).copied()
    }
}
