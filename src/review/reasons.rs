//! Why something is hidden: the reasons to choose from.

use discreet_api_types::review::Reason;
use leptos::prelude::*;

use crate::ui::SelectOption;

/// The reasons, in the order to offer.
const REASONS: [(&str, &str, Reason); 6] = [
    ("personal_data", "Personal data", Reason::PersonalData),
    ("credential", "Credential", Reason::Credential),
    (
        "customer_confidential",
        "Customer confidential",
        Reason::CustomerConfidential,
    ),
    ("internal_only", "Internal only", Reason::InternalOnly),
    ("legal", "Legal", Reason::Legal),
    ("other", "Other", Reason::Other),
];

/// The reason as the value of a choice; empty: none given.
pub(super) fn chosen(reason: RwSignal<Option<Reason>>) -> Signal<String> {
    Signal::derive(move || {
        let reason = reason.get();
        REASONS
            .iter()
            .find(|(_, _, known)| Some(*known) == reason)
            .map_or("", |(value, _, _)| value)
            .to_owned()
    })
}

/// The choices, with *No reason given* first.
pub(super) fn options() -> Vec<SelectOption> {
    std::iter::once(SelectOption::new("", "No reason given"))
        .chain(
            REASONS
                .iter()
                .map(|(value, words, _)| SelectOption::new(*value, *words)),
        )
        .collect()
}

/// The reason of a choice's value.
pub(super) fn of_value(value: &str) -> Option<Reason> {
    REASONS
        .iter()
        .find(|(known, _, _)| *known == value)
        .map(|(_, _, reason)| *reason)
}
