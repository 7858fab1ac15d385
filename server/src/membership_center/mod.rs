//! The Membership Center, the retired predecessor: it hands what it manages over to Partner Center, by itself on the
//! day after the anniversary or before that by an operator, once, and tells the partner what comes along.
//!
//! Renewals there are orders like all others (`orders`), by the old place's rules; what is renewed is managed here
//! from then on. Where something is managed on a day is core's to say from its dates: a hand-over that comes late
//! bars nothing.

mod store;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use chrono::NaiveDate;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use tokuten_core::facts::Facts;
use tokuten_core::membership_center::{HandOver, KeptTherePage, NotMovable, may_hand_over};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::jobs::{self, JobError};
use crate::notices::membership_center as notices;
use crate::offers::{self, partner_id, partner_zone};
use crate::orders::may_die_here;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::subscriptions::{self, subscription_of};
use crate::tables::{job, partner, subscription};

/// Kind of the jobs that hand a subscription over.
pub const JOB: &str = "hand_over";
/// Who hands over what nobody has moved, in the audit log.
const BY_ITSELF: &str = "schedule";

/// Why a subscription was not moved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// There is no such subscription.
    #[error("there is no such subscription")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It is not managed there, or not held any more.
    #[error("it cannot be moved: {0:?}")]
    NotMovable(NotMovable),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<NotMoved> for Problem {
    fn from(error: NotMoved) -> Self {
        let conflict =
            |title: &str, detail: &str| Self::new(StatusCode::CONFLICT, ProblemCode::Conflict, title, detail);
        match error {
            NotMoved::NotFound => Self::not_found("subscription"),
            NotMoved::Invalid(faults) => Self::invalid(faults),
            NotMoved::NotMovable(NotMovable::NotThere) => conflict(
                "Not in the Membership Center",
                "This subscription is managed in Partner Center: it was moved or renewed since you looked. Nothing was changed. Load the page again.",
            ),
            NotMoved::NotMovable(NotMovable::Over) => conflict(
                "The subscription is over",
                "This subscription was cancelled, refunded or superseded: there is nothing left to move. Nothing was changed.",
            ),
            NotMoved::Database(error) => error.into(),
        }
    }
}

/// Which hand-over a job is about.
#[derive(Debug, Serialize, Deserialize)]
struct Due {
    partner: PartnerId,
    subscription: String,
    anniversary: NaiveDate,
}

/// Queues the hand-over of a subscription whose anniversary has passed. It locks the partner, so it is a job: the
/// round has locked the subscription already, and everything else locks them the other way round.
pub async fn queue(portal: &Portal, tx: &Change, row: &subscription::Model) -> Result<(), JobError> {
    let due = Due {
        partner: partner_id(&row.partner_id)?,
        subscription: row.id.clone(),
        anniversary: row.expires_on,
    };
    let name = format!("{}/{}", due.subscription, due.anniversary);
    jobs::enqueue(tx, JOB, &name, serde_json::to_string(&due)?, portal.clock.now()).await?;
    may_die_here("hand_over_queued");
    Ok(())
}

/// The job that hands a subscription over. Done again after a crash, it finds it here.
pub async fn run(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let due: Due = serde_json::from_str(&job.payload)?;
    let tx = portal.db.begin().await?;
    let (row, owner) = subscriptions::with_partner(&tx, &due.partner, &due.subscription).await?;
    if row.expires_on == due.anniversary && may_hand_over(&subscription_of(row.clone())?).is_ok() {
        hand_over(&portal, &tx, &owner, row, (BY_ITSELF, None)).await?;
        tx.commit().await?;
    }
    may_die_here("handed_over");
    Ok(())
}

/// Hands a subscription over whose anniversary has passed, unless that is done; the partner is locked.
pub async fn hand_over_if_due(
    portal: &Portal,
    tx: &Change,
    owner: &partner::Model,
    row: subscription::Model,
) -> Result<subscription::Model, DbErr> {
    let held = subscription_of(row.clone())?;
    let has_passed = held.expires_on < portal.clock.today(partner_zone(owner)?);
    if has_passed && may_hand_over(&held).is_ok() {
        hand_over(portal, tx, owner, row, (BY_ITSELF, None)).await
    } else {
        Ok(row)
    }
}

/// An operator moves a subscription to Partner Center before its anniversary, for a reason.
pub async fn move_early(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    pressed: &HandOver,
) -> Result<(), NotMoved> {
    let faults = pressed.faults();
    if !faults.is_empty() {
        return Err(NotMoved::Invalid(faults));
    }
    let found = store::partner_of(portal.db.read(), id).await?.ok_or(NotMoved::NotFound)?;
    let tx = portal.db.begin().await?;
    let (row, owner) = subscriptions::with_partner(&tx, &partner_id(&found)?, id).await?;
    may_hand_over(&subscription_of(row.clone())?).map_err(NotMoved::NotMovable)?;
    hand_over(portal, &tx, &owner, row, (&operator.id, Some(pressed.reason.trim()))).await?;
    tx.commit().await?;
    may_die_here("handed_over");
    Ok(())
}

/// The subscription is managed in Partner Center from now on; the partner is told, and what comes along.
async fn hand_over(
    portal: &Portal,
    tx: &Change,
    owner: &partner::Model,
    row: subscription::Model,
    (actor, reason): (&str, Option<&str>),
) -> Result<subscription::Model, DbErr> {
    let row = subscriptions::hand_over(portal, tx, partner_zone(owner)?, &row).await?;
    let facts: Facts = offers::facts(portal, tx, &partner_id(&owner.id)?, &[]).await?;
    notices::handed_over(portal, tx, &facts, &subscription_of(row.clone())?).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor,
        action: "subscription handed over to Partner Center",
        subject: format!("subscription {}", row.id),
        partner: Some(&row.partner_id),
    };
    let after = serde_json::json!({ "managed_in": row.managed_in, "automatic_renewal": row.automatic_renewal,
        "reason": reason });
    entry.record(tx, Some(&serde_json::json!({ "managed_in": "membership_center" })), Some(&after)).await?;
    may_die_here("handing_over");
    Ok(row)
}

/// What is managed there, the next anniversary first; of one partner if one is named.
pub async fn kept(portal: &Portal, partner: Option<&str>, after: u64) -> Result<KeptTherePage, DbErr> {
    store::kept(portal, partner, after).await
}
