//! Reviewing an order: what its page shows, and what can be corrected before it is bought.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use tokuten_core::catalogue::Language;
use tokuten_core::facts::Facts;
use tokuten_core::money::Money;
use tokuten_core::orders::{OrderNumber, OrderState, OrderView, TransferInstructions};
use tokuten_core::partners::BillTo;
use tokuten_core::payments::{CardSummary, DeclineReason, PaymentMethod};
use tokuten_core::quotes::{Quote, quote};

use super::{OrderError, note, problems, refunds, store, transfers};
use crate::identity::signed_in::PartnerUser;
use crate::invoices;
use crate::offers::{self, lock, parsed};
use crate::portal::Portal;
use crate::tables::order;

/// The order as its page shows it.
pub async fn show(portal: &Portal, user: &PartnerUser, number: OrderNumber) -> Result<OrderView, OrderError> {
    let row =
        store::find(portal.db.read(), &user.partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    view(portal, portal.db.read(), user, row, None).await
}

/// Corrects to whom an order is billed; its tax may change with it.
pub async fn correct_bill_to(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    bill_to: BillTo,
) -> Result<OrderView, OrderError> {
    change(portal, user, number, "order bill-to corrected", |row, facts| {
        let bill_to = bill_to.trimmed();
        let faults = bill_to.faults(&facts.partner.country);
        if faults.is_empty() {
            Ok(order::Model { bill_to: store::json(&bill_to)?, ..row })
        } else {
            Err(OrderError::Invalid(faults))
        }
    })
    .await
}

/// Puts another card on an order, after a decline or a second thought.
pub async fn use_card(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    token: String,
) -> Result<OrderView, OrderError> {
    let card = store::json(&portal.gateway.card(&user.partner, &token).await?)?;
    change(portal, user, number, "order card changed", |row, _| {
        Ok(order::Model { card_token: Some(token), card: Some(card), decline: None, ..row })
    })
    .await
}

/// Changes an order that has not been placed.
async fn change(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    action: &str,
    change: impl FnOnce(order::Model, &Facts) -> Result<order::Model, OrderError>,
) -> Result<OrderView, OrderError> {
    let tx = portal.db.begin().await?;
    let version = lock(&tx, &user.partner).await?;
    let row = store::locked(&tx, &user.partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let state = store::state_of(&row)?;
    if !state.is_reviewable() {
        return Err(problems::not_reviewable(&tx, &row, state).await?);
    }
    let facts = offers::facts_at(portal, &tx, (&user.partner, &user.roles), version).await?;
    let before = row.clone();
    let mut row = change(row, &facts)?;
    row.quote = store::json(&quote_now(portal, &facts, &row, portal.clock.today(user.zone))?)?;
    store::update(&tx, &before, &row).await?;
    note(portal, &tx, &user.id, action, &row).await?;
    let view = view(portal, &tx, user, row, Some(&facts)).await?;
    tx.commit().await?;
    Ok(view)
}

/// What the order costs today, billed as it says.
pub(super) fn quote_now(
    portal: &Portal,
    facts: &Facts,
    row: &order::Model,
    today: NaiveDate,
) -> Result<Quote, OrderError> {
    let bill_to: BillTo = parsed(&row.bill_to)?;
    Ok(quote(&portal.catalogue(), facts, &store::purpose_of(row), &bill_to, today)?)
}

/// The wire type of an order. While it is under review its price is the one of today, by the partner's `facts`
/// if the caller has them at hand; what was bought keeps the price it was bought at.
pub(super) async fn view(
    portal: &Portal,
    db: &impl ConnectionTrait,
    user: &PartnerUser,
    row: order::Model,
    facts: Option<&Facts>,
) -> Result<OrderView, OrderError> {
    let state = store::state_of(&row)?;
    let today = portal.clock.today(user.zone);
    let quote = match facts {
        _ if !state.is_reviewable() => parsed(&row.quote)?,
        Some(facts) => quote_now(portal, facts, &row, today)?,
        None => {
            let facts = offers::facts(portal, db, &user.partner, &user.roles).await?;
            quote_now(portal, &facts, &row, today)?
        }
    };
    let invoice = match row.paid_on {
        Some(_) => invoices::numbers_of_orders(db, [row.number]).await?.remove(&row.number),
        None => None,
    };
    let challenge = match state {
        OrderState::RequiresAction => challenge(portal, db, OrderNumber(row.number)).await?,
        _ => None,
    };
    let received = transfers::received(db, &row, quote.total).await?;
    let (refund, tax_refund) = refunds::of_order(db, &row).await?;
    Ok(OrderView {
        number: OrderNumber(row.number),
        partner: user.partner.clone(),
        country: user.country.clone(),
        purpose: store::purpose_of(&row),
        state,
        method: store::method_of(&row),
        card: row.card.as_deref().map(parsed::<CardSummary>).transpose()?,
        transfer: transfer(portal, &row, &quote, state, received),
        challenge,
        invoice,
        pay_by: row.pay_by,
        contact: row.contact.as_deref().map(parsed).transpose()?,
        received: received.filter(|received| received.amount > 0 && state.awaits_payment()),
        proofs: transfers::proofs(db, &row).await?,
        refund,
        tax_refund,
        quote,
        bill_to: parsed(&row.bill_to)?,
        next_attempt_key: format!("{}-{}", row.number, row.attempts + 1),
        started_by: row.started_by,
        started_at: row.started_at,
        paid_on: row.paid_on,
        new_anniversary: row.new_anniversary,
        subscription: row.subscription_id,
        decline: row.decline.as_deref().map(DeclineReason::of_code),
        agreement: portal.catalogue().agreement.clone(),
    })
}

/// Where the cardholder authenticates. A gateway that does not answer now is asked again when the page is.
async fn challenge(
    portal: &Portal,
    db: &impl ConnectionTrait,
    number: OrderNumber,
) -> Result<Option<String>, OrderError> {
    let attempt = store::open_attempt_of(db, number).await?;
    let Some(reference) = attempt.and_then(|attempt| attempt.gateway_reference.or(Some(attempt.id))) else {
        return Ok(None);
    };
    let asked = portal.gateway.challenge(&reference, &format!("/orders/{number}")).await;
    Ok(asked.unwrap_or_else(|error| {
        tracing::warn!(order = number.0, %error, "the gateway does not say where to authenticate");
        None
    }))
}

/// The pro forma invoice of an order whose transfer is awaited.
pub async fn pro_forma(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    language: Language,
) -> Result<Vec<u8>, OrderError> {
    let db = portal.db.read();
    let row = store::find(db, &user.partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let quote: Quote = parsed(&row.quote)?;
    // The whole amount: what has arrived of it is told on the page.
    let instructions = transfer(portal, &row, &quote, store::state_of(&row)?, None);
    let instructions = instructions.ok_or(OrderError::NotFound("pro forma invoice"))?;
    Ok(invoices::pro_forma(portal, &row, instructions, language).await?)
}

/// What a transfer must say, as long as it is awaited.
pub(super) fn transfer(
    portal: &Portal,
    row: &order::Model,
    quote: &Quote,
    state: OrderState,
    received: Option<Money>,
) -> Option<TransferInstructions> {
    let awaited = state.awaits_payment() && store::method_of(row) == PaymentMethod::BankTransfer;
    let catalogue = portal.catalogue();
    let account = catalogue.bank_account(quote.total.currency.code())?;
    awaited.then_some(TransferInstructions {
        account: account.clone(),
        amount: received
            .and_then(|received| quote.total.plus(received.negated().ok()?).ok())
            .unwrap_or(quote.total),
        reference: transfers::reference(row),
        pay_by: row.pay_by?,
    })
}
