//! The log of what was sent to an endpoint.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokuten_core::webhooks::{AttemptView, DeliveryPage, DeliveryState, DeliveryView, Event, NoAnswer};

use super::{EndpointError, view};
use crate::portal::Portal;
use crate::tables::{webhook_attempt, webhook_delivery};
use crate::webhooks::store::{self, Shown};

/// How many deliveries come at once.
const PAGE: usize = 25;

/// An endpoint and a page of its deliveries.
pub async fn page(portal: &Portal, id: &str, shown: Shown<'_>) -> Result<DeliveryPage, EndpointError> {
    let db = portal.db.read();
    let endpoint = store::endpoint(db, id).await?.ok_or(EndpointError::NotFound("endpoint"))?;
    let mut rows = store::deliveries(db, id, shown, PAGE as u64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
    Ok(DeliveryPage {
        endpoint: view(portal, db, endpoint).await?,
        deliveries: told(portal, rows).await?,
        kept_days: portal.settings.webhook_log_days,
        today: portal.clock.today(portal.programme_zone()),
        next_cursor,
    })
}

async fn told(portal: &Portal, rows: Vec<webhook_delivery::Model>) -> Result<Vec<DeliveryView>, DbErr> {
    let db = portal.db.read();
    let attempts = store::attempts(db, rows.iter().map(|row| row.id.as_str()).collect()).await?;
    let messages = store::events(db, rows.iter().map(|row| row.event_id.as_str()).collect()).await?;
    let mut payloads: HashMap<_, _> = messages.into_iter().map(|row| (row.id, row.payload)).collect();
    let mut tries: HashMap<String, Vec<AttemptView>> = HashMap::new();
    for row in attempts {
        tries.entry(row.delivery_id.clone()).or_default().push(attempt(row));
    }
    let delivery = |row: webhook_delivery::Model| {
        Some(DeliveryView {
            event: Event::of_code(&row.event)?,
            state: DeliveryState::of_code(&row.state)?,
            payload: payloads.remove(&row.event_id).unwrap_or_default(),
            attempts: tries.remove(&row.id).unwrap_or_default(),
            id: row.id,
            message: row.event_id,
            created_at: row.created_at,
            next_try_at: row.next_try_at,
        })
    };
    Ok(rows.into_iter().filter_map(delivery).collect())
}

fn attempt(row: webhook_attempt::Model) -> AttemptView {
    AttemptView {
        at: row.at,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        no_answer: row.no_answer.as_deref().and_then(NoAnswer::of_code),
        milliseconds: row.milliseconds.unsigned_abs(),
        answer: row.answer,
    }
}

/// A delivery from the start, due now.
pub fn due_again(row: webhook_delivery::Model, now: DateTime<Utc>) -> webhook_delivery::Model {
    webhook_delivery::Model {
        state: DeliveryState::Pending.code().to_owned(),
        failed_tries: 0,
        next_try_at: Some(now),
        lease_until: 0,
        ..row
    }
}
