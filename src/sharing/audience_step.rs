//! Step 2: who may read it, until when, and what goes along.

use discreet_api_types::problem::FieldError;
use discreet_api_types::sharing::AudienceKind;
use leptos::prelude::*;

use super::desk::{Desk, View};
use super::expiry_field::{self, ExpiryField};
use super::form::Step;
use super::people_field::{self, PeopleField};
use super::protection::{self, Protection};
use crate::ui::{
    Banner, Button, Checkbox, ErrorSummary, FieldProblem, Look, RadioCard, RadioCards, TextArea,
    TextInput, Tone,
};

const WHY: &str = "share-why";
const FOCUS: &str = "share-focus";
const ACTION: &str = "share-action";
const LABEL: &str = "share-label";

/// Where an error's field is on the page.
fn control(error: &FieldError) -> Option<String> {
    let field = error.field.as_str();
    let id = if field.starts_with("audience.emails") {
        people_field::ID
    } else if field == "expires_at" {
        expiry_field::CUSTOM
    } else if field.starts_with("context.why") {
        WHY
    } else if field.starts_with("context.focus") {
        FOCUS
    } else if field.starts_with("context.action") {
        ACTION
    } else if field == "label" {
        LABEL
    } else if field == "password" {
        protection::PASSWORD
    } else if field == "max_views" {
        protection::MAX_VIEWS
    } else if field.starts_with("recipients") {
        protection::RECIPIENTS
    } else {
        return None;
    };
    Some(id.to_owned())
}

