//! The marks over the text under review: the ones in view first, held back while someone draws a selection, which keeps
//! its place when the text below it is drawn anew.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::Review;
use super::places;
use crate::browser::concrete::Work;
use crate::browser::timers;
use crate::transcript::{self, AnnotationMap, Annotations};

/// Messages that are drawn anew at once, those nearest to what is looked at first; the rest follows when the page is
/// idle. Measured: 50 take a few milliseconds.
const AT_ONCE: usize = 50;

/// Marks that follow the review as long as the current owner lives, and do nothing while `drawing`: text that is
/// replaced under a moving pointer takes the selection with it.
pub(super) fn follow(review: Review, drawing: RwSignal<bool>) -> Annotations {
    let annotations = Annotations::new();
    let laid = annotations.clone();
    let rest = Work::new();
    let newest = StoredValue::new(0_u32);
    // The effect feeds the drawing: each message has its own signal, told apart by equality.
    Effect::new(move |_| {
        newest.update_value(|newest| *newest = newest.wrapping_add(1));
        if drawing.get() {
            return;
        }
        let current = review.current.get();
        let map = Arc::new(review.queue.with(|queue| queue.annotations(current)));
        let mut stale = laid.stale(&map);
        if stale.len() <= AT_ONCE {
            lay(&laid, &map, &stale, drawing);
            return;
        }
        let here = places::message_in_view().unwrap_or(1);
        stale.sort_by_key(|key| key.map_or(0, |number| number.abs_diff(here)));
        let this = newest.get_value();
        let laid = laid.clone();
        rest.start(async move {
            for piece in stale.chunks(AT_ONCE) {
                // A newer change lays what is left of this one too.
                if newest.try_get_value() != Some(this) {
                    return;
                }
                lay(&laid, &map, piece, drawing);
                timers::idle().await;
            }
        });
    });
    annotations
}

fn lay(
    marks: &Annotations,
    map: &AnnotationMap,
    messages: &[Option<u32>],
    drawing: RwSignal<bool>,
) {
    if messages.is_empty() {
        return;
    }
    let selected = places::selected();
    let backward = transcript::is_backward();
    marks.lay(map, messages);
    if !selected.is_empty() {
        // Once the text stands again, and before it is seen.
        request_animation_frame(move || {
            let busy = drawing.try_get_untracked().unwrap_or(true);
            if !busy && places::selection_is_lost() {
                places::select(&selected, backward);
            }
        });
    }
}

/// Ends `drawing`, begun where a pointer went down over the text, when that pointer is up again.
pub(super) fn follow_pointer(drawing: RwSignal<bool>) {
    let end = move || {
        if drawing.try_get_untracked() == Some(true) {
            drawing.set(false);
        }
    };
    let up = window_event_listener(ev::pointerup, move |_| end());
    // The browser takes a touch over to scroll, or the selected text to drag it.
    let cancel = window_event_listener(ev::pointercancel, move |_| end());
    let away = window_event_listener(ev::blur, move |_| end());
    on_cleanup(move || {
        up.remove();
        cancel.remove();
        away.remove();
    });
}
