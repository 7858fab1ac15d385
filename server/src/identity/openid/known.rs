//! What is known of the provider: its own description and its keys, asked for when somebody wants to sign in and kept
//! for a while. The portal starts, and passwords work, while the provider does not answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::{IssuerUrl, ProviderMetadataWithLogout as Metadata};
use tokio::sync::Mutex;

use super::line::Line;
use super::provider::{Failure, causes};
use crate::config::openid::is_safe;

/// How long a description is good.
const GOOD_FOR: Duration = Duration::from_hours(1);
/// For how long nobody asks again after there was no answer: others who wait are told the same.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How often keys are asked for anew at the most: whoever makes up names of keys must not make us ask the provider.
const BETWEEN_KEYS: Duration = Duration::from_secs(30);

/// What is known. One at a time asks; the others wait for that answer.
#[derive(Debug, Default)]
pub struct Known(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    described: Option<(Arc<Metadata>, Instant)>,
    failed: Option<(Failure, Instant)>,
    keys_asked: Option<Instant>,
}

impl Known {
    /// The provider's description with its keys. An old one is better than none.
    pub async fn metadata(&self, issuer: &str, line: &Line) -> Result<Arc<Metadata>, Failure> {
        let mut state = self.0.lock().await;
        if let Some((known, at)) = &state.described
            && at.elapsed() < GOOD_FOR
        {
            return Ok(Arc::clone(known));
        }
        let old = state.described.as_ref().map(|(known, _)| Arc::clone(known));
        if let Some((failure, at)) = &state.failed
            && at.elapsed() < AFTER_FAILURE
        {
            return old.ok_or_else(|| failure.clone());
        }
        match described(issuer, line).await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                state.described = Some((Arc::clone(&metadata), Instant::now()));
                Ok(metadata)
            }
            Err(failure) => {
                tracing::warn!(%failure, "the provider of sign-ins cannot be asked");
                state.failed = Some((failure.clone(), Instant::now()));
                old.ok_or(failure)
            }
        }
    }

    /// The same with the keys as they are now, because a token names one that is not known: the provider has changed
    /// its keys, or somebody has made the name up.
    pub async fn with_new_keys(&self, seen: &Arc<Metadata>, line: &Line) -> Result<Arc<Metadata>, Failure> {
        let mut state = self.0.lock().await;
        if let Some((known, _)) = &state.described
            && !Arc::ptr_eq(known, seen)
        {
            // Somebody else has asked meanwhile.
            return Ok(Arc::clone(known));
        }
        if state.keys_asked.is_some_and(|at| at.elapsed() < BETWEEN_KEYS) {
            return Ok(Arc::clone(seen));
        }
        state.keys_asked = Some(Instant::now());
        let asked = CoreJsonWebKeySet::fetch_async(seen.jwks_uri(), line).await;
        let keys = asked.map_err(|error| Failure::NoAnswer(causes(&error)))?;
        let metadata = Arc::new(Metadata::clone(seen).set_jwks(keys));
        let since = state.described.as_ref().map_or_else(Instant::now, |(_, at)| *at);
        state.described = Some((Arc::clone(&metadata), since));
        Ok(metadata)
    }
}

async fn described(issuer: &str, line: &Line) -> Result<Metadata, Failure> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| Failure::NoAnswer(causes(&error)))?;
    let asked = Metadata::discover_async(issuer, line).await;
    let metadata = asked.map_err(|error| Failure::NoAnswer(causes(&error)))?;
    // Browsers are sent to these; the others are asked over the line, which looks for itself.
    let leaves = metadata.additional_metadata().end_session_endpoint.as_ref();
    let are_safe =
        is_safe(metadata.authorization_endpoint().url()) && leaves.is_none_or(|end| is_safe(end.url()));
    if are_safe {
        Ok(metadata)
    } else {
        Err(Failure::NoAnswer("it sends browsers where others can read along".to_owned()))
    }
}
