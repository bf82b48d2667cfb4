//! `POST /policy/words`: adds to the team memory.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::policy::{NewWord, Word, WordKind};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_redact::decisions::folded;
use discreet_redact::{Label, OwnPattern, Settings, scan_text};
use discreet_store::policy::{AddWordRefusal, MAX_WORDS, NewWord as StoredWord};
use discreet_store::{AuditAction, AuditEvent};

use super::{WORDS_HOLD, hashed, kind_in, may_change_words, people_by_id, word_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::clock;
use crate::problem::{Answer, Refusal};

/// Longest word, expression, host name or value, in characters.
const LONGEST: usize = 200;

/// Adds a word, a pattern, a host name, or a value never to suggest. It holds for a year, for the whole organisation,
/// at once. Credentials, payment and government ids are always suggested.
#[utoipa::path(
    post, path = "/policy/words", tag = "policy", request_body = NewWord,
    responses(
        (status = 201, body = Word),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "It is there already, or the list is full"),
        (status = 422, body = Problem),
    )
)]
pub async fn add_word(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<(StatusCode, Json<Word>)> {
    may_change_words(&signed_in)?;
    let wanted: NewWord = body.json()?;
    let text = wanted.text.trim().to_owned();
    let length = text.chars().count();
    if !(2..=LONGEST).contains(&length) {
        return Err(Refusal::field(
            "text",
            format!("`text` must have 2 to {LONGEST} characters; it has {length}."),
        ));
    }
    check(wanted.kind, &text)?;
    let label = label(wanted.kind, wanted.label.as_deref())?;
    let name = name(wanted.kind, wanted.name.as_deref())?;
    let never = wanted.kind == WordKind::Never;
    let word = StoredWord {
        id: clock::new_id(app.now()),
        kind: kind_in(wanted.kind),
        hint: never.then(|| masked(&text)),
        text: match wanted.kind {
            WordKind::Never => hashed(&app, &folded(&text)),
            WordKind::Host => text.to_lowercase(),
            WordKind::Word | WordKind::Pattern => text,
        },
        label: label.map(|label| label.to_string()),
        name,
        added_by: signed_in.person.id,
        expires_at: app.now() + WORDS_HOLD,
    };
    let event = AuditEvent::new(AuditAction::PolicyChanged, Some(signed_in.actor(&app)))
        .detail("words_added", 1u32)
        .detail("kind", word.kind.as_str());
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let row = app
        .store()
        .add_word(word, record)
        .await?
        .map_err(|refusal| match refusal {
            AddWordRefusal::Known { .. } => Refusal::new(
                ErrorCode::Conflict,
                "This is in the list already. Renew it there if it has expired.",
            ),
            AddWordRefusal::TooMany => Refusal::new(
                ErrorCode::Conflict,
                format!("The list holds {MAX_WORDS} entries, the most it can. Remove some first."),
            ),
        })?;
    let people = people_by_id(&app, signed_in.organisation.id).await?;
    Ok((StatusCode::CREATED, Json(word_out(row, &people, app.now()))))
}

/// What only one kind must be.
fn check(kind: WordKind, text: &str) -> Answer<()> {
    match kind {
        WordKind::Word => {
            if folded(text).is_empty() {
                return Err(Refusal::field("text", "`text` has no visible characters."));
            }
        }
        WordKind::Pattern => {
            let own = OwnPattern {
                pattern: text.to_owned(),
                label: Label::Custom,
                name: String::new(),
            };
            let settings = Settings {
                patterns: vec![own],
                ..Settings::default()
            };
            settings.check().map_err(|error| {
                Refusal::field(
                    "text",
                    format!("This is no usable expression: {}.", error.reason),
                )
            })?;
        }
        WordKind::Host => {
            let letters = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
            if !text.chars().all(letters) || text.starts_with('.') || text.ends_with('.') {
                return Err(Refusal::field(
                    "text",
                    "`text` must be a host name, such as wiki.acme.example, without https:// and path.",
                ));
            }
        }
        WordKind::Never => {
            let preset = scan_text(text, &Settings::default())
                .into_iter()
                .find(|finding| finding.label.is_preset());
            if let Some(preset) = preset {
                return Err(Refusal::field(
                    "text",
                    format!(
                        "This looks like a {}. Credentials, payment and government ids are always suggested.",
                        preset.label.name()
                    ),
                ));
            }
            if folded(text).is_empty() {
                return Err(Refusal::field("text", "`text` has no visible characters."));
            }
        }
    }
    Ok(())
}

fn label(kind: WordKind, wanted: Option<&str>) -> Answer<Option<Label>> {
    let refuse = |message: &str| Err(Refusal::field("label", message));
    match (kind, wanted) {
        (WordKind::Never, None) => Ok(None),
        (WordKind::Never, Some(_)) => {
            refuse("A value that is never suggested has no label: it holds for all.")
        }
        (WordKind::Host, None | Some("INTERNAL_URL")) => Ok(Some(Label::InternalUrl)),
        (WordKind::Host, Some(_)) => refuse("A host name is always INTERNAL_URL."),
        (WordKind::Word | WordKind::Pattern, None) => Ok(Some(Label::Custom)),
        (WordKind::Word | WordKind::Pattern, Some(code)) => match code.parse::<Label>() {
            Ok(label) if !label.is_soft() => Ok(Some(label)),
            _ => refuse("`label` must be a detector label, such as TENANT_ID, or OTHER."),
        },
    }
}

fn name(kind: WordKind, wanted: Option<&str>) -> Answer<Option<String>> {
    let name = wanted.unwrap_or_default().trim();
    if name.is_empty() {
        return Ok(None);
    }
    if kind != WordKind::Pattern {
        return Err(Refusal::field("name", "Only a pattern has a name."));
    }
    if name.chars().count() > LONGEST {
        return Err(Refusal::field(
            "name",
            format!("`name` has at most {LONGEST} characters."),
        ));
    }
    Ok(Some(name.to_owned()))
}

/// Enough to know one's own entry by, too little to learn somebody else's: first and last character, of values of
/// five and more.
fn masked(text: &str) -> String {
    let mut chars = text.chars();
    match (text.chars().count(), chars.next(), chars.next_back()) {
        (5.., Some(first), Some(last)) => format!("{first}…{last}"),
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_shows_two_characters_at_most() {
        assert_eq!(masked("Sam Lee"), "S…e");
        assert_eq!(masked("Žofia"), "Ž…a");
        assert_eq!(masked("Lee"), "…");
        assert_eq!(masked("four"), "…");
    }

    #[test]
    fn what_is_preset_cannot_be_silenced() {
        assert!(check(WordKind::Never, "4111 1111 1111 1111").is_err());
        assert!(check(WordKind::Never, "Sam Lee").is_ok());
    }

    #[test]
    fn a_pattern_must_compile_and_match_something() {
        assert!(check(WordKind::Pattern, r"TEN-\d{6}").is_ok());
        assert!(check(WordKind::Pattern, r"TEN-(\d{6}").is_err());
        assert!(check(WordKind::Pattern, r"\d*").is_err());
        assert!(check(WordKind::Pattern, r"(?:\w{999}){999}").is_err());
    }

    #[test]
    fn a_host_is_a_name_and_nothing_else() {
        assert!(check(WordKind::Host, "wiki.acme.example").is_ok());
        assert!(check(WordKind::Host, "https://wiki.acme.example/x").is_err());
    }
}
