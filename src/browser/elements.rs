//! Elements made directly, for what is drawn once and in large numbers: no reactive state, no markers between the
//! parts, and a fraction of the code that a typed view costs. Never from HTML text.

use leptos::prelude::document;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, HtmlElement, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element. A clone is the same element. Works as a view.
#[derive(Clone)]
pub struct Made(SendWrapper<Element>);

/// An element of this tag.
///
/// # Panics
///
/// Where the tag is none.
#[expect(clippy::expect_used, reason = "the tags are literals of this program")]
pub fn make(tag: &str) -> Made {
    let element = document().create_element(tag).expect("a tag");
    Made(SendWrapper::new(element))
}

/// An icon of the sprite `/icons.svg`, 16 pixels, for beside words.
///
/// # Panics
///
/// Never: `svg` and `use` are tags.
#[expect(clippy::expect_used, reason = "the tags are literals of this program")]
pub fn make_icon(name: &str) -> Made {
    let make = |tag| {
        let element = document().create_element_ns(Some(SVG), tag);
        Made(SendWrapper::new(element.expect("a tag")))
    };
    make("svg")
        .class("icon")
        .attr("width", "16")
        .attr("height", "16")
        .attr("aria-hidden", "true")
        .with(make("use").attr("href", &format!("/icons.svg#{name}")))
}

impl Made {
    /// With an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.0.set_attribute(name, value).ok();
        self
    }

    /// With an attribute, if there is a value.
    #[must_use]
    pub fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// With a class.
    #[must_use]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// With text behind what it has.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.add_text(text);
        self
    }

    /// With an element behind what it has.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an element is given away to where it stands"
    )]
    pub fn with(self, child: Made) -> Self {
        self.add(&child);
        self
    }

    /// With elements behind what it has.
    #[must_use]
    pub fn with_all(self, children: impl IntoIterator<Item = Made>) -> Self {
        for child in children {
            self.add(&child);
        }
        self
    }

    /// Acts on an event. The closure goes with the element; the signals it knows may go before.
    #[must_use]
    pub fn on(self, event: &str, act: impl FnMut(Event) + 'static) -> Self {
        let act: Box<dyn FnMut(Event)> = Box::new(act);
        let act = Closure::wrap(act).into_js_value();
        self.0
            .add_event_listener_with_callback(event, act.unchecked_ref())
            .ok();
        self
    }

    /// Adds text behind what it has.
    pub fn add_text(&self, text: &str) {
        let text = document().create_text_node(text);
        self.0.append_child(&text).ok();
    }

    /// Adds an element behind what it has.
    pub fn add(&self, child: &Made) {
        self.0.append_child(&child.0).ok();
    }

    /// Adds an element before another one that it has.
    pub fn insert(&self, child: &Made, before: &Made) {
        self.0.insert_before(&child.0, Some(&before.0)).ok();
    }

    /// Takes it out of the page.
    pub fn remove(&self) {
        self.0.remove();
    }

    /// Sets an attribute, or takes it away.
    pub fn set(&self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.0.set_attribute(name, value).ok(),
            None => self.0.remove_attribute(name).ok(),
        };
    }

    /// Says this and nothing else.
    pub fn say(&self, text: &str) {
        self.0.set_text_content(Some(text));
    }

    /// Takes the focus.
    pub fn focus(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            element.focus().ok();
        }
    }

    /// Shown, or not.
    pub fn show(&self, shown: bool) {
        if shown {
            self.0.remove_attribute("hidden").ok();
        } else {
            self.0.set_attribute("hidden", "").ok();
        }
    }

    /// Empties it.
    pub fn clear(&self) {
        self.0.set_text_content(None);
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.0
    }
}

/// How it stands in the page.
pub struct MadeState(SendWrapper<Element>);

impl Mountable for MadeState {
    fn unmount(&mut self) {
        self.0.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        parent.insert_before(&self.0, marker).ok();
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![(*self.0).clone()]
    }
}

impl Render for Made {
    type State = MadeState;

    fn build(self) -> Self::State {
        MadeState(self.0)
    }

    fn rebuild(self, state: &mut Self::State) {
        if *self.0 != *state.0 {
            state.0.replace_with_with_node_1(&self.0).ok();
            state.0 = self.0;
        }
    }
}

impl AddAnyAttr for Made {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

/// The program draws in the browser only; nothing is rendered to HTML or taken over from it.
impl RenderHtml for Made {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
