//! Joining: the legal profile that a partner sends in, and the vendor's word on it. How a company becomes a partner
//! is in `applications`.
//!
//! Both sides send along the profile that they looked at: who decides on, or changes, something that has changed
//! meanwhile is told so. What pending means for orders is the verdicts' business, which read the same row.

pub mod applications;
mod partner_ids;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use sea_orm::DbErr;
use tokuten_core::catalogue::Verifying;
use tokuten_core::desk::{Meanwhile, Thing, ThingKind};
use tokuten_core::joining::{
    AlreadyDecided, Decision, PendingPage, PendingPartner, ProfileChange, VerificationEvent,
};
use tokuten_core::partners::{PartnerId, Verification};
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::audit::Entry;
use crate::claims::{self, NotFree};
use crate::db::Change;
use crate::fulltext;
use crate::identity::signed_in::{Operator, PartnerUser};
use crate::meanwhile;
use crate::notices;
use crate::offers::{touch, verification_of};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::partner;

/// Why a profile was not changed or decided on.
#[derive(Debug, thiserror::Error)]
pub enum JoiningError {
    /// There is no such partner.
    #[error("there is no such partner")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It has changed since it was looked at.
    #[error("the profile has changed")]
    Changed(Vec<Meanwhile>),
    /// It was decided on since it was looked at.
    #[error("the profile was decided on already")]
    Decided(Vec<Meanwhile>),
    /// Another operator has claimed the partner.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<AlreadyDecided> for JoiningError {
    fn from(_: AlreadyDecided) -> Self {
        Self::Decided(Vec::new())
    }
}

impl From<JoiningError> for Problem {
    fn from(error: JoiningError) -> Self {
        let conflict =
            |title: &str, detail: &str| Self::new(StatusCode::CONFLICT, ProblemCode::Conflict, title, detail);
        match error {
            JoiningError::NotFound => Self::not_found("partner"),
            JoiningError::Invalid(faults) => Self::invalid(faults),
            JoiningError::Changed(changes) => conflict(
                "The profile has changed",
                "Somebody has changed this profile since you opened it. Nothing was saved. Load the page again and look at it.",
            )
            .with_changes(changes),
            JoiningError::Decided(changes) => conflict(
                "Decided already",
                "Somebody has decided on this profile since you opened it. Nothing was changed. Load the page again.",
            )
            .with_changes(changes),
            JoiningError::NotFree(error) => error.into(),
            JoiningError::Database(error) => error.into(),
        }
    }
}

/// Changes or confirms the partner's legal profile. What is sent in unchanged stays verified, or keeps its place
/// among those that wait; all else waits for the vendor, unless the programme takes profiles as they are.
pub async fn submit(portal: &Portal, user: &PartnerUser, change: ProfileChange) -> Result<(), JoiningError> {
    let profile = change.profile.trimmed();
    let faults = profile.faults(&user.country);
    if !faults.is_empty() {
        return Err(JoiningError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let row = raised(touch(&tx, &user.partner).await?);
    let (before, verification) = (store::profile(&row)?, verification_of(&row));
    if before != change.was {
        return Err(JoiningError::Changed(Vec::new()));
    }
    if before == profile && matches!(verification, Verification::Verified | Verification::Pending) {
        return Ok(());
    }
    let verification = sent_in(portal, &verification)?;
    let row = partner::Model {
        name: profile.bill_to.name.clone(),
        bill_to: json(&profile.bill_to)?,
        registration_number: profile.registration_number.clone(),
        submitted_at: Some(portal.clock.now()),
        ..store::with_verification(row, verification)
    };
    if before.bill_to.name != profile.bill_to.name {
        fulltext::name(&tx, &user.partner, &row.name).await?;
    }
    store::update(&tx, row).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: &user.id,
        action: "legal profile sent in",
        subject: format!("partner {}", user.partner),
        partner: Some(user.partner.as_str()),
    };
    entry.record(&tx, Some(&before), Some(&profile)).await?;
    tx.commit().await?;
    Ok(())
}

/// Where the verification of a profile stands once it is sent in.
fn sent_in(portal: &Portal, verification: &Verification) -> Result<Verification, AlreadyDecided> {
    let pending = verification.after(VerificationEvent::Submitted)?;
    match portal.catalogue().joining.verification {
        Verifying::ByHand => Ok(pending),
        Verifying::AtOnce => pending.after(VerificationEvent::Verified),
    }
}

/// The partners whose profile waits for the vendor.
pub async fn pending(portal: &Portal, after: u64) -> Result<PendingPage, DbErr> {
    store::pending(portal.db.read(), after).await
}

/// The vendor verifies or rejects a legal profile, and the partner is told.
pub async fn decide(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
    decision: Decision,
) -> Result<PendingPartner, JoiningError> {
    let faults = decision.faults();
    if !faults.is_empty() {
        return Err(JoiningError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let row = touch(&tx, partner).await.map_err(|error| match error {
        DbErr::RecordNotFound(_) => JoiningError::NotFound,
        error => error.into(),
    })?;
    let row = raised(row);
    let thing = Thing::new(ThingKind::Partner, partner);
    claims::free_for(portal, &tx, operator, &thing).await?;
    let before = verification_of(&row);
    let Ok(after) = before.after(decision.event()) else {
        return Err(JoiningError::Decided(meanwhile::last(&tx, &thing.subject(), 1).await?));
    };
    if store::profile(&row)? != decision.seen {
        return Err(JoiningError::Changed(meanwhile::last(&tx, &thing.subject(), 1).await?));
    }
    let row = store::with_verification(row, after.clone());
    store::update(&tx, row.clone()).await?;
    notices::joining::decided(portal, &tx, &row, decision.rejected.as_deref().map(str::trim)).await?;
    note(portal, &tx, operator, partner, (&before, &after)).await?;
    claims::done(&tx, &thing).await?;
    let shown = store::listed(row)?;
    tx.commit().await?;
    Ok(shown)
}

/// The row as `touch` has left it: it answers with the version before.
fn raised(row: partner::Model) -> partner::Model {
    partner::Model { version: row.version + 1, ..row }
}

async fn note(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    partner: &PartnerId,
    (before, after): (&(impl serde::Serialize + Sync), &(impl serde::Serialize + Sync)),
) -> Result<(), DbErr> {
    let entry = Entry {
        at: portal.clock.now(),
        actor: &operator.id,
        action: "legal profile decided on",
        subject: format!("partner {partner}"),
        partner: Some(partner.as_str()),
    };
    entry.record(tx, Some(before), Some(after)).await
}

fn json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
