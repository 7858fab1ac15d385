//! Endpoints of webhooks, and the log of what was sent to them: programme operators see to both.

mod log;
mod problems;
pub mod routes;
#[cfg(test)]
mod tests;

use chrono::{NaiveDate, TimeDelta};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use tokuten_core::calendar::shifted;
use tokuten_core::problem::FieldError;
use tokuten_core::webhooks::{
    DeliveryState, EndpointChange, EndpointView, Endpoints, MOST_ENDPOINTS, OLD_SECRET_HOURS, OffBecause,
    Replayed, SecretMade, codes_of, events_in,
};

use super::team;
use crate::audit::Entry;
use crate::clock::end_of;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::meanwhile;
use crate::portal::Portal;
use crate::tables::webhook_endpoint;
use crate::webhooks::{signing, store, subject, telling};

pub use log::page;
pub use problems::EndpointError;

/// All endpoints.
pub async fn all(portal: &Portal) -> Result<Endpoints, DbErr> {
    let db = portal.db.read();
    let mut endpoints = Vec::new();
    for row in store::endpoints(db).await? {
        endpoints.push(view(portal, db, row).await?);
    }
    Ok(Endpoints { endpoints, kept_days: portal.settings.webhook_log_days })
}

async fn view(
    portal: &Portal,
    db: &impl ConnectionTrait,
    row: webhook_endpoint::Model,
) -> Result<EndpointView, DbErr> {
    let off = row.off_because.as_deref().and_then(OffBecause::of_code);
    let now = portal.clock.now();
    Ok(EndpointView {
        pending: store::count(db, &row.id, DeliveryState::Pending).await?,
        failed: store::count(db, &row.id, DeliveryState::Failed).await?,
        events: events_in(&row.events),
        off: (!row.is_on).then(|| off.unwrap_or(OffBecause::ByHand)),
        failing_since: row.failing_since,
        old_secret_until: row.old_secret_until.filter(|until| now < *until),
        id: row.id,
        url: row.url,
        description: row.description,
        version: row.version,
    })
}

/// Makes an endpoint, and tells its secret this once.
pub async fn add(portal: &Portal, by: &Operator, new: EndpointChange) -> Result<SecretMade, EndpointError> {
    check(portal, &new).await?;
    let id = new_id();
    let (sealed, secret) = signing::new_secret(portal, &id);
    let row = webhook_endpoint::Model {
        id,
        url: new.url.trim().to_owned(),
        description: new.description.trim().to_owned(),
        events: codes_of(&new.events),
        is_on: new.on,
        off_because: (!new.on).then(|| OffBecause::ByHand.code().to_owned()),
        secret: sealed,
        old_secret: None,
        old_secret_until: None,
        created_at: portal.clock.now(),
        created_by: by.id.clone(),
        failing_since: None,
        version: 1,
    };
    // All who could make one wait for each other here.
    let (tx, _) = team::begin(portal, by).await?;
    if store::endpoints(&tx).await?.len() as u64 >= MOST_ENDPOINTS {
        tx.rollback().await?;
        return Err(EndpointError::TooMany);
    }
    tx.insert(webhook_endpoint::ActiveModel::from(row.clone())).await?;
    note(portal, &tx, (by, "webhook endpoint made", &row.id), (None, Some(said(&row)))).await?;
    let endpoint = view(portal, &tx, row).await?;
    tx.commit().await?;
    Ok(SecretMade { secret, endpoint })
}

