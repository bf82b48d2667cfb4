//! A one-line field (title, name, contact, tag, citation …): plain or with redactions, and in review with marks.

use discreet_api_types::tree::{Piece, SourceRange};
use leptos::prelude::*;

use super::content::{leaf, redaction};
use super::selection::field_name;
use super::{Annotation, Annotations, Place};

/// A stored text as pieces: none if there is no text.
pub fn plain(text: impl Into<Option<String>>) -> Vec<Piece> {
    text.into()
        .filter(|text| !text.is_empty())
        .map(Piece::Text)
        .into_iter()
        .collect()
}

/// Draws a field. With `annotations` it can be selected and marked: `pieces` must then be the stored text in one.
#[component]
pub fn FieldText(
    /// What it says.
    pieces: Vec<Piece>,
    /// Which field it is.
    place: Place,
    /// The marks over it; none: for reading.
    #[prop(optional_no_strip)]
    annotations: Option<Annotations>,
) -> impl IntoView {
    field_text(pieces, place, annotations)
}

pub(super) fn field_text(
    pieces: Vec<Piece>,
    place: Place,
    annotations: Option<Annotations>,
) -> AnyView {
    let Some(annotations) = annotations else {
        return view! { <bdi class="field-text">{drawn(&pieces, None)}</bdi> }.into_any();
    };
    let parts = move || {
        let marks = of_place(&annotations.of(place.message), place);
        drawn(&pieces, Some(&marks))
    };
    view! {
        <bdi
            class="field-text"
            data-field=field_name(place.field)
            data-message=place.message.map(|number| number.to_string())
            data-item=place.item.map(|item| item.to_string())
        >
            {parts}
        </bdi>
    }
    .into_any()
}

/// The marks of one field among those of its message.
pub(super) fn of_place(marks: &[Annotation], place: Place) -> Vec<Annotation> {
    marks
        .iter()
        .filter(|mark| mark.field == place.field && mark.item == place.item)
        .cloned()
        .collect()
}

fn drawn(pieces: &[Piece], marks: Option<&[Annotation]>) -> Vec<AnyView> {
    let mut start = 0;
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => {
                let end = start + u32::try_from(text.chars().count()).unwrap_or(0);
                let at = SourceRange {
                    start,
                    end,
                    exact: true,
                };
                start = end;
                leaf(text, Some(at), marks)
            }
            Piece::Redacted { label, ordinal } => redaction(label, *ordinal),
        })
        .collect()
}
