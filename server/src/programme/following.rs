//! What follows when another version of the programme is in force: the next instant of every subscription, what partners
//! have attained, and how long leads are kept, are worked out anew. It is done in pieces, by a job that anyone may do again.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use tokuten_core::calendar::shifted;

use super::store;
use crate::competencies;
use crate::db::Change;
use crate::ids::new_id;
use crate::jobs::{self, JobError};
use crate::leads;
use crate::offers::{partner_id, partner_row, partner_zone};
use crate::portal::Portal;
use crate::subscriptions::{self, scheduled};
use crate::tables::{job, subscription};

/// Kind of the jobs that follow.
pub const JOB: &str = "follow_programme";
/// How many subscriptions one job goes through: less than a lease takes.
const AT_ONCE: u64 = 500;

/// How far it has come.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Through {
    /// Id of the last subscription.
    subscription: String,
}

/// Has everything follow, from the first subscription on.
pub async fn queue(tx: &Change, now: DateTime<Utc>) -> Result<(), DbErr> {
    go_on(tx, &Through::default(), now).await
}

async fn go_on(tx: &Change, through: &Through, now: DateTime<Utc>) -> Result<(), DbErr> {
    let payload = serde_json::to_string(through).map_err(|error| DbErr::Json(error.to_string()))?;
    jobs::enqueue(tx, JOB, &new_id(), payload, now).await
}

/// Goes through some subscriptions, and queues what comes after them.
pub async fn run(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let through: Through = serde_json::from_str(&job.payload)?;
    // The node that does this may not have heard of the version yet.
    super::publishing::refresh(&portal).await?;
    if through.subscription.is_empty() {
        competencies::follow_catalogue(&portal).await?;
        leads::follow_programme(&portal).await?;
    }
    let tx = portal.db.begin().await?;
    let rows = store::scheduled_after(&tx, &through.subscription, AT_ONCE).await?;
    for row in &rows {
        reschedule(&portal, &tx, row).await?;
    }
    if let Some(last) = rows.last() {
        go_on(&tx, &Through { subscription: last.id.clone() }, portal.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// What was to happen by today has happened by the version before, unless it is waiting for its turn just now: a reminder
/// that the new version would have sent last week is not sent.
async fn reschedule(portal: &Portal, tx: &Change, row: &subscription::Model) -> Result<(), DbErr> {
    let now = portal.clock.now();
    if row.next_due.is_some_and(|due| due <= now) {
        return Ok(());
    }
    let zone = partner_zone(&partner_row(tx, &partner_id(&row.partner_id)?).await?)?;
    let yesterday = shifted(portal.clock.today(zone), -1);
    let after =
        subscription::Model { done_through: row.done_through.map(|day| day.max(yesterday)), ..row.clone() };
    let after = scheduled(after, &portal.catalogue(), zone)?;
    if after.next_due != row.next_due {
        subscriptions::update(tx, row, &after).await?;
    }
    Ok(())
}