/// Changes an endpoint as it was shown. Turned off, it gets nothing any more, what is under way included; turned on, it
/// begins anew.
pub async fn change(
    portal: &Portal,
    by: &Operator,
    id: &str,
    wanted: EndpointChange,
) -> Result<EndpointView, EndpointError> {
    check(portal, &wanted).await?;
    let (tx, before) = open(portal, by, (id, wanted.seen)).await?;
    let turned_on = wanted.on && !before.is_on;
    let off_because = if wanted.on {
        None
    } else {
        // Whoever changes something else of one that is off leaves why.
        before.off_because.clone().or_else(|| Some(OffBecause::ByHand.code().to_owned()))
    };
    let after = webhook_endpoint::Model {
        url: wanted.url.trim().to_owned(),
        description: wanted.description.trim().to_owned(),
        events: codes_of(&wanted.events),
        is_on: wanted.on,
        off_because,
        failing_since: before.failing_since.filter(|_| !turned_on),
        version: before.version + 1,
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    if before.is_on && !after.is_on {
        store::give_up_pending(&tx, id).await?;
    }
    note(portal, &tx, (by, "webhook endpoint changed", id), (Some(said(&before)), Some(said(&after))))
        .await?;
    let endpoint = view(portal, &tx, after).await?;
    tx.commit().await?;
    Ok(endpoint)
}

/// Gives an endpoint a new secret. The one before signs too for a day, so that whoever takes the messages has time.
pub async fn renew_secret(
    portal: &Portal,
    by: &Operator,
    (id, seen): (&str, i32),
) -> Result<SecretMade, EndpointError> {
    let (tx, before) = open(portal, by, (id, seen)).await?;
    let (sealed, secret) = signing::new_secret(portal, id);
    let after = webhook_endpoint::Model {
        secret: sealed,
        old_secret: Some(before.secret.clone()),
        old_secret_until: Some(portal.clock.now() + TimeDelta::hours(OLD_SECRET_HOURS)),
        version: before.version + 1,
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    note(portal, &tx, (by, "webhook secret renewed", id), (None, None)).await?;
    let endpoint = view(portal, &tx, after).await?;
    tx.commit().await?;
    Ok(SecretMade { secret, endpoint })
}

/// Removes an endpoint with the log of what was sent to it.
pub async fn remove(portal: &Portal, by: &Operator, (id, seen): (&str, i32)) -> Result<(), EndpointError> {
    let (tx, before) = open(portal, by, (id, seen)).await?;
    store::delete_endpoint(&tx, id).await?;
    note(portal, &tx, (by, "webhook endpoint removed", id), (Some(said(&before)), None)).await?;
    Ok(tx.commit().await?)
}

/// Sends an event that has not happened, to try an endpoint out.
pub async fn test(portal: &Portal, by: &Operator, id: &str) -> Result<(), EndpointError> {
    let (tx, endpoint) = on(portal, by, id).await?;
    telling::test(portal, &tx, &endpoint).await?;
    note(portal, &tx, (by, "webhook tested", id), (None, None)).await?;
    Ok(tx.commit().await?)
}

/// Sends one delivery again, now and with all of its tries, as the same message.
pub async fn replay(
    portal: &Portal,
    by: &Operator,
    (id, delivery): (&str, &str),
) -> Result<(), EndpointError> {
    let (tx, _) = on(portal, by, id).await?;
    let found = store::locked_delivery(&tx, delivery).await?.filter(|row| row.endpoint_id == id);
    let Some(before) = found else {
        tx.rollback().await?;
        return Err(EndpointError::NotFound("delivery"));
    };
    let after = log::due_again(before.clone(), portal.clock.now());
    tx.update(&before, &after).await?;
    let said = json!({ "message": before.event_id, "event": before.event });
    note(portal, &tx, (by, "webhook sent again", id), (None, Some(said))).await?;
    Ok(tx.commit().await?)
}

/// Sends again what was given up since then.
pub async fn replay_failed(
    portal: &Portal,
    by: &Operator,
    (id, since): (&str, NaiveDate),
) -> Result<Replayed, EndpointError> {
    let (tx, _) = on(portal, by, id).await?;
    let from = end_of(shifted(since, -1), portal.programme_zone());
    let count = store::replay_failed(&tx, id, (from, portal.clock.now())).await?;
    let said = json!({ "since": since, "count": count });
    note(portal, &tx, (by, "webhook sent again", id), (None, Some(said))).await?;
    tx.commit().await?;
    Ok(Replayed { count })
}

async fn check(portal: &Portal, wanted: &EndpointChange) -> Result<(), EndpointError> {
    let mut faults = wanted.faults();
    // What the form can see of the address it has seen; where it leads is looked up here.
    if faults.is_empty()
        && let Some(fault) = portal.webhooks.fault(&wanted.url).await
    {
        faults.push(FieldError::new("url", fault));
    }
    if faults.is_empty() { Ok(()) } else { Err(EndpointError::Invalid(faults)) }
}

/// An endpoint, locked, by who is a programme operator still.
async fn locked(
    portal: &Portal,
    by: &Operator,
    id: &str,
) -> Result<(Change, webhook_endpoint::Model), EndpointError> {
    let (tx, _) = team::begin(portal, by).await?;
    if let Some(row) = store::locked_endpoint(&tx, id).await? {
        return Ok((tx, row));
    }
    tx.rollback().await?;
    Err(EndpointError::NotFound("endpoint"))
}

/// The same in the version that was seen.
async fn open(
    portal: &Portal,
    by: &Operator,
    (id, seen): (&str, i32),
) -> Result<(Change, webhook_endpoint::Model), EndpointError> {
    let (tx, row) = locked(portal, by, id).await?;
    if row.version == seen {
        return Ok((tx, row));
    }
    let changes = meanwhile::last(&tx, &subject(id), 1).await?;
    tx.rollback().await?;
    Err(EndpointError::Changed(changes))
}

/// The same if it is on.
async fn on(
    portal: &Portal,
    by: &Operator,
    id: &str,
) -> Result<(Change, webhook_endpoint::Model), EndpointError> {
    let (tx, row) = locked(portal, by, id).await?;
    if row.is_on {
        return Ok((tx, row));
    }
    tx.rollback().await?;
    Err(EndpointError::Off)
}

/// What the audit log says of an endpoint: all but its secrets.
fn said(row: &webhook_endpoint::Model) -> Value {
    json!({ "url": row.url, "description": row.description, "events": row.events, "on": row.is_on })
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (by, action, id): (&Operator, &str, &str),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), DbErr> {
    let entry = Entry { at: portal.clock.now(), actor: &by.id, action, subject: subject(id), partner: None };
    entry.record(tx, before.as_ref(), after.as_ref()).await
}
