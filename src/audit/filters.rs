//! What narrows the trail. All of it stands in the address.

use discreet_api_types::accounts::Person;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::state::{ACTIONS, Filter};
use crate::accounts::{PersonPicker, everybody};
use crate::browser::focus;
use crate::http;
use crate::paths;
use crate::ui::{Icon, Select, SelectOption, TextInput};

const PERSON: &str = "audit-person";

type Change = Box<dyn FnOnce(&mut Filter)>;

/// Action, person, days; and what a link from another page narrowed it to.
#[component]
pub(super) fn Filters(filter: Memo<Filter>) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let choose = Callback::new(move |change: Change| {
        let mut wanted = filter.get_untracked();
        change(&mut wanted);
        if wanted != filter.get_untracked() {
            let address = format!("{}{}", paths::AUDIT, http::query(&wanted.pairs()));
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&address, options));
        }
    });
    let actions = Signal::derive(|| {
        let mut options = vec![SelectOption::new("", "Anything")];
        options.extend(
            ACTIONS
                .iter()
                .map(|(action, words)| SelectOption::new(*action, *words)),
        );
        options
    });
    view! {
        <search class="audit__filters">
            <Select
                label="What happened"
                value=Signal::derive(move || filter.with(|filter| filter.action.clone()))
                options=actions
                on_change=move |value: String| {
                    choose.run(Box::new(move |filter| filter.action = value));
                }
            />
            <PersonPicker
                id=PERSON
                label="Person"
                on_choose=move |person: Person| {
                    choose.run(Box::new(move |filter| filter.person = person.id.0));
                }
            />
            <Day
                label="From"
                value=Signal::derive(move || filter.with(|filter| filter.from.clone()))
                on_change=move |day: String| {
                    choose.run(Box::new(move |filter| filter.from = day));
                }
            />
            <Day
                label="Until"
                value=Signal::derive(move || filter.with(|filter| filter.until.clone()))
                on_change=move |day: String| {
                    choose.run(Box::new(move |filter| filter.until = day));
                }
            />
            <Chips filter choose />
        </search>
    }
    .into_any()
}

#[component]
fn Day(
    label: &'static str,
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    // The address can change by *back*: the field follows.
    Effect::new(move |_| typed.set(value.get()));
    view! {
        <TextInput
            label
            kind="date"
            value=typed
            on_input=move |()| on_change.run(typed.get_untracked())
        />
    }
    .into_any()
}

/// What narrows the trail and cannot be seen in a field, each with a way to drop it.
#[component]
fn Chips(filter: Memo<Filter>, choose: Callback<Change>) -> impl IntoView {
    // The address knows a person by id alone.
    let named = Memo::new(move |_| filter.with(|filter| filter.person.clone()));
    let people = LocalResource::new(move || {
        let wanted = !named.with(String::is_empty);
        async move { if wanted { everybody().await.ok() } else { None } }
    });
    let name = move |id: &str| {
        people
            .get()
            .flatten()
            .and_then(|read| {
                let mut people = read.people.into_iter();
                people.find(|person| person.person.id.0 == id)
            })
            .map_or_else(|| "one person".to_owned(), |person| person.person.name)
    };
    let chips = move || {
        let filter = filter.get();
        let person: fn(&mut Filter) = |filter| filter.person.clear();
        let share: fn(&mut Filter) = |filter| filter.share.clear();
        let conversation: fn(&mut Filter) = |filter| filter.conversation.clear();
        let all = [
            (
                !filter.person.is_empty(),
                format!("By or about {}", name(&filter.person)),
                person,
            ),
            (
                !filter.share.is_empty(),
                "One share’s time line".to_owned(),
                share,
            ),
            (
                !filter.conversation.is_empty(),
                "One conversation’s time line".to_owned(),
                conversation,
            ),
        ];
        let chips: Vec<_> = all
            .into_iter()
            .filter(|(on, ..)| *on)
            .map(|(_, words, drop)| {
                let label = format!("Remove filter: {words}");
                view! {
                    <li>
                        <button
                            class="button"
                            type="button"
                            data-look="secondary"
                            aria-label=label
                            on:click=move |_| {
                                choose.run(Box::new(drop));
                                focus::focus_id(PERSON);
                            }
                        >
                            <bdi>{words}</bdi>
                            <Icon name="x" />
                        </button>
                    </li>
                }
            })
            .collect();
        (!chips.is_empty()).then(|| {
            view! { <ul class="audit__chips" aria-label="Filters in force">{chips}</ul> }
        })
    };
    view! { {chips} }.into_any()
}
