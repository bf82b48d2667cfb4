//! `/audit`: the trail, filtered as the address says, its downloads, and whether it is as it was written.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use super::filters::Filters;
use super::integrity::Integrity;
use super::rows::RowList;
use super::state::Filter;
use crate::browser::title;
use crate::ui::Icon;

/// The trail.
#[component]
pub fn AuditPage() -> impl IntoView {
    title::show("Audit trail".to_owned());
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| Filter::read(|name| query.get(name))));
    let file = move |kind: &'static str| move || filter.with(|filter| api::download(filter, kind));
    view! {
        <section class="audit">
            <div class="audit__head">
                <div>
                    <h1 tabindex="-1">"Audit trail"</h1>
                    <p class="quiet small">
                        "Who shared what, when and with whom. Rows are only ever added; each is sealed to the one before."
                    </p>
                </div>
                <div class="audit__files">
                    <a class="button" data-look="secondary" href=file("csv") download="audit.csv">
                        <Icon name="download" />
                        <span>"CSV"</span>
                    </a>
                    <a class="button" data-look="secondary" href=file("jsonl") download="audit.jsonl">
                        <Icon name="download" />
                        <span>"JSON Lines"</span>
                    </a>
                </div>
            </div>
            <Integrity />
            <Filters filter />
            {move || view! { <RowList filter=filter.get() /> }}
        </section>
    }
}
