//! `GET /conversations/{id}/comments/export`: all comments of one's own conversation as a file.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use discreet_api_types::discussion::{Comment, DiscussionOverview};
use discreet_api_types::problem::Problem;
use discreet_store::StoreError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::overview::overview;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::{ConversationPath, Params};
use crate::problem::Answer;

/// What the file is.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The answer of `GET /conversations/{id}/comments`.
    #[default]
    Json,
    /// One comment a line.
    Csv,
}

/// As what.
#[derive(Deserialize, IntoParams)]
pub struct As {
    /// JSON if absent.
    #[serde(default)]
    format: Format,
}

/// Gives the owner all comments as JSON or CSV. Cells of the CSV that a spreadsheet would take for a formula begin
/// with an apostrophe.
#[utoipa::path(
    get, path = "/conversations/{id}/comments/export", tag = "discussion",
    params(("id" = String, Path, description = "The conversation"), As),
    responses(
        (status = 200, body = DiscussionOverview, description = "A file to keep: `application/json` or `text/csv`"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub async fn export_comments(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    Params(wanted): Params<As>,
) -> Answer<Response> {
    let overview = overview(&app, &signed_in, id).await?;
    let (kind, name, body) = match wanted.format {
        Format::Json => ("application/json", "comments.json", json(&overview)?),
        Format::Csv => ("text/csv; charset=utf-8", "comments.csv", csv(&overview)),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok((headers, body).into_response())
}

fn json(overview: &impl Serialize) -> Answer<String> {
    Ok(serde_json::to_string_pretty(overview)
        .map_err(|_| StoreError::Unreadable("comments that are no JSON"))?)
}

const COLUMNS: [&str; 18] = [
    "share",
    "label",
    "id",
    "reply_to",
    "kind",
    "message",
    "start",
    "end",
    "author",
    "written_at",
    "edited_at",
    "deleted",
    "resolved_by",
    "resolved_at",
    "assignee",
    "due",
    "mentions",
    "body",
];

fn csv(overview: &DiscussionOverview) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for comment in &overview.comments {
        let label = overview
            .shares
            .iter()
            .find(|share| Some(&share.id) == comment.share.as_ref())
            .and_then(|share| share.label.clone());
        let cells = cells(comment, label.unwrap_or_default()).map(|text| cell(&text));
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn cells(comment: &Comment, label: String) -> [String; 18] {
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let resolved = comment.resolved.as_ref();
    let mentions: Vec<&str> = comment
        .mentions
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    let kind = serde_json::to_value(comment.kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned))
        .unwrap_or_default();
    [
        comment
            .share
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        label,
        comment.id.to_string(),
        comment
            .reply_to
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        kind,
        number(comment.message),
        number(comment.start),
        number(comment.end),
        comment.author.name.clone(),
        comment.written_at.to_string(),
        comment
            .edited_at
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        if comment.deleted { "yes" } else { "" }.to_owned(),
        resolved.map_or_else(String::new, |done| done.by.name.clone()),
        resolved.map_or_else(String::new, |done| done.at.to_string()),
        comment
            .assignee
            .as_ref()
            .map_or_else(String::new, |person| person.name.clone()),
        comment.due.clone().unwrap_or_default(),
        mentions.join("; "),
        comment.body.clone(),
    ]
}

/// A cell after RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula =
        text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let defused = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if defused.contains([',', '"', '\r', '\n', ';']) {
        format!("\"{}\"", defused.replace('"', "\"\""))
    } else {
        defused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_keeps_its_text() {
        for (text, expected) in [
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            (" +1", "' +1"),
            ("@x", "'@x"),
            ("-2,5", "\"'-2,5\""),
            ("say \"it\"\nagain", "\"say \"\"it\"\"\nagain\""),
            ("\t=1", "'\t=1"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
