//! Subscriptions: their terms, and how a paid order starts or renews one.

mod cards;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{Catalogue, OfferCode};
use tokuten_core::facts::Facts;
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;
use tokuten_core::schedule::{Progress, next_due};
use tokuten_core::subscriptions::{Holding, ManagedIn, PastTerm, Subscription, Term, TermBegan};

use crate::clock::end_of;
use crate::db::Change;
use crate::ids::new_id;
use crate::portal::Portal;
use crate::tables::subscription;

pub use store::{due, of_partner, subscription_of, unscheduled, update, with_partner};

/// How the next term is paid if it renews by itself.
#[derive(Debug, Clone, Default)]
pub struct SavedPayment {
    /// The card, as the gateway knows it.
    pub card_token: Option<String>,
    /// `CardSummary` as JSON.
    pub card: Option<String>,
    /// `TransferContact` as JSON.
    pub contact: Option<String>,
}

/// How the last term was paid.
#[must_use]
pub fn saved_payment(row: &subscription::Model) -> SavedPayment {
    SavedPayment {
        card_token: row.card_token.clone(),
        card: row.card.clone(),
        contact: row.transfer_contact.clone(),
    }
}

/// Starts a subscription with its first term and answers with its id. Automatic renewal is on after each
/// purchase (domain.md, "Automatic renewal").
pub async fn start(
    portal: &Portal,
    tx: &Change,
    (partner, zone): (&PartnerId, Tz),
    offer: &OfferCode,
    term: Term,
    payment: SavedPayment,
) -> Result<String, DbErr> {
    let id = new_id();
    let row = subscription::Model {
        id: id.clone(),
        partner_id: partner.to_string(),
        offer: offer.0.clone(),
        purchased_on: term.starts,
        anchor: term.anchor,
        term_starts: term.starts,
        expires_on: term.expires_on,
        managed_in: ManagedIn::PartnerCenter.code().to_owned(),
        holding: "held".to_owned(),
        holding_on: None,
        automatic_renewal: true,
        card_token: payment.card_token,
        card: payment.card,
        transfer_contact: payment.contact,
        done_through: Some(portal.clock.today(zone)),
        renewal_attempts: 0,
        first_attempt: None,
        handed_over: None,
        next_due: None,
    };
    store::insert(tx, scheduled(row, &portal.catalogue(), zone)?).await?;
    Ok(id)
}

/// Renews a subscription that is paid for on `paid_on`; answers with its new term. Automatic renewal is on after each renewal, and whatever was managed in
/// the Membership Center is managed here from now on.
pub async fn renew(
    portal: &Portal,
    tx: &Change,
    zone: Tz,
    id: &str,
    paid_on: NaiveDate,
    payment: SavedPayment,
) -> Result<Term, DbErr> {
    let row = store::locked(tx, id).await?;
    let term = subscription_of(row.clone())?.renewed_term(paid_on, &portal.catalogue().policies);
    let renewed = subscription::Model {
        anchor: term.anchor,
        term_starts: term.starts,
        expires_on: term.expires_on,
        managed_in: ManagedIn::PartnerCenter.code().to_owned(),
        automatic_renewal: true,
        card_token: payment.card_token,
        card: payment.card,
        transfer_contact: payment.contact,
        done_through: Some(portal.clock.today(zone)),
        renewal_attempts: 0,
        first_attempt: None,
        handed_over: None,
        ..row.clone()
    };
    store::update(tx, &row, &scheduled(renewed, &portal.catalogue(), zone)?).await?;
    Ok(term)
}

/// Hands a subscription of the Membership Center over: from now on it is managed here. Automatic renewal comes along.
pub async fn hand_over(
    portal: &Portal,
    tx: &Change,
    zone: Tz,
    row: &subscription::Model,
) -> Result<subscription::Model, DbErr> {
    let after = subscription::Model {
        managed_in: ManagedIn::PartnerCenter.code().to_owned(),
        handed_over: Some(portal.clock.today(zone)),
        ..row.clone()
    };
    let after = scheduled(after, &portal.catalogue(), zone)?;
    store::update(tx, row, &after).await?;
    Ok(after)
}

