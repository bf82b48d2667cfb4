//! The detector as a Web Worker: the same code as on the server, away from the page's thread.
//!
//! The worker says `"ready"` once it hears. The page sends a [`Request`] as JSON, the worker answers with [`Report`]s
//! as JSON: findings as they come, with progress, in slices short enough that a cancel is heard between them.

use std::cell::RefCell;

use discreet_redact::{
    Conversation, Finding, Match, Message, Pattern, Scanner, Settings, Wanted, find,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// How long the worker looks before it reports and listens, in milliseconds.
const SLICE: f64 = 40.0;

/// What the page asks for. A conversation comes in pieces, so that no piece is a long task for the page.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Request {
    /// Another scan begins; one that is under way ends.
    Begin {
        id: u32,
        conversation: Box<Conversation<'static>>,
    },
    /// More of its messages.
    Messages(Vec<Message<'static>>),
    /// That was all: look.
    Scan(Settings),
    /// That was all: keep it to be searched in, somebody else looks for findings.
    Keep,
    /// End the scan that is under way.
    Cancel,
    /// Look for this; once all of the text is here, and again when there is another text.
    Find(Question),
}

/// What somebody looks for.
#[derive(Clone, Deserialize)]
struct Question {
    /// The newest counts.
    id: u32,
    text: String,
    /// The text is a regular expression.
    pattern: bool,
}

/// Where it stands.
#[derive(Serialize)]
struct Answer {
    /// Which question this answers.
    found: u32,
    matches: Vec<Match>,
    /// There are more than are named.
    more: bool,
    /// What is wrong with the pattern.
    trouble: Option<String>,
}

/// What the worker says.
#[derive(Serialize)]
struct Report {
    /// The scan this is about.
    id: u32,
    /// What was found since the last report.
    findings: Vec<Finding>,
    /// Steps done.
    done: usize,
    /// Steps in all; the scan is finished when all are done.
    total: usize,
}

/// A scan: first its text comes in, then it is looked through.
enum Job {
    Gathering(u32, Box<Conversation<'static>>),
    Looking(u32, Box<Scanner<'static>>),
}

/// Matches that are named at most: nobody looks through more, and hiding more is for a rule.
const MOST: usize = 5000;

thread_local! {
    /// The text of the last scan, once it is complete.
    static TEXT: RefCell<Option<Conversation<'static>>> = const { RefCell::new(None) };
    static QUESTION: RefCell<Option<Question>> = const { RefCell::new(None) };
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

fn main() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(request) => answer(request),
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    say(&scope, "\"ready\"");
}

fn answer(request: Request) {
    JOB.with_borrow_mut(|job| match request {
        Request::Begin { id, conversation } => {
            TEXT.set(None);
            *job = Some(Job::Gathering(id, conversation));
        }
        Request::Messages(messages) => {
            if let Some(Job::Gathering(_, conversation)) = job {
                conversation.messages.extend(messages);
            }
        }
        Request::Scan(settings) => {
            if let Some(Job::Gathering(id, conversation)) = job.take() {
                TEXT.set(Some((*conversation).clone()));
                look();
                *job = Some(Job::Looking(
                    id,
                    Box::new(Scanner::new(*conversation, &settings)),
                ));
            }
        }
        Request::Keep => {
            if let Some(Job::Gathering(_, conversation)) = job.take() {
                TEXT.set(Some(*conversation));
                look();
            }
        }
        Request::Cancel => *job = None,
        Request::Find(question) => {
            QUESTION.set(Some(question));
            look();
        }
    });
    go_on();
}

/// Answers the newest question, if the text is here.
fn look() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let answer = TEXT.with_borrow(|text| {
        let text = text.as_ref()?;
        let question = QUESTION.with_borrow(Clone::clone)?;
        let wanted = if question.pattern {
            Pattern::parse(&question.text).map(Wanted::Pattern)
        } else {
            Ok(Wanted::Words(question.text))
        };
        let (mut matches, trouble) = match wanted {
            Ok(wanted) => (find(text, &wanted, MOST + 1), None),
            Err(trouble) => (Vec::new(), Some(trouble)),
        };
        let more = matches.len() > MOST;
        matches.truncate(MOST);
        Some(Answer {
            found: question.id,
            matches,
            more,
            trouble,
        })
    });
    if let Some(Ok(answer)) = answer.map(|answer| serde_json::to_string(&answer)) {
        say(&scope, &answer);
    }
}

/// Works for a slice, reports, and comes back after the page was listened to.
fn go_on() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let report = JOB.with_borrow_mut(|place| {
        let Some(Job::Looking(id, scanner)) = place else {
            return None;
        };
        let started = js_sys::Date::now();
        let mut findings = Vec::new();
        while !scanner.progress().is_finished() && js_sys::Date::now() - started < SLICE {
            findings.extend(scanner.step());
        }
        let progress = scanner.progress();
        let report = Report {
            id: *id,
            findings,
            done: progress.done,
            total: progress.total,
        };
        if progress.is_finished() {
            *place = None;
        }
        Some(report)
    });
    let Some(report) = report else { return };
    match serde_json::to_string(&report) {
        Ok(text) => say(&scope, &text),
        Err(error) => web_sys::console::error_1(&error.to_string().into()),
    }
    if report.done < report.total {
        let again = Closure::once_into_js(go_on);
        let scheduled =
            scope.set_timeout_with_callback_and_timeout_and_arguments_0(again.unchecked_ref(), 0);
        if let Err(error) = scheduled {
            web_sys::console::error_1(&error);
        }
    }
}

fn say(scope: &DedicatedWorkerGlobalScope, text: &str) {
    if let Err(error) = scope.post_message(&JsValue::from_str(text)) {
        web_sys::console::error_1(&error);
    }
}
