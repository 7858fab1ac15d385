//! Sending what is due, and noting what came of it.
//!
//! A delivery is claimed with a lease and sent outside the claim's transaction. Who dies before what came of it is noted
//! loses the lease, and it is sent again, as the same message: at least once, and never promised once or in order.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use sea_orm::DbErr;
use tokuten_core::webhooks::{DeliveryState, NoAnswer, OffBecause, is_given_up, wait_after};

use super::line::Answer;
use super::{signing, store, turn_off};
use crate::db::Change;
use crate::ids::new_id;
use crate::jobs::JobError;
use crate::orders::may_die_here;
use crate::portal::Portal;
use crate::tables::{webhook_attempt, webhook_delivery, webhook_endpoint, webhook_event};

/// How long whoever claims a delivery has it to himself; longer than an endpoint may take.
const LEASE_SECONDS: i64 = if cfg!(feature = "failpoints") { 15 } else { 60 };
/// How many are sent to an endpoint at a time: one that does not answer keeps no other waiting.
const AT_ONCE: u64 = 4;
/// How many are sent side by side: as many as there may be endpoints, with all of theirs.
const SIDE_BY_SIDE: usize = 80;

/// A delivery that is ours for a while.
struct Claimed {
    delivery: webhook_delivery::Model,
    message: webhook_event::Model,
    endpoint: webhook_endpoint::Model,
}

/// What came of one try.
struct Tried {
    delivery: String,
    endpoint: String,
    at: DateTime<Utc>,
    outcome: Result<Answer, NoAnswer>,
    milliseconds: i32,
}

/// Sends some of what is due, and answers how many.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    let (now, real) = (portal.clock.now(), portal.clock.real_seconds());
    let endpoints = store::endpoints_due(portal.db.read(), now, real).await?;
    if endpoints.is_empty() {
        return Ok(0);
    }
    let claimed = claim(&portal, endpoints).await?;
    let sends = claimed.into_iter().map(|claimed| tried(&portal, claimed));
    let all: Vec<_> = stream::iter(sends).buffer_unordered(SIDE_BY_SIDE).collect().await;
    may_die_here("webhook_sent");
    let count = all.len();
    for one in all {
        note(&portal, one).await?;
    }
    Ok(count)
}

async fn claim(portal: &Portal, endpoints: Vec<String>) -> Result<Vec<Claimed>, DbErr> {
    let (now, real) = (portal.clock.now(), portal.clock.real_seconds());
    let tx = portal.db.begin().await?;
    let mut claimed = Vec::new();
    for id in endpoints {
        let Some(endpoint) = store::endpoint(&tx, &id).await? else { continue };
        let rows = store::claim(&tx, &id, (now, real, real + LEASE_SECONDS), AT_ONCE).await?;
        let messages = store::events(&tx, rows.iter().map(|row| row.event_id.as_str()).collect()).await?;
        let messages: HashMap<_, _> =
            messages.into_iter().map(|message| (message.id.clone(), message)).collect();
        claimed.extend(rows.into_iter().filter_map(|delivery| {
            let message = messages.get(&delivery.event_id)?.clone();
            Some(Claimed { delivery, message, endpoint: endpoint.clone() })
        }));
    }
    tx.commit().await?;
    Ok(claimed)
}

async fn tried(portal: &Portal, Claimed { delivery, message, endpoint }: Claimed) -> Tried {
    let (at, begun) = (portal.clock.now(), Instant::now());
    let outcome = match signing::secrets(portal, &endpoint) {
        Some(secrets) => {
            // Of the real time, whatever the demo's clock says: who takes it compares it with his own.
            let seconds = portal.clock.real_seconds();
            let signature = signing::signature(&secrets, (&message.id, seconds), &message.payload);
            let headers = [
                ("webhook-id", message.id),
                ("webhook-timestamp", seconds.to_string()),
                ("webhook-signature", signature),
            ];
            portal.webhooks.send(&endpoint.url, headers, message.payload).await
        }
        None => Err(NoAnswer::SecretLost),
    };
    let milliseconds = i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX);
    Tried { delivery: delivery.id, endpoint: endpoint.id, at, outcome, milliseconds }
}

/// Notes a try and what follows from it, in one transaction. The endpoint is locked first, as by everything that turns one
/// off.
async fn note(portal: &Portal, tried: Tried) -> Result<(), DbErr> {
    let tx = portal.db.begin().await?;
    let endpoint = store::locked_endpoint(&tx, &tried.endpoint).await?;
    let delivery = store::locked_delivery(&tx, &tried.delivery).await?;
    let (Some(endpoint), Some(delivery)) = (endpoint, delivery) else {
        // Somebody has removed the endpoint meanwhile.
        return tx.rollback().await;
    };
    let status = tried.outcome.as_ref().ok().map(|answer| answer.status);
    let taken = status.is_some_and(|status| (200..300).contains(&status));
    let attempt = webhook_attempt::Model {
        id: new_id(),
        delivery_id: delivery.id.clone(),
        at: tried.at,
        status: status.map(i32::from),
        no_answer: tried.outcome.as_ref().err().map(|why| why.code().to_owned()),
        milliseconds: tried.milliseconds,
        answer: tried.outcome.map(|answer| answer.text).unwrap_or_default(),
    };
    tx.insert(webhook_attempt::ActiveModel::from(attempt)).await?;
    let after = if taken { delivered(&delivery) } else { failed(&delivery, portal.clock.now()) };
    tx.update(&delivery, &after).await?;
    follow(portal, &tx, endpoint, (taken, status == Some(GONE))).await?;
    metrics::counter!("tokuten_webhooks_sent_total", "outcome" => if taken { "taken" } else { "failed" })
        .increment(1);
    tx.commit().await
}

/// The endpoint wants no more of it.
const GONE: u16 = 410;

fn delivered(before: &webhook_delivery::Model) -> webhook_delivery::Model {
    webhook_delivery::Model {
        state: DeliveryState::Delivered.code().to_owned(),
        next_try_at: None,
        lease_until: 0,
        ..before.clone()
    }
}

fn failed(before: &webhook_delivery::Model, now: DateTime<Utc>) -> webhook_delivery::Model {
    let failed_tries = before.failed_tries + 1;
    // What was given up or taken meanwhile stays so.
    let waits = super::state_of(&before.state) == DeliveryState::Pending;
    let wait = u32::try_from(failed_tries).ok().and_then(wait_after).filter(|_| waits);
    let given_up = waits && wait.is_none();
    let state = if given_up { DeliveryState::Failed.code().to_owned() } else { before.state.clone() };
    webhook_delivery::Model {
        state,
        failed_tries,
        next_try_at: wait.map(|wait| now + wait),
        lease_until: 0,
        ..before.clone()
    }
}

/// What follows for the endpoint: it takes messages again, takes none for now, or is turned off.
async fn follow(
    portal: &Portal,
    tx: &Change,
    endpoint: webhook_endpoint::Model,
    (taken, gone): (bool, bool),
) -> Result<(), DbErr> {
    let now = portal.clock.now();
    let failing_since = if taken { None } else { endpoint.failing_since.or(Some(now)) };
    let after = webhook_endpoint::Model { failing_since, ..endpoint.clone() };
    tx.update(&endpoint, &after).await?;
    let because = match failing_since {
        _ if !after.is_on => return Ok(()),
        _ if gone => OffBecause::Gone,
        Some(since) if is_given_up(since, now) => OffBecause::Failing,
        _ => return Ok(()),
    };
    turn_off(portal, tx, &after, because).await
}
