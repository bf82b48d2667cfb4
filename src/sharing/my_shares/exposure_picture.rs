//! How much was open to whom, day by day, and how often it was opened: a picture, and the same as a table.

use discreet_api_types::sharing::ExposureDay;
use leptos::prelude::*;

use super::filters::{Change, choose};
use super::state::{Bar, Filter, bars, highest, opening_bars, picture_words};
use crate::browser::intl;
use crate::sharing::api;
use crate::ui::{Banner, Button, Select, SelectOption, Tone};

/// Width of a day, and of its column.
const DAY: f64 = 10.0;
const COLUMN: f64 = 8.0;

/// The picture.
#[component]
pub(super) fn ExposurePicture(filter: Memo<Filter>, again: Signal<u32>) -> impl IntoView {
    let choose = choose(filter);
    let asked = Memo::new(move |_| filter.with(|filter| (filter.days(), filter.all)));
    let read = LocalResource::new(move || {
        again.track();
        let (days, all) = asked.get();
        async move { api::exposure(days, all).await }
    });
    let body = move || match read.get() {
        None => view! { <div class="exposure-picture__space"></div> }.into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| read.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(over)) => drawn(&over.days),
    };
    view! {
        <section class="exposure-picture" aria-labelledby="exposure-picture">
            <div class="exposure-picture__head">
                <h2 id="exposure-picture">"Exposure over time"</h2>
                <Select
                    label="Days shown"
                    value=Signal::derive(move || filter.with(|filter| filter.days().to_string()))
                    options=Signal::derive(|| {
                        vec![SelectOption::new("30", "30 days"), SelectOption::new("90", "90 days")]
                    })
                    on_change=move |value: String| {
                        let change: Change = Box::new(move |filter| filter.long = value == "90");
                        choose.run(change);
                    }
                />
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn drawn(days: &[ExposureDay]) -> AnyView {
    let words = picture_words(days);
    #[expect(clippy::cast_precision_loss, reason = "at most 366 days")]
    let width = days.len() as f64 * DAY;
    let view_box = format!("0 0 {width} 100");
    let most = highest(days);
    let opens = days.iter().map(|day| day.opens).max().unwrap_or(0);
    let edge = |day: Option<&ExposureDay>| day.map(|day| intl::plain_day(&day.date));
    let rows = days
        .iter()
        .rev()
        .map(|day| {
            view! {
                <tr>
                    <th scope="row">{intl::plain_day(&day.date)}</th>
                    <td>{day.people}</td>
                    <td>{day.organisation}</td>
                    <td>{day.public}</td>
                    <td>{day.opens}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ul class="exposure-picture__legend" aria-hidden="true">
            <li data-of="public">"Public links"</li>
            <li data-of="organisation">"Organisation"</li>
            <li data-of="people">"People"</li>
            <li data-of="opens">"Openings (below)"</li>
        </ul>
        <div class="exposure-picture__frame" role="img" aria-label=words>
            <p class="exposure-picture__scale">{most} {if most == 1 { " share" } else { " shares" }}</p>
            <svg
                class="exposure-picture__shares"
                viewBox=view_box.clone()
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                {bars(days).into_iter().map(rect).collect_view()}
            </svg>
            <svg
                class="exposure-picture__opens"
                viewBox=view_box
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                {opening_bars(days).into_iter().map(rect).collect_view()}
            </svg>
            <p class="exposure-picture__days">
                <span>{edge(days.first())}</span>
                <span>
                    "up to " {opens} {if opens == 1 { " opening a day" } else { " openings a day" }}
                </span>
                <span>{edge(days.last())}</span>
            </p>
        </div>
        <details class="exposure-picture__table">
            <summary>"The same as a table"</summary>
            <div class="exposure-picture__rows" role="group" aria-label="Exposure, day by day" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Day (UTC)"</th>
                            <th scope="col">"People"</th>
                            <th scope="col">"Organisation"</th>
                            <th scope="col">"Public links"</th>
                            <th scope="col">"Openings"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn rect(bar: Bar) -> AnyView {
    #[expect(clippy::cast_precision_loss, reason = "at most 366 days")]
    let left = bar.day as f64 * DAY + (DAY - COLUMN) / 2.0;
    view! {
        <rect
            data-of=bar.of
            x=left.to_string()
            y=format!("{:.2}", bar.top)
            width=COLUMN.to_string()
            height=format!("{:.2}", bar.height)
        />
    }
    .into_any()
}
