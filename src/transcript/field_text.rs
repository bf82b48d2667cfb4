//! A one-line field (title, name, contact, tag, citation …): plain or with redactions, and in review with marks.

use discreet_api_types::tree::{Piece, SourceRange};
use leptos::prelude::*;

use super::content::{Marks, add_leaf, redaction};
use super::selection::field_name;
use super::{Annotation, Annotations, Place};
use crate::browser::concrete::draw_effect;
use crate::browser::elements::{Made, make};

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

/// The same as an element.
pub fn field_text(pieces: Vec<Piece>, place: Place, annotations: Option<Annotations>) -> Made {
    let field = make("bdi").class("field-text");
    let Some(annotations) = annotations else {
        draw(&pieces, None, &field);
        return field;
    };
    let field = named(field, place);
    draw_marked(&field, annotations, place, move |into, marks| {
        draw(&pieces, marks, into);
    });
    field
}

/// With the attributes by which a selection finds its field.
pub(super) fn named(element: Made, place: Place) -> Made {
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    element
        .attr("data-field", field_name(place.field))
        .attr_if("data-message", number(place.message).as_deref())
        .attr_if("data-item", number(place.item).as_deref())
}

/// Draws into an element now, and again whenever the marks of its own field change, as long as the reactive owner
/// lives.
pub(super) fn draw_marked(
    into: &Made,
    annotations: Annotations,
    place: Place,
    draw: impl Fn(&Made, Marks<'_>) + 'static,
) {
    let into = into.clone();
    let mut shown = None;
    draw_effect(move || {
        let marks: Vec<Annotation> = annotations
            .of(place.message)
            .iter()
            .filter(|mark| mark.field == place.field && mark.item == place.item)
            .cloned()
            .collect();
        if shown.as_ref() != Some(&marks) {
            into.clear();
            draw(&into, Some(annotations.over(&marks)));
            shown = Some(marks);
        }
    });
}

fn draw(pieces: &[Piece], marks: Marks<'_>, into: &Made) {
    let mut start = 0;
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                let end = start + u32::try_from(text.chars().count()).unwrap_or(0);
                let at = SourceRange {
                    start,
                    end,
                    exact: true,
                };
                start = end;
                add_leaf(text, Some(at), marks, into);
            }
            Piece::Redacted { label, ordinal } => into.add(&redaction(label, *ordinal)),
        }
    }
}
