//! Whom a discussion may name: the readers of its share, and nobody else.

use discreet_api_types::ids::PersonId;
use discreet_store::accounts::Person;
use discreet_store::sharing::{Audience, ShareRow};
use uuid::Uuid;

use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Most people one comment mentions.
const MOST_MENTIONS: usize = 20;

/// Whether somebody active of the organisation is in a members' share's audience.
pub fn may_open(share: &ShareRow, person: &Person) -> bool {
    let named = match share.audience {
        Audience::People => share.names(person.id),
        Audience::Organisation => true,
        Audience::Public => false,
    };
    person.active && person.org == share.org && (named || person.id == share.owner)
}

/// A person who may open the share; anybody else is refused in the same words, whether or not they exist.
pub async fn participant(app: &App, share: &ShareRow, field: &str, id: &PersonId) -> Answer<Uuid> {
    let stranger = || Refusal::field(field, "This person cannot open this share.");
    let id: Uuid = id.0.parse().map_err(|_| stranger())?;
    match app.store().person(id).await? {
        Some(person) if may_open(share, &person) => Ok(id),
        _ => Err(stranger()),
    }
}

/// The people mentioned, once each.
pub async fn mentioned(app: &App, share: &ShareRow, ids: &[PersonId]) -> Answer<Vec<Uuid>> {
    if ids.len() > MOST_MENTIONS {
        return Err(Refusal::field(
            "mentions",
            format!("A comment mentions at most {MOST_MENTIONS} people."),
        ));
    }
    let mut found = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let id = participant(app, share, &format!("mentions[{index}]"), id).await?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}
