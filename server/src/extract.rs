//! What handlers take from a request, with our own answers when it is not there.

use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use tokuten_core::problem::ProblemCode;

use crate::problem::Problem;

/// A JSON body; unknown fields are refused by the types themselves.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Body<T>(pub T);

/// The fields of a page's form; unknown ones are refused by the types themselves.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Form), rejection(Problem))]
pub struct InForm<T>(pub T);

/// Parts of the path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct InPath<T>(pub T);

/// The query string.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct InQuery<T>(pub T);

/// The client's name for one press of a button: sent again, it does nothing again.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(pub String);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::trim);
        match key {
            Some(key) if (1..=100).contains(&key.len()) => Ok(Self(key.to_owned())),
            _ => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                ProblemCode::IdempotencyKeyMissing,
                "Idempotency-Key missing",
                "This request needs a header Idempotency-Key of 1 to 100 characters, new for each intention and \
                 the same for each repetition. Nothing was done.",
            )),
        }
    }
}