/// The place in the list of addresses that a field names: `audience.emails[2]` is 2.
fn chip(field: &str) -> Option<usize> {
    field
        .strip_prefix("audience.emails[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

/// The form of step 2.
#[component]
pub(super) fn AudienceStep(desk: Desk) -> impl IntoView {
    let fields = desk.fields;
    let problems = Signal::derive(move || {
        desk.trouble.with(|trouble| {
            let Some(trouble) = trouble else {
                return Vec::new();
            };
            if trouble.errors.is_empty() {
                return vec![FieldProblem {
                    id: None,
                    message: trouble.sentence.clone(),
                }];
            }
            trouble
                .errors
                .iter()
                .map(|error| FieldProblem {
                    id: control(error),
                    message: match chip(&error.field) {
                        // Which of the addresses it is, the field's place in the list does not tell a person.
                        Some(at) => fields.emails.with(|emails| match emails.get(at) {
                            Some(address) => format!("{address}: {}", error.message),
                            None => error.message.clone(),
                        }),
                        None => error.message.clone(),
                    },
                })
                .collect()
        })
    });
    let said = move |field: &'static str| {
        Signal::derive(move || {
            desk.trouble
                .with(|trouble| trouble.as_ref().and_then(|trouble| trouble.field(field)))
        })
    };
    let cards = Signal::derive(move || {
        let organisation = desk.organisation.get();
        let card = |value, icon, title: &str, description: String, tone| RadioCard {
            value,
            icon,
            title: title.to_owned(),
            description,
            tone,
            disabled: false,
        };
        vec![
            card(
                "people",
                "users",
                "People",
                "Only the people you name, after signing in.".to_owned(),
                "people",
            ),
            card(
                "organisation",
                "building-2",
                "Organisation",
                format!("Anyone at {organisation} with the link, signed in."),
                "organisation",
            ),
            card(
                "public",
                "globe",
                "Public link",
                "Anyone on the internet with the link.".to_owned(),
                "public",
            ),
        ]
    });
    let can_follow = Memo::new(move |_| {
        let form = fields.all();
        desk.review.queue.with(|queue| form.can_follow(queue))
    });
    let chosen = Signal::derive(move || fields.audience.get().map(name));
    let choose = move |value: &'static str| {
        let kind = match value {
            "people" => AudienceKind::People,
            "organisation" => AudienceKind::Organisation,
            _ => AudienceKind::Public,
        };
        fields.audience.set(Some(kind));
        // Strangers do not download unless that is said.
        if !fields.download_chosen.get_untracked() {
            fields.download.set(kind != AudienceKind::Public);
        }
        fields.customer_safe.set(false);
    };
    view! {
        <div class="audience-step">
            <ErrorSummary problems />
            <section class="audience-step__part">
                <RadioCards legend="Who may read it" cards value=chosen on_change=choose />
                <Show when=move || fields.audience.get() == Some(AudienceKind::People)>
                    <PeopleField fields trouble=desk.trouble />
                </Show>
                <Show when=move || fields.audience.get() == Some(AudienceKind::Public)>
                    <Banner tone=Tone::Warning icon="globe">
                        "A public link can be passed on to anyone. You confirm that it is customer-safe before it exists."
                    </Banner>
                </Show>
            </section>
            <section class="audience-step__part audience-step__pair">
                <div class="field">
                    <span class="field__label">"Permission"</span>
                    <span class="audience-step__permission">"Can view"</span>
                </div>
                <ExpiryField
                    expiry=fields.expiry
                    custom=fields.custom
                    now=desk.now
                    error=said("expires_at")
                />
            </section>
            <Show when=move || fields.audience.get() == Some(AudienceKind::Public)>
                <Protection desk />
            </Show>
            <IncludeSwitches desk />
            <section class="audience-step__part">
                <h3>"Context note"</h3>
                <p class="audience-step__hint">
                    "Stands above the conversation. “Messages 3-5” becomes a link to them."
                </p>
                <TextArea label="Why" id=WHY value=fields.why rows=2 error=said("context.why") />
                <TextArea
                    label="What to look at"
                    id=FOCUS
                    value=fields.focus
                    rows=2
                    error=said("context.focus")
                />
                <TextArea
                    label="What to do"
                    id=ACTION
                    value=fields.action
                    rows=2
                    error=said("context.action")
                />
            </section>
            <section class="audience-step__part">
                <h3>"For you, and how it is shown"</h3>
                <TextInput
                    label="Label"
                    id=LABEL
                    value=fields.label
                    hint=Some("Only you see it, in the list of shares.".to_owned())
                    maxlength=120
                    error=said("label")
                />
                <Checkbox
                    label="Allow download"
                    checked=fields.download
                    on_change=move |_: bool| fields.download_chosen.set(true)
                />
                <Checkbox label="Hide my name" checked=fields.hide_sharer />
                <Checkbox label="Show times in UTC" checked=fields.utc />
                <Show when=move || can_follow.get()>
                    <Checkbox
                        label="Follow the conversation"
                        hint=Some(
                            "New messages are added as they come. One with an undecided finding is held back until you decide."
                                .to_owned(),
                        )
                        checked=fields.follow
                    />
                </Show>
            </section>
        </div>
    }
    .into_any()
}

fn name(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::People => "people",
        AudienceKind::Organisation => "organisation",
        AudienceKind::Public => "public",
    }
}

#[component]
fn IncludeSwitches(desk: Desk) -> impl IntoView {
    let fields = desk.fields;
    let turned_on = RwSignal::new(false);
    let turn = move |on: bool| {
        if on {
            turned_on.set(true);
        }
    };
    let switches = [
        ("Contact and the contact’s name", fields.contact),
        ("Names of staff and of the AI", fields.staff_names),
        ("Tags", fields.tags),
        ("Internal notes", fields.notes),
        ("Source citations", fields.citations),
        ("Escalation summary", fields.escalation),
    ]
    .map(|(label, checked)| view! { <Checkbox label checked on_change=turn /> })
    .into_iter()
    .collect_view();
    view! {
        <section class="audience-step__part">
            <h3>"Goes along"</h3>
            <p class="audience-step__hint">
                "Besides the messages, their times, and who wrote as Contact, AI or Agent."
            </p>
            <div class="audience-step__switches">{switches}</div>
            <Show when=move || turned_on.get()>
                <Banner tone=Tone::Info>
                    <p>"What you turned on now stands in the review. Look it through before you share."</p>
                    <Button
                        look=Look::Quiet
                        on_press=move |()| desk.view.set(View::New(Step::Review))
                    >
                        "Back to the review"
                    </Button>
                </Banner>
            </Show>
        </section>
    }
    .into_any()
}
