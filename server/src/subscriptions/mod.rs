//! Subscriptions: their terms, and how a paid order starts or renews one.

pub mod routes;
mod store;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::facts::Facts;
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::{Holding, ManagedIn, PastTerm, Term, TermBegan};

use crate::ids::new_id;
use crate::tables::subscription;

pub use store::of_partner;

/// The card that pays for the next term.
#[derive(Debug, Clone)]
pub struct SavedCard {
    /// As the gateway knows it.
    pub token: Option<String>,
    /// `CardSummary` as JSON.
    pub summary: Option<String>,
}

/// Starts a subscription with its first term and answers with its id. Automatic renewal is on after each
/// purchase (domain.md, "Automatic renewal").
pub async fn start(
    tx: &impl ConnectionTrait,
    partner: &PartnerId,
    offer: &OfferCode,
    term: Term,
    card: SavedCard,
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
        managed_in: store::managed_in_code(ManagedIn::PartnerCenter).to_owned(),
        holding: "held".to_owned(),
        holding_on: None,
        automatic_renewal: true,
        card_token: card.token,
        card: card.summary,
    };
    store::insert(tx, row).await?;
    Ok(id)
}

/// Renews a subscription with `term`. Automatic renewal is on after each renewal, and whatever was managed in
/// the Membership Center is managed here from now on.
pub async fn renew(tx: &impl ConnectionTrait, id: &str, term: Term, card: SavedCard) -> Result<(), DbErr> {
    store::renew(tx, id, term, card).await
}

/// Ends a subscription by an upgrade.
pub async fn supersede(tx: &impl ConnectionTrait, id: &str, on: NaiveDate) -> Result<(), DbErr> {
    store::hold(tx, id, Holding::Superseded { on }).await
}

/// Writes a term into the subscription's history: the order that paid for it and the day it was paid.
pub async fn record_term(
    tx: &impl ConnectionTrait,
    id: &str,
    term: Term,
    began: TermBegan,
    paid: (OrderNumber, NaiveDate),
) -> Result<(), DbErr> {
    let (order, recorded_on) = paid;
    store::insert_term(tx, id, term, began, order, recorded_on).await
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
