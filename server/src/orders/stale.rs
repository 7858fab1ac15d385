//! Orders that nobody placed: abandoned after a day (domain.md, "Buying and renewing").

use chrono::TimeDelta;
use tokuten_core::orders::{OrderNumber, OrderState};

use super::{OrderError, note, store};
use crate::offers::{lock, partner_id};
use crate::portal::Portal;

/// How many are looked for at once.
const AT_ONCE: u64 = 200;

/// Abandons the orders that were started too long ago and not placed; answers how many.
pub async fn abandon_stale(portal: &Portal) -> Result<u64, OrderError> {
    let before = portal.clock.now() - TimeDelta::hours(i64::from(portal.catalogue().draft_hours));
    let mut abandoned = 0;
    for (number, partner) in store::started_before(portal.db.read(), before, AT_ONCE).await? {
        abandoned += u64::from(abandon(portal, OrderNumber(number), &partner).await?);
    }
    Ok(abandoned)
}

async fn abandon(portal: &Portal, number: OrderNumber, partner: &str) -> Result<bool, OrderError> {
    let partner = partner_id(partner)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &partner).await?;
    // Somebody may have placed it in between.
    let found = store::locked(&tx, &partner, number).await?;
    let Some(row) = found.filter(|row| store::state_of(row).is_ok_and(OrderState::is_reviewable)) else {
        tx.rollback().await?;
        return Ok(false);
    };
    let abandoned = store::abandon(&tx, &row).await?;
    note(portal, &tx, "clock", "order abandoned", &abandoned).await?;
    tx.commit().await?;
    Ok(true)
}
