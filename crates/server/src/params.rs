//! Reading a request's path and query: an id that cannot be one is unknown, a wrong parameter is named.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::problem::{Answer, Refusal};

/// The query's parameters.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let Query(value) = Query::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text
                .strip_prefix("Failed to deserialize query string: ")
                .unwrap_or(&text);
            let (field, reason) = reason.split_once(": ").unwrap_or(("query", reason));
            Refusal::field(field, format!("`{field}`: {reason}."))
        })?;
        Ok(Self(value))
    }
}

/// A conversation's id in the path.
pub struct ConversationPath(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for ConversationPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let SharePath(id) = SharePath::from_request_parts(parts, state).await?;
        id.parse().map(Self).map_err(|_| Refusal::not_found())
    }
}

/// The id of a person, a team or the like in the path.
pub struct IdPath(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for IdPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let ConversationPath(id) = ConversationPath::from_request_parts(parts, state).await?;
        Ok(Self(id))
    }
}

/// A share's id in the path.
pub struct SharePath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for SharePath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::not_found())?;
        Ok(Self(id))
    }
}
