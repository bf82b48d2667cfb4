//! Writing: a new comment, a reply, other words for one's own.

use std::cell::RefCell;
use std::rc::Rc;

use discreet_api_types::discussion::{
    ChangeComment, Comment, CommentKind, NewComment, Participant,
};
use discreet_api_types::ids::{CommentId, PersonId};
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent};

use super::drafts::{self, Draft};
use super::live::{Discussion, Place};
use super::people::People;
use super::state::{is_highlight, kind_words, mention_at};
use super::wire::{kind_name, kind_named};
use crate::browser::announce;
use crate::browser::concrete::Work;
use crate::browser::elements::{Made, make, make_icon};
use crate::http::Failure;

/// What is written.
#[derive(Clone)]
pub enum Purpose {
    /// A new comment.
    New,
    /// A reply to this one.
    Reply(CommentId),
    /// Other words for this one.
    Edit(Box<Comment>),
}

impl Purpose {
    fn key(&self) -> String {
        match self {
            Self::New => "new".to_owned(),
            Self::Reply(id) => id.0.clone(),
            Self::Edit(comment) => format!("edit-{}", comment.id.0),
        }
    }

    const fn label(&self) -> &'static str {
        match self {
            Self::New => "New comment",
            Self::Reply(_) => "Reply",
            Self::Edit(_) => "Change the comment",
        }
    }

    const fn send(&self) -> &'static str {
        match self {
            Self::New => "Comment",
            Self::Reply(_) => "Reply",
            Self::Edit(_) => "Save",
        }
    }
}

/// A form to write in. A clone is the same form.
#[derive(Clone)]
pub struct Composer {
    purpose: Purpose,
    discussion: Discussion,
    form: Made,
    area: Made,
    about: Made,
    kind: Made,
    todo: Made,
    assignee_field: Made,
    due_field: Made,
    error: Made,
    confirm: Made,
    confirm_box: Made,
    place: Rc<RefCell<Place>>,
    /// People mentioned, as long as their names stand in the words.
    mentioned: Rc<RefCell<Vec<Participant>>>,
    assignee: Rc<RefCell<Option<Participant>>>,
    work: Work,
    done: Rc<dyn Fn()>,
}

impl Composer {
    /// `done`: it was sent, or given up.
    pub fn new(purpose: Purpose, discussion: Discussion, done: impl Fn() + 'static) -> Self {
        let key = purpose.key();
        let id = |part: &str| format!("compose-{key}-{part}");
        let area = make("textarea")
            .class("input composer__words")
            .attr("id", &id("words"))
            .attr("rows", "2")
            .attr("dir", "auto")
            .attr("aria-label", purpose.label())
            .attr("aria-describedby", &id("error"))
            .attr("placeholder", "Write; @ mentions a colleague");
        let kind = make("select").class("input").attr("aria-label", "Kind");
        let error = make("p")
            .class("field__error")
            .attr("id", &id("error"))
            .attr("role", "alert");
        let confirm = make("input")
            .attr("type", "checkbox")
            .attr("id", &id("confirm"));
        let confirm_box = make("div")
            .class("checkbox")
            .attr("hidden", "")
            .with(confirm.clone())
            .with(
                make("label")
                    .attr("for", &id("confirm"))
                    .text("It is not sensitive: everybody who reads this may know it"),
            );
        let assignee_field = make("input")
            .class("input")
            .attr("type", "text")
            .attr("id", &id("assignee"))
            .attr("autocomplete", "off")
            .attr("placeholder", "Nobody");
        let due_field = make("input")
            .class("input")
            .attr("type", "date")
            .attr("id", &id("due"));
        let assignee: Rc<RefCell<Option<Participant>>> = Rc::default();
        let (field, slot) = (assignee_field.clone(), assignee.clone());
        let doers = People::new(&assignee_field, &id("assignees"), move |person| {
            set_value(&field, &person.name);
            *slot.borrow_mut() = Some(person.clone());
        });
        let labelled = |words: &str, of: &Made, name: &str| {
            make("div")
                .class("field")
                .with(
                    make("label")
                        .class("field__label")
                        .attr("for", &id(name))
                        .text(words),
                )
                .with(of.clone())
        };
        let todo = make("div")
            .class("composer__todo")
            .attr("hidden", "")
            .with(labelled("Who does it", &assignee_field, "assignee").with(doers.element()))
            .with(labelled("Until", &due_field, "due"));
        let composer = Self {
            form: make("form")
                .class("composer")
                .attr("aria-label", purpose.label()),
            about: make("p").class("composer__about"),
            purpose,
            discussion,
            area,
            kind,
            todo,
            assignee_field,
            due_field,
            error,
            confirm,
            confirm_box,
            place: Rc::default(),
            mentioned: Rc::default(),
            assignee,
            work: Work::new(),
            done: Rc::new(done),
        };
        composer.build(&id("mentions"), doers);
        composer
    }

