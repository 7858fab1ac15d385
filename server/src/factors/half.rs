//! Half sessions: who has given the password and owes the second factor. The cookie is another than a session's, so that
//! nothing but the routes which take the second factor, or set one up, ever looks at it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use tokuten_core::factors::HalfView;

use super::{FactorError, store};
use crate::identity::signed_in::secret_cookie;
use crate::identity::store as accounts;
use crate::ids::new_secret;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{half_session, user};

const COOKIE: &str = "tokuten_half_session";
/// How long the second factor is waited for: time enough to set up an app.
const SECONDS: i64 = 10 * 60;

/// An operator who has given the password and not yet the second factor.
#[derive(Debug, Clone)]
pub struct HalfSignedIn {
    /// Who it is.
    pub user: user::Model,
    /// Keyed hash of the cookie.
    pub token_hash: String,
}

/// Opens a half session and gives the token for its cookie.
pub async fn open(portal: &Portal, user: &user::Model) -> Result<String, FactorError> {
    let (token, now) = (new_secret(), portal.clock.real_seconds());
    let row = half_session::Model {
        token_hash: portal.key.hash(&token),
        user_id: user.id.clone(),
        expires_at: now + SECONDS,
    };
    let tx = portal.db.begin().await?;
    // Whoever changes the password or removes the user meanwhile comes before, and is seen, or after, and ends this.
    let there = accounts::lock_user(&tx, &user.id).await?;
    if there.is_none_or(|there| there.password_hash != user.password_hash || there.removed_at.is_some()) {
        tx.rollback().await?;
        return Err(FactorError::SignIn(crate::identity::SignInError::WrongCredentials));
    }
    store::insert_half(&tx, row, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// What its browser is told.
pub async fn view(portal: &Portal, user: &user::Model) -> Result<HalfView, FactorError> {
    let factors = store::there(portal.db.read(), &user.id).await?;
    Ok(HalfView { name: user.name.clone(), email: user.email.clone(), factors })
}

/// Gives up a half session; giving up one that is over does nothing.
pub async fn end(portal: &Portal, jar: &CookieJar) -> Result<(), FactorError> {
    if let Some(cookie) = jar.get(COOKIE) {
        let tx = portal.db.begin().await?;
        store::take_half(&tx, &portal.key.hash(cookie.value())).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The cookie that carries a half session's token.
#[must_use]
pub fn cookie(portal: &Portal, token: String) -> Cookie<'static> {
    secret_cookie(portal, COOKIE, token, SECONDS)
}

/// Takes that cookie away.
#[must_use]
pub fn no_cookie(portal: &Portal) -> Cookie<'static> {
    secret_cookie(portal, COOKIE, String::new(), 0)
}

impl FromRequestParts<Portal> for HalfSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(COOKIE).ok_or_else(Problem::signed_out)?;
        let (db, token_hash) = (portal.db.read(), portal.key.hash(cookie.value()));
        let row = store::half(db, &token_hash, portal.clock.real_seconds()).await?;
        let row = row.ok_or_else(Problem::signed_out)?;
        let user = accounts::user(db, &row.user_id).await?.ok_or_else(Problem::signed_out)?;
        Ok(Self { user, token_hash })
    }
}
