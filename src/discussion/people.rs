//! Finding colleagues by name: for `@` in a comment, and for who is to do something.

use std::cell::RefCell;
use std::rc::Rc;

use discreet_api_types::discussion::Participant;
use discreet_api_types::ids::ShareId;
use leptos::prelude::{GetValue, StoredValue, UpdateValue};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::api;
use crate::browser::concrete::Work;
use crate::browser::elements::{Made, make};
use crate::browser::{announce, timers};

/// A list of people below a field, while a name is being typed.
#[derive(Clone)]
pub struct People {
    list: Made,
    field: Made,
    found: Rc<RefCell<Vec<Participant>>>,
    active: Rc<RefCell<usize>>,
    chosen: Rc<dyn Fn(&Participant)>,
    work: Work,
    turn: StoredValue<u32>,
}

impl People {
    /// For this field; `id` names the list in the page.
    pub fn new(field: &Made, id: &str, chosen: impl Fn(&Participant) + 'static) -> Self {
        let list = make("ul")
            .class("people-list")
            .attr("id", id)
            .attr("role", "listbox")
            .attr("aria-label", "People")
            .attr("hidden", "");
        field.set("aria-autocomplete", Some("list"));
        field.set("aria-controls", Some(id));
        Self {
            list,
            field: field.clone(),
            found: Rc::default(),
            active: Rc::default(),
            chosen: Rc::new(chosen),
            work: Work::new(),
            turn: StoredValue::new(0),
        }
    }

    /// The list's element.
    pub fn element(&self) -> Made {
        self.list.clone()
    }

    /// Looks for people whose name begins like this; none: hides the list.
    pub fn look(&self, share: &ShareId, begin: Option<&str>) {
        self.turn.try_update_value(|turn| *turn += 1);
        let mine = self.turn.try_get_value();
        let Some(begin) = begin.map(|begin| begin.trim().to_owned()) else {
            self.hide();
            return;
        };
        let (share, people) = (share.clone(), self.clone());
        self.work.start(async move {
            timers::sleep(150).await;
            if people.turn.try_get_value() != mine {
                return;
            }
            // Too few letters are refused; then there is nothing to choose yet.
            let found = api::people(&share, &begin).await.map(|list| list.people);
            if people.turn.try_get_value() == mine {
                people.show(found.unwrap_or_default());
            }
        });
    }

    /// Moves in the list, chooses, or hides it. True: the key is used up.
    pub fn on_key(&self, event: &Event) -> bool {
        let count = self.found.borrow().len();
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return false;
        };
        if count == 0 {
            return false;
        }
        let active = *self.active.borrow();
        match key.key().as_str() {
            "ArrowDown" => self.activate((active + 1) % count),
            "ArrowUp" => self.activate((active + count - 1) % count),
            "Enter" | "Tab" => self.choose(active),
            "Escape" => self.hide(),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    /// Hides the list.
    pub fn hide(&self) {
        self.found.borrow_mut().clear();
        self.list.clear();
        self.list.show(false);
        self.field.set("aria-activedescendant", None);
    }

    fn show(&self, found: Vec<Participant>) {
        self.hide();
        if found.is_empty() {
            return;
        }
        for (index, person) in found.iter().enumerate() {
            let people = self.clone();
            let row = make("li")
                .class("people-list__person")
                .attr("id", &self.row_id(index))
                .attr("role", "option")
                .attr("aria-selected", "false")
                .with(make("bdi").text(&person.name))
                // Before the field loses the focus.
                .on("pointerdown", move |event| {
                    event.prevent_default();
                    people.choose(index);
                });
            self.list.add(&row);
        }
        let count = found.len();
        *self.found.borrow_mut() = found;
        self.list.show(true);
        self.activate(0);
        let plural = if count == 1 { "person" } else { "people" };
        announce(&format!(
            "{count} {plural}. Arrow keys move, Enter chooses."
        ));
    }

    fn activate(&self, index: usize) {
        *self.active.borrow_mut() = index;
        let rows = self.list.element().children();
        for place in 0..rows.length() {
            if let Some(row) = rows.item(place) {
                let selected = if place as usize == index {
                    "true"
                } else {
                    "false"
                };
                row.set_attribute("aria-selected", selected).ok();
            }
        }
        self.field
            .set("aria-activedescendant", Some(&self.row_id(index)));
    }

    fn choose(&self, index: usize) {
        let person = self.found.borrow().get(index).cloned();
        self.hide();
        if let Some(person) = person {
            (self.chosen)(&person);
        }
    }

    fn row_id(&self, index: usize) -> String {
        format!("{}-{index}", self.list.element().id())
    }
}
