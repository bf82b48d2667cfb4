//! Server-sent events, heard once a browser: of several tabs that want the same stream, one reads it and tells the
//! others. HTTP/1.1 allows a browser six connections, and each stream takes one for good.
//!
//! The tab that reads holds a Web Lock of the stream's name; it lets go when it is hidden or closed, and the next one
//! takes over. Without Web Locks (pages without TLS) every tab that is seen reads by itself.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, on_cleanup, window};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, BroadcastChannel, EventSource, MessageEvent};

use super::concrete::on_document;
use super::timers;

/// How long to wait before a stream that the server refused is asked for again, in milliseconds.
const AGAIN: u64 = 4000;

/// What to do with an event's kind and data. False: the stream has ended.
pub type Act = Box<dyn Fn(&str, &str) -> bool>;

/// What to hear, and what to do then.
pub struct Wanted {
    /// Names the stream: tabs with the same name share it.
    pub name: String,
    /// The kinds of events.
    pub kinds: &'static [&'static str],
    /// The stream's address now; asked anew whenever it is opened.
    pub address: Box<dyn Fn() -> String>,
    /// Gets the kind and the data of each event. False: the stream has ended, and is not opened again.
    pub act: Act,
}

/// Hears as long as the reactive owner lives.
pub fn hear(wanted: Wanted) {
    let channel = BroadcastChannel::new(&wanted.name).ok();
    let hearing = Rc::new(Hearing {
        wanted,
        channel,
        source: RefCell::new(None),
        release: RefCell::new(None),
        asking: RefCell::new(None),
        over: Cell::new(false),
    });
    hearing.follow_others();
    hearing.seen();
    let watched = Rc::downgrade(&hearing);
    on_document("visibilitychange", move || {
        if let Some(hearing) = watched.upgrade() {
            hearing.seen();
        }
    });
    let held = SendWrapper::new(hearing);
    on_cleanup(move || held.end());
}

struct Hearing {
    wanted: Wanted,
    channel: Option<BroadcastChannel>,
    source: RefCell<Option<EventSource>>,
    /// Lets go of the lock.
    release: RefCell<Option<Function>>,
    /// The lock was asked for and has not been given.
    asking: RefCell<Option<AbortController>>,
    over: Cell<bool>,
}

impl Hearing {
    /// The page came into view, or went out of it.
    fn seen(self: &Rc<Self>) {
        if document().hidden() || self.over.get() {
            self.stop();
        } else if self.source.borrow().is_none() && self.asking.borrow().is_none() {
            match locks() {
                Some(locks) => self.ask(&locks),
                None => self.open(),
            }
        }
    }

    /// Asks to be the one that reads.
    fn ask(self: &Rc<Self>, locks: &Object) {
        let Ok(controller) = AbortController::new() else {
            return;
        };
        let weak = Rc::downgrade(self);
        let granted = Closure::once_into_js(move |_: JsValue| -> JsValue {
            match weak.upgrade() {
                Some(hearing) => hearing.hold(),
                None => JsValue::UNDEFINED,
            }
        });
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &controller.signal()).ok();
        *self.asking.borrow_mut() = Some(controller);
        let request = Reflect::get(locks, &"request".into());
        if let Some(request) = request
            .ok()
            .and_then(|request| request.dyn_into::<Function>().ok())
        {
            let name = JsValue::from_str(&self.wanted.name);
            let asked = request.call3(locks, &name, &options, &granted);
            // Not given after all, since it was not wanted any more: that is no error.
            if let Some(asked) = asked
                .ok()
                .and_then(|asked| asked.dyn_into::<Promise>().ok())
            {
                let ignore = Closure::<dyn FnMut(JsValue)>::new(|_| {});
                let _ = asked.catch(&ignore);
                ignore.forget();
            }
        }
    }

    /// The lock is given: it is held until the answer's promise is resolved.
    fn hold(self: &Rc<Self>) -> JsValue {
        *self.asking.borrow_mut() = None;
        let promise = Promise::new(&mut |resolve, _| {
            *self.release.borrow_mut() = Some(resolve);
        });
        self.open();
        promise.into()
    }

    fn open(self: &Rc<Self>) {
        let Ok(source) = EventSource::new(&(self.wanted.address)()) else {
            return;
        };
        for kind in self.wanted.kinds {
            let weak = Rc::downgrade(self);
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(hearing) = weak.upgrade() {
                    hearing.heard(kind, &event.data().as_string().unwrap_or_default());
                }
            });
            let hear = hear.into_js_value();
            source
                .add_event_listener_with_callback(kind, hear.unchecked_ref())
                .ok();
        }
        let weak = Rc::downgrade(self);
        let failed = Closure::<dyn Fn()>::new(move || retry(&weak)).into_js_value();
        source.set_onerror(Some(failed.unchecked_ref()));
        *self.source.borrow_mut() = Some(source);
    }

    fn heard(self: &Rc<Self>, kind: &str, data: &str) {
        if let Some(channel) = &self.channel {
            let told = JsValue::from_str(&format!("{kind}\n{data}"));
            channel.post_message(&told).ok();
        }
        self.act(kind, data);
    }

    fn act(&self, kind: &str, data: &str) {
        if !self.over.get() && !(self.wanted.act)(kind, data) {
            self.over.set(true);
            self.stop();
        }
    }

    fn follow_others(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let told = event.data().as_string().unwrap_or_default();
            if let (Some(hearing), Some((kind, data))) = (weak.upgrade(), told.split_once('\n')) {
                hearing.act(kind, data);
            }
        });
        if let Some(channel) = &self.channel {
            channel.set_onmessage(Some(hear.into_js_value().unchecked_ref()));
        }
    }

    fn stop(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
        if let Some(controller) = self.asking.borrow_mut().take() {
            controller.abort();
        }
        if let Some(release) = self.release.borrow_mut().take() {
            release.call0(&JsValue::NULL).ok();
        }
    }

    fn end(&self) {
        self.over.set(true);
        self.stop();
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// A broken connection the browser mends by itself; a refusal it takes for the last word.
fn retry(hearing: &Weak<Hearing>) {
    let Some(now) = hearing.upgrade() else { return };
    let refused = now
        .source
        .borrow()
        .as_ref()
        .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
    if !refused || now.over.get() {
        return;
    }
    let later = hearing.clone();
    timers::detached(AGAIN, move || {
        let Some(hearing) = later.upgrade() else {
            return;
        };
        let still = hearing
            .source
            .borrow()
            .as_ref()
            .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if still && !hearing.over.get() {
            hearing.open();
        }
    });
}

fn locks() -> Option<Object> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    locks.dyn_into::<Object>().ok()
}
