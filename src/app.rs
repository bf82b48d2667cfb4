//! The workspace: its contexts, its pages, and the frame around them.
//!
//! Contexts, all of them: [`CurrentSession`], [`Toasts`], [`Importer`].

use discreet_api_types::accounts::{Role, Session};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::{NavigateOptions, path};

use crate::accounts::{
    OwnAccountPage, PeoplePage, SetUpPage, SignInForm, SignInPage, SignOut, TeamsPage, WelcomePage,
    remember_way_back, sign_out,
};
use crate::audit::AuditPage;
use crate::browser::announce::LiveRegion;
use crate::browser::{focus, location, timers, title};
use crate::conversations::{ConversationPage, ConversationsPage, ImportHost, Importer};
use crate::http;
use crate::paths;
use crate::policy::WordsPage;
use crate::review::requests::{ReviewRequestPage, ReviewsPage};
use crate::session::{self, CurrentSession, Standing};
use crate::sharing::MySharesPage;
use crate::ui::{
    Banner, Button, Dialog, DialogSize, EmptyState, Icon, Look, Menu, MenuItem, MenuRadio,
    MenuSeparator, Skeleton, Theme, ToastRegion, Toasts, Tone,
};

/// The workspace.
#[component]
pub fn App() -> impl IntoView {
    let session = CurrentSession::new();
    let toasts = Toasts::new();
    provide_context(session);
    provide_context(toasts);
    provide_context(Importer::new());
    Theme::remembered().choose();
    http::when_signed_out(move || session.refused());
    let ask = Action::new_unsync(move |(): &()| session.ask());
    ask.dispatch(());
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=|| view! { <NotFound /> }.into_any()>
                    <Route path=path!("/") view=|| members(|| view! { <ConversationsPage /> }.into_any()) />
                    <Route
                        path=path!("/conversations/:id")
                        view=|| members(|| view! { <ConversationPage /> }.into_any())
                    />
                    <Route path=path!("/reviews") view=|| members(|| view! { <ReviewsPage /> }.into_any()) />
                    <Route
                        path=path!("/reviews/:id")
                        view=|| members(|| view! { <ReviewRequestPage /> }.into_any())
                    />
                    <Route path=path!("/team-memory") view=|| members(|| view! { <WordsPage /> }.into_any()) />
                    <Route path=path!("/audit") view=|| members(|| view! { <AuditPage /> }.into_any()) />
                    <Route path=path!("/shares") view=|| members(|| view! { <MySharesPage /> }.into_any()) />
                    <Route path=path!("/people") view=|| members(|| view! { <PeoplePage /> }.into_any()) />
                    <Route path=path!("/teams") view=|| members(|| view! { <TeamsPage /> }.into_any()) />
                    <Route
                        path=path!("/account")
                        view=|| members(|| view! { <OwnAccountPage /> }.into_any())
                    />
                    <Route path=path!("/sign-in") view=|| view! { <SignInPage /> }.into_any() />
                    <Route path=path!("/setup") view=|| view! { <SetUpPage /> }.into_any() />
                    <Route path=path!("/welcome") view=|| view! { <WelcomePage /> }.into_any() />
                </FlatRoutes>
            </Frame>
        </Router>
        <ToastRegion toasts />
        <LiveRegion />
    }
}

/// What stands around every page.
#[component]
fn Frame(children: Children) -> impl IntoView {
    let session = session::current();
    let place = use_location();
    // The effect speaks to the focus: another page has another heading.
    Effect::new(move |before: Option<String>| {
        let now = place.pathname.get();
        if before.is_some_and(|before| before != now) {
            title::arrive();
        }
        now
    });
    let signed_in = Memo::new(move |_| session.standing() == Standing::SignedIn);
    let sample_data = Memo::new(move |_| session.get().is_some_and(|session| session.sample_data));
    view! {
        <Show when=move || sample_data.get()>
            <aside class="ribbon" aria-label="Sample data">
                <strong>"Sample data"</strong>
                <span>"Everybody and everything here is invented. Do not keep anything real in it."</span>
            </aside>
        </Show>
        <Header />
        <Offline />
        <main id="main" tabindex="-1">
            {children()}
        </main>
        <Show when=move || signed_in.get()>
            <ImportHost />
            <Lapsed />
        </Show>
    }
}

/// A page for those who are signed in; others are led to the sign-in page and back.
fn members(page: fn() -> AnyView) -> AnyView {
    let session = session::current();
    let standing = Memo::new(move |_| session.standing());
    (move || match standing.get() {
        Standing::Unknown => view! { <Skeleton label="Loading" /> }.into_any(),
        Standing::SignedIn => page(),
        Standing::SignedOut => view! { <ToSignIn /> }.into_any(),
        Standing::Failed => {
            title::show("Discreet".to_owned());
            view! {
                <h1 class="visually-hidden" tabindex="-1">"Discreet"</h1>
                <Banner tone=Tone::Danger>
                    <p>{session.failure().map(|failure| failure.to_string())}</p>
                    <Button on_press=move |()| location::reload()>"Try again"</Button>
                </Banner>
            }
            .into_any()
        }
    })
    .into_any()
}

