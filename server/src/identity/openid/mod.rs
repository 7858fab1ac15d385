//! Signing in at a provider by OpenID Connect (authorization code with PKCE), for a partner's users; the vendor's
//! operators sign in here.
//!
//! A browser is sent to the provider and comes back with a code. What lies between is a row, found by the hash of the
//! `state` and used once, and a cookie of the browser's, from which nonce and verifier are derived: who reads the
//! database or the address has neither. Nobody can be signed in as somebody else by a link (login CSRF): coming back
//! works only in the browser that has left, which takes a `POST` from the portal's own page.
//!
//! Who somebody is, is (issuer, subject) and never the e-mail address. An address counts once, when an invited user
//! comes for the first time (`linking`); whoever uses the portal already connects the provider under **My account**
//! (`connecting`). Who has no password confirms changes there by signing in once more (`confirming`).

mod confirming;
mod connecting;
mod known;
mod line;
mod linking;
pub mod provider;
pub mod routes;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::openid::{Ending, Errand, own_path};

use self::provider::{Failure, Passage, Provider};
use super::SignInError;
use super::signed_in::Browser;
use crate::ids::new_secret;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::openid_flow;

pub use confirming::{begin_confirming, has_confirmed};
pub use connecting::{begin_connecting, disconnect, is_connected, standing};

/// Minutes that one may stay at the provider.
pub const MINUTES_AWAY: i64 = 10;

/// Why a way through the provider does not lead on.
#[derive(Debug, thiserror::Error)]
enum OpenidError {
    /// It ended, and the page says how.
    #[error("it ended: {0:?}")]
    Ended(Ending),
    /// The provider vouches for nobody.
    #[error(transparent)]
    Provider(#[from] Failure),
    /// The session could not be opened.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl OpenidError {
    /// What the page says; the log says the rest.
    fn ending(&self) -> Ending {
        match self {
            Self::Ended(ending) => return *ending,
            // Removed between one moment and the next.
            Self::SignIn(SignInError::WrongCredentials) => return Ending::Stranger,
            Self::SignIn(SignInError::TooManyAttempts { .. }) => return Ending::TooMany,
            Self::Provider(failure) => tracing::warn!(%failure, "nobody was signed in by the provider"),
            Self::SignIn(SignInError::Database(error)) | Self::Database(error) => {
                tracing::error!(%error, "a sign-in by the provider failed");
            }
        }
        match self {
            Self::Provider(Failure::NoAnswer(_)) => Ending::NoAnswer,
            Self::Provider(Failure::Refused(_)) => Ending::ProviderError,
            Self::Provider(Failure::NotBelieved(_)) => Ending::NotBelieved,
            _ => Ending::Failed,
        }
    }
}

/// Nothing of the sort is set up.
fn no_provider() -> Problem {
    Problem::not_found("provider of sign-ins")
}

/// What the browser does next: goes to the provider, with a secret in its cookie.
#[derive(Debug)]
pub struct Departure {
    /// The provider's address.
    pub continue_at: String,
    /// What the cookie carries.
    pub secret: String,
}

/// Begins to sign somebody in. `secret` is that of the browser's cookie, if it has one: two tabs share it.
pub async fn begin(
    portal: &Portal,
    secret: Option<&str>,
    (return_to, language): (Option<&str>, Language),
) -> Result<Departure, Problem> {
    let return_to = return_to.and_then(own_path).unwrap_or("/").to_owned();
    let about = About { errand: Errand::SignIn, of: None, return_to };
    depart(portal, secret, language, about).await
}

/// What a way through the provider is about.
#[derive(Debug)]
struct About {
    errand: Errand,
    /// Who is on it, and the hash of the session in which it was begun; none for who signs in.
    of: Option<(String, String)>,
    /// The portal's own page to go to afterwards.
    return_to: String,
}

impl About {
    /// Something that is begun, and ends, on a page of the one who is signed in.
    fn of(errand: Errand, user: String, session_hash: String) -> Self {
        Self { errand, of: Some((user, session_hash)), return_to: errand.page().to_owned() }
    }
}

async fn depart(
    portal: &Portal,
    secret: Option<&str>,
    language: Language,
    about: About,
) -> Result<Departure, Problem> {
    let provider = portal.openid.as_ref().ok_or_else(no_provider)?;
    let secret = secret.filter(|secret| is_secret(secret)).map_or_else(new_secret, str::to_owned);
    let passage = passage(portal, &secret, new_secret());
    let continue_at = provider
        .sign_in_at(&passage, (about.errand, language))
        .await
        .map_err(|failure| unreachable(&failure))?;
    let now = portal.clock.real_seconds();
    let (user_id, session_hash) = about.of.unzip();
    let row = openid_flow::Model {
        state_hash: portal.key.hash(&passage.state),
        browser_hash: portal.key.hash(&secret),
        user_id,
        session_hash,
        return_to: about.return_to,
        expires_at: now + MINUTES_AWAY * 60,
        errand: about.errand.code().to_owned(),
    };
    let tx = portal.db.begin().await?;
    store::delete_expired_flows(&tx, now).await?;
    tx.insert(openid_flow::ActiveModel::from(row)).await?;
    tx.commit().await?;
    Ok(Departure { continue_at, secret })
}

fn unreachable(failure: &Failure) -> Problem {
    use axum::http::StatusCode;
    use tokuten_core::problem::ProblemCode;
    tracing::warn!(%failure, "nobody can be sent to the provider of sign-ins");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::ProviderUnreachable,
        "The provider does not answer",
        "The provider of sign-ins does not answer. Nobody was signed in, and nothing was changed. Try again in a few minutes, or sign in with your password.",
    )
}