/// Turns automatic renewal off; `false` if it was off already. It comes on again only by a renewal.
pub async fn turn_off_renewal(portal: &Portal, tx: &Change, zone: Tz, id: &str) -> Result<bool, DbErr> {
    let row = store::locked(tx, id).await?;
    if !row.automatic_renewal {
        return Ok(false);
    }
    let off = subscription::Model { automatic_renewal: false, ..row.clone() };
    store::update(tx, &row, &scheduled(off, &portal.catalogue(), zone)?).await?;
    Ok(true)
}

/// The subscription with the instant at which the next thing happens to it by itself: the first of that day
/// where the partner is.
pub fn scheduled(
    row: subscription::Model,
    catalogue: &Catalogue,
    zone: Tz,
) -> Result<subscription::Model, DbErr> {
    let held = subscription_of(row.clone())?;
    let due = next_due(&held, progress_of(&row), catalogue);
    Ok(subscription::Model { next_due: due.map(|(day, _)| end_of(shifted(day, -1), zone)), ..row })
}

/// How far a subscription has come by itself.
#[must_use]
pub fn progress_of(row: &subscription::Model) -> Progress {
    Progress {
        done_through: row.done_through.unwrap_or(row.term_starts),
        attempts: row.renewal_attempts.unsigned_abs(),
        first_attempt: row.first_attempt,
    }
}

/// Ends a subscription by an upgrade.
pub async fn supersede(tx: &impl ConnectionTrait, id: &str, on: NaiveDate) -> Result<(), DbErr> {
    store::hold(tx, id, Holding::Superseded { on }).await
}

/// Cancels a subscription: it runs to its last day and renews no more.
pub async fn cancel(tx: &impl ConnectionTrait, id: &str, ends: NaiveDate) -> Result<(), DbErr> {
    store::hold(tx, id, Holding::Cancelled { ends }).await
}

/// Ends a subscription whose money is given back, at once and its benefits with it; answers its last day. Where what was
/// paid for has not begun, the term that runs was paid for by itself: it runs to its end, and nothing comes after it.
pub async fn give_back(tx: &Change, id: &str, on: NaiveDate) -> Result<NaiveDate, DbErr> {
    let row = store::locked(tx, id).await?;
    let running = if row.term_starts > on { store::term_before(tx, &row).await? } else { None };
    let Some(term) = running else {
        store::hold(tx, id, Holding::Refunded { on }).await?;
        return Ok(on);
    };
    let ends = term.expires_on;
    let before = subscription::Model { term_starts: term.starts, expires_on: ends, ..row.clone() };
    store::update(tx, &row, &before).await?;
    store::hold(tx, id, Holding::Cancelled { ends }).await?;
    Ok(ends)
}

/// Writes a term into the subscription's history: the order that paid for it, the day it was paid and the programme in
/// force then.
pub async fn record_term(
    portal: &Portal,
    tx: &Change,
    id: &str,
    term: Term,
    began: TermBegan,
    paid: (OrderNumber, NaiveDate),
) -> Result<(), DbErr> {
    let (order, recorded_on) = paid;
    store::insert_term(tx, id, term, began, order, (recorded_on, portal.catalogue().number)).await
}

/// Notes on which day somebody was first reminded that the present term ends.
pub async fn note_reminded(tx: &Change, held: &Subscription, on: NaiveDate) -> Result<(), DbErr> {
    store::note_reminded(tx, held, on).await
}

/// The terms of a subscription, the latest first.
pub async fn terms(db: &impl ConnectionTrait, id: &str) -> Result<Vec<PastTerm>, DbErr> {
    store::terms(db, id).await
}

/// Whether the partner ever held the offer: how many subscriptions to it there have been.
#[must_use]
pub fn held_before(facts: &Facts, offer: &OfferCode) -> usize {
    facts.subscriptions.iter().filter(|held| held.offer == *offer).count()
}
