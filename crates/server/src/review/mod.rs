//! Review: what may be sensitive, what was decided about it, and who is asked to approve it.

pub mod ask_review;
pub mod change_request;
pub mod change_review;
pub mod draft;
pub mod fields;
pub mod find;
pub mod gate;
pub mod list_requests;
pub mod preview_request;
pub mod publish_request;
pub mod requests;
pub mod set_review;
pub mod show_request;
pub mod show_review;

use discreet_api_types::problem::FieldError;
use discreet_api_types::review::{Decision, Field, Review};
use discreet_api_types::sharing::ContextNote;
use discreet_store::conversations::ConversationRow;
use discreet_store::review::ReviewRow;
use discreet_transcript::model::Message;
use uuid::Uuid;

use self::draft::{Draft, can_change};
use self::fields::{Material, place};
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::revision;
use crate::problem::{Answer, Refusal};

/// Most places one draft holds.
const MOST_PLACES: usize = 200_000;

/// A conversation whose findings the asker may decide: their own, or one they were asked to review.
pub async fn reviewable_conversation(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Answer<ConversationRow> {
    let found = app
        .store()
        .conversation_in_org(signed_in.organisation.id, id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    if found.owner == signed_in.person.id || is_asked(app, signed_in, id).await? {
        return Ok(found);
    }
    Err(Refusal::not_found())
}

/// Whether the asker was asked to review a conversation, and still may.
pub async fn is_asked(app: &App, signed_in: &SignedIn, conversation: Uuid) -> Answer<bool> {
    if !signed_in.abilities().review {
        return Ok(false);
    }
    let (org, person) = (signed_in.organisation.id, signed_in.person.id);
    Ok(app
        .store()
        .is_asked_to_review(org, person, conversation)
        .await?)
}

/// What stands at a place that can change, as a keyed hash; none for what never changes.
fn stood(app: &App, row: &ConversationRow, decision: &Decision) -> Option<String> {
    if !can_change(decision.field) {
        return None;
    }
    let context = ContextNote::default();
    let material = Material {
        head: &row.head,
        messages: &[],
        context: &context,
    };
    let text = material.text(place(decision)).unwrap_or_default();
    Some(app.keys().pseudonym("reviewed text", text))
}

/// The messages that decisions are about, and perhaps others between them.
async fn messages_of<'a>(
    app: &App,
    row: &ConversationRow,
    decisions: impl Iterator<Item = &'a Decision>,
) -> Answer<Vec<Message>> {
    let numbers = decisions.filter_map(|decision| decision.message);
    let bounds = numbers.fold(None, |bounds: Option<(u32, u32)>, number| {
        let (least, most) = bounds.unwrap_or((number, number));
        Some((least.min(number), most.max(number)))
    });
    match bounds {
        Some((least, most)) => Ok(app.store().messages_in(row.id, least, most).await?),
        None => Ok(Vec::new()),
    }
}

/// What is wrong with decisions for a draft; `name` is the member they came in.
fn complaints(
    row: &ConversationRow,
    messages: &[Message],
    name: &str,
    decisions: &[Decision],
) -> Vec<FieldError> {
    let context = ContextNote::default();
    let material = Material {
        head: &row.head,
        messages,
        context: &context,
    };
    let about_context = decisions.iter().position(|decision| {
        matches!(
            decision.field,
            Field::ContextWhy | Field::ContextFocus | Field::ContextAction
        )
    });
    match about_context {
        Some(index) => vec![FieldError {
            field: format!("{name}[{index}].field"),
            message: "The context note belongs to the share: send what you decide about it there."
                .to_owned(),
        }],
        None => material.check(name, decisions),
    }
}

/// The decisions so far as they cross the wire.
async fn review_out(
    app: &App,
    row: &ConversationRow,
    review: Option<ReviewRow>,
    overruled: Vec<Decision>,
) -> Answer<Review> {
    let Some(review) = review else {
        return Ok(Review {
            version: 0,
            revision: revision(row),
            decided_revision: 0,
            decided_messages: 0,
            redactions: Vec::new(),
            kept: Vec::new(),
            leave_out: Vec::new(),
            messages: discreet_api_types::sharing::MessageRange::default(),
            updated_by: None,
            updated_at: None,
            overruled,
        });
    };
    let draft: Draft = review.state.read()?;
    let (redactions, kept) = draft.decisions(&|decision| stood(app, row, decision));
    let updated_by = app.store().person(review.updated_by).await?;
    Ok(Review {
        version: review.version,
        revision: revision(row),
        decided_revision: u32::try_from(review.revision).unwrap_or(u32::MAX),
        decided_messages: review.messages,
        redactions,
        kept,
        leave_out: draft.left_out(),
        messages: draft.range(),
        updated_by: updated_by.as_ref().map(person_out),
        updated_at: Some(review.updated_at.into()),
        overruled,
    })
}