    /// Its element.
    pub fn element(&self) -> Made {
        self.form.clone()
    }

    /// Takes the focus.
    pub fn focus(&self) {
        self.area.focus();
    }

    /// Writes about this now; words typed before stay.
    pub fn write_about(&self, place: &Place) {
        let before = value(&self.area);
        if !place.quotation.is_empty() && !before.contains(place.quotation.trim()) {
            set_value(&self.area, &format!("{before}{}", place.quotation));
        }
        *self.place.borrow_mut() = place.clone();
        self.offer_kinds();
        self.show_about();
        self.keep_draft();
        self.focus();
    }

    fn build(&self, mentions_id: &str, doers: People) {
        let mentions = self.mentions(mentions_id);
        let share = self.discussion.share();
        self.restore();

        let composer = self.clone();
        let kind = self
            .kind
            .clone()
            .on("change", move |_| composer.kind_changed());
        let (composer, looking) = (self.clone(), doers.clone());
        let field = self.assignee_field.clone().on("input", move |_| {
            let name = value(&composer.assignee_field);
            *composer.assignee.borrow_mut() = None;
            looking.look(
                &share,
                Some(name.as_str()).filter(|name| !name.trim().is_empty()),
            );
        });
        let looking = doers.clone();
        let field = field.on("keydown", move |event| {
            looking.on_key(&event);
        });
        drop(field.on("blur", move |_| doers.hide()));

        let composer = self.clone();
        let send = make("button")
            .class("button")
            .attr("type", "submit")
            .attr("data-look", "primary")
            .text(self.purpose.send());
        let foot = make("div").class("composer__foot");
        if matches!(self.purpose, Purpose::New) {
            foot.add(&kind);
        } else {
            let give_up = self.clone();
            foot.add(
                &make("button")
                    .class("button")
                    .attr("type", "button")
                    .attr("data-look", "quiet")
                    .text("Cancel")
                    .on("click", move |_| give_up.give_up()),
            );
        }
        let form = self
            .form
            .clone()
            .with(self.about.clone())
            .with(self.area.clone())
            .with(mentions)
            .with(self.todo.clone())
            .with(self.error.clone())
            .with(self.confirm_box.clone())
            .with(foot.with(send));
        drop(form.on("submit", move |event| {
            event.prevent_default();
            composer.send();
        }));
    }

    fn mentions(&self, id: &str) -> Made {
        let composer = self.clone();
        let people = People::new(&self.area, id, move |person| composer.mention(person));
        let (composer, looking) = (self.clone(), people.clone());
        let share = self.discussion.share();
        let area = self.area.clone().on("input", move |_| {
            let before = before_caret(&composer.area);
            looking.look(&share, mention_at(&before).map(|(_, name)| name));
            composer.clear_error();
            composer.keep_draft();
        });
        let (composer, looking) = (self.clone(), people.clone());
        let area = area.on("keydown", move |event| {
            if !looking.on_key(&event) {
                composer.on_key(&event);
            }
        });
        let looking = people.clone();
        drop(area.on("blur", move |_| looking.hide()));
        people.element()
    }

    fn on_key(&self, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        match key.key().as_str() {
            "Enter" if key.ctrl_key() || key.meta_key() => {
                event.prevent_default();
                self.send();
            }
            // One step back: out of the field, with the words kept.
            "Escape" if !matches!(self.purpose, Purpose::New) => {
                event.prevent_default();
                event.stop_propagation();
                (self.done)();
            }
            _ => {}
        }
    }

    fn mention(&self, person: &Participant) {
        let before = before_caret(&self.area);
        let Some((at, _)) = mention_at(&before) else {
            return;
        };
        let all = value(&self.area);
        let after = all.get(before.len()..).unwrap_or_default();
        let begin = format!("{}@{} ", &before[..at], person.name);
        set_value(&self.area, &format!("{begin}{after}"));
        if let Some(area) = self.area.element().dyn_ref::<HtmlTextAreaElement>() {
            let caret = u32::try_from(begin.encode_utf16().count()).unwrap_or(0);
            area.set_selection_range(caret, caret).ok();
        }
        self.mentioned.borrow_mut().push(person.clone());
        self.keep_draft();
    }

