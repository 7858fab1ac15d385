//! Leads: what customers ask a partner in the directory, until the deal is won, lost, declined or forgotten.
//!
//! Each change is one transaction with the partner locked: two colleagues who take up the same lead, or one who does
//! while it expires, come one after the other, and the later is told. Who may see leads is told by mail when one
//! comes in and before it expires.

mod erasing;
mod export;
mod problems;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::DbErr;
use tokuten_core::calendar::shifted;
use tokuten_core::leads::{
    Deal, Declining, Inquiry, LeadEvent, LeadPage, LeadRow, LeadStanding, LeadState, LeadView,
};
use tokuten_core::partners::PartnerId;

use crate::audit::Entry;
use crate::clock::end_of;
use crate::db::{Change, next_number_of};
use crate::identity::signed_in::PartnerUser;
use crate::jobs::JobError;
use crate::notices;
use crate::offers::{lock, parsed, partner_id, partner_row, partner_zone};
use crate::portal::Portal;
use crate::tables::{lead, partner};

pub use erasing::follow_programme;
pub use export::export;
pub use problems::LeadError;
pub use store::Filter;

/// How many leads a round sees to at a time.
const AT_ONCE: u64 = 50;

/// Takes an inquiry in. The same form again finds the lead that it made.
pub async fn receive(
    portal: &Portal,
    partner: &PartnerId,
    (once, consent): (&str, &str),
    inquiry: Inquiry,
) -> Result<i64, DbErr> {
    let tx = portal.db.begin().await?;
    lock(&tx, partner).await?;
    if let Some(before) = store::received_with(&tx, once).await? {
        tx.rollback().await?;
        return Ok(before.number);
    }
    let zone = partner_zone(&partner_row(&tx, partner).await?)?;
    let (now, days) = (portal.clock.now(), portal.catalogue().leads);
    let number = next_number_of(&tx, "leads").await?;
    let row = lead::Model {
        number,
        partner_id: partner.to_string(),
        once: once.to_owned(),
        state: LeadState::Received.code().to_owned(),
        standing: json(&LeadStanding::Received)?,
        name: inquiry.name,
        company: inquiry.company,
        email: inquiry.email,
        phone: inquiry.phone,
        message: inquiry.message,
        consent: consent.to_owned(),
        received_at: now,
        updated_at: now,
        // With the first moment of that day: the end of the one before.
        remind_at: (days.remind > 0).then(|| after(now, zone, days.expire.saturating_sub(days.remind + 1))),
        expires_at: Some(after(now, zone, days.expire)),
        keep_days: days.keep.and_then(|days| i32::try_from(days).ok()),
        erase_at: None,
        erased_at: None,
    };
    store::insert(&tx, row.clone()).await?;
    notices::leads::received(portal, &tx, (&row, until(&row, zone))).await?;
    note(portal, &tx, "directory", "lead received", (None, &row)).await?;
    tx.commit().await?;
    Ok(number)
}

/// The end of the last of so many days, where the partner is.
fn after(now: DateTime<Utc>, zone: Tz, days: u32) -> DateTime<Utc> {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    end_of(shifted(now.with_timezone(&zone).date_naive(), days), zone)
}

/// The last day on which a lead can be taken up.
fn until(row: &lead::Model, zone: Tz) -> Option<NaiveDate> {
    row.expires_at.map(|at| day_before(at, zone))
}

/// The last day before an instant with which a day begins.
fn day_before(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    shifted(at.with_timezone(&zone).date_naive(), -1)
}

/// A page of the partner's leads.
pub async fn page(portal: &Portal, user: &PartnerUser, filter: &Filter) -> Result<LeadPage, DbErr> {
    let (rows, next_cursor) = store::of_partner(portal.db.read(), &user.partner, filter).await?;
    let leads = rows.into_iter().map(|row| listed(&row, user.zone)).collect::<Result<_, _>>()?;
    Ok(LeadPage { leads, next_cursor })
}

/// One of the partner's leads.
pub async fn show(portal: &Portal, user: &PartnerUser, number: i64) -> Result<LeadView, LeadError> {
    let db = portal.db.read();
    let row = own(store::find(db, number).await?, &user.partner)?;
    Ok(view(row, &partner_row(db, &user.partner).await?)?)
}

/// Takes a lead up as a deal.
pub async fn accept(
    portal: &Portal,
    user: &PartnerUser,
    number: i64,
    deal: Deal,
) -> Result<LeadView, LeadError> {
    let deal = deal.trimmed();
    let owner = partner_row(portal.db.read(), &user.partner).await?;
    let faults = deal.faults(&owner.currency);
    if !faults.is_empty() {
        return Err(LeadError::Invalid(faults));
    }
    step(portal, user, number, LeadEvent::Accept(deal)).await
}

/// Declines a lead.
pub async fn decline(
    portal: &Portal,
    user: &PartnerUser,
    number: i64,
    declining: Declining,
) -> Result<LeadView, LeadError> {
    let faults = declining.faults();
    if !faults.is_empty() {
        return Err(LeadError::Invalid(faults));
    }
    step(portal, user, number, LeadEvent::Decline(declining.reason.trim().to_owned())).await
}

/// Notes how a deal went.
pub async fn close(
    portal: &Portal,
    user: &PartnerUser,
    number: i64,
    won: bool,
) -> Result<LeadView, LeadError> {
    step(portal, user, number, LeadEvent::Close { won }).await
}

