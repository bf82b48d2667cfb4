//! Light, dark, or as the system has it. `/boot.js` applies the remembered choice before anything is drawn.

use leptos::prelude::*;

use crate::browser::storage;

/// Where the choice is remembered: `light` or `dark`; absent: the system's.
const KEY: &str = "discreet.theme";

/// The theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order to offer.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// Lucide's name of its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::System => "monitor",
            Self::Light => "sun",
            Self::Dark => "moon",
        }
    }

    /// The remembered choice.
    pub fn remembered() -> Self {
        match storage::remembered(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Shows it, and remembers it.
    pub fn choose(self) {
        let name = match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        };
        storage::remember(KEY, name);
        let Some(root) = document().document_element() else {
            return;
        };
        match name {
            Some(name) => root.set_attribute("data-theme", name).ok(),
            None => root.remove_attribute("data-theme").ok(),
        };
    }
}
