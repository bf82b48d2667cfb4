//! What is on the desk while someone shares: which view is open, what was chosen and typed, both reviews.
//!
//! Lives as long as the page of the conversation, not as long as the dialog: closing it loses nothing.

use std::sync::Arc;

use discreet_api_types::conversations::Conversation;
use discreet_api_types::problem::{ErrorCode, FieldError};
use discreet_api_types::sharing::{
    AudienceKind, ContextNote, Include, NewShare, RecipientLinks, Share,
};
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::form::{Expiry, ShareForm, Step};
use super::{api, time};
use crate::http::Failure;
use crate::review::ReviewQueue;
use crate::review::{Review, Start};

/// What the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The conversation's shares.
    Shares,
    /// A new share.
    New(Step),
    /// A share's update.
    Update,
}

/// What was chosen and typed for a new share, field by field.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub audience: RwSignal<Option<AudienceKind>>,
    pub emails: RwSignal<Vec<String>>,
    pub typing: RwSignal<String>,
    pub expiry: RwSignal<Expiry>,
    pub custom: RwSignal<String>,
    pub contact: RwSignal<bool>,
    pub staff_names: RwSignal<bool>,
    pub tags: RwSignal<bool>,
    pub notes: RwSignal<bool>,
    pub citations: RwSignal<bool>,
    pub escalation: RwSignal<bool>,
    pub why: RwSignal<String>,
    pub focus: RwSignal<String>,
    pub action: RwSignal<String>,
    pub label: RwSignal<String>,
    pub download: RwSignal<bool>,
    /// Download was chosen, not left as the audience has it.
    pub download_chosen: RwSignal<bool>,
    pub hide_sharer: RwSignal<bool>,
    pub utc: RwSignal<bool>,
    pub follow: RwSignal<bool>,
    pub customer_safe: RwSignal<bool>,
    pub password: RwSignal<String>,
    pub max_views: RwSignal<String>,
    pub recipients: RwSignal<String>,
}

impl Fields {
    fn new() -> Self {
        let off = || RwSignal::new(false);
        let empty = || RwSignal::new(String::new());
        Self {
            audience: RwSignal::new(None),
            emails: RwSignal::new(Vec::new()),
            typing: empty(),
            expiry: RwSignal::new(Expiry::default()),
            custom: empty(),
            contact: off(),
            staff_names: off(),
            tags: off(),
            notes: off(),
            citations: off(),
            escalation: off(),
            why: empty(),
            focus: empty(),
            action: empty(),
            label: empty(),
            download: RwSignal::new(true),
            download_chosen: off(),
            hide_sharer: off(),
            utc: off(),
            follow: off(),
            customer_safe: off(),
            password: empty(),
            max_views: empty(),
            recipients: empty(),
        }
    }

    /// All of it as one value. Tracked.
    pub fn all(self) -> ShareForm {
        ShareForm {
            audience: self.audience.get(),
            emails: self.emails.get(),
            expiry: self.expiry.get(),
            custom: self.custom.get(),
            include: self.include(),
            context: self.context(),
            label: self.label.get(),
            download: self.download_chosen.get().then(|| self.download.get()),
            hide_sharer: self.hide_sharer.get(),
            utc: self.utc.get(),
            follow: self.follow.get(),
            customer_safe: self.customer_safe.get(),
            password: self.password.get(),
            max_views: self.max_views.get(),
            recipients: self.recipients.get(),
        }
    }

    /// The switches that are on. Tracked.
    pub fn include(self) -> Include {
        Include {
            contact: self.contact.get(),
            staff_names: self.staff_names.get(),
            tags: self.tags.get(),
            notes: self.notes.get(),
            citations: self.citations.get(),
            escalation: self.escalation.get(),
        }
    }

    /// The context note. Tracked.
    pub fn context(self) -> ContextNote {
        ContextNote {
            why: self.why.get(),
            focus: self.focus.get(),
            action: self.action.get(),
        }
    }

