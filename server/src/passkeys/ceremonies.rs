//! Questions that are put to an authenticator: each is answered once, within minutes, by the browser it was put to.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration, Url, Webauthn, WebauthnBuilder,
};

use super::{PasskeyError, store};
use crate::identity::signed_in::{ClientAddress, secret_cookie, token};
use crate::ids::new_secret;
use crate::portal::Portal;
use crate::tables::ceremony;

/// Name of the cookie that binds a question to the browser it was put to.
const COOKIE: &str = "tokuten_ceremony";
/// How long an answer is waited for.
pub const SECONDS: i64 = 5 * 60;

/// What was asked, as it is kept until the answer comes.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ceremony {
    /// To make a key, of this name.
    Adding { name: String, state: PasskeyRegistration },
    /// For a key of the user's.
    Confirming(PasskeyAuthentication),
    /// For any key.
    SigningIn(DiscoverableAuthentication),
}

/// Where browsers reach the portal by a name. Where only a port is known that is the machine itself, which they call
/// by its name too.
fn origin(portal: &Portal) -> Option<Url> {
    let address = match &portal.settings.public_url {
        Some(url) => url.clone(),
        None => format!("http://localhost:{}", portal.settings.listen.port()),
    };
    Url::parse(&address).ok().filter(|url| url.domain().is_some())
}

/// The host to which passkeys are bound; none where there is but a number.
#[must_use]
pub fn host(portal: &Portal) -> Option<String> {
    origin(portal)?.domain().map(str::to_owned)
}

/// The portal as the other side of passkeys (a relying party).
pub fn relying_party(portal: &Portal) -> Result<Webauthn, PasskeyError> {
    let origin = origin(portal).ok_or(PasskeyError::NoHost)?;
    let host = origin.domain().ok_or(PasskeyError::NoHost)?;
    let catalogue = portal.catalogue();
    let name = catalogue.name.text(tokuten_core::catalogue::Language::default());
    Ok(WebauthnBuilder::new(host, &origin)?.rp_name(name).build()?)
}

/// Keeps what was asked, and gives the token by which the browser is known again.
pub async fn keep(portal: &Portal, user: Option<&str>, asked: &Ceremony) -> Result<String, PasskeyError> {
    let (token, now) = (new_secret(), portal.clock.real_seconds());
    let row = ceremony::Model {
        token_hash: portal.key.hash(&token),
        user_id: user.map(str::to_owned),
        ceremony: written(asked)?,
        expires_at: now + SECONDS,
    };
    let tx = portal.db.begin().await?;
    store::ask(&tx, row, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// What was asked in this browser, of this user if it was of one. It is gone then, whatever comes of the answer: a
/// second answer finds no question.
pub async fn take(portal: &Portal, asked: &Asked, user: Option<&str>) -> Result<Ceremony, PasskeyError> {
    const OVER: PasskeyError = PasskeyError::Refused("there is no such question");
    let token_hash = portal.key.hash(asked.token.as_deref().ok_or(OVER)?);
    let tx = portal.db.begin().await?;
    let row = store::asked(&tx, &token_hash, portal.clock.real_seconds()).await?;
    let was_there = store::answered(&tx, &token_hash).await?;
    tx.commit().await?;
    let row = row.filter(|row| was_there && row.user_id.as_deref() == user).ok_or(OVER)?;
    serde_json::from_str(&row.ceremony).map_err(|error| PasskeyError::Unreadable(error.to_string()))
}

/// JSON of what is kept.
pub fn written(value: &impl Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|error| PasskeyError::Unreadable(error.to_string()))
}

/// The cookie that binds a question to this browser.
#[must_use]
pub fn cookie(portal: &Portal, token: String) -> Cookie<'static> {
    secret_cookie(portal, COOKIE, token, SECONDS)
}

/// The browser that answers.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The network address it comes from.
    pub from: IpAddr,
    /// The token of the question that was put to it, if one was.
    token: Option<String>,
    /// The token of its session, if it has one.
    pub session: Option<String>,
}

impl FromRequestParts<Portal> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Self::Rejection> {
        let ClientAddress(from) = ClientAddress::from_request_parts(parts, portal).await?;
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self {
            from,
            token: jar.get(COOKIE).map(|cookie| cookie.value().to_owned()),
            session: token(&jar).map(str::to_owned),
        })
    }
}
