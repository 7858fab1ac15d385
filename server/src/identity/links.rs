//! One-time links: the first operator's set-up, and a user's first password.

use sea_orm::DbErr;
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::sessions::{LinkUse, LinkView, OperatorRole};

use super::store;
use crate::audit::Entry;
use crate::ids::{new_id, new_secret};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{link, user};

/// How long the first operator's link is good: it is printed anew at each start until it was used.
const SETUP_HOURS: i64 = 24;
/// How long a user's link is good.
const USER_HOURS: i64 = 72;

/// Why a link could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nobody has that address.
    #[error("there is no user {0}; no link was made")]
    NoSuchUser(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The token of a new set-up link for the first operator, if there is no operator yet. Earlier ones end.
pub async fn first_operator(portal: &Portal) -> Result<Option<String>, DbErr> {
    if store::operators(portal.db.read()).await? > 0 {
        return Ok(None);
    }
    make(portal, None, SETUP_HOURS).await.map(Some)
}

/// The token of a new link with which the user of this address sets a password. Earlier ones end.
pub async fn for_user(portal: &Portal, email: &str) -> Result<String, LinkError> {
    let email = email.trim().to_lowercase();
    let found = store::user_by_email(portal.db.read(), &email).await?;
    let user = found.ok_or(LinkError::NoSuchUser(email))?;
    Ok(make(portal, Some(&user.id), USER_HOURS).await?)
}

async fn make(portal: &Portal, user: Option<&str>, hours: i64) -> Result<String, DbErr> {
    let token = new_secret();
    let row = link::Model {
        token_hash: portal.key.hash(&token),
        user_id: user.map(str::to_owned),
        expires_at: portal.clock.real_seconds() + hours * 3_600,
    };
    let tx = portal.db.begin().await?;
    store::delete_links(&tx, user).await?;
    store::insert_link(&tx, row).await?;
    tx.commit().await?;
    Ok(token)
}

fn invalid() -> Problem {
    let detail =
        "This link was used already, has expired or never was. Nothing was changed. Ask for a new one.";
    Problem::new(axum::http::StatusCode::NOT_FOUND, ProblemCode::LinkInvalid, "Link not valid", detail)
}

/// For whom a link is.
pub async fn look(portal: &Portal, token: &str) -> Result<LinkView, Problem> {
    let now = portal.clock.real_seconds();
    let row = store::link(portal.db.read(), &portal.key.hash(token), now).await?.ok_or_else(invalid)?;
    let Some(id) = row.user_id else { return Ok(LinkView { email: None, name: None }) };
    let user = store::user(portal.db.read(), &id).await?.ok_or_else(invalid)?;
    Ok(LinkView { email: Some(user.email), name: Some(user.name) })
}

/// Uses a link: sets the user's password, or makes the first operator. It works once.
pub async fn redeem(portal: &Portal, token: &str, with: LinkUse) -> Result<(), Problem> {
    let mut faults = with.faults();
    if faults.is_empty() && !email_address::EmailAddress::is_valid(with.email.trim()) {
        faults.push(FieldError::new("email", FieldFault::Malformed));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let token_hash = portal.key.hash(token);
    let row =
        store::link(portal.db.read(), &token_hash, portal.clock.real_seconds()).await?.ok_or_else(invalid)?;
    // Hashing takes its time; it is done before the writing connection is taken.
    let password_hash = portal.passwords.hash(with.password).await;
    let tx = portal.db.begin().await?;
    if !store::take_link(&tx, &token_hash).await? {
        return Err(invalid());
    }
    let id = match row.user_id {
        Some(id) => {
            store::set_password(&tx, &id, with.name.trim(), password_hash).await?;
            id
        }
        None => first_operator_row(&tx, &with.email, &with.name, password_hash).await?,
    };
    let entry = Entry {
        at: portal.clock.now(),
        actor: &id,
        action: "password set by link",
        subject: format!("user {id}"),
    };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    tx.commit().await?;
    Ok(())
}

async fn first_operator_row(
    tx: &sea_orm::DatabaseTransaction,
    email: &str,
    name: &str,
    password_hash: String,
) -> Result<String, Problem> {
    if store::operators(tx).await? > 0 {
        return Err(invalid());
    }
    let row = user::Model {
        id: new_id(),
        email: email.trim().to_lowercase(),
        name: name.trim().to_owned(),
        password_hash: Some(password_hash),
        language: None,
        partner_id: None,
        roles: String::new(),
        operator_role: Some(OperatorRole::Programme.code().to_owned()),
        reminders_off: false,
    };
    let id = row.id.clone();
    store::insert_user(tx, row).await?;
    Ok(id)
}
