//! What readers of the conversation's shares wrote, share by share: for its owner. Each reader sees only the share they
//! wrote in.

use discreet_api_types::discussion::{Comment, DiscussedShare, DiscussionOverview};
use discreet_api_types::ids::{ConversationId, ShareId};
use discreet_api_types::sharing::AudienceKind;
use discreet_api_types::tree::Piece;
use leptos::prelude::*;

use super::api;
use super::state::counted;
use crate::browser::announce;
use crate::browser::elements::make;
use crate::browser::intl::{self, Zone};
use crate::discussion::{kind_icon, kind_words};
use crate::http::ROOT;
use crate::transcript::add_with_links;
use crate::ui::{Button, Icon};

/// All comments; nothing at all while there are none and no share takes any.
#[component]
pub fn Comments(id: ConversationId) -> impl IntoView {
    let path = format!(
        "{ROOT}/conversations/{}/comments/export",
        crate::http::encode(&id.0)
    );
    let overview = LocalResource::new(move || {
        let id = id.clone();
        async move { api::comments(&id).await }
    });
    let again = Callback::new(move |()| overview.refetch());
    move || {
        let all = overview.get()?.ok()?;
        if all.shares.is_empty() {
            return None;
        }
        let words = counted(all.comments.len(), "comment", "comments");
        let shares = by_share(&all);
        let export = (!all.comments.is_empty()).then(|| {
            view! {
                <p class="share-comments__export">
                    "Export: "
                    <a href=format!("{path}?format=json") download="comments.json" rel="external">"JSON"</a>
                    " "
                    <a href=format!("{path}?format=csv") download="comments.csv" rel="external">"CSV"</a>
                </p>
            }
        });
        Some(
            view! {
                <section class="share-comments" aria-labelledby="share-comments">
                    <h2 id="share-comments">"Comments on its shares " <span class="quiet small">{words}</span></h2>
                    {export}
                    {shares
                        .into_iter()
                        .map(|(share, comments)| view! { <OfShare share comments again /> })
                        .collect_view()}
                </section>
            }
            .into_any(),
        )
    }
}

/// Each share with its comments, replies below what they answer.
fn by_share(all: &DiscussionOverview) -> Vec<(DiscussedShare, Vec<Comment>)> {
    let of = |share: &DiscussedShare| -> Vec<Comment> {
        let written = || {
            let all = all.comments.iter();
            all.filter(|comment| comment.share.as_ref() == Some(&share.id))
        };
        let roots = written().filter(|comment| comment.reply_to.is_none());
        roots
            .flat_map(|root| {
                let replies = written().filter(|reply| reply.reply_to.as_ref() == Some(&root.id));
                std::iter::once(root).chain(replies)
            })
            .cloned()
            .collect()
    };
    let shares = all.shares.iter();
    shares.map(|share| (share.clone(), of(share))).collect()
}

#[component]
fn OfShare(share: DiscussedShare, comments: Vec<Comment>, again: Callback<()>) -> impl IntoView {
    let audience = match share.audience {
        AudienceKind::People => "People",
        AudienceKind::Organisation => "Organisation",
        AudienceKind::Public => "Public link",
    };
    let name = match &share.label {
        Some(label) => format!("{audience}, {label}"),
        None => audience.to_owned(),
    };
    let (id, open) = (share.id.clone(), share.comments_open);
    let error = RwSignal::new(None::<String>);
    let turn = Action::new_local(move |(): &()| {
        let id: ShareId = id.clone();
        async move {
            match api::open_comments(&id, !open).await {
                Ok(()) => {
                    announce(if open {
                        "Comments turned off"
                    } else {
                        "Comments turned on"
                    });
                    again.run(());
                }
                Err(failure) => {
                    error.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let state = if open {
        "takes comments"
    } else {
        "takes no new comments"
    };
    let words = format!("{state}, {} not resolved", share.unresolved);
    view! {
        <div class="share-comments__share">
            <div class="share-comments__head">
                <h3>{name}</h3>
                <span class="quiet small">{words}</span>
                <Button busy=turn.pending() on_press=move |()| {
                    turn.dispatch(());
                }>{if open { "Turn comments off" } else { "Turn comments on" }}</Button>
            </div>
            {move || error.get().map(|error| view! { <p class="field__error" role="alert">{error}</p> })}
            <ol class="share-comments__list">{comments.into_iter().map(row).collect_view()}</ol>
        </div>
    }
    .into_any()
}

fn row(comment: Comment) -> AnyView {
    let body = make("p").class("comment__body").attr("dir", "auto");
    add_with_links(&[Piece::Text(comment.body.clone())], &body);
    let place = comment.message.map(|number| {
        view! { <a class="message-link" rel="external" href=format!("#m={number}")>{format!("Message {number}")}</a> }
    });
    let reply = comment.reply_to.is_some();
    let kind = (!reply).then(|| {
        view! {
            <span class="thread__kind">
                <Icon name=kind_icon(comment.kind) />
                {kind_words(comment.kind)}
            </span>
        }
    });
    let resolved = comment
        .resolved
        .map(|done| format!("resolved by {}", done.by.name));
    view! {
        <li class="comment" data-reply=reply.then_some("")>
            <p class="comment__head">
                {kind}
                <bdi class="comment__author">{comment.author.name}</bdi>
                <time class="comment__time" datetime=comment.written_at.0.clone()>
                    {intl::date_time(&comment.written_at, Zone::Local)}
                </time>
                {place}
                <span class="comment__time">{resolved}</span>
            </p>
            {if comment.deleted {
                view! { <p class="comment__gone">"Deleted"</p> }.into_any()
            } else {
                body.into_any()
            }}
        </li>
    }
    .into_any()
}
