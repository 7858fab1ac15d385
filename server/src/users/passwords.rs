//! Passwords that are forgotten, and passwords that are changed.

use std::net::IpAddr;

use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::sessions::{PasswordChange, PasswordForgotten, email_fault};

use super::UserError;
use crate::audit::Entry;
use crate::identity::{self, SignInError, links};
use crate::ids::new_id;
use crate::jobs::{self, JobError};
use crate::portal::Portal;
use crate::tables::job;
use crate::versions::lock_of;
use crate::{identity::store as accounts, notices};

/// Kind of the jobs that mail a link to who has forgotten the password.
pub const JOB: &str = "password_reset";

/// Queues a link for whoever has this address. Whether anybody has is looked up by the job, so that the answer
/// and the time it takes are the same.
pub async fn forgotten(portal: &Portal, from: IpAddr, who: PasswordForgotten) -> Result<(), UserError> {
    if let Some(fault) = email_fault(&who.email) {
        return Err(UserError::Invalid(vec![FieldError::new("email", fault)]));
    }
    let email = who.email.trim().to_lowercase();
    // Counted apart from signing in: a stranger who asks for links must not lock the user out.
    portal
        .limits
        .attempt(from, &format!("reset/{email}"))
        .map_err(|seconds| SignInError::TooManyAttempts { seconds })?;
    let tx = portal.db.begin().await?;
    jobs::enqueue(&tx, JOB, &new_id(), email, portal.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The job: mails the link, if somebody has the address.
pub async fn mail_link(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let tx = portal.db.begin().await?;
    let Some(user) = accounts::user_by_email(&tx, &job.payload).await? else { return Ok(()) };
    let token = links::reset(&portal, &tx, &user.id).await?;
    notices::users::password_reset(&portal, &tx, &user, (&job.id, &token)).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the password of who is signed in. Every other session ends, and every link; a mail says so.
pub async fn change(
    portal: &Portal,
    (from, user, session): (IpAddr, &str, &str),
    with: PasswordChange,
) -> Result<(), UserError> {
    let user = accounts::user(portal.db.read(), user).await?.ok_or(UserError::NotFound)?;
    let faults = with.faults(&[&user.email, &user.name]);
    if !faults.is_empty() {
        return Err(UserError::Invalid(faults));
    }
    if !identity::knows_password(portal, (from, &user), with.present).await? {
        return Err(UserError::Invalid(vec![FieldError::new("present", FieldFault::Wrong)]));
    }
    let hash = portal.passwords.hash(with.password).await;
    let tx = portal.db.begin().await?;
    let partner = lock_of(&tx, &user.id).await?;
    if !accounts::replace_password(&tx, &user, hash, &portal.key.hash(session)).await? {
        return Err(UserError::Invalid(vec![FieldError::new("present", FieldFault::Wrong)]));
    }
    notices::users::password_changed(portal, &tx, &user).await?;
    let (at, subject) = (portal.clock.now(), format!("user {}", user.id));
    let entry =
        Entry { at, actor: &user.id, action: "password changed", subject, partner: partner.as_deref() };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    Ok(tx.commit().await?)
}
