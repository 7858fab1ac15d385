//! `/webhooks/stripe`: the gateway says that something has happened.
//!
//! A message is only a reason to ask the gateway: what it says is not believed. So the same one twice, old ones after
//! new ones and none at all do no harm; without any, the reconciler asks by itself.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokuten_core::problem::ProblemCode;

use super::{refunds, settlement};
use crate::payments::NotTaken;
use crate::portal::Portal;
use crate::problem::Problem;

/// Takes a message. What is not about a charge of ours is taken too, so that the gateway does not send it again.
pub async fn take(
    State(portal): State<Portal>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = portal.gateway.told(signature, &body, portal.clock.real_seconds()).map_err(not_taken)?;
    if let Some(reference) = told {
        let ours = settlement::look_at(&portal, &reference).await?;
        refunds::look_at(&portal, &reference).await?;
        tracing::info!(reference, ours, "the gateway says that something happened to a charge");
    }
    Ok(StatusCode::OK)
}

fn not_taken(reason: NotTaken) -> Problem {
    match reason {
        NotTaken::SendsNone => Problem::not_found("page"),
        NotTaken::Unsigned(why) => {
            tracing::warn!(why, "a message that claims to come from the gateway was refused");
            let detail = format!(
                "{why} Nothing was done. Check that stripe_webhook_secret is the secret of this very endpoint."
            );
            Problem::new(StatusCode::BAD_REQUEST, ProblemCode::Malformed, "Signature not right", detail)
        }
    }
}
