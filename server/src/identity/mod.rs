//! Who is there: signing in with e-mail and password, sessions, one-time links. Passkeys are a room of their own.
//!
//! Partners' users and operators come by doors of their own ([`Door`]). An operator's session takes a second factor
//! (room `factors`), and who has given the password alone has none: `signed_in::of_token` is where that is looked at.
//!
//! A session is a row; its cookie is a random token of which only a keyed hash is stored. Signing in always
//! makes a new session and ends the one the browser had; signing out deletes the row, so that it is over on
//! every node at once.

pub mod limits;
pub mod links;
pub mod lookup;
pub mod openid;
pub mod password;
pub mod routes;
pub mod signed_in;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use tokuten_core::sessions::Credentials;

use self::signed_in::Browser;

use crate::db::Change;
use crate::ids::new_secret;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{session, user};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown address or wrong password: not told which.
    #[error("e-mail address and password do not belong together")]
    WrongCredentials,
    /// Too many attempts from this address or for this one.
    #[error("too many attempts; wait {seconds} s")]
    TooManyAttempts {
        /// How long.
        seconds: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        use axum::http::StatusCode;
        use tokuten_core::problem::ProblemCode;
        match error {
            SignInError::WrongCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                ProblemCode::WrongCredentials,
                "Not signed in",
                "E-mail address and password do not belong together. Nobody was signed in. Check both and try again.",
            ),
            SignInError::TooManyAttempts { seconds } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                ProblemCode::TooManyAttempts,
                "Too many attempts",
                format!("Too many attempts to sign in. Nobody was signed in. Wait {seconds} seconds and try again."),
            )
            .retry_after(seconds),
            SignInError::Database(error) => error.into(),
        }
    }
}

/// By which door somebody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// That of partners' users.
    Partners,
    /// That of operators.
    Operators,
}

impl Door {
    /// Whether it is this user's door. At the other one the user is as good as unknown.
    #[must_use]
    pub fn is_for(self, user: &user::Model) -> bool {
        (self == Self::Operators) == user.operator_role.is_some()
    }
}

/// What was given to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// A password, or a link, or another's word.
    One,
    /// That and a second factor, or a passkey, which is both.
    SecondFactor,
}

/// Signs a partner's user in and gives the token for the cookie. The session that the browser had ends.
///
/// A wrong password and an unknown address get the same answer after the same work.
pub async fn sign_in(
    portal: &Portal,
    credentials: &Credentials,
    browser: &Browser,
) -> Result<String, SignInError> {
    let user = checked(portal, credentials, browser, Door::Partners).await?;
    open_session(portal, &user, browser).await
}

/// Whose address and password these are, at this door.
pub(crate) async fn checked(
    portal: &Portal,
    credentials: &Credentials,
    browser: &Browser,
    door: Door,
) -> Result<user::Model, SignInError> {
    let email = credentials.email.trim().to_lowercase();
    let limited = portal.limits.attempt(browser.address, &email);
    limited.map_err(|seconds| SignInError::TooManyAttempts { seconds })?;
    let found = store::user_by_email(portal.db.read(), &email).await?.filter(|user| door.is_for(user));
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    let right = portal.passwords.is_right(credentials.password.clone(), hash).await;
    found.filter(|_| right).ok_or(SignInError::WrongCredentials)
}

/// Opens a session for who has given the right password; not if that was changed, or the user removed, meanwhile.
/// An operator's is no good yet, but in the demo: the second factor is missing.
pub(crate) async fn open_session(
    portal: &Portal,
    user: &user::Model,
    browser: &Browser,
) -> Result<String, SignInError> {
    let tx = portal.db.begin().await?;
    let token = admit(portal, &tx, user, (browser, Given::One)).await?;
    tx.commit().await?;
    Ok(token)
}

/// The same as a part of a change.
pub(crate) async fn open_session_in(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    browser: &Browser,
) -> Result<String, SignInError> {
    admit(portal, tx, user, (browser, Given::One)).await
}

/// The same as a part of a change, with what was given. It locks the user first.
pub(crate) async fn admit(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (browser, given): (&Browser, Given),
) -> Result<String, SignInError> {
    if !store::signs_in(tx, user, portal.clock.now()).await? {
        return Err(SignInError::WrongCredentials);
    }
    let (token, now) = (new_secret(), portal.clock.real_seconds());
    store::delete_expired_sessions(tx, now).await?;
    if let Some(previous) = &browser.session {
        store::delete_session(tx, &portal.key.hash(previous)).await?;
    }
    let row = session::Model {
        token_hash: portal.key.hash(&token),
        user_id: user.id.clone(),
        expires_at: now + i64::from(portal.settings.session_hours) * 3_600,
        started_at: Some(portal.clock.now()),
        address: Some(browser.address.to_string()),
        agent: browser.agent.clone(),
        second_factor: given == Given::SecondFactor,
        confirmed_at: None,
    };
    store::insert_session(tx, row).await?;
    Ok(token)
}

/// Whether `password` is the user's own; as hard to try out as signing in.
pub async fn knows_password(
    portal: &Portal,
    (from, user): (std::net::IpAddr, &user::Model),
    password: String,
) -> Result<bool, SignInError> {
    portal.limits.attempt(from, &user.email).map_err(|seconds| SignInError::TooManyAttempts { seconds })?;
    Ok(portal.passwords.is_right(password, user.password_hash.clone()).await)
}

/// Ends a session; ending one that is over does nothing.
pub async fn sign_out(portal: &Portal, token: &str) -> Result<(), sea_orm::DbErr> {
    let tx = portal.db.begin().await?;
    store::delete_session(&tx, &portal.key.hash(token)).await?;
    tx.commit().await
}