async fn step(
    portal: &Portal,
    user: &PartnerUser,
    number: i64,
    event: LeadEvent,
) -> Result<LeadView, LeadError> {
    let tx = portal.db.begin().await?;
    lock(&tx, &user.partner).await?;
    let row = own(store::locked(&tx, number).await?, &user.partner)?;
    let before: LeadStanding = parsed(&row.standing)?;
    // Its time may be over before the round has come by.
    if row.expires_at.is_some_and(|at| at <= portal.clock.now()) {
        return Err(LeadError::Expired);
    }
    let after = before.clone().after(event)?;
    let row = if before == after { row } else { moved(portal, &tx, row, &user.id, &after).await? };
    let view = view(row, &partner_row(&tx, &user.partner).await?)?;
    tx.commit().await?;
    Ok(view)
}

/// The lead where it stands now. Nothing is waited for any more but, once it is over, its end.
async fn moved(
    portal: &Portal,
    tx: &Change,
    row: lead::Model,
    actor: &str,
    to: &LeadStanding,
) -> Result<lead::Model, DbErr> {
    let before = row.clone();
    let (now, is_over) = (portal.clock.now(), to.state().is_over());
    let zone = partner_zone(&partner_row(tx, &partner_id(&row.partner_id)?).await?)?;
    let row = lead::Model {
        state: to.state().code().to_owned(),
        standing: json(to)?,
        updated_at: now,
        remind_at: None,
        expires_at: None,
        erase_at: if is_over { erasing::erase_at(portal, &row, (now, zone)) } else { None },
        ..row
    };
    store::update(tx, row.clone()).await?;
    note(portal, tx, actor, &format!("lead {}", row.state), (Some(&before), &row)).await?;
    Ok(row)
}

/// Expires what nobody took up in time, reminds of what soon will, and erases what was kept long enough; answers how many
/// it saw to.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    let (db, now) = (portal.db.read(), portal.clock.now());
    let mut done = 0;
    for number in store::to_expire(db, now, AT_ONCE).await? {
        done += usize::from(expire(&portal, number).await?);
    }
    for number in store::to_remind(db, now, AT_ONCE).await? {
        done += usize::from(remind(&portal, number).await?);
    }
    for number in store::to_erase(db, now, AT_ONCE).await? {
        done += usize::from(erasing::erase(&portal, number).await?);
    }
    Ok(done)
}

async fn expire(portal: &Portal, number: i64) -> Result<bool, LeadError> {
    let Some(found) = store::find(portal.db.read(), number).await? else { return Ok(false) };
    let tx = portal.db.begin().await?;
    lock(&tx, &partner_id(&found.partner_id)?).await?;
    // Somebody may have taken it up in between.
    let waits = |row: &lead::Model| row.expires_at.is_some_and(|at| at <= portal.clock.now());
    let Some(row) = store::locked(&tx, number).await?.filter(waits) else { return Ok(false) };
    let after = parsed::<LeadStanding>(&row.standing)?.after(LeadEvent::TimePassed)?;
    moved(portal, &tx, row, "clock", &after).await?;
    tx.commit().await?;
    Ok(true)
}

async fn remind(portal: &Portal, number: i64) -> Result<bool, LeadError> {
    let Some(found) = store::find(portal.db.read(), number).await? else { return Ok(false) };
    let partner = partner_id(&found.partner_id)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &partner).await?;
    let waits = |row: &lead::Model| row.remind_at.is_some_and(|at| at <= portal.clock.now());
    let Some(row) = store::locked(&tx, number).await?.filter(waits) else { return Ok(false) };
    let zone = partner_zone(&partner_row(&tx, &partner).await?)?;
    let row = lead::Model { remind_at: None, ..row };
    store::update(&tx, row.clone()).await?;
    notices::leads::expiring(portal, &tx, (&row, until(&row, zone))).await?;
    tx.commit().await?;
    Ok(true)
}

/// A lead if it is this partner's: nobody else's is to be found.
fn own(found: Option<lead::Model>, partner: &PartnerId) -> Result<lead::Model, LeadError> {
    found.filter(|row| row.partner_id == partner.as_str()).ok_or(LeadError::NotFound)
}

fn listed(row: &lead::Model, zone: Tz) -> Result<LeadRow, DbErr> {
    let standing: LeadStanding = parsed(&row.standing)?;
    Ok(LeadRow {
        number: row.number,
        name: row.name.clone(),
        company: row.company.clone(),
        state: standing.state(),
        received_at: row.received_at,
        until: until(row, zone),
        value: standing.deal().map(|deal| deal.value),
        kept_until: row.erase_at.map(|at| day_before(at, zone)),
        erased_on: row.erased_at.map(|at| at.with_timezone(&zone).date_naive()),
    })
}

fn view(row: lead::Model, owner: &partner::Model) -> Result<LeadView, DbErr> {
    Ok(LeadView {
        row: listed(&row, partner_zone(owner)?)?,
        standing: parsed(&row.standing)?,
        email: row.email,
        phone: row.phone,
        message: row.message,
        consent: row.consent,
        updated_at: row.updated_at,
        currency: owner.currency.clone(),
    })
}

/// Writes what happened to a lead into the audit log: where it stands, and nothing of the customer.
async fn note(
    portal: &Portal,
    tx: &Change,
    actor: &str,
    action: &str,
    (before, after): (Option<&lead::Model>, &lead::Model),
) -> Result<(), DbErr> {
    let standing = |row: &lead::Model| parsed::<serde_json::Value>(&row.standing);
    let subject = format!("lead {}", after.number);
    let (was, is) = (before.map(standing).transpose()?, standing(after)?);
    let entry = Entry { at: portal.clock.now(), actor, action, subject, partner: Some(&after.partner_id) };
    entry.record(tx, was.as_ref(), Some(&is)).await
}

fn json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
