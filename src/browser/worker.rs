//! A program beside the page: texts go in, texts come out. Ends when its handle is dropped.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlMetaElement, MessageEvent, WorkerOptions, WorkerType};

/// A worker that runs.
pub struct Worker {
    worker: web_sys::Worker,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Worker {
    /// Starts the program that `<meta name=…>` names. None if the page names none, or the browser refuses.
    pub fn start(meta: &str, mut hear: impl FnMut(String) + 'static) -> Option<Self> {
        let address = leptos::prelude::document()
            .query_selector(&format!("meta[name={meta}]"))
            .ok()??
            .dyn_into::<HtmlMetaElement>()
            .ok()?
            .content();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&address, &options).ok()?;
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            _hear: hear,
        })
    }

    /// Sends it a text.
    pub fn say(&self, text: &str) {
        // Fails only for values that cannot be cloned; a text can.
        self.worker.post_message(&JsValue::from_str(text)).ok();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.terminate();
    }
}
