//! `GET /shares/exposure`: how much was shared with whom, and how often it was opened, day by day.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, Utc};
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::{ExposureDay, ExposureOverTime};
use discreet_store::sharing::Audience;
use discreet_store::sharing::overview::Span;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};

/// Most days at once.
const MOST_DAYS: u32 = 366;

/// How far back, and whose.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// Days back, today included: 1 to 366, 30 if absent.
    days: Option<u32>,
    /// The whole organisation's, for admins; else one's own.
    #[serde(default)]
    all: bool,
}

/// Counts, for every day (UTC), the shares that could be opened on it, by audience, and how often shares were opened.
#[utoipa::path(
    get, path = "/shares/exposure", tag = "sharing", params(Which),
    responses(
        (status = 200, body = ExposureOverTime), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn exposure_over_time(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(which): Params<Which>,
) -> Answer<Json<ExposureOverTime>> {
    let days = which.days.unwrap_or(30);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Refusal::field(
            "days",
            format!("`days` must be 1 to {MOST_DAYS}."),
        ));
    }
    if which.all && !signed_in.abilities().see_all_shares {
        return Err(Refusal::not_allowed(
            "The whole organisation's shares are for admins to see.",
        ));
    }
    let today = app.now().date_naive();
    let first = today
        .checked_sub_days(Days::new(u64::from(days - 1)))
        .unwrap_or(today);
    let since = midnight(first);
    let org = signed_in.organisation.id;
    let owner = (!which.all).then_some(signed_in.person.id);
    let spans = app.store().share_spans(org, owner, since).await?;
    let opens = app.store().opens_since(org, owner, since).await?;
    let days = first
        .iter_days()
        .take_while(|day| *day <= today)
        .map(|day| of_day(day, &spans, &opens))
        .collect();
    Ok(Json(ExposureOverTime { days }))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn of_day(day: NaiveDate, spans: &[Span], opens: &[DateTime<Utc>]) -> ExposureDay {
    let start = midnight(day);
    let end = midnight(day.succ_opt().unwrap_or(day));
    let live = |audience: Audience| {
        let count = spans
            .iter()
            .filter(|span| span.audience == audience)
            .filter(|span| span.from < end && span.until.is_none_or(|until| until > start))
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let opened = opens
        .iter()
        .filter(|at| **at >= start && **at < end)
        .count();
    ExposureDay {
        date: day.to_string(),
        people: live(Audience::People),
        organisation: live(Audience::Organisation),
        public: live(Audience::Public),
        opens: u32::try_from(opened).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_share_counts_on_every_day_it_could_be_opened_on() {
        let spans = [Span {
            audience: Audience::Public,
            from: at("2026-11-20T23:00:00Z"),
            until: Some(at("2026-11-22T00:00:00Z")),
        }];
        let public = |day: &str| of_day(day.parse().unwrap(), &spans, &[]).public;
        assert_eq!(public("2026-11-19"), 0);
        assert_eq!(public("2026-11-20"), 1);
        assert_eq!(public("2026-11-21"), 1);
        assert_eq!(public("2026-11-22"), 0);
    }

    #[test]
    fn openings_count_on_their_day() {
        let opens = [at("2026-11-21T00:00:00Z"), at("2026-11-21T23:59:59Z")];
        assert_eq!(of_day("2026-11-21".parse().unwrap(), &[], &opens).opens, 2);
        assert_eq!(of_day("2026-11-22".parse().unwrap(), &[], &opens).opens, 0);
    }
}
