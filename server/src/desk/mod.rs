//! The desk of the vendor's operators: the work queues of each one's work, with who has claimed what in them.
//!
//! Which thing belongs to which queue, and from when it waits, is core's to say (`tokuten_core::desk`); `queues` asks
//! the tables for it. Each queue is one look into an index, counted to 999: the page stays fast whatever lies behind.

mod items;
mod queues;
pub mod routes;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use tokuten_core::desk::{DeskView, Queue, QueuePage, QueueView};

use crate::identity::signed_in::Operator;
use crate::portal::Portal;

/// Things of each queue that the desk shows at first.
const FIRST: u64 = 10;
/// Things on a page of a queue.
const PAGE: u64 = 50;

/// What the operator works from.
pub async fn view(portal: &Portal, operator: &Operator) -> Result<DeskView, DbErr> {
    let mut queues = Vec::new();
    for queue in Queue::ALL.into_iter().filter(|queue| queue.is_for(operator.role)) {
        let count = queues::count(portal, queue).await?;
        // A queue with nothing in it is not asked for what is first.
        let page = if count.number == 0 {
            QueuePage { items: Vec::new(), next_cursor: None }
        } else {
            items::page(portal, queue, (0, FIRST)).await?
        };
        queues.push(QueueView { queue, count, page });
    }
    Ok(DeskView {
        now: portal.clock.now(),
        own: operator.id.clone(),
        claim_minutes: portal.catalogue().desk.claim_minutes,
        queues,
    })
}

/// A page of a queue, from after so many.
pub async fn page(portal: &Portal, queue: Queue, after: u64) -> Result<QueuePage, DbErr> {
    items::page(portal, queue, (after, PAGE)).await
}