    fn clear(self) {
        self.audience.set(None);
        self.emails.set(Vec::new());
        self.expiry.set(Expiry::default());
        for flag in [
            self.contact,
            self.staff_names,
            self.tags,
            self.notes,
            self.citations,
            self.escalation,
            self.download_chosen,
            self.hide_sharer,
            self.utc,
            self.follow,
            self.customer_safe,
        ] {
            flag.set(false);
        }
        self.download.set(true);
        for text in [
            self.typing,
            self.custom,
            self.why,
            self.focus,
            self.action,
            self.label,
            self.password,
            self.max_views,
            self.recipients,
        ] {
            text.set(String::new());
        }
    }
}

/// Something the server did not do, said where it matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trouble {
    /// What happened, a sentence.
    pub sentence: String,
    /// Fields at fault.
    pub errors: Vec<FieldError>,
    /// The conversation changed: loading it again helps.
    pub stale: bool,
    /// Findings without a decision are in the way; over once there are none.
    pub undecided: bool,
    /// A colleague has to approve it first.
    pub review_required: bool,
}

impl Trouble {
    /// Fields at fault and nothing else.
    pub fn of_fields(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::default()
        }
    }

    /// Findings nobody decided, and nothing else.
    pub fn of_undecided(open: usize) -> Self {
        Self {
            sentence: undecided_words(open),
            undecided: true,
            ..Self::default()
        }
    }

    /// Whether it is still so.
    pub fn lasts(&self, review: Review) -> bool {
        !self.undecided || review.queue.with(|queue| queue.counts().undecided > 0)
    }

    /// What is wrong with a field.
    pub fn field(&self, name: &str) -> Option<String> {
        let error = self.errors.iter().find(|error| error.field == name)?;
        Some(error.message.clone())
    }
}

/// The handle to all of it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub conversation: Signal<Conversation>,
    pub organisation: Signal<String>,
    pub view: RwSignal<View>,
    pub fields: Fields,
    /// The review of a new share.
    pub review: Review,
    /// The share being updated, and the review of its update.
    pub updating: RwSignal<Option<Share>>,
    pub update_review: Review,
    pub trouble: RwSignal<Option<Trouble>>,
    /// The share just made; of several, the first.
    pub created: RwSignal<Option<Share>>,
    /// Those just made one for each recipient.
    pub each: RwSignal<Vec<Share>>,
    /// Asked before a link for many is made.
    pub confirming: RwSignal<bool>,
    /// A colleague is being asked to check it first.
    pub asking: RwSignal<bool>,
    /// What the recipient will see, while it is looked at.
    pub preview: RwSignal<Option<Arc<SharedConversation>>>,
    pub previewing: RwSignal<bool>,
    pub make_preview: Action<NewShare, ()>,
    pub create: Action<NewShare, ()>,
    /// Now, coarsely: moves on twice a minute.
    pub now: RwSignal<i64>,
    pub on_changed: Callback<()>,
}

