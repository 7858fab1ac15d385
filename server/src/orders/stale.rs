//! Orders that nobody placed or paid: abandoned after a day, expired after their pay-by date (domain.md, "Buying and renewing").

use std::time::Duration;

use chrono::TimeDelta;

use super::transfers::expire_unpaid;
use super::{OrderError, store};
use crate::portal::Portal;

/// How often the server looks for them.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Abandons the orders that were started too long ago and not placed; answers how many.
pub async fn abandon_stale(portal: &Portal) -> Result<u64, OrderError> {
    let before = portal.clock.now() - TimeDelta::hours(i64::from(portal.catalogue.draft_hours));
    let tx = portal.db.begin().await?;
    let abandoned = store::abandon_started_before(&tx, before).await?;
    tx.commit().await?;
    Ok(abandoned)
}

/// Looks for as long as the server runs.
pub async fn keep_abandoning(portal: Portal) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match abandon_stale(&portal).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "orders that nobody placed were abandoned"),
            Err(error) => tracing::error!(%error, "stale orders could not be abandoned; trying again"),
        }
        match expire_unpaid(&portal).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "orders whose transfer did not arrive expired"),
            Err(error) => tracing::error!(%error, "unpaid orders could not be expired; trying again"),
        }
    }
}
