//! Orders that nobody placed: abandoned after a day (domain.md, "Buying and renewing").

use chrono::TimeDelta;

use super::{OrderError, store};
use crate::portal::Portal;

/// Abandons the orders that were started too long ago and not placed; answers how many.
pub async fn abandon_stale(portal: &Portal) -> Result<u64, OrderError> {
    let before = portal.clock.now() - TimeDelta::hours(i64::from(portal.catalogue.draft_hours));
    let tx = portal.db.begin().await?;
    let abandoned = store::abandon_started_before(&tx, before).await?;
    tx.commit().await?;
    Ok(abandoned)
}