impl Desk {
    /// An empty desk. Its signals belong to the current owner.
    pub fn new(
        conversation: Signal<Conversation>,
        organisation: Signal<String>,
        on_changed: Callback<()>,
    ) -> Self {
        let view = RwSignal::new(View::Shares);
        let fields = Fields::new();
        let review = Review::new();
        let trouble = RwSignal::new(None);
        let created = RwSignal::new(None);
        let each = RwSignal::new(Vec::new());
        let confirming = RwSignal::new(false);
        let preview = RwSignal::new(None);
        let previewing = RwSignal::new(false);
        let make_preview = Action::new_unsync(move |share: &NewShare| {
            let share = share.clone();
            let id = conversation.with_untracked(|here| here.id.clone());
            async move {
                match api::preview(&id, &share).await {
                    Ok(shown) => {
                        preview.try_set(Some(Arc::new(shown)));
                        previewing.try_set(true);
                    }
                    Err(failure) => refused(&failure, review, view, trouble),
                }
            }
        });
        let create = Action::new_unsync(move |share: &NewShare| {
            let share = share.clone();
            let id = conversation.with_untracked(|here| here.id.clone());
            async move {
                let recipients = untrack(|| fields.all()).recipients();
                let answer = if recipients.is_empty() {
                    let made = api::create(&id, &share).await;
                    made.map(|share| (Some(share), Vec::new()))
                } else {
                    let wanted = RecipientLinks { share, recipients };
                    let made = api::recipient_links(&id, &wanted);
                    let made = made.await.map(|made| made.shares);
                    made.map(|shares| (shares.first().cloned(), shares))
                };
                confirming.try_set(false);
                match answer {
                    Ok((first, shares)) => {
                        created.try_set(first);
                        each.try_set(shares);
                        view.try_set(View::New(Step::Link));
                        trouble.try_set(None);
                        on_changed.try_run(());
                    }
                    Err(failure) => refused(&failure, review, view, trouble),
                }
            }
        });
        Self {
            conversation,
            organisation,
            view,
            fields,
            review,
            updating: RwSignal::new(None),
            update_review: Review::new(),
            trouble,
            created,
            each,
            confirming,
            asking: RwSignal::new(false),
            preview,
            previewing,
            make_preview,
            create,
            now: RwSignal::new(time::now()),
            on_changed,
        }
    }

    /// Begins a new share, or goes on with the one that was left.
    pub fn start(self) {
        self.trouble.set(None);
        if self.review.is_idle() {
            self.load();
        }
        self.view.set(View::New(Step::Review));
    }

    /// Loads what is to be reviewed.
    pub fn load(self) {
        let id = self.conversation.with_untracked(|here| here.id.clone());
        self.review.begin(id, Start::New);
    }

    /// Done with the new share, or thrown away: nothing of it stays.
    pub fn clear(self) {
        self.review.end();
        self.fields.clear();
        self.created.set(None);
        self.each.set(Vec::new());
        self.trouble.set(None);
        self.view.set(View::Shares);
    }

    /// One step back; from the first view: no step. Nothing that was typed is lost.
    pub fn back(self) -> bool {
        let to = match self.view.get_untracked() {
            View::Shares => return false,
            View::New(Step::Review) | View::Update => View::Shares,
            View::New(Step::Audience) => View::New(Step::Review),
            // What was made cannot be unmade by going back: only stopped.
            View::New(Step::Link) => {
                self.clear();
                View::Shares
            }
        };
        self.trouble.set(None);
        self.view.set(to);
        true
    }

    /// From the review to the audience.
    pub fn to_audience(self) {
        self.trouble.set(None);
        self.view.set(View::New(Step::Audience));
    }

    /// Shows exactly what the recipient would get. As long as no audience is chosen, as the organisation would.
    pub fn show_preview(self) {
        let mut form = untrack(|| self.fields.all());
        let named = form.audience == Some(AudienceKind::People) && !form.emails.is_empty();
        if !named && form.audience != Some(AudienceKind::Public) {
            form.audience = Some(AudienceKind::Organisation);
        }
        // A dry run publishes nothing, so nobody need vouch for it yet.
        form.customer_safe = true;
        if let Some(share) = self.share(&form) {
            self.trouble.set(None);
            self.make_preview.dispatch(share);
        }
    }

    /// Checks the form and creates the share, or asks first where many would read it.
    pub fn submit(self) {
        let form = untrack(|| self.fields.all());
        let errors = form.errors(time::now());
        if !errors.is_empty() {
            self.trouble.set(Some(Trouble::of_fields(errors)));
            return;
        }
        let open = self.undecided();
        if form.audience == Some(AudienceKind::Public) && open > 0 {
            let first = self
                .review
                .queue
                .with_untracked(ReviewQueue::first_undecided);
            self.review.current.set(first);
            self.view.set(View::New(Step::Review));
            self.trouble.set(Some(Trouble::of_undecided(open)));
            return;
        }
        self.trouble.set(None);
        if form.audience == Some(AudienceKind::People) {
            self.create_now();
        } else {
            self.confirming.set(true);
        }
    }