/// Whether a cookie's value is one that we have made.
fn is_secret(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What belongs to a state in a browser; the same on every node.
fn passage(portal: &Portal, secret: &str, state: String) -> Passage {
    let derived = |what: &str| portal.key.sign(&format!("openid/{what}/{secret}/{state}"));
    Passage { nonce: derived("nonce"), verifier: derived("verifier"), state }
}

/// What a browser brings back from the provider.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Returned {
    /// What is redeemed for a token.
    code: Option<String>,
    /// Which way it is on.
    state: Option<String>,
    /// What the provider says went wrong.
    error: Option<String>,
    /// Who the provider says it is (RFC 9207).
    iss: Option<String>,
}

/// Where a browser has come to.
#[derive(Debug)]
pub struct Arrival {
    /// The portal's page that it goes on to.
    pub at: String,
    /// The token of its new session, if somebody was signed in.
    pub session: Option<String>,
}

/// A browser comes back from the provider.
pub async fn arrive(portal: &Portal, browser: &Browser, secret: Option<&str>, returned: Returned) -> Arrival {
    let Some(provider) = &portal.openid else { return ended(Ending::Stale, None) };
    if portal.limits.address(browser.address).is_err() {
        return ended(Ending::TooMany, None);
    }
    let (flow, passage) = match way(portal, secret, returned.state.as_deref()).await {
        Ok(found) => found,
        Err(error) => return ended(error.ending(), None),
    };
    match go_on(portal, (provider, &passage), (browser, &flow), returned).await {
        Ok(Done::SignedIn(session)) => Arrival { at: flow.return_to, session: Some(session) },
        Ok(Done::Ended(ending)) => ended(ending, Some(&flow)),
        Err(error) => ended(error.ending(), Some(&flow)),
    }
}

/// The page that says how it ended: where it was begun.
fn ended(ending: Ending, flow: Option<&openid_flow::Model>) -> Arrival {
    let errand = flow.and_then(|flow| Errand::of_code(&flow.errand)).unwrap_or(Errand::SignIn);
    let page = if ending == Ending::SignedOut { Errand::SignIn.page() } else { errand.page() };
    let signs_in = errand == Errand::SignIn;
    let back = flow.map(|flow| flow.return_to.as_str()).filter(|back| *back != "/" && signs_in);
    let query = [("openid", Some(ending.code())), ("return", back)];
    let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let url = reqwest::Url::parse_with_params("http://portal/", query);
    let query = url.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    Arrival { at: format!("{page}?{query}"), session: None }
}

/// The way that a browser is on; from now on nobody is.
async fn way(
    portal: &Portal,
    secret: Option<&str>,
    state: Option<&str>,
) -> Result<(openid_flow::Model, Passage), OpenidError> {
    let state = state.ok_or(OpenidError::Ended(Ending::Stale))?;
    let secret = secret.ok_or(OpenidError::Ended(Ending::OtherBrowser))?;
    let state_hash = portal.key.hash(state);
    let found = store::flow(portal.db.read(), &state_hash, portal.clock.real_seconds()).await?;
    let flow = found.ok_or(OpenidError::Ended(Ending::Stale))?;
    // Whoever has only the address must not end the way of whose it is.
    if flow.browser_hash != portal.key.hash(secret) {
        return Err(OpenidError::Ended(Ending::OtherBrowser));
    }
    let tx = portal.db.begin().await?;
    if !store::take_flow(&tx, &state_hash).await? {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::Stale));
    }
    tx.commit().await?;
    Ok((flow, passage(portal, secret, state.to_owned())))
}

/// What came of a way through the provider.
enum Done {
    /// Somebody is signed in: the token of the new session.
    SignedIn(String),
    /// What it was about is done.
    Ended(Ending),
}

/// Redeems the code, and does what the way was about.
async fn go_on(
    portal: &Portal,
    (provider, passage): (&Provider, &Passage),
    (browser, flow): (&Browser, &openid_flow::Model),
    returned: Returned,
) -> Result<Done, OpenidError> {
    // Another provider may have sent the browser here with our state (mix-up, RFC 9207).
    if returned.iss.as_deref().is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(Failure::NotBelieved("another provider answers".to_owned()).into());
    }
    match returned.error.as_deref() {
        Some("access_denied") => return Err(OpenidError::Ended(Ending::Cancelled)),
        // Its own words may be anybody's: they are cut short before they are logged.
        Some(error) => return Err(Failure::Refused(error.chars().take(80).collect()).into()),
        None => {}
    }
    let code = returned.code.ok_or_else(|| Failure::NotBelieved("there is no code".to_owned()))?;
    let vouched = provider.redeem(code, passage).await?;
    let errand = Errand::of_code(&flow.errand).ok_or(OpenidError::Ended(Ending::Stale))?;
    match errand {
        Errand::SignIn => linking::sign_in(portal, (provider, &vouched), browser).await.map(Done::SignedIn),
        Errand::Connect => {
            connecting::connect(portal, (provider, &vouched), (browser, flow)).await?;
            Ok(Done::Ended(Ending::Connected))
        }
        Errand::Confirm => {
            confirming::confirm(portal, (provider, &vouched), (browser, flow)).await?;
            Ok(Done::Ended(Ending::Confirmed))
        }
    }
}

/// Where who signs out here signs out at the provider too, if the session began there: asked before it is over.
pub async fn id_token(portal: &Portal, session: &str) -> Result<Option<String>, DbErr> {
    store::id_token(portal.db.read(), &portal.key.hash(session)).await
}

/// The provider's page that ends the session there. Signing out here has been done and waits for nobody: no answer in
/// time is none.
pub async fn farewell(portal: &Portal, id_token: &str) -> Option<String> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
    let provider = portal.openid.as_ref()?;
    tokio::time::timeout(PATIENCE, provider.sign_out_at(id_token)).await.ok().flatten()
}
