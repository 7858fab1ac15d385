//! Out of the outbox: what follows from each line, for whoever wants to be told.

use sea_orm::DbErr;
use serde_json::{Value, json};
use tokuten_core::webhooks::{DeliveryState, Event, events_in};

use super::{payload, store};
use crate::db::Change;
use crate::ids::new_id;
use crate::jobs::JobError;
use crate::portal::Portal;
use crate::tables::{webhook_delivery, webhook_endpoint, webhook_event, webhook_outbox};

/// How many lines are taken at a time.
const AT_ONCE: u64 = 100;

/// Makes events of some of what lies in the outbox; answers how many lines it took. A line goes out of it in the
/// transaction in which its events come to be: whoever dies, none is lost and none is twice there.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    if !store::is_anything_to_tell(portal.db.read()).await? {
        return Ok(0);
    }
    let tx = portal.db.begin().await?;
    let lines = store::outbox(&tx, AT_ONCE).await?;
    let endpoints = store::endpoints(&tx).await?;
    for line in &lines {
        tell(&portal, &tx, &endpoints, line).await?;
    }
    store::delete_from_outbox(&tx, lines.iter().map(|line| line.id).collect()).await?;
    tx.commit().await?;
    Ok(lines.len())
}

async fn tell(
    portal: &Portal,
    tx: &Change,
    endpoints: &[webhook_endpoint::Model],
    line: &webhook_outbox::Model,
) -> Result<(), DbErr> {
    for (event, data) in payload::told_by(tx, line).await? {
        let wants = |endpoint: &&webhook_endpoint::Model| {
            endpoint.is_on && events_in(&endpoint.events).contains(&event)
        };
        let to: Vec<_> = endpoints.iter().filter(wants).collect();
        if !to.is_empty() {
            write(portal, tx, (event, payload::body(event, line.at, &data)), &to).await?;
        }
    }
    Ok(())
}

/// An event that has not happened, for one endpoint.
pub async fn test(portal: &Portal, tx: &Change, to: &webhook_endpoint::Model) -> Result<(), DbErr> {
    let data: Value = json!({ "endpoint": to.id });
    let body = payload::body(Event::Test, portal.clock.now(), &data);
    write(portal, tx, (Event::Test, body), &[to]).await
}

async fn write(
    portal: &Portal,
    tx: &Change,
    (event, payload): (Event, String),
    to: &[&webhook_endpoint::Model],
) -> Result<(), DbErr> {
    let (now, message) = (portal.clock.now(), format!("evt_{}", new_id()));
    let told = webhook_event::Model {
        id: message.clone(),
        event: event.code().to_owned(),
        payload,
        created_at: now,
    };
    tx.insert(webhook_event::ActiveModel::from(told)).await?;
    for endpoint in to {
        let delivery = webhook_delivery::Model {
            id: new_id(),
            endpoint_id: endpoint.id.clone(),
            event_id: message.clone(),
            event: event.code().to_owned(),
            created_at: now,
            state: DeliveryState::Pending.code().to_owned(),
            failed_tries: 0,
            next_try_at: Some(now),
            lease_until: 0,
        };
        tx.insert(webhook_delivery::ActiveModel::from(delivery)).await?;
    }
    Ok(())
}
