//! Badges and banners.

use leptos::prelude::*;

use super::{Icon, Tone};

/// A word or two in a pill.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    /// Lucide's name of an icon before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class="badge" data-tone=tone.name()>
            {icon.map(|name| view! { <Icon name /> })}
            {children()}
        </span>
    }
    .into_any()
}

/// A message in the flow of the page. Dangers and warnings that appear later are read out at once.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    /// Lucide's name; each tone has one of its own.
    #[prop(optional)]
    icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let name = icon.unwrap_or(match tone {
        Tone::Neutral | Tone::Info => "info",
        Tone::Good => "check",
        Tone::Warning => "triangle-alert",
        Tone::Danger => "circle-alert",
    });
    let role = (tone == Tone::Danger).then_some("alert");
    view! {
        <div class="banner" data-tone=tone.name() role=role>
            <Icon name large=true />
            <div class="banner__body">{children()}</div>
        </div>
    }
    .into_any()
}
