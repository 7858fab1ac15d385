//! Webhooks out: the vendor's own systems are told what happens.
//!
//! Every change leaves a line in the audit log, in its own transaction. While an endpoint is on, a trigger puts each line into
//! the outbox, in that same transaction ([`outbox`]); while none is, nothing is asked or written for it, on no node. A round
//! makes events of what lies there ([`telling`]), another sends them and notes what came of it ([`sending`]). Endpoints and
//! the log are the operators' (`operators::webhooks`).

pub mod line;
pub mod networks;
pub mod outbox;
mod payload;
pub mod sending;
pub mod signing;
pub mod store;
pub mod telling;
#[cfg(test)]
pub(crate) mod tests;

use chrono::TimeDelta;
use sea_orm::DbErr;
use tokuten_core::webhooks::{DeliveryState, OffBecause};

use crate::audit::Entry;
use crate::db::Change;
use crate::jobs::JobError;
use crate::notices;
use crate::portal::Portal;
use crate::tables::webhook_endpoint;

/// What the audit log calls this part of the portal.
const ACTOR: &str = "webhooks";

/// Turns an endpoint off that does not take anything any more: what is under way is given up, and the programme's operators
/// are told.
async fn turn_off(
    portal: &Portal,
    tx: &Change,
    before: &webhook_endpoint::Model,
    because: OffBecause,
) -> Result<(), DbErr> {
    let after = webhook_endpoint::Model {
        is_on: false,
        off_because: Some(because.code().to_owned()),
        version: before.version + 1,
        ..before.clone()
    };
    tx.update(before, &after).await?;
    store::give_up_pending(tx, &before.id).await?;
    notices::webhooks::turned_off(portal, tx, &after, because).await?;
    let (at, subject) = (portal.clock.now(), subject(&before.id));
    let entry = Entry { at, actor: ACTOR, action: "webhook endpoint turned off", subject, partner: None };
    let said = serde_json::json!({ "url": before.url, "off": because });
    entry.record(tx, None::<&()>, Some(&said)).await
}

/// What the audit log calls an endpoint.
#[must_use]
pub fn subject(id: &str) -> String {
    format!("webhook endpoint {id}")
}

/// Forgets deliveries that are done and older than the settings keep them.
pub async fn forget_old(portal: Portal) -> Result<usize, JobError> {
    let days = i64::from(portal.settings.webhook_log_days);
    let before = portal.clock.now() - TimeDelta::days(days);
    if !store::is_any_done_before(portal.db.read(), before).await? {
        return Ok(0);
    }
    let tx = portal.db.begin().await?;
    let count = store::forget_done_before(&tx, before).await?;
    tx.commit().await?;
    Ok(usize::try_from(count)?)
}

/// A state as the table keeps it.
pub(crate) fn state_of(code: &str) -> DeliveryState {
    // An unknown one is from a newer server: it is left alone.
    DeliveryState::of_code(code).unwrap_or(DeliveryState::Failed)
}
