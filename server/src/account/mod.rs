//! One's own account: how it is set, where one is signed in, everything the portal holds on one, and leaving for good.
//!
//! Who leaves is erased by `users`, which knows who may and what is left behind.

mod held;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use tokuten_core::account::{AccountView, OpenSession, ZoneChoice};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::FieldError;

use crate::audit::Entry;
use crate::catalogue::zones;
use crate::db::Change;
use crate::factors::FactorError;
use crate::identity::openid;
use crate::identity::store as accounts;
use crate::notices::unsubscribing;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{session, user};
use crate::users;
use crate::versions::lock_of;

pub use held::{Everything, held};

/// Characters of a session's hash that name it among the user's own. Nobody signs in with a hash.
const NAME: usize = 16;

/// Why something was not done to one's account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The user is gone.
    #[error("the user is gone")]
    SignedOut,
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// There is no such session of the user's.
    #[error("there is no such session")]
    NoSuchSession,
    /// The second factors could not be looked up.
    #[error(transparent)]
    Factors(#[from] FactorError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::SignedOut => Self::signed_out(),
            AccountError::Invalid(faults) => Self::invalid(faults),
            AccountError::NoSuchSession => Self::not_found("session"),
            AccountError::Factors(error) => error.into(),
            AccountError::Database(error) => error.into(),
        }
    }
}

async fn own(portal: &Portal, id: &str) -> Result<user::Model, AccountError> {
    accounts::user(portal.db.read(), id).await?.ok_or(AccountError::SignedOut)
}

/// How one's account is set, for who asks with this session.
pub async fn view(portal: &Portal, user: &str, session: &str) -> Result<AccountView, AccountError> {
    let row = own(portal, user).await?;
    let db = portal.db.read();
    let partner = row.partner_id.as_deref().map(str::parse::<PartnerId>).transpose();
    let partner = partner.map_err(|error| DbErr::Custom(error.to_owned()))?;
    let global_admins = match &partner {
        Some(partner) => users::global_admins(db, partner).await?,
        None => 0,
    };
    let here = portal.key.hash(session);
    let sessions = store::sessions(db, user, portal.clock.real_seconds()).await?;
    let provider = openid::standing(portal, &row).await?;
    Ok(AccountView {
        provider,
        reminders: partner.is_some().then_some(!row.reminders_off),
        zone: row.zone,
        zones: zones(),
        has_password: row.password_hash.is_some(),
        sessions: sessions.into_iter().map(|session| open(portal, session, &here)).collect(),
        global_admins,
        name: row.name,
        email: row.email,
    })
}

fn open(portal: &Portal, row: session::Model, here: &str) -> OpenSession {
    OpenSession {
        is_here: row.token_hash == here,
        id: name(&row.token_hash).to_owned(),
        since: row.started_at,
        until: portal.clock.of_real(row.expires_at),
        address: row.address,
        agent: row.agent,
    }
}

fn name(hash: &str) -> &str {
    hash.get(..NAME).unwrap_or(hash)
}

/// Ends one of the user's sessions.
pub async fn sign_out(portal: &Portal, user: &str, id: &str) -> Result<(), AccountError> {
    let tx = portal.db.begin().await?;
    let partner = lock_of(&tx, user).await?;
    let sessions = store::sessions(&tx, user, portal.clock.real_seconds()).await?;
    let Some(found) = sessions.iter().find(|session| name(&session.token_hash) == id) else {
        tx.rollback().await?;
        return Err(AccountError::NoSuchSession);
    };
    accounts::delete_session(&tx, &found.token_hash).await?;
    note(portal, &tx, (user, partner.as_deref()), "session ended").await?;
    Ok(tx.commit().await?)
}

/// Ends all of the user's sessions but the one that asks.
pub async fn sign_out_others(portal: &Portal, user: &str, session: &str) -> Result<(), AccountError> {
    let tx = portal.db.begin().await?;
    let partner = lock_of(&tx, user).await?;
    store::delete_others(&tx, user, &portal.key.hash(session)).await?;
    note(portal, &tx, (user, partner.as_deref()), "other sessions ended").await?;
    Ok(tx.commit().await?)
}

/// Sets the zone in which instants are shown.
pub async fn set_zone(portal: &Portal, user: &str, choice: ZoneChoice) -> Result<(), AccountError> {
    let faults = choice.faults(&zones());
    if !faults.is_empty() {
        return Err(AccountError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let partner = lock_of(&tx, user).await?;
    store::set_zone(&tx, user, choice.zone).await?;
    note(portal, &tx, (user, partner.as_deref()), "zone chosen").await?;
    Ok(tx.commit().await?)
}

/// Has reminders to renew by hand sent to a user, or not: the same as the link in each of them does.
pub async fn set_reminders(portal: &Portal, user: &str, wanted: bool) -> Result<(), AccountError> {
    let row = own(portal, user).await?;
    if row.reminders_off == wanted {
        let tx = portal.db.begin().await?;
        unsubscribing::set(portal, &tx, user, !wanted).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (user, partner): (&str, Option<&str>),
    action: &str,
) -> Result<(), DbErr> {
    let (at, subject) = (portal.clock.now(), format!("user {user}"));
    let entry = Entry { at, actor: user, action, subject, partner };
    entry.record(tx, None::<&()>, None::<&()>).await
}
