//! A thread: its first comment, the replies, and what can be done with them.

use std::cell::RefCell;
use std::rc::Rc;

use discreet_api_types::discussion::{ChangeComment, Comment, CommentKind};
use discreet_api_types::ids::CommentId;
use discreet_api_types::tree::Piece;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::composer::{Composer, Purpose};
use super::live::Discussion;
use super::state::{Thread, kind_icon, kind_words};
use crate::browser::announce;
use crate::browser::concrete::Work;
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::{self, Zone};
use crate::transcript::add_with_links;

/// The words that a comment's selection covers, if they are here.
pub type Excerpt = Rc<dyn Fn(&Comment) -> Option<String>>;

/// A drawn thread. What is typed into it stays when it is drawn again.
#[derive(Clone)]
pub struct ThreadView {
    discussion: Discussion,
    element: Made,
    shown: Made,
    writing: Made,
    drawn: Rc<RefCell<Option<(Thread, Zone)>>>,
    excerpt: Excerpt,
    work: Work,
}

impl ThreadView {
    /// Nothing drawn yet.
    pub fn new(discussion: Discussion, id: &CommentId, excerpt: Excerpt) -> Self {
        let shown = make("div").class("thread__shown");
        let writing = make("div").class("thread__writing");
        let element = make("article")
            .class("thread")
            .attr("id", &format!("thread-{}", id.0))
            .attr("tabindex", "-1")
            .with(shown.clone())
            .with(writing.clone());
        Self {
            discussion,
            element,
            shown,
            writing,
            drawn: Rc::default(),
            excerpt,
            work: Work::new(),
        }
    }

    /// Its element.
    pub fn element(&self) -> Made {
        self.element.clone()
    }

    /// Takes the focus.
    pub fn focus(&self) {
        self.element.focus();
    }

    /// Draws it, if that changes anything.
    pub fn draw(&self, thread: &Thread, zone: Zone) {
        let same = |drawn: &(Thread, Zone)| drawn.0 == *thread && drawn.1 == zone;
        if self.drawn.borrow().as_ref().is_some_and(same) {
            return;
        }
        *self.drawn.borrow_mut() = Some((thread.clone(), zone));
        let focused = focused_inside(&self.shown);
        self.shown.clear();
        let root = &thread.root;
        let place = match root.message {
            None => "On the whole conversation".to_owned(),
            Some(number) => format!("On message {number}"),
        };
        self.element.set(
            "aria-label",
            Some(&format!("{}, {place}", kind_words(root.kind))),
        );
        self.element
            .set("data-kind", Some(kind_name_of_style(root.kind)));
        self.element
            .set("data-resolved", root.resolved.as_ref().map(|_| ""));
        self.shown.add(&self.head(root));
        self.shown.add(&self.comment(root, zone));
        for reply in thread.replies.iter().filter(|reply| !reply.deleted) {
            self.shown.add(&self.comment(reply, zone));
        }
        self.shown.add(&self.foot(root, zone));
        if let Some(name) = focused {
            let again = self
                .shown
                .element()
                .query_selector(&format!("[data-do=\"{name}\"]"));
            if let Some(again) = again
                .ok()
                .flatten()
                .and_then(|again| again.dyn_into::<web_sys::HtmlElement>().ok())
            {
                again.focus().ok();
            }
        }
    }

    fn head(&self, root: &Comment) -> Made {
        let kind = make("span")
            .class("thread__kind")
            .with(make_icon(kind_icon(root.kind)))
            .with(make("span").text(kind_words(root.kind)));
        let head = make("div").class("thread__head").with(kind);
        if let Some(number) = root.message {
            let link = make("a")
                .class("message-link")
                .attr("href", &format!("#m={number}"))
                .attr("data-do", "place");
            head.add(&link.text(&format!("Message {number}")));
        }
        let place = make("div").class("thread__place").with(head);
        if let Some(words) = (self.excerpt)(root) {
            place.add(
                &make("q")
                    .class("thread__excerpt")
                    .attr("dir", "auto")
                    .text(&words),
            );
        }
        place
    }

    fn comment(&self, comment: &Comment, zone: Zone) -> Made {
        let time = make("time")
            .class("comment__time")
            .attr("datetime", &comment.written_at.0)
            .attr("title", &intl::date_time(&comment.written_at, zone))
            .text(&intl::relative(&comment.written_at, intl::now()));
        let head = make("p")
            .class("comment__head")
            .with(
                make("bdi")
                    .class("comment__author")
                    .text(&comment.author.name),
            )
            .with(time);
        if comment.edited_at.is_some() && !comment.deleted {
            head.add(&make("span").class("comment__edited").text("changed"));
        }
        let element = make("div").class("comment").with(head);
        if comment.deleted {
            return element.with(make("p").class("comment__gone").text("Deleted"));
        }
        if comment.withheld {
            let words = "It repeats what this share hides since it was updated: only its author and the owner read it.";
            element.add(&make("p").class("comment__gone").text(words));
        }
        if !comment.body.is_empty() {
            let body = make("p").class("comment__body").attr("dir", "auto");
            add_with_links(&[Piece::Text(comment.body.clone())], &body);
            element.add(&body);
        }
        if comment.assignee.is_some() || comment.due.is_some() {
            let mut words = String::new();
            if let Some(person) = &comment.assignee {
                words.push_str("For ");
                words.push_str(&person.name);
            }
            if let Some(due) = &comment.due {
                words.push_str(if words.is_empty() {
                    "Until "
                } else {
                    ", until "
                });
                words.push_str(&intl::plain_day(due));
            }
            element.add(&make("p").class("comment__todo").text(&words));
        }
        let own = make("div").class("comment__own");
        if comment.abilities.edit {
            let (view, changed) = (self.clone(), comment.clone());
            own.add(&act(&format!("edit-{}", comment.id.0), "Edit", move || {
                view.write(Purpose::Edit(Box::new(changed.clone())));
            }));
        }
        if comment.abilities.delete {
            own.add(&self.delete_button(comment));
        }
        element.with(own)
    }

