//! Orders that nobody pressed for: automatic renewals (domain.md, "Automatic renewal").

use chrono::NaiveDate;
use tokuten_core::facts::Facts;
use tokuten_core::orders::{OrderEvent, OrderState, Purpose};
use tokuten_core::overrides::Covers;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::quotes::quote;
use tokuten_core::renewals::may_renew_automatically;
use tokuten_core::subscriptions::{ManagedIn, Subscription};

use super::{OrderError, Payment, Pressed, draft, note, open_attempt, store, term_key, transfers};
use crate::db::Change;
use crate::offers::partner_zone;
use crate::overrides;
use crate::portal::Portal;
use crate::subscriptions::SavedPayment;
use crate::tables::{attempt, order, partner};

/// Who has placed them, in place of a user.
const ACTOR: &str = "automatic-renewal";

/// The order that was placed under this name, if it was.
pub async fn placed(tx: &Change, name: &str) -> Result<Option<order::Model>, OrderError> {
    Ok(store::started_with(tx, ACTOR, name).await?)
}

/// Places the order of an automatic renewal: to be charged to the saved card, whose attempt it answers, or to be
/// paid by a transfer whose instructions are mailed. The caller has asked the rules.
pub async fn place(
    portal: &Portal,
    tx: &Change,
    (partner, facts): (&partner::Model, &Facts),
    held: &Subscription,
    payment: SavedPayment,
    (name, today): (&str, NaiveDate),
) -> Result<Option<attempt::Model>, OrderError> {
    let purpose = Purpose::Renew {
        offer: held.offer.clone(),
        subscription: held.id.clone(),
        anniversary: held.expires_on,
        renewed_in: ManagedIn::PartnerCenter,
    };
    for row in store::reviewable(tx, &facts.partner.id, &held.offer).await? {
        store::abandon(tx, &row).await?;
    }
    let quote = quote(&portal.catalogue(), facts, &purpose, &facts.partner.bill_to, today)?;
    let method =
        if payment.card_token.is_some() { PaymentMethod::CreditCard } else { PaymentMethod::BankTransfer };
    let starter = (ACTOR, "Automatic renewal", name);
    let payment = Payment { method, saved: payment };
    let row = order::Model {
        agreement_version: Some(portal.catalogue().agreement.version.clone()),
        attempts: 1,
        term_key: Some(term_key(facts, &purpose, &facts.partner.id)),
        ..draft(portal, tx, starter, (facts, &purpose, &quote), payment).await?
    };
    let (placed, attempt) = if method == PaymentMethod::CreditCard {
        let state = OrderState::Draft.after(OrderEvent::ChargeAsked)?.code().to_owned();
        let attempt = open_attempt(portal, &row, &quote, name.to_owned(), Pressed::ByNobody)?;
        (order::Model { state, ..row }, Some(attempt))
    } else {
        let zone = partner_zone(partner)?;
        (transfers::promised(portal, tx, row, OrderState::Draft, zone).await?, None)
    };
    store::insert(tx, placed.clone()).await?;
    if let Some(attempt) = &attempt {
        store::insert_attempt(tx, attempt.clone()).await?;
    }
    if let Some(covers) = Covers::of(&purpose) {
        let verdict = may_renew_automatically(facts, held, today);
        overrides::use_up(portal, tx, (facts, &covers, &verdict), (ACTOR, placed.number, today)).await?;
    }
    note(portal, tx, ACTOR, "order placed", &placed).await?;
    Ok(attempt)
}
