//! `/reviews`: what waits for one's review, and what one asked for.

use discreet_api_types::review::ReviewRequest;
use leptos::prelude::*;

use super::api;
use super::state::{audience_words, in_order, status_token, status_words, who_words};
use crate::browser::intl;
use crate::browser::title;
use crate::paths;
use crate::ui::{Banner, Button, EmptyState, Skeleton, Tone};

/// The requests.
#[component]
pub fn ReviewsPage() -> impl IntoView {
    title::show("Reviews".to_owned());
    let requests = LocalResource::new(api::list);
    let body = move || {
        match requests.get() {
        None => view! { <Skeleton label="Loading requests for review" /> }.into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| requests.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(found)) if found.requests.is_empty() => view! {
            <EmptyState icon="shield-check" title="No requests for review">
                <p>
                    "Whoever shares a conversation can ask a reviewer to check it first: in the second step of a new share."
                </p>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(found)) => {
            let waiting = match found.waiting {
                0 => "Nothing waits for you.".to_owned(),
                1 => "1 request waits for you.".to_owned(),
                more => format!("{more} requests wait for you."),
            };
            let rows = in_order(found.requests).iter().map(row).collect_view();
            view! {
                <p class="quiet">{waiting}</p>
                <ul class="requests" aria-label="Requests for review">
                    {rows}
                </ul>
            }
            .into_any()
        }
    }
    };
    view! {
        <section class="reviews">
            <h1 tabindex="-1">"Reviews"</h1>
            {body}
        </section>
    }
}

fn row(request: &ReviewRequest) -> AnyView {
    let when = intl::short(&request.updated_at, intl::now());
    view! {
        <li class="requests__row">
            <a class="requests__title" href=paths::review(&request.id) dir="auto">
                {request.title.clone()}
            </a>
            <span class="request-status" data-status=status_token(request.status)>
                {status_words(request.status)}
            </span>
            <p class="requests__about quiet small">
                {who_words(request)} " · " {audience_words(request.audience)} " · "
                <time datetime=request.updated_at.0.clone()>{when}</time>
            </p>
        </li>
    }
    .into_any()
}
