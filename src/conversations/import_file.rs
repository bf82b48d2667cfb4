//! One file in the import dialog, wherever it stands.

use discreet_api_types::conversations::ImportProgress;
use leptos::prelude::*;

use super::import_preview::Preview;
use super::import_report::Report;
use super::import_state::{Face, Stage, end_sentence, size};
use super::import_work::FileInHand;
use super::state::counted;
use crate::ui::{Icon, Spinner};

/// A file: on its way, looked at, being brought in, or over.
#[component]
pub fn ImportedFile(file: FileInHand, open: RwSignal<bool>) -> impl IntoView {
    let name = file.name.clone();
    let face = {
        let stage = file.stage.clone();
        Memo::new(move |_| stage.with(Stage::face))
    };
    let body = move || {
        // Only another face draws this part anew.
        let _: Face = face.get();
        let file = file.clone();
        match file.stage.get_untracked() {
            Stage::Reading => view! { <Reading size=file.size /> }.into_any(),
            Stage::Seen(preview) => view! { <Preview file preview /> }.into_any(),
            Stage::Running(_) => view! { <Running file /> }.into_any(),
            Stage::Over(progress) => {
                view! { <Over progress=(*progress).clone() open /> }.into_any()
            }
            Stage::Failed(failure) => view! {
                <p class="field__error">
                    <Icon name="circle-alert" />
                    <span>{failure.to_string()}</span>
                </p>
            }
            .into_any(),
        }
    };
    view! {
        <section class="import__file">
            <h3>
                <bdi>{name}</bdi>
            </h3>
            {body}
        </section>
    }
    .into_any()
}

#[component]
fn Reading(size: u64) -> impl IntoView {
    let words = format!("Reading {}", self::size(size));
    view! {
        <p class="import__progress">
            <Spinner />
            <span>{words}</span>
        </p>
    }
}

#[component]
fn Running(file: FileInHand) -> impl IntoView {
    let stage = file.stage;
    let numbers = Memo::new(move |_| {
        stage.with(|stage| match stage {
            Stage::Running(progress) => (progress.done, progress.total),
            _ => (0, 0),
        })
    });
    let label = format!("Importing {}", file.name);
    view! {
        <p class="import__progress">
            <progress
                aria-label=label
                max=move || numbers.get().1.max(1).to_string()
                value=move || numbers.get().0.to_string()
            />
            <span>
                {move || {
                    let (done, total) = numbers.get();
                    let of = counted(total as usize, "conversation", "conversations");
                    format!("{done} of {of}")
                }}
            </span>
        </p>
    }
    .into_any()
}

#[component]
fn Over(progress: ImportProgress, open: RwSignal<bool>) -> impl IntoView {
    let sentence = end_sentence(&progress);
    view! {
        <p>{sentence}</p>
        {progress.report.map(|report| view! { <Report report open /> })}
    }
    .into_any()
}
