//! `POST /conversations/{id}/recipient-links`: a public link for each recipient, made in one step.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use discreet_api_types::problem::{FieldError, Problem};
use discreet_api_types::sharing::{AudienceKind, RecipientLinks, RecipientLinksMade};
use discreet_store::sharing::{Audience, NewShare as StoredShare};

use super::create_share::{created, draft, label, new_share, refuse};
use super::{expiry, link, protection, publish, share_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::own_conversation;
use crate::discussion::may_give;
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Most recipients of one step: a conversation has room for twice as many shares.
const MOST_RECIPIENTS: usize = 50;
/// Longest address, in bytes (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// Makes a public link for each recipient, all or none: each is a share of its own, with its own views and its own
/// end, so that it is known who has opened theirs, and stopping one leaves the others. Nothing is sent.
#[utoipa::path(
    post, path = "/conversations/{id}/recipient-links", tag = "sharing",
    params(("id" = String, Path, description = "The conversation")),
    request_body = RecipientLinks,
    responses(
        (status = 201, body = RecipientLinksMade),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`undecided_findings` with `findings`, `stale_review`, or no room for so many shares"),
        (status = 422, body = Problem),
    )
)]
pub async fn create_recipient_links(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<(StatusCode, Json<RecipientLinksMade>)> {
    let row = own_conversation(&app, &signed_in, id).await?;
    signed_in.may_share()?;
    let RecipientLinks {
        share: wanted,
        recipients,
    } = body.json()?;
    may_give(&signed_in, Audience::Public, wanted.permission)?;
    if wanted.audience.kind != AudienceKind::Public {
        return Err(Refusal::field(
            "share.audience.kind",
            "Only public links are made one for each recipient. Colleagues are named in a People share.",
        ));
    }
    let recipients = addresses(&recipients)?;
    protection::check(
        wanted.audience.kind,
        wanted.password.as_deref(),
        wanted.max_views,
    )?;
    let expires_at = expiry::read(wanted.expires_at.as_ref(), app.now())?;
    let label = label(wanted.label.as_deref())?;
    let prepared = publish::prepare(&app, row.clone(), draft(&wanted), false).await?;
    let password = protection::hash(&app, wanted.password.as_deref()).await?;

    let mut shares = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        shares.push(StoredShare {
            label: label.clone(),
            password: password.clone(),
            recipient: Some(recipient),
            ..new_share(&app, &signed_in, &row, &wanted, expires_at, &prepared)?
        });
    }
    let events = shares
        .iter()
        .map(|share| created(&app, &signed_in, share, &prepared))
        .collect();
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, events);
    let made = app
        .store()
        .create_shares(shares, record)
        .await?
        .map_err(refuse)?;
    let mut shares = Vec::with_capacity(made.len());
    for share in &made {
        let mut shown = share_out(&app, &headers, &signed_in, share, Some(&row)).await?;
        shown.url = link(&app, &headers, share)?;
        shares.push(shown);
    }
    Ok((StatusCode::CREATED, Json(RecipientLinksMade { shares })))
}

/// The recipients' addresses, each once.
fn addresses(wanted: &[String]) -> Answer<Vec<String>> {
    if wanted.is_empty() {
        return Err(Refusal::field("recipients", "Name at least one recipient."));
    }
    if wanted.len() > MOST_RECIPIENTS {
        let message = format!(
            "At most {MOST_RECIPIENTS} links are made in one step. Make the others in a second one."
        );
        return Err(Refusal::field("recipients", message));
    }
    let mut addresses: Vec<String> = Vec::with_capacity(wanted.len());
    let mut errors = Vec::new();
    for (index, address) in wanted.iter().enumerate() {
        let address = address.trim().to_lowercase();
        let complaint = if !is_address(&address) {
            Some("This is not an e-mail address.")
        } else if addresses.contains(&address) {
            Some("This address is named twice.")
        } else {
            None
        };
        if let Some(message) = complaint {
            errors.push(FieldError {
                field: format!("recipients[{index}]"),
                message: message.to_owned(),
            });
        }
        addresses.push(address);
    }
    if errors.is_empty() {
        Ok(addresses)
    } else {
        Err(Refusal::fields(errors))
    }
}

/// Roughly an address: nothing is sent there.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
    text.len() <= LONGEST_ADDRESS
        && !text.contains(odd)
        && text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_is_named_once_by_an_address() {
        let wanted = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|&text| text.to_owned()).collect();
            addresses(&list).ok()
        };
        assert_eq!(
            wanted(&[" One@New.example ", "two@new.example"]),
            Some(vec![
                "one@new.example".to_owned(),
                "two@new.example".to_owned()
            ])
        );
        for wrong in [
            &[][..],
            &["nobody"],
            &["a@b"],
            &["a@new.example", "A@new.example"],
            &["a b@new.example"],
            &["@new.example"],
        ] {
            assert_eq!(wanted(wrong), None, "{wrong:?}");
        }
    }
}