    /// Words are gone for good once deleted: it asks once.
    fn delete_button(&self, comment: &Comment) -> Made {
        let (view, id) = (self.clone(), comment.id.clone());
        let button = make("button")
            .class("link-button")
            .attr("type", "button")
            .attr("data-do", &format!("delete-{}", comment.id.0))
            .text("Delete");
        let shown = button.clone();
        let asked = Rc::new(RefCell::new(false));
        let again = asked.clone();
        let calm = shown.clone();
        button
            .on("click", move |_| {
                if !std::mem::replace(&mut *asked.borrow_mut(), true) {
                    shown.say("Delete for good?");
                    shown.set("data-tone", Some("danger"));
                    announce("Press again to delete it for good");
                    return;
                }
                let (view, id) = (view.clone(), id.clone());
                view.clone()
                    .run(async move { view.discussion.delete(id).await }, "Deleted");
            })
            .on("blur", move |_| {
                *again.borrow_mut() = false;
                calm.say("Delete");
                calm.set("data-tone", None);
            })
    }

    fn foot(&self, root: &Comment, zone: Zone) -> Made {
        let foot = make("div").class("thread__foot");
        if let Some(done) = &root.resolved {
            let verb = if root.kind == CommentKind::Action {
                "Done"
            } else {
                "Resolved"
            };
            let words = format!("{verb} by {}", done.by.name);
            foot.add(
                &make("span")
                    .class("thread__resolved")
                    .attr("title", &intl::date_time(&done.at, zone))
                    .with(make_icon("circle-check"))
                    .with(make("span").text(&words)),
            );
        }
        if root.abilities.reply {
            let (view, id) = (self.clone(), root.id.clone());
            foot.add(&act("reply", "Reply", move || {
                view.write(Purpose::Reply(id.clone()));
            }));
        }
        if root.abilities.resolve {
            let words = match (root.resolved.is_some(), root.kind) {
                (true, _) => "Reopen",
                (false, CommentKind::Action) => "Mark done",
                (false, _) => "Resolve",
            };
            let (view, id, resolved) = (self.clone(), root.id.clone(), root.resolved.is_none());
            foot.add(&act("resolve", words, move || {
                view.resolve(id.clone(), resolved);
            }));
        }
        foot
    }

    fn resolve(&self, id: CommentId, resolved: bool) {
        let discussion = self.discussion;
        let change = ChangeComment {
            id,
            body: None,
            mentions: None,
            assignee: None,
            due: None,
            resolved: Some(resolved),
            confirm: false,
        };
        let said = if resolved { "Resolved" } else { "Open again" };
        self.run(async move { discussion.change(change).await }, said);
    }

    fn run(
        &self,
        job: impl Future<Output = Result<(), crate::http::Failure>> + 'static,
        said: &'static str,
    ) {
        let writing = self.writing.clone();
        self.work.start(async move {
            match job.await {
                Ok(()) => announce(said),
                Err(failure) => {
                    let error = make("p").class("field__error").attr("role", "alert");
                    writing.clear();
                    writing.add(
                        &error
                            .with(make_icon("circle-alert"))
                            .with(make("span").text(&failure.to_string())),
                    );
                }
            }
        });
    }

    fn write(&self, purpose: Purpose) {
        let back = match &purpose {
            Purpose::Edit(comment) => format!("edit-{}", comment.id.0),
            _ => "reply".to_owned(),
        };
        let view = self.clone();
        let composer = Composer::new(purpose, self.discussion, move || {
            view.writing.clear();
            let button = view
                .shown
                .element()
                .query_selector(&format!("[data-do=\"{back}\"]"));
            if let Some(button) = button
                .ok()
                .flatten()
                .and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok())
            {
                button.focus().ok();
            }
        });
        self.writing.clear();
        self.writing.add(&composer.element());
        composer.focus();
    }
}

const fn kind_name_of_style(kind: CommentKind) -> &'static str {
    super::wire::kind_name(kind)
}

/// A quiet button; `name` finds it again when it is drawn anew.
fn act(name: &str, words: &str, act: impl Fn() + 'static) -> Made {
    make("button")
        .class("link-button")
        .attr("type", "button")
        .attr("data-do", name)
        .text(words)
        .on("click", move |_| act())
}

/// The name of the button in there that has the focus.
fn focused_inside(shown: &Made) -> Option<String> {
    let active: Element = document().active_element()?;
    if !shown.element().contains(Some(&active)) {
        return None;
    }
    active.get_attribute("data-do")
}
