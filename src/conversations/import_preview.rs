//! What a file holds, to choose from before anything is stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use discreet_api_types::conversations::{
    Branches, FoundConversation, ImportPlan, ImportPreview, ReadAgain,
};
use leptos::prelude::*;

use super::import_report::LeftOut;
use super::import_state::{
    FORMATS, all_left_out, can_be_chosen, found_sentence, has_branches, left_out_at_first,
    plan_sentence,
};
use super::import_work::{FileInHand, branches};
use super::state::counted;
use crate::ui::{Button, Look, Select, SelectOption, unique_id};

/// How many conversations to show at once.
const SHOWN: usize = 200;

/// What a file holds: the format, what would become of each conversation, what cannot be read and why.
#[component]
pub fn Preview(file: FileInHand, preview: Arc<ImportPreview>) -> impl IntoView {
    let again = Action::new_unsync({
        let file = file.clone();
        move |asked: &ReadAgain| {
            let (file, asked) = (file.clone(), asked.clone());
            async move { file.look_again(asked).await }
        }
    });
    let busy = again.pending();
    let format = preview.format.clone();
    let with_branches = has_branches(&format);
    let unknown = (format == "unknown").then(|| SelectOption::new("unknown", "Not recognised"));
    let formats: Vec<SelectOption> = unknown
        .into_iter()
        .chain(FORMATS.map(|(value, name)| SelectOption::new(value, name)))
        .collect();
    let chosen_branches = match preview.branches {
        Branches::Current => "current",
        Branches::All => "all",
    };
    let skipped = preview.skipped.clone();
    let sentence = found_sentence(&preview);
    view! {
        <p>{sentence}</p>
        <div class="import__choices">
            <Select
                label="Format"
                value=format
                options=formats
                disabled=busy
                on_change=Callback::new(move |value: String| {
                    again
                        .dispatch(ReadAgain {
                            format: Some(value),
                            branches: None,
                        });
                })
            />
            {with_branches
                .then(|| {
                    view! {
                        <Select
                            label="Branches"
                            value=chosen_branches
                            options=vec![
                                SelectOption::new("current", "The one in use last"),
                                SelectOption::new("all", "All, each as a conversation"),
                            ]
                            disabled=busy
                            on_change=Callback::new(move |value: String| {
                                again
                                    .dispatch(ReadAgain {
                                        format: None,
                                        branches: Some(branches(&value)),
                                    });
                            })
                        />
                    }
                })}
        </div>
        <Choices file preview />
        <LeftOut list=skipped />
    }
    .into_any()
}

#[component]
fn Choices(file: FileInHand, preview: Arc<ImportPreview>) -> impl IntoView {
    if preview.conversations.is_empty() {
        return ().into_any();
    }
    let shown = RwSignal::new(SHOWN);
    let all = preview.conversations.len();
    let several = preview
        .conversations
        .iter()
        .filter(|found| can_be_chosen(found))
        .nth(1)
        .is_some();
    let left_out = file.left_out.clone();
    let choose = {
        let (left_out, preview) = (left_out.clone(), Arc::clone(&preview));
        move |everything: bool| {
            left_out.set(if everything {
                left_out_at_first(&preview)
            } else {
                all_left_out(&preview)
            });
        }
    };
    let choose_none = choose.clone();
    let label = format!("Conversations in {}", file.name);
    view! {
        {several
            .then(|| {
                view! {
                    <div class="import__all">
                        <Button look=Look::Quiet on_press=Callback::new(move |()| choose(true))>
                            "Select all"
                        </Button>
                        <Button look=Look::Quiet on_press=Callback::new(move |()| choose_none(false))>
                            "Select none"
                        </Button>
                    </div>
                }
            })}
        <ul class="import__found" aria-label=label>
            <For
                each={
                    let preview = Arc::clone(&preview);
                    move || {
                        preview.conversations.iter().take(shown.get()).cloned().collect::<Vec<_>>()
                    }
                }
                key=|found| found.position
                children=move |found| view! { <Found found left_out=left_out.clone() /> }
            />
        </ul>
        <Show when=move || { shown.get() < all }>
            <Button on_press=move |()| shown.update(|shown| *shown += SHOWN)>
                {move || format!("Show more ({} not shown)", all.saturating_sub(shown.get()))}
            </Button>
        </Show>
    }
    .into_any()
}

#[component]
fn Found(found: FoundConversation, left_out: ArcRwSignal<BTreeSet<u32>>) -> impl IntoView {
    let position = found.position;
    let id = unique_id("found");
    let may = can_be_chosen(&found);
    let refused = found.plan == ImportPlan::Refuse;
    let mut facts = vec![
        plan_sentence(&found),
        counted(found.messages as usize, "message", "messages"),
    ];
    if found.stubs > 0 {
        facts.push(format!(
            "{} not taken in",
            counted(found.stubs as usize, "part", "parts")
        ));
    }
    let facts = facts.join(" · ");
    let reason = found
        .reason
        .map(|reason| view! { <span class="import__reason">{found.location} ": " {reason}</span> });
    let checked = {
        let left_out = left_out.clone();
        move || left_out.with(|all| !all.contains(&position))
    };
    let about = format!("{id}-about");
    view! {
        <li class="checkbox" data-refused=refused.then_some("")>
            <input
                type="checkbox"
                id=id.clone()
                prop:checked=checked
                disabled=!may
                aria-describedby=about.clone()
                on:change:target=move |event| {
                    let chosen = event.target().checked();
                    left_out
                        .update(|all| {
                            if chosen {
                                all.remove(&position);
                            } else {
                                all.insert(position);
                            }
                        });
                }
            />
            <label for=id>
                <bdi>{found.title}</bdi>
            </label>
            <span class="quiet" id=about>
                {facts}
                {reason}
            </span>
        </li>
    }
    .into_any()
}
