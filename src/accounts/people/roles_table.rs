//! What each role may do, as a plain table.

use leptos::prelude::*;

use super::state::{RIGHTS, ROLES};

/// The table.
#[component]
pub(super) fn RolesTable() -> impl IntoView {
    let heads = ROLES
        .map(|(_, _, name, _)| view! { <th scope="col">{name}</th> })
        .into_iter()
        .collect_view();
    let rows = RIGHTS
        .map(|(right, roles)| {
            let cells = roles
                .map(|may| {
                    view! { <td data-may=may.then_some("")>{if may { "Yes" } else { "No" }}</td> }
                })
                .into_iter()
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{right}</th>
                    {cells}
                </tr>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <section class="roles">
            <h2>"What each role may do"</h2>
            <div class="roles__frame" role="group" aria-label="What each role may do" tabindex="0">
                <table class="roles__table">
                    <thead>
                        <tr>
                            <td></td>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
