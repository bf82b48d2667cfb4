//! Reactive parts whose types are compiled once. Each closure or future given to the framework directly is compiled
//! with all the machinery around it, 2 to 6 kB a time; a boxed one costs a call.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

type Job = Pin<Box<dyn Future<Output = ()>>>;
type Slot = SendWrapper<RefCell<Option<Job>>>;

/// Something done in the background, and whether it still is. An [`Action`] whose input is the work itself.
#[derive(Clone, Copy)]
pub struct Work(Action<Slot, ()>);

impl Default for Work {
    fn default() -> Self {
        Self::new()
    }
}

impl Work {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Action::new_unsync(|slot: &Slot| {
            let job = slot.borrow_mut().take();
            async move {
                if let Some(job) = job {
                    job.await;
                }
            }
        }))
    }

    /// Begins it. It may outlive the view: it must use `try_` accessors after waiting.
    pub fn start(&self, job: impl Future<Output = ()> + 'static) {
        let job: Job = Box::pin(job);
        self.0.dispatch(SendWrapper::new(RefCell::new(Some(job))));
    }

    /// Some of it is not done.
    pub fn busy(&self) -> Signal<bool> {
        self.0.pending().into()
    }
}

/// An effect on the outside world, run again whenever a signal that it read changes.
pub fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_: Option<()>| act());
}

/// An effect on elements this program made: run now, and again whenever a signal that it read changes, as long as the
/// reactive owner lives.
pub fn draw_effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    let effect = RenderEffect::new(move |_: Option<()>| act());
    on_cleanup(move || drop(effect));
}

/// A part of a view, drawn again whenever a signal that it read changes.
pub fn live(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let draw: Box<dyn Fn() -> AnyView + Send> = Box::new(draw);
    (move || draw()).into_any()
}

/// Acts on an event of the window, as long as the reactive owner lives.
pub fn on_window(event: &str, act: impl Fn() + 'static) {
    let act: Box<dyn Fn()> = Box::new(act);
    let listener = window_event_listener_untyped(event, move |_| act());
    on_cleanup(move || listener.remove());
}

/// Acts on an event of the document, as long as the reactive owner lives.
pub fn on_document(event: &'static str, act: impl Fn() + 'static) {
    let act: Box<dyn Fn()> = Box::new(act);
    let hear = SendWrapper::new(Closure::<dyn Fn()>::new(act));
    let listener = hear.as_ref().unchecked_ref();
    document()
        .add_event_listener_with_callback(event, listener)
        .ok();
    on_cleanup(move || {
        let listener = hear.as_ref().unchecked_ref();
        document()
            .remove_event_listener_with_callback(event, listener)
            .ok();
    });
}
