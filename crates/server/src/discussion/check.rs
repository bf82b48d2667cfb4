//! What a comment may say: its length, its place in the snapshot, nothing that the share hides, nothing secret.

use chrono::TimeDelta;
use discreet_api_types::conversations::Sender;
use discreet_api_types::problem::ErrorCode;
use discreet_api_types::viewer::SharedMessage;
use discreet_redact as redact;
use discreet_store::StoreError;
use discreet_store::accounts::{Throttle, ThrottleLimits};
use discreet_store::discussion::CommentKind;
use discreet_store::sharing::ShareRow;
use discreet_transcript::model::Text;

use super::hidden::HiddenCodes;
use super::{Reader, drawn};
use crate::app::App;
use crate::problem::{Answer, Refusal};
use crate::review::gate;
use crate::viewer::unpack;

/// Longest comment, in characters.
const LONGEST: usize = 4_000;
/// Comments and changes of one person.
const RATE: ThrottleLimits = ThrottleLimits {
    failures: 60,
    window: TimeDelta::minutes(5),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::minutes(10),
};
/// Refusals of hidden text: each tells whether a guess is right.
const GUESSES: ThrottleLimits = ThrottleLimits {
    failures: 5,
    window: TimeDelta::hours(1),
    block: TimeDelta::minutes(5),
    longest_block: TimeDelta::days(1),
};

/// Counts a comment, a change or a lookup of a person against their rate.
pub async fn count(app: &App, what: &str, reader: &Reader) -> Answer<()> {
    let key = throttle_key(app, what, reader);
    let now = app.now();
    let throttle = app.store().throttle_failure(&key, now, &RATE).await?;
    refuse_if_blocked(throttle, now)
}

fn throttle_key(app: &App, what: &str, reader: &Reader) -> String {
    app.keys()
        .pseudonym(what, &reader.signed_in.person.id.to_string())
}

fn refuse_if_blocked(throttle: Throttle, now: chrono::DateTime<chrono::Utc>) -> Answer<()> {
    match throttle {
        Throttle::Allowed => Ok(()),
        Throttle::Blocked { until } => {
            let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            Err(Refusal::throttled(seconds))
        }
    }
}

/// The words of a comment: within the limit, hiding what the share hides, without secrets.
pub async fn words(
    app: &App,
    reader: &Reader,
    kind: CommentKind,
    body: &str,
    confirmed: bool,
) -> Answer<Text> {
    let body = body
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "");
    let body = body.trim().to_owned();
    let length = body.chars().count();
    let is_highlight = matches!(kind, CommentKind::GoodExample | CommentKind::Problem);
    if length == 0 && !is_highlight {
        return Err(Refusal::field("body", "Write what you want to say."));
    }
    if length > LONGEST {
        return Err(Refusal::field(
            "body",
            format!(
                "A comment has at most {LONGEST} characters; this one has {length}. Shorten it, or write two."
            ),
        ));
    }
    refuse_hidden(app, reader, &body).await?;
    refuse_secrets(&body, confirmed)?;
    Ok(Text(body))
}

async fn refuse_hidden(app: &App, reader: &Reader, body: &str) -> Answer<()> {
    let now = app.now();
    let key = throttle_key(app, "guess", reader);
    refuse_if_blocked(app.store().throttle_check(&key, now).await?, now)?;
    let share = &reader.share;
    let codes = app
        .store()
        .snapshot_codes(&share.id, share.snapshot_version)
        .await?;
    let codes = codes
        .as_deref()
        .and_then(HiddenCodes::read)
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::Conflict,
                "This share cannot check comments yet. Ask its owner to update it.",
            )
        })?;
    let (shared, text, id) = (app.clone(), body.to_owned(), share.id.clone());
    let repeated =
        tokio::task::spawn_blocking(move || codes.are_repeated_by(&text, shared.keys(), &id))
            .await
            .map_err(|_| {
                Refusal::new(
                    ErrorCode::Internal,
                    "The comment could not be checked. Try again.",
                )
            })?;
    if !repeated {
        return Ok(());
    }
    let throttle = app.store().throttle_failure(&key, now, &GUESSES).await?;
    refuse_if_blocked(throttle, now)?;
    Err(Refusal::field(
        "body",
        "Your comment repeats something that this share hides. Leave it out, and refer to the message instead.",
    )
    .with_code(ErrorCode::RepeatsHidden))
}

