//! What recipients use. Reads snapshots only: nothing here reaches a conversation's original text.

pub mod alive;
pub mod end;
pub mod messages;
pub mod open;
pub mod protection;
pub mod request_access;
pub mod served;

use std::io::Read;

use chrono::{DateTime, Utc};
use discreet_api_types::ids::ShareId;
use discreet_api_types::viewer::Banner;
use discreet_store::discussion::Discussion;
use discreet_store::sharing::denials::{Denial, DenyReason};
use discreet_store::sharing::{Audience, ShareRow, ShareStatus};
use discreet_store::{Actor, StoreError};
use flate2::read::GzDecoder;

use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::discussion;
use crate::problem::{Answer, Refusal};
use crate::sharing::audience_out;

/// Whether a share's page may be shown at all. Says nothing about who may read it.
pub async fn is_live(app: &App, id: &str) -> Answer<bool> {
    let share = app.store().share(id).await?;
    Ok(share.is_some_and(|share| share.status(app.now()) == ShareStatus::Active))
}

/// Whether a signed-in person is in a members' share's audience.
fn is_addressed(share: &ShareRow, signed_in: &SignedIn) -> bool {
    let named = match share.audience {
        Audience::People => share.names(signed_in.person.id),
        Audience::Organisation => true,
        Audience::Public => false,
    };
    share.org == signed_in.organisation.id && (named || share.owner == signed_in.person.id)
}

/// Whether a visitor may come back to a public share under a grant, checked against the share as it is now.
async fn has_grant(
    app: &App,
    share: &ShareRow,
    visitor: &Visitor,
    now: DateTime<Utc>,
) -> Answer<bool> {
    let Some(visitor) = visitor.0 else {
        return Ok(false);
    };
    let live = matches!(share.status(now), ShareStatus::Active | ShareStatus::UsedUp);
    if share.audience != Audience::Public || !live {
        return Ok(false);
    }
    let grant = app.store().grant(visitor, &share.id).await?;
    Ok(grant.is_some_and(|grant| {
        grant.until > now
            && grant.link_generation == share.link_generation
            && grant.password_generation == share.password_generation
    }))
}

/// A share that this reader has open: decided anew for every request. Everything else is not found.
pub async fn open_share_of(
    app: &App,
    id: &str,
    visitor: &Visitor,
    signed_in: Option<&SignedIn>,
) -> Answer<ShareRow> {
    let share = app
        .store()
        .share(id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let now = app.now();
    let may = match share.audience {
        Audience::Public => has_grant(app, &share, visitor, now).await?,
        Audience::People | Audience::Organisation => {
            share.status(now) == ShareStatus::Active
                && signed_in.is_some_and(|signed_in| is_addressed(&share, signed_in))
        }
    };
    if may {
        Ok(share)
    } else {
        Err(Refusal::not_found())
    }
}

/// What a share says of itself to its readers.
pub async fn banner(
    app: &App,
    share: &ShareRow,
    mine: bool,
    reader: Option<&SignedIn>,
) -> Answer<Banner> {
    // Nobody discusses on a public link.
    let talk = if share.audience == Audience::Public {
        Discussion::default()
    } else {
        app.store().discussion(&share.id).await?
    };
    let abilities = discussion::abilities(share, reader, &talk);
    let comments = if abilities.see_comments {
        let counts = app.store().count_comments(&[&share.id]).await?;
        counts.get(&share.id).map_or(0, |count| count.all)
    } else {
        0
    };
    let shared_by = if share.hide_sharer {
        None
    } else {
        app.store()
            .person(share.owner)
            .await?
            .map(|owner| owner.name)
    };
    let organisation = if share.audience == Audience::Organisation {
        app.store()
            .organisation(share.org)
            .await?
            .map(|organisation| organisation.name)
    } else {
        None
    };
    let updated_at = if share.snapshot_version > 1 {
        app.store()
            .snapshot_head(&share.id, share.snapshot_version)
            .await?
            .map(|head| head.published_at.into())
    } else {
        None
    };
    Ok(Banner {
        id: Some(ShareId(share.id.clone())),
        audience: audience_out(share.audience),
        organisation,
        permission: discussion::permission_for(share, reader),
        shared_by,
        shared_at: share.created_at.into(),
        updated_at,
        expires_at: share.expires_at.map(Into::into),
        utc: share.utc,
        allow_download: share.allow_download,
        snapshot_version: share.snapshot_version,
        sample_data: app.sample_data(),
        mine,
        can_end: share.recipient.is_some() && !mine,
        abilities,
        comments,
        action_done: discussion::action_done(app, share, &talk).await?,
    })
}

/// Records a refused open; of a flood, how many.
async fn deny(app: &App, share: &ShareRow, why: DenyReason, who: Actor) -> Answer<()> {
    let denial = Denial {
        share,
        why,
        actor: Some(who),
    };
    Ok(app
        .store()
        .deny(denial, &app.audit_key(), app.now())
        .await?)
}

/// The JSON that was packed when the snapshot was published.
pub(crate) fn unpack(bytes: &[u8]) -> Answer<String> {
    let mut text = String::new();
    GzDecoder::new(bytes)
        .read_to_string(&mut text)
        .map_err(|_| StoreError::Unreadable("a snapshot that cannot be unpacked"))?;
    Ok(text)
}
