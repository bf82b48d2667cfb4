//! Which rows of the trail: the same for the page and for what is downloaded.

use chrono::{DateTime, Utc};
use discreet_store::AuditAction;
use discreet_store::audit::AuditFilter;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Which rows.
#[derive(Deserialize, IntoParams)]
pub struct Filter {
    /// Only these actions, with commas between, such as `share.created,share.opened`.
    action: Option<String>,
    /// Only what this person (an id) did, or what was done to them.
    person: Option<Uuid>,
    /// Only what concerns this share.
    share: Option<String>,
    /// Only what concerns this conversation.
    conversation: Option<Uuid>,
    /// Only from this moment on, RFC 3339.
    from: Option<String>,
    /// Only before this moment, RFC 3339.
    until: Option<String>,
}

impl Filter {
    /// As the store takes it.
    pub fn read(self, app: &App) -> Answer<AuditFilter> {
        let actions = self
            .action
            .iter()
            .flat_map(|list| list.split(','))
            .filter(|word| !word.is_empty())
            .map(|word| {
                AuditAction::parse(word).ok_or_else(|| {
                    Refusal::field(
                        "action",
                        format!("There is no action `{word}` in the trail."),
                    )
                })
            })
            .collect::<Answer<_>>()?;
        Ok(AuditFilter {
            actions,
            share: self.share,
            conversation: self.conversation,
            person: self
                .person
                .map(|id| app.keys().pseudonym("person", &id.to_string())),
            from: moment("from", self.from.as_deref())?,
            until: moment("until", self.until.as_deref())?,
        })
    }
}

fn moment(field: &str, text: Option<&str>) -> Answer<Option<DateTime<Utc>>> {
    text.map(|text| {
        DateTime::parse_from_rfc3339(text)
            .map(|at| at.to_utc())
            .map_err(|_| {
                Refusal::field(
                    field,
                    format!("`{field}` must be a time such as 2026-11-28T14:00:00Z."),
                )
            })
    })
    .transpose()
}
