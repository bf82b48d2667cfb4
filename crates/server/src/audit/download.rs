//! `GET /audit.csv` and `GET /audit.jsonl`: the trail as a file, however long, in pieces.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use discreet_api_types::audit::AuditRow;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::StoreError;
use discreet_store::audit::AuditFilter;
use futures_util::stream;
use uuid::Uuid;

use super::filter::Filter;
use super::list::row_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};

/// Rows of one piece.
const PIECE: u32 = 500;

/// The trail as CSV with a head line. A cell that a spreadsheet would take for a formula has an apostrophe in front.
#[utoipa::path(
    get, path = "/audit.csv", tag = "audit", params(Filter),
    responses(
        (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn audit_csv(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(filter): Params<Filter>,
) -> Answer<Response> {
    let head = lines(&[[
        "seq",
        "at",
        "action",
        "actor",
        "actor_name",
        "subject_name",
        "share",
        "conversation",
        "audience",
        "details",
    ]
    .map(str::to_owned)])?;
    let body = download(app, &signed_in, filter, head, |rows| {
        let cells: Vec<_> = rows.into_iter().map(cells).collect();
        lines(&cells)
    })?;
    Ok(attachment("text/csv; charset=utf-8", "audit.csv", body))
}

/// The trail as JSON Lines.
#[utoipa::path(
    get, path = "/audit.jsonl", tag = "audit", params(Filter),
    responses(
        (status = 200, body = String, content_type = "application/jsonl"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn audit_jsonl(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(filter): Params<Filter>,
) -> Answer<Response> {
    let body = download(app, &signed_in, filter, Vec::new(), |rows| {
        let mut lines = Vec::new();
        for row in rows {
            serde_json::to_writer(&mut lines, &row).map_err(|_| unwritable())?;
            lines.push(b'\n');
        }
        Ok(lines)
    })?;
    Ok(attachment("application/jsonl", "audit.jsonl", body))
}

/// Everything the filter lets through, newest first, piece by piece.
fn download(
    app: App,
    signed_in: &SignedIn,
    filter: Filter,
    head: Vec<u8>,
    write: fn(Vec<AuditRow>) -> Answer<Vec<u8>>,
) -> Answer<Body> {
    signed_in.may_read_audit()?;
    let filter = filter.read(&app)?;
    let org = signed_in.organisation.id;
    let start = Piece::First { head };
    let pieces = stream::try_unfold(start, move |piece| {
        let (app, filter) = (app.clone(), filter.clone());
        async move { next(&app, org, &filter, piece, write).await }
    });
    Ok(Body::from_stream(pieces))
}

enum Piece {
    First { head: Vec<u8> },
    Before(i64),
    Over,
}

/// Ends the download in the middle: a client sees that it is not whole.
#[derive(Debug, thiserror::Error)]
#[error("the trail could not be read to its end")]
struct BrokenOff;

async fn next(
    app: &App,
    org: Uuid,
    filter: &AuditFilter,
    piece: Piece,
    write: fn(Vec<AuditRow>) -> Answer<Vec<u8>>,
) -> Result<Option<(Vec<u8>, Piece)>, BrokenOff> {
    let (mut bytes, before) = match piece {
        Piece::First { head } => (head, None),
        Piece::Before(seq) => (Vec::new(), Some(seq)),
        Piece::Over => return Ok(None),
    };
    let broken = |error: StoreError| {
        tracing::error!(%error, "a download of the trail broke off");
        BrokenOff
    };
    let rows = app
        .store()
        .audit_page(org, before, PIECE, filter)
        .await
        .map_err(broken)?;
    let then = match rows.last() {
        Some(last) if rows.len() == PIECE as usize => Piece::Before(last.seq),
        _ => Piece::Over,
    };
    bytes.extend(write(rows.into_iter().map(row_out).collect()).map_err(|_| BrokenOff)?);
    Ok(Some((bytes, then)))
}

fn cells(row: AuditRow) -> [String; 10] {
    let details: Vec<String> = row
        .details
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    [
        row.seq.to_string(),
        row.at.0,
        row.action,
        row.actor.unwrap_or_default(),
        row.actor_name.unwrap_or_default(),
        row.subject_name.unwrap_or_default(),
        row.share.map(|id| id.0).unwrap_or_default(),
        row.conversation.map(|id| id.0).unwrap_or_default(),
        row.audience.unwrap_or_default(),
        details.join(" "),
    ]
}

fn lines(rows: &[[String; 10]]) -> Answer<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| defused(cell)))
            .map_err(|_| unwritable())?;
    }
    writer.into_inner().map_err(|_| unwritable())
}

/// A cell that no spreadsheet takes for a formula.
pub fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unwritable() -> Refusal {
    Refusal::new(
        ErrorCode::Internal,
        "The trail could not be written as a file. Try again.",
    )
}

fn attachment(media_type: &'static str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, media_type.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        body,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_has_an_apostrophe_in_front() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        assert_eq!(defused("Acme = agent"), "Acme = agent");
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut row: [String; 10] = Default::default();
        row[4] = "Agent, \"first\"".to_owned();
        let text = String::from_utf8(lines(&[row]).unwrap()).unwrap();
        assert_eq!(text, ",,,,\"Agent, \"\"first\"\"\",,,,,\n");
    }
}
