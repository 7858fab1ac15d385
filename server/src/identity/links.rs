//! One-time links: the first operator's set-up, a user's first password, and a new one for who has forgotten it. Each says
//! what it was made for: an invitation, and nothing else, also lets its user come by the provider.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::sessions::{LinkPurpose, LinkUse, LinkView, OperatorRole};

use super::store;
use crate::audit::Entry;
use crate::ids::{new_id, new_secret};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{link, user};
use crate::versions;

/// How long the first operator's link is good: it is printed anew at each start until it was used.
const SETUP_HOURS: i64 = 24;
/// How long a user's link is good.
pub const USER_HOURS: i64 = 72;
/// How long the link of who has forgotten the password is good.
pub const RESET_HOURS: i64 = 1;

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
    let tx = portal.db.begin().await?;
    store::delete_links(&tx, None).await?;
    let token = make(portal, &tx, (None, LinkPurpose::FirstOperator), SETUP_HOURS).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// The token of a new link with which the user of this address sets a password. Earlier ones end, so that for who has
/// not come yet it is the invitation from now on.
pub async fn for_user(portal: &Portal, email: &str) -> Result<String, LinkError> {
    let email = email.trim().to_lowercase();
    let found = store::user_by_email(portal.db.read(), &email).await?;
    let user = found.ok_or(LinkError::NoSuchUser(email))?;
    let tx = portal.db.begin().await?;
    let partner = versions::lock_of(&tx, &user.id).await?;
    let purpose = if user.has_come() { LinkPurpose::PasswordReset } else { LinkPurpose::Invitation };
    let token = only_link(portal, &tx, (&user.id, purpose)).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: "command line",
        action: "link made",
        subject: format!("user {}", user.id),
        partner: partner.as_deref(),
    };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    tx.commit().await?;
    Ok(token)
}

/// The token of a new link for a user who is invited. Earlier ones end.
pub async fn invitation(portal: &Portal, tx: &impl ConnectionTrait, user: &str) -> Result<String, DbErr> {
    only_link(portal, tx, (user, LinkPurpose::Invitation)).await
}

async fn only_link(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    (user, purpose): (&str, LinkPurpose),
) -> Result<String, DbErr> {
    store::delete_links(tx, Some(user)).await?;
    make(portal, tx, (Some(user), purpose), USER_HOURS).await
}

/// The token of a new link for who has forgotten the password. Earlier ones stay: whoever asks for it need not be
/// the user, and must not be able to end the user's invitation.
pub async fn reset(portal: &Portal, tx: &impl ConnectionTrait, user: &str) -> Result<String, DbErr> {
    store::delete_expired_links(tx, portal.clock.real_seconds()).await?;
    make(portal, tx, (Some(user), LinkPurpose::PasswordReset), RESET_HOURS).await
}

async fn make(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    (user, purpose): (Option<&str>, LinkPurpose),
    hours: i64,
) -> Result<String, DbErr> {
    let token = new_secret();
    let row = link::Model {
        token_hash: portal.key.hash(&token),
        user_id: user.map(str::to_owned),
        expires_at: portal.clock.real_seconds() + hours * 3_600,
        purpose: purpose.code().to_owned(),
    };
    store::insert_link(tx, row).await?;
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
    let purpose = LinkPurpose::of_code(&row.purpose).ok_or_else(invalid)?;
    let Some(id) = row.user_id else {
        return Ok(LinkView { email: None, name: None, has_come: false, operator: true, purpose });
    };
    let user = store::user(portal.db.read(), &id).await?.ok_or_else(invalid)?;
    let (has_come, operator) = (user.has_come(), user.operator_role.is_some());
    Ok(LinkView { email: Some(user.email), name: Some(user.name), has_come, operator, purpose })
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
    let password_hash = portal.passwords.hash(with.password.clone()).await;
    let tx = portal.db.begin().await?;
    let (id, partner) = if let Some(id) = row.user_id {
        of_user(&tx, (&token_hash, &id), with.name.trim(), password_hash).await?
    } else {
        take(&tx, &token_hash).await?;
        (first_operator_row(&tx, &with.email, &with.name, password_hash).await?, None)
    };
    let entry = Entry {
        at: portal.clock.now(),
        actor: &id,
        action: "password set by link",
        subject: format!("user {id}"),
        partner: partner.as_deref(),
    };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the link: of two who use it at once one comes too late.
async fn take(tx: &impl ConnectionTrait, token_hash: &str) -> Result<(), Problem> {
    if store::take_link(tx, token_hash).await? { Ok(()) } else { Err(invalid()) }
}

/// Sets a user's password. Who has not come yet says the name too, and then the partner has changed: its colleagues
/// are told whom to ask by name.
async fn of_user(
    tx: &crate::db::Change,
    (token_hash, id): (&str, &str),
    name: &str,
    password_hash: String,
) -> Result<(String, Option<String>), Problem> {
    let user = store::user(tx, id).await?.ok_or_else(invalid)?;
    let partner = user.partner_id.as_deref().map(str::parse::<PartnerId>).transpose();
    if let Some(partner) = partner.map_err(|error| Problem::internal(&error))? {
        versions::touch(tx, &partner).await?;
    }
    take(tx, token_hash).await?;
    if !user.has_come() {
        store::set_name(tx, id, name).await?;
    }
    if !store::set_password(tx, id, password_hash).await? {
        return Err(invalid());
    }
    Ok((id.to_owned(), user.partner_id))
}

async fn first_operator_row(
    tx: &crate::db::Change,
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
        zone: None,
        partner_id: None,
        roles: String::new(),
        operator_role: Some(OperatorRole::Programme.code().to_owned()),
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    };
    let id = row.id.clone();
    store::insert_user(tx, row).await?;
    Ok(id)
}