/// Credentials are refused; cards, bank details and government ids are asked about.
fn refuse_secrets(body: &str, confirmed: bool) -> Answer<()> {
    let findings = redact::scan_text(body, &redact::Settings::default());
    let sensitive: Vec<_> = findings
        .iter()
        .filter(|finding| finding.label.is_preset())
        .collect();
    if let Some(secret) = sensitive
        .iter()
        .find(|finding| finding.label.group() == redact::Group::Credentials)
    {
        let message = format!(
            "Your comment seems to hold a credential ({}). Everybody who reads this share would see it: take it out.",
            secret.label.name()
        );
        return Err(Refusal::field("body", message));
    }
    if sensitive.is_empty() || confirmed {
        return Ok(());
    }
    Err(Refusal::sensitive(
        sensitive.into_iter().map(gate::finding_out).collect(),
    ))
}

/// Where a comment stands.
pub struct Place {
    /// The message.
    pub message: Option<u32>,
    /// The selection.
    pub range: Option<(u32, u32)>,
}

/// The place of a comment, which must be in what the share shows now.
pub async fn place(
    app: &App,
    share: &ShareRow,
    kind: CommentKind,
    message: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
) -> Answer<Place> {
    let about_answers = matches!(
        kind,
        CommentKind::Suggestion | CommentKind::GoodExample | CommentKind::Problem
    );
    let Some(number) = message else {
        if about_answers {
            return Err(Refusal::field("message", "Say which answer it is about."));
        }
        if start.is_some() || end.is_some() {
            return Err(Refusal::field(
                "message",
                "A selection is part of a message: say which.",
            ));
        }
        return Ok(Place {
            message: None,
            range: None,
        });
    };
    let shown = shown_message(app, share, number).await?.ok_or_else(|| {
        Refusal::field(
            "message",
            format!("This share shows no message {number} any more, or never did."),
        )
    })?;
    if about_answers && shown.sender != Sender::Ai {
        return Err(Refusal::field(
            "message",
            "Suggestions and highlights are for answers of the AI's.",
        ));
    }
    let range = match (start, end) {
        (None, None) => None,
        (Some(start), Some(end)) => {
            let length = drawn::length(&shown.blocks);
            if start >= end || end > length {
                let message =
                    format!("The selection must lie within the message's {length} characters.");
                return Err(Refusal::field("end", message));
            }
            Some((start, end))
        }
        (Some(_), None) => return Err(Refusal::field("end", "Say where the selection ends.")),
        (None, Some(_)) => return Err(Refusal::field("start", "Say where the selection begins.")),
    };
    Ok(Place {
        message: Some(number),
        range,
    })
}

async fn shown_message(app: &App, share: &ShareRow, number: u32) -> Answer<Option<SharedMessage>> {
    let page = app
        .store()
        .snapshot_page(&share.id, share.snapshot_version, number.saturating_sub(1))
        .await?;
    let Some(page) = page.filter(|page| page.first <= number) else {
        return Ok(None);
    };
    let messages: Vec<SharedMessage> = serde_json::from_str(&unpack(&page.body)?)
        .map_err(|_| StoreError::Unreadable("a snapshot of another shape"))?;
    Ok(messages
        .into_iter()
        .find(|message| message.number == number))
}

/// A due date: a day of the calendar.
pub fn due(wanted: &str) -> Answer<String> {
    wanted
        .parse::<chrono::NaiveDate>()
        .map(|day| day.format("%Y-%m-%d").to_string())
        .map_err(|_| Refusal::field("due", "`due` must be a day such as 2026-11-30."))
}
