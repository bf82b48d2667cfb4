//! The rows, newest first, and further ones on request.

use discreet_api_types::audit::{AuditPage as Rows, AuditRow};
use leptos::prelude::*;

use super::api;
use super::state::{Filter, action_words, actor_words, detail_words};
use crate::browser::announce;
use crate::browser::intl::{self, Zone};
use crate::http::Failure;
use crate::paths;
use crate::ui::{Banner, Button, EmptyState, Skeleton, Tone};

/// The rows that one filter takes. Made anew for another filter.
#[component]
pub(super) fn RowList(filter: Filter) -> impl IntoView {
    let narrows = filter.narrows();
    let asked = filter.clone();
    let first = LocalResource::new(move || {
        let asked = asked.clone();
        async move { api::list(&asked, None).await }
    });
    let further = RwSignal::new(Vec::<Rows>::new());
    let failure = RwSignal::new(None::<Failure>);
    let more = Action::new_unsync(move |before: &i64| {
        let (before, filter) = (*before, filter.clone());
        async move {
            failure.try_set(None);
            match api::list(&filter, Some(before)).await {
                Ok(rows) => {
                    announce(&format!("{} more", rows.rows.len()));
                    further.try_update(|further| further.push(rows));
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let next = move || {
        let last = further.with(|further| further.last().map(|rows| rows.next_before));
        last.unwrap_or_else(|| first.get()?.ok()?.next_before)
    };
    let body = move || {
        match first.get() {
        None => view! { <Skeleton rows=8 label="Loading the audit trail" /> }.into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| first.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(rows)) if rows.rows.is_empty() && narrows => view! {
            <EmptyState icon="search" title="No such rows">
                <p>"Nothing in the trail fits what is chosen above."</p>
                <a class="button" data-look="secondary" href=paths::AUDIT>
                    "Show everything"
                </a>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(rows)) if rows.rows.is_empty() => view! {
            <EmptyState icon="history" title="Nothing happened yet">
                <p>"Who shared what, when and with whom will stand here."</p>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(rows)) => view! {
            <table class="audit-table">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Details"</th>
                        <th scope="col" class="audit-table__number">
                            "Row"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.rows.iter().map(line).collect_view()}
                    {move || {
                        further
                            .with(|further| {
                                further.iter().flat_map(|rows| &rows.rows).map(line).collect_view()
                            })
                    }}
                </tbody>
            </table>
            {move || {
                failure
                    .get()
                    .map(|failure| view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> })
            }}
            <Show when=move || next().is_some()>
                <div class="conversation-list__more">
                    <Button
                        busy=more.pending()
                        on_press=move |()| {
                            if let Some(before) = untrack(next) {
                                more.dispatch(before);
                            }
                        }
                    >
                        "Show more"
                    </Button>
                </div>
            </Show>
        }
        .into_any(),
    }
    };
    body.into_any()
}

fn line(row: &AuditRow) -> AnyView {
    let full = intl::date_time(&row.at, Zone::Local);
    let short = intl::short(&row.at, intl::now());
    let words = action_words(&row.action);
    let share = row.share.as_ref().map(|id| {
        let address = paths::trail_of_share(id);
        view! { " " <a class="audit-table__share" href=address>"Share’s time line"</a> }
    });
    let of_conversation = row.conversation.as_ref().map(|id| {
        let address = paths::trail_of_conversation(id);
        view! { " " <a class="audit-table__share" href=address>"Conversation’s time line"</a> }
    });
    let what = match &row.conversation {
        Some(id) if row.action != "conversation.deleted" => {
            view! { <a href=paths::conversation(id)>{words}</a> }.into_any()
        }
        Some(_) | None => words.into_any(),
    };
    view! {
        <tr>
            <td class="audit-table__when">
                <time datetime=row.at.0.clone() title=full>{short}</time>
            </td>
            <td>
                <bdi>{actor_words(row)}</bdi>
            </td>
            <td>{what}</td>
            <td class="quiet">{detail_words(row)} {share} {of_conversation}</td>
            <td class="audit-table__number quiet">{row.seq}</td>
        </tr>
    }
    .into_any()
}
