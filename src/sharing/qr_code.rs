//! A link as a QR code, drawn as an element of the page: nothing is fetched, nothing leaves.

use std::fmt::Write;

use discreet_api_types::ids::ShareId;
use leptos::prelude::*;
use qrcodegen::{QrCode as Code, QrCodeEcc};

use super::api;
use crate::browser::focus;
use crate::ui::{Banner, Button, Spinner, Tone};

/// Modules of quiet around the code, as its standard wants.
const QUIET: i32 = 4;

/// The dark modules as an SVG path, row by row, and the side of the whole with its quiet zone.
fn path(text: &str) -> Option<(String, i32)> {
    let code = Code::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, run) = (start + QUIET, y + QUIET, x - start);
                write!(path, "M{left} {top}h{run}v1h-{run}z").ok()?;
            }
            x += 1;
        }
    }
    Some((path, code.size() + 2 * QUIET))
}

/// A link as a QR code.
#[component]
pub(super) fn QrCode(#[prop(into)] link: Signal<String>) -> impl IntoView {
    let drawn = move || match link.with(|link| path(link)) {
        None => view! { <p>"This link is too long for a QR code."</p> }.into_any(),
        Some((path, side)) => view! {
            <svg
                class="qr-code"
                viewBox=format!("0 0 {side} {side}")
                role="img"
                aria-label="QR code of the link"
                shape-rendering="crispEdges"
            >
                <rect class="qr-code__ground" width=side height=side />
                <path class="qr-code__modules" d=path />
            </svg>
        }
        .into_any(),
    };
    view! { <div class="qr-code__frame">{drawn}</div> }.into_any()
}

/// The QR code of a share, below its row.
#[component]
pub(super) fn QrPanel(share: ShareId, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let link = LocalResource::new(move || {
        let share = share.clone();
        async move { api::link(&share).await }
    });
    let id = crate::ui::unique_id("qr");
    let place = id.clone();
    request_animation_frame(move || {
        focus::focus_id(&place);
    });
    view! {
        <div class="question" role="group" aria-label="QR code" tabindex="-1" id=id>
            {move || match link.get() {
                None => view! { <Spinner /> }.into_any(),
                Some(Err(failure)) => {
                    view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> }.into_any()
                }
                Some(Ok(link)) => {
                    let link = Signal::stored(link.url);
                    view! {
                        <QrCode link />
                        <p>"Whoever photographs it has the whole link."</p>
                    }
                        .into_any()
                }
            }}
            <div class="question__buttons">
                <Button on_press=move |()| on_close.run(())>"Close"</Button>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_link_becomes_a_square_of_runs_with_a_quiet_zone() {
        let link = "https://discreet.example/s/AAAAAAAAAAAAAAAAAAAAAA#k=BBBBBBBBBBBBBBBBBBBBBB";
        let (drawn, side) = path(link).unwrap();
        // Version 5 holds 84 bytes at this level: 37 modules and two times 4.
        assert_eq!(side, 45);
        // The upper left corner has a finder pattern: a run of seven.
        assert!(drawn.starts_with("M4 4h7v1h-7z"), "{}", &drawn[..40]);
    }

    #[test]
    fn what_no_code_can_hold_is_none() {
        assert!(path(&"x".repeat(5000)).is_none());
    }
}
