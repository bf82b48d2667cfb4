//! The conversation a page shows, and changing it.

use discreet_api_types::conversations::{ChangeConversation, Conversation};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;

use super::api;
use crate::http::{Failure, Tagged};

/// A handle on the conversation a page shows. Lives as long as the page.
#[derive(Clone, Copy)]
pub struct OpenConversation {
    id: StoredValue<ConversationId>,
    shown: LocalResource<Result<Tagged<Conversation>, Failure>>,
    /// What the last change answered, until the conversation is read again.
    changed: RwSignal<Option<Tagged<Conversation>>>,
    current: Memo<Option<Tagged<Conversation>>>,
}

impl OpenConversation {
    /// Reads it.
    pub fn new(id: ConversationId) -> Self {
        let changed = RwSignal::new(None);
        let asked = id.clone();
        let shown = LocalResource::new(move || {
            let id = asked.clone();
            async move {
                let answer = api::show(&id).await;
                changed.try_set(None);
                answer
            }
        });
        let current =
            Memo::new(move |_| changed.get().or_else(|| shown.get().and_then(Result::ok)));
        Self {
            id: StoredValue::new(id),
            shown,
            changed,
            current,
        }
    }

    /// Its id.
    pub fn id(self) -> ConversationId {
        self.id.get_value()
    }

    /// It has arrived.
    pub fn is_here(self) -> bool {
        self.current.with(Option::is_some)
    }

    /// Why it has not arrived.
    pub fn failure(self) -> Option<Failure> {
        if self.is_here() {
            return None;
        }
        self.shown.get()?.err()
    }

    /// Something of it, as long as it is here.
    pub fn part<T>(self, part: impl Fn(&Conversation) -> T + Send + Sync + 'static) -> Signal<T>
    where
        T: Default + Clone + PartialEq + Send + Sync + 'static,
    {
        let current = self.current;
        Memo::new(move |_| {
            current.with(|current| {
                current
                    .as_ref()
                    .map(|current| part(&current.value))
                    .unwrap_or_default()
            })
        })
        .into()
    }

    /// The whole of it as a signal, given that it is here: it keeps its last content when the page goes.
    pub fn whole(self) -> Option<Signal<Conversation>> {
        let first = self.current.get_untracked()?.value;
        let current = self.current;
        let whole = Memo::new(move |before: Option<&Conversation>| {
            let now = current.get().map(|current| current.value);
            now.or_else(|| before.cloned())
                .unwrap_or_else(|| first.clone())
        });
        Some(whole.into())
    }

    /// Reads it again.
    pub fn refetch(self) {
        self.shown.refetch();
    }

    /// Changes it, if it still is as the page shows it. If it is not, the newest is read, so that the same change
    /// can be sent again knowingly.
    pub async fn change(self, change: ChangeConversation) -> Result<(), Failure> {
        let etag = self
            .current
            .try_with_untracked(|current| current.as_ref()?.etag.clone())
            .flatten();
        let Some(id) = self.id.try_get_value() else {
            return Ok(());
        };
        match api::change(&id, etag.as_deref(), &change).await {
            Ok(answer) => {
                self.changed.try_set(Some(answer));
                Ok(())
            }
            Err(failure) => {
                if failure.code() == Some(ErrorCode::Stale)
                    && let Ok(newest) = api::show(&id).await
                {
                    self.changed.try_set(Some(newest));
                }
                Err(failure)
            }
        }
    }
}