    fn mention_ids(&self, body: &str) -> Vec<PersonId> {
        let mut ids: Vec<PersonId> = self
            .mentioned
            .borrow()
            .iter()
            .filter(|person| body.contains(&format!("@{}", person.name)))
            .map(|person| person.id.clone())
            .collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn restore(&self) {
        let kept = drafts::kept(&self.discussion.share(), &self.purpose.key());
        if let Purpose::Edit(comment) = &self.purpose {
            self.mentioned.borrow_mut().clone_from(&comment.mentions);
            self.assignee.borrow_mut().clone_from(&comment.assignee);
            set_value(&self.area, &comment.body);
            set_value(&self.due_field, comment.due.as_deref().unwrap_or_default());
            let name = comment.assignee.as_ref().map(|person| person.name.as_str());
            set_value(&self.assignee_field, name.unwrap_or_default());
            self.todo.show(comment.kind == CommentKind::Action);
        }
        if let Some(draft) = kept {
            set_value(&self.area, &draft.body);
            *self.place.borrow_mut() = Place {
                message: draft.message,
                leaves: draft.leaves,
                words: draft.words,
                quotation: String::new(),
                // Unknown after a reload: the server says no if it is none.
                of_ai: draft.message.is_some(),
            };
            self.offer_kinds();
            set_select(&self.kind, &draft.kind);
            self.kind_changed();
        } else {
            self.offer_kinds();
        }
        self.show_about();
    }

    fn keep_draft(&self) {
        let place = self.place.borrow();
        let draft = Draft {
            body: value(&self.area),
            kind: kind_name(self.chosen_kind()).to_owned(),
            message: place.message,
            leaves: place.leaves,
            words: place.words.clone(),
        };
        drafts::keep(&self.discussion.share(), &self.purpose.key(), &draft);
    }

    /// Suggestions and highlights are about an answer of the AI's.
    fn offer_kinds(&self) {
        let chosen = self.chosen_kind();
        let of_ai = self.place.borrow().of_ai;
        self.kind.clear();
        for kind in [
            CommentKind::Note,
            CommentKind::Decision,
            CommentKind::Action,
            CommentKind::Suggestion,
            CommentKind::GoodExample,
            CommentKind::Problem,
        ] {
            if of_ai || !(kind == CommentKind::Suggestion || is_highlight(kind)) {
                self.kind.add(
                    &make("option")
                        .attr("value", kind_name(kind))
                        .text(kind_words(kind)),
                );
            }
        }
        set_select(&self.kind, kind_name(chosen));
        self.kind_changed();
    }

    fn chosen_kind(&self) -> CommentKind {
        self.kind
            .element()
            .dyn_ref::<HtmlSelectElement>()
            .and_then(|select| kind_named(&select.value()))
            .unwrap_or_default()
    }

    fn kind_changed(&self) {
        if matches!(self.purpose, Purpose::Edit(_)) {
            return;
        }
        let kind = self.chosen_kind();
        self.todo.show(kind == CommentKind::Action);
        let placeholder = match kind {
            CommentKind::Suggestion => "A better answer",
            CommentKind::Decision => "What was decided",
            CommentKind::Action => "What is to be done",
            CommentKind::GoodExample | CommentKind::Problem => "Why (may stay empty)",
            CommentKind::Note => "Write; @ mentions a colleague",
        };
        self.area.set("placeholder", Some(placeholder));
    }

    fn show_about(&self) {
        self.about.clear();
        let place = self.place.borrow().clone();
        let is_new = matches!(self.purpose, Purpose::New);
        self.about.show(is_new);
        if !is_new {
            return;
        }
        let Some(number) = place.message else {
            self.about.add_text("On the whole conversation");
            return;
        };
        let words = if place.words.is_empty() {
            format!("On message {number}")
        } else {
            format!("On message {number}: “{}”", place.words)
        };
        self.about
            .add(&make("span").class("composer__place").text(&words));
        let composer = self.clone();
        self.about.add(
            &make("button")
                .class("button icon-button")
                .attr("type", "button")
                .attr("data-look", "quiet")
                .attr("aria-label", "Comment on the whole conversation instead")
                .with(make_icon("x"))
                .on("click", move |_| composer.write_about(&Place::default())),
        );
    }

    fn send(&self) {
        if self.work.busy().try_get_untracked() != Some(false) {
            return;
        }
        let body = value(&self.area);
        let due = Some(value(&self.due_field)).filter(|due| !due.is_empty());
        let assignee = self.assignee.borrow().clone();
        let typed = value(&self.assignee_field);
        if assignee.is_none()
            && !typed.trim().is_empty()
            && !self.todo.element().has_attribute("hidden")
        {
            self.refuse(
                "Choose the person from the list, or leave the field empty.",
                &self.assignee_field,
            );
            return;
        }
        let confirm = is_checked(&self.confirm);
        self.clear_error();
        let composer = self.clone();
        let mentions = self.mention_ids(&body);
        let sent = match &self.purpose {
            Purpose::Edit(comment) => {
                let action = comment.kind == CommentKind::Action;
                let change = ChangeComment {
                    id: comment.id.clone(),
                    body: Some(body),
                    mentions: Some(mentions),
                    assignee: action.then(|| assignee.map(|person| person.id)),
                    due: action.then_some(due),
                    resolved: None,
                    confirm,
                };
                Sent::Change(change)
            }
            purpose => {
                let kind = match purpose {
                    Purpose::New => self.chosen_kind(),
                    _ => CommentKind::Note,
                };
                let action = kind == CommentKind::Action;
                let place = self.place.borrow().clone();
                Sent::New(NewComment {
                    kind,
                    body,
                    message: place.message,
                    start: place.leaves.map(|(start, _)| start),
                    end: place.leaves.map(|(_, end)| end),
                    reply_to: match purpose {
                        Purpose::Reply(id) => Some(id.clone()),
                        _ => None,
                    },
                    mentions,
                    assignee: assignee.filter(|_| action).map(|person| person.id),
                    due: due.filter(|_| action),
                    confirm,
                })
            }
        };
        let discussion = self.discussion;
        self.form.set("aria-busy", Some("true"));
        self.work.start(async move {
            let answer = match sent {
                Sent::New(new) => discussion.add(new).await,
                Sent::Change(change) => discussion.change(change).await,
            };
            composer.form.set("aria-busy", None);
            match answer {
                Ok(()) => composer.was_sent(),
                Err(failure) => composer.failed(&failure),
            }
        });
    }

    fn was_sent(&self) {
        set_value(&self.area, "");
        set_value(&self.assignee_field, "");
        set_value(&self.due_field, "");
        *self.assignee.borrow_mut() = None;
        self.mentioned.borrow_mut().clear();
        self.keep_draft();
        self.clear_error();
        if matches!(self.purpose, Purpose::New) {
            *self.place.borrow_mut() = Place::default();
            self.kind.clear();
            self.offer_kinds();
            self.show_about();
        }
        announce(match self.purpose {
            Purpose::Edit(_) => "Changed",
            Purpose::New | Purpose::Reply(_) => "Comment added",
        });
        (self.done)();
    }

    fn failed(&self, failure: &Failure) {
        let field = match failure.fields().first().map(|error| error.field.as_str()) {
            Some("assignee") => &self.assignee_field,
            Some("due") => &self.due_field,
            _ => &self.area,
        };
        let words = match failure.fields().first() {
            Some(error) => error.message.clone(),
            None => failure.to_string(),
        };
        if failure.code() == Some(ErrorCode::UndecidedFindings) {
            self.confirm_box.show(true);
        }
        self.refuse(&words, field);
    }

    fn refuse(&self, words: &str, field: &Made) {
        self.error.clear();
        self.error.add(&make_icon("circle-alert"));
        self.error.add(&make("span").text(words));
        field.set("aria-invalid", Some("true"));
        field.focus();
    }

    fn clear_error(&self) {
        self.error.clear();
        self.confirm_box.show(false);
        if let Some(input) = self.confirm.element().dyn_ref::<HtmlInputElement>() {
            input.set_checked(false);
        }
        for field in [&self.area, &self.assignee_field, &self.due_field] {
            field.set("aria-invalid", None);
        }
    }

    fn give_up(&self) {
        set_value(&self.area, "");
        self.keep_draft();
        (self.done)();
    }
}

enum Sent {
    New(NewComment),
    Change(ChangeComment),
}

fn value(field: &Made) -> String {
    let element = field.element();
    match element.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => element
            .dyn_ref::<HtmlInputElement>()
            .map(HtmlInputElement::value)
            .unwrap_or_default(),
    }
}

fn set_value(field: &Made, words: &str) {
    let element = field.element();
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(words);
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(words);
    }
}

fn set_select(select: &Made, name: &str) {
    if let Some(select) = select.element().dyn_ref::<HtmlSelectElement>() {
        select.set_value(name);
        if select.selected_index() < 0 {
            select.set_selected_index(0);
        }
    }
}

fn is_checked(field: &Made) -> bool {
    field
        .element()
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(HtmlInputElement::checked)
}

fn before_caret(area: &Made) -> String {
    let Some(area) = area.element().dyn_ref::<HtmlTextAreaElement>() else {
        return String::new();
    };
    let caret = area.selection_start().ok().flatten().unwrap_or(0) as usize;
    let units: Vec<u16> = area.value().encode_utf16().take(caret).collect();
    String::from_utf16_lossy(&units)
}