    /// Checks the form and asks whom to ask to check the share.
    pub fn ask_for_review(self) {
        let form = untrack(|| self.fields.all());
        let errors = form.errors(time::now());
        if errors.is_empty() {
            self.trouble.set(None);
            self.asking.set(true);
        } else {
            self.trouble.set(Some(Trouble::of_fields(errors)));
        }
    }

    /// The share as it would be made, for a colleague to check. That it is customer-safe, and its password, are said when
    /// it is published.
    pub fn to_be_checked(self) -> Option<NewShare> {
        let mut form = untrack(|| self.fields.all());
        form.customer_safe = false;
        form.password.clear();
        self.share(&form)
    }

    /// Takes a refusal of what was to be checked to the step it is about. Whether it is about that.
    pub fn take_refusal(self, failure: &Failure) -> bool {
        let about_share = matches!(
            failure.code(),
            Some(ErrorCode::UndecidedFindings | ErrorCode::StaleReview)
        );
        if about_share {
            refused(failure, self.review, self.view, self.trouble);
        }
        about_share
    }

    /// Creates the share.
    pub fn create_now(self) {
        let form = untrack(|| self.fields.all());
        if let Some(share) = self.share(&form) {
            self.create.dispatch(share);
        }
    }

    /// Findings in what is shared that nobody decided.
    pub fn undecided(self) -> usize {
        self.review
            .queue
            .with_untracked(|queue| queue.counts().undecided)
    }

    fn share(self, form: &ShareForm) -> Option<NewShare> {
        let revision = self.review.revision();
        self.review
            .queue
            .with_untracked(|queue| form.share(queue, revision, time::now()))
    }
}

/// What a public link waits for.
fn undecided_words(open: usize) -> String {
    if open == 1 {
        "1 finding is undecided. A public link needs a decision on each: redact it or keep it."
            .to_owned()
    } else {
        format!(
            "{open} findings are undecided. A public link needs a decision on each: redact them or keep them."
        )
    }
}

/// Takes a refusal to the step it is about; findings that came with it are put on the list.
fn refused(
    failure: &Failure,
    review: Review,
    view: RwSignal<View>,
    trouble: RwSignal<Option<Trouble>>,
) {
    let said = trouble_of(failure, review);
    let step = match failure.code() {
        Some(ErrorCode::UndecidedFindings | ErrorCode::StaleReview) => Step::Review,
        _ => said
            .errors
            .first()
            .map_or_else(|| step_of(view), |error| Step::of_field(&error.field)),
    };
    trouble.try_set(Some(said));
    view.try_set(View::New(step));
}

/// What a refusal says, for whichever review it is about.
pub(super) fn trouble_of(failure: &Failure, review: Review) -> Trouble {
    let mut said = Trouble {
        sentence: failure.to_string(),
        errors: failure.fields().to_vec(),
        stale: failure.code() == Some(ErrorCode::StaleReview),
        undecided: failure.code() == Some(ErrorCode::UndecidedFindings),
        review_required: failure.code() == Some(ErrorCode::ReviewRequired),
    };
    if let Failure::Refused(refusal) = failure
        && refusal.problem.code == ErrorCode::UndecidedFindings
    {
        let found = refusal.problem.findings.clone();
        let open = review.queue.try_update(|queue| {
            queue.add_findings(found);
            (queue.counts().undecided, queue.first_undecided())
        });
        if let Some((open, first)) = open {
            review.current.try_set(first);
            said.sentence = undecided_words(open);
        }
    }
    if said.stale {
        "The conversation changed while you reviewed: look at what is new. Your decisions stay."
            .clone_into(&mut said.sentence);
    }
    said
}

fn step_of(view: RwSignal<View>) -> Step {
    match view.try_get_untracked() {
        Some(View::New(step)) => step,
        _ => Step::Review,
    }
}