/// Leads to the sign-in page, and remembers the way back.
#[component]
fn ToSignIn() -> impl IntoView {
    let navigate = leptos_router::hooks::use_navigate();
    remember_way_back();
    Effect::new(move |_| {
        navigate(
            paths::SIGN_IN,
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    });
}

#[component]
fn Header() -> impl IntoView {
    let session = session::current();
    let importer = expect_context::<Importer>();
    let place = use_location();
    let who = Memo::new(move |_| session.get());
    let current =
        move |path: &'static str| move || (place.pathname.get() == path).then_some("page");
    let organisation = move || {
        let here = place.pathname.get();
        (here == paths::PEOPLE || here == paths::TEAMS).then_some("page")
    };
    let search = find_conversations();
    let listener = window_event_listener(leptos::ev::keydown, {
        let search = search.clone();
        move |event| {
            let modal = document()
                .query_selector("dialog[open]")
                .is_ok_and(|open| open.is_some());
            if (event.meta_key() || event.ctrl_key())
                && !event.shift_key()
                && event.key().eq_ignore_ascii_case("k")
                && !modal
                && who.with_untracked(Option::is_some)
            {
                event.prevent_default();
                search();
            }
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <header class="top">
            <a
                class="skip-link"
                href="#main"
                on:click=|event| {
                    event.prevent_default();
                    focus::focus("main h1, main");
                }
            >
                "Skip to the content"
            </a>
            <div class="top__inner">
                <a class="top__brand" href=paths::HOME>
                    <Icon name="globe-lock" large=true />
                    <span>"Discreet"</span>
                </a>
                {move || {
                    let Some(session) = who.get() else {
                        return view! { <ThemeMenu /> }.into_any();
                    };
                    let search = search.clone();
                    view! {
                        <nav class="top__nav" aria-label="Main">
                            <a href=paths::HOME aria-current=current(paths::HOME)>
                                "Conversations"
                            </a>
                            {(session.abilities.review || session.abilities.share)
                                .then(|| {
                                    view! {
                                        <a href=paths::REVIEWS aria-current=current(paths::REVIEWS)>
                                            "Reviews"
                                        </a>
                                    }
                                })}
                            {session
                                .abilities
                                .change_words
                                .then(|| {
                                    view! {
                                        <a
                                            href=paths::TEAM_MEMORY
                                            aria-current=current(paths::TEAM_MEMORY)
                                        >
                                            "Team memory"
                                        </a>
                                    }
                                })}
                            {session
                                .abilities
                                .share
                                .then(|| {
                                    view! {
                                        <a href=paths::SHARES aria-current=current(paths::SHARES)>
                                            "My shares"
                                        </a>
                                    }
                                })}
                            {session
                                .abilities
                                .manage_people
                                .then(|| {
                                    view! {
                                        <a href=paths::PEOPLE aria-current=organisation>
                                            "People"
                                        </a>
                                    }
                                })}
                            {session
                                .abilities
                                .read_audit
                                .then(|| {
                                    view! {
                                        <a href=paths::AUDIT aria-current=current(paths::AUDIT)>
                                            "Audit"
                                        </a>
                                    }
                                })}
                        </nav>
                        <button
                            class="button top__search"
                            type="button"
                            data-look="secondary"
                            aria-keyshortcuts="Control+K Meta+K"
                            on:click=move |_| search()
                        >
                            <Icon name="search" />
                            <span>"Search"</span>
                            <kbd>{if is_mac() { "⌘K" } else { "Ctrl K" }}</kbd>
                        </button>
                        {session
                            .abilities
                            .bring_in
                            .then(|| {
                                view! {
                                    <button
                                        class="button top__import"
                                        type="button"
                                        data-look="secondary"
                                        on:click=move |_| importer.choose()
                                    >
                                        <Icon name="plus" />
                                        <span>"Import"</span>
                                    </button>
                                }
                            })}
                        <AccountMenu session />
                    }
                        .into_any()
                }}
            </div>
        </header>
    }
    .into_any()
}

/// What to call to go to the list's search field.
fn find_conversations() -> impl Fn() + Clone + Send + Sync + 'static {
    let navigate = send_wrapper::SendWrapper::new(leptos_router::hooks::use_navigate());
    move || {
        if focus::focus_id("search") {
            return;
        }
        navigate(paths::HOME, NavigateOptions::default());
        timers::detached(50, || {
            focus::focus_id("search");
        });
    }
}

fn is_mac() -> bool {
    window()
        .navigator()
        .user_agent()
        .is_ok_and(|agent| agent.contains("Mac OS"))
}

/// The theme, for those who are not signed in.
#[component]
fn ThemeMenu() -> impl IntoView {
    view! {
        <span class="top__end">
            <Menu
                label="Theme"
                look=Look::Quiet
                compact=true
                trigger=|| view! { <Icon name="sun" large=true /> }
            >
                <ThemeChoices />
            </Menu>
        </span>
    }
    .into_any()
}

#[component]
fn ThemeChoices() -> impl IntoView {
    let chosen = RwSignal::new(Theme::remembered());
    let choices = Theme::ALL
        .into_iter()
        .map(|theme| {
            view! {
                <MenuRadio
                    icon=theme.icon()
                    checked=Signal::derive(move || chosen.get() == theme)
                    on_select=Callback::new(move |()| theme.choose())
                >
                    {theme.label()}
                </MenuRadio>
            }
        })
        .collect_view();
    view! {
        <div role="group" aria-label="Theme">
            <p class="menu__label" aria-hidden="true">"Theme"</p>
            {choices}
        </div>
    }
}

#[component]
fn AccountMenu(session: Session) -> impl IntoView {
    let leave = sign_out();
    let navigate = StoredValue::new_local(leptos_router::hooks::use_navigate());
    let account = move |()| {
        navigate.with_value(|navigate| navigate(paths::ACCOUNT, NavigateOptions::default()));
    };
    let initial: String = session
        .person
        .name
        .chars()
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    let label = format!("Account: {}", session.person.name);
    // For display alone: what may be done is told by abilities.
    let role = match session.role {
        Role::Viewer => "Viewer",
        Role::Member => "Member",
        Role::Reviewer => "Reviewer",
        Role::Admin => "Admin",
    };
    view! {
        <Menu
            label
            look=Look::Quiet
            compact=true
            trigger=move || view! { <span class="avatar" aria-hidden="true">{initial.clone()}</span> }
        >
            <div class="menu__head" role="presentation">
                <p>
                    <strong>
                        <bdi>{session.person.name.clone()}</bdi>
                    </strong>
                </p>
                <p class="quiet">{session.person.email.clone()}</p>
                <p class="quiet">{role} " · " <bdi>{session.organisation.clone()}</bdi></p>
            </div>
            <MenuSeparator />
            <ThemeChoices />
            <MenuSeparator />
            <MenuItem icon="user" on_select=account>
                "My account"
            </MenuItem>
            <MenuItem icon="log-out" on_select=move |()| { leave.dispatch(SignOut::Here); }>
                "Sign out"
            </MenuItem>
            <MenuItem icon="shield" on_select=move |()| { leave.dispatch(SignOut::Everywhere); }>
                "Sign out everywhere"
            </MenuItem>
        </Menu>
    }
    .into_any()
}

/// The browser has no connection: said once, at the top.
#[component]
fn Offline() -> impl IntoView {
    let offline = RwSignal::new(!window().navigator().on_line());
    let gone = window_event_listener(leptos::ev::offline, move |_| offline.set(true));
    let back = window_event_listener(leptos::ev::online, move |_| offline.set(false));
    on_cleanup(move || {
        gone.remove();
        back.remove();
    });
    view! {
        <Show when=move || offline.get()>
            <p class="offline" role="status">
                <Icon name="ban" />
                "You are offline. What you see may be old; nothing can be saved until the connection is back."
            </p>
        </Show>
    }
    .into_any()
}

/// The session ended while a page was open: signs in again without losing the page.
#[component]
fn Lapsed() -> impl IntoView {
    let session = session::current();
    let open = session.lapsed();
    let email = Signal::derive(move || {
        session
            .get()
            .map(|session| session.person.email)
            .unwrap_or_default()
    });
    let back = Callback::new(move |now: Session| {
        let same = session
            .get()
            .is_none_or(|before| before.person.id == now.person.id);
        session.signed_in(now);
        if !same {
            location::reload();
        }
    });
    view! {
        <Dialog open title="You were signed out" size=DialogSize::Small>
            <div class="dialog__body">
                <p>"Sign in again to go on. The page behind this keeps what you typed."</p>
                <SignInForm email=email.get_untracked() on_signed_in=back />
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn NotFound() -> impl IntoView {
    title::show("Not found".to_owned());
    view! {
        <h1 class="visually-hidden" tabindex="-1">"Not found"</h1>
        <EmptyState icon="search" title="There is no such page">
            <p>"Check the address, or start from the list of conversations."</p>
            <a class="button" data-look="secondary" href=paths::HOME>
                "All conversations"
            </a>
        </EmptyState>
    }
}
