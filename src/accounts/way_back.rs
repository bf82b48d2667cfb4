//! The way back after signing in. Also written by the viewer, under the same key and in the same shape.

use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::state::WayBack;
use crate::browser::{location, storage};
use crate::paths::{self, Door};

/// Where the way back is kept, as long as the tab lives.
const KEY: &str = "discreet.return";

/// Remembers this page as the one to come back to.
pub fn remember_way_back() {
    let path = format!("{}{}", location::path(), location::query());
    if paths::door(&path).is_none() {
        return;
    }
    let way = WayBack {
        path,
        fragment: location::fragment(),
    };
    storage::keep(KEY, serde_json::to_string(&way).ok().as_deref());
}

/// What to call, once, to go where somebody was before signing in, or home.
pub fn go_back() -> impl Fn() + Clone + 'static {
    let navigate = use_navigate();
    move || {
        let way = storage::kept(KEY).and_then(|kept| serde_json::from_str::<WayBack>(&kept).ok());
        storage::keep(KEY, None);
        let (door, address) = way.map_or((Door::Workspace, paths::HOME.to_owned()), |way| {
            way.destination()
        });
        match door {
            Door::Share => location::replace(&address),
            Door::Workspace => navigate(
                &address,
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            ),
        }
    }
}
