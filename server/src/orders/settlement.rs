//! Settling payment attempts: asking the gateway, and recording what it said.
//!
//! An attempt is asked for by whoever opened it, and after its lease by the reconciler: after a crash, a lost
//! connection, a gateway that took too long. Asking twice is harmless, since the gateway knows the charge by its
//! reference; recording twice is too, since only an open attempt is settled.

use sea_orm::DbErr;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::money::{Money, currency};
use tokuten_core::notices::Notice;
use tokuten_core::orders::{OrderEvent, OrderNumber, OrderState, Purpose};
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::DeclineReason;
use tokuten_core::quotes::Quote;
use tokuten_core::subscriptions::{Term, TermBegan};

use super::{OrderError, may_die_here, note, store};
use crate::db::Change;
use crate::invoices;
use crate::mail::Recipient;
use crate::notices;
use crate::offers::{parsed, partner_id, partner_zone, touch};
use crate::payments::{ChargeOutcome, ChargeRequest, GatewayError};
use crate::portal::Portal;
use crate::subscriptions::{self, SavedPayment};
use crate::tables::{attempt, order, partner};

/// How long whoever asks the gateway has it to himself; longer than the gateway may take.
pub const LEASE_SECONDS: i64 = 15;
/// How many it takes at a time.
const AT_ONCE: u64 = 20;

/// Asks the gateway to charge an attempt, and records what it says. Answers with the order if that has settled it.
pub async fn ask_and_settle(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
) -> Result<Option<order::Model>, OrderError> {
    let asked = ask(portal, partner, attempt).await;
    conclude(portal, partner, attempt, asked).await
}

/// Records what the gateway said, if it is known.
async fn conclude(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
    asked: Result<ChargeOutcome, OrderError>,
) -> Result<Option<order::Model>, OrderError> {
    let outcome = match asked {
        Ok(outcome) => outcome,
        Err(OrderError::Gateway(GatewayError::UnknownCard)) => {
            ChargeOutcome::Declined(DeclineReason::CardDeclined)
        }
        Err(OrderError::Gateway(GatewayError::Unreachable(cause))) => {
            // Whether money moved is not known: the order stays in `Charging` and is asked for again.
            tracing::warn!(order = attempt.order_number, %cause, "the gateway does not answer");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if outcome == ChargeOutcome::ActionRequired {
        require_action(portal, partner, attempt).await?;
        return Ok(None);
    }
    may_die_here("charged");
    settle(portal, partner, attempt, outcome).await
}

/// Opens the charge unless somebody has, writes down its reference, and only then asks for the money: whatever is
/// charged can be found again by whoever has the database.
async fn ask(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
) -> Result<ChargeOutcome, OrderError> {
    let request = request(portal, partner, attempt)?;
    let reference = match &attempt.gateway_reference {
        Some(reference) => reference.clone(),
        None => written_down(portal, attempt, portal.gateway.open(&request).await?).await?,
    };
    may_die_here("opened");
    Ok(portal.gateway.charge(&reference, &request).await?)
}

fn request(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
) -> Result<ChargeRequest, OrderError> {
    let number = OrderNumber(attempt.order_number);
    Ok(ChargeRequest {
        attempt: attempt.id.clone(),
        opened_at: attempt.opened_at,
        order: number,
        partner: partner.clone(),
        card_token: attempt.card_token.clone(),
        off_session: attempt.off_session,
        amount: Money::new(attempt.amount, currency(&attempt.currency).ok_or_else(|| unreadable(attempt))?),
        return_to: format!("{}/orders/{number}", portal.address()),
    })
}

/// The reference under which an attempt is charged: this one, or that of another node that was quicker.
async fn written_down(
    portal: &Portal,
    attempt: &attempt::Model,
    reference: String,
) -> Result<String, OrderError> {
    if reference == attempt.id {
        // The gateway knows it by our own name, which is written down already.
        return Ok(reference);
    }
    may_die_here("opening");
    let tx = portal.db.begin().await?;
    let kept = store::keep_reference(&tx, &attempt.id, reference).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Something is said to have happened to a charge: asks the gateway what. Answers whether the charge is ours.
pub async fn look_at(portal: &Portal, reference: &str) -> Result<bool, OrderError> {
    let Some(attempt) = store::attempt_of_reference(portal.db.read(), reference).await? else {
        return Ok(false);
    };
    if attempt.settled_at.is_none() {
        let partner = store::partner_of(portal.db.read(), OrderNumber(attempt.order_number)).await?;
        ask_and_settle(portal, &partner, &attempt).await?;
    }
    Ok(true)
}

fn unreadable(attempt: &attempt::Model) -> DbErr {
    DbErr::Custom(format!("attempt {} has the unknown currency {}", attempt.id, attempt.currency))
}

/// The bank asks the cardholder to authenticate: the order says so, and its attempt stays open. Whoever asks the
/// gateway next, the page or the reconciler, learns what came of it.
pub(super) async fn require_action(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
) -> Result<(), OrderError> {
    let number = OrderNumber(attempt.order_number);
    let tx = portal.db.begin().await?;
    touch(&tx, partner).await?;
    let row = store::locked(&tx, partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    // An answer that comes late must not stop what is being charged under another attempt.
    let open = store::open_attempt_of(&tx, number).await?.is_some_and(|open| open.id == attempt.id);
    let (true, Ok(state)) = (open, store::state_of(&row)?.after(OrderEvent::AuthenticationAsked)) else {
        return Ok(tx.rollback().await?);
    };
    let asked = order::Model { state: state.code().to_owned(), ..row.clone() };
    store::update(&tx, &row, &asked).await?;
    note(portal, &tx, "gateway", "authentication asked", &asked).await?;
    Ok(tx.commit().await?)
}

/// The cardholder is back, or the page is looked at again: asks the gateway what came of the authentication.
pub async fn confirm(portal: &Portal, partner: &PartnerId, number: OrderNumber) -> Result<(), OrderError> {
    let db = portal.db.read();
    store::find(db, partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    if let Some(attempt) = store::open_attempt_of(db, number).await? {
        ask_and_settle(portal, partner, &attempt).await?;
    }
    Ok(())
}

/// The cardholder wants to pay with another card instead of authenticating: the charge is given up, unless it was
/// made meanwhile.
pub async fn give_up(portal: &Portal, partner: &PartnerId, number: OrderNumber) -> Result<(), OrderError> {
    let db = portal.db.read();
    let row = store::find(db, partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let waits = store::state_of(&row)? == OrderState::RequiresAction;
    if let (true, Some(attempt)) = (waits, store::open_attempt_of(db, number).await?) {
        let request = request(portal, partner, &attempt)?;
        let reference = attempt.gateway_reference.as_ref().unwrap_or(&attempt.id);
        let asked = portal.gateway.give_up(reference, &request).await;
        conclude(portal, partner, &attempt, asked.map_err(OrderError::from)).await?;
    }
    Ok(())
}

/// The second transaction: everything that follows from the gateway's answer, or nothing of it.
async fn settle(
    portal: &Portal,
    partner: &PartnerId,
    attempt: &attempt::Model,
    outcome: ChargeOutcome,
) -> Result<Option<order::Model>, OrderError> {
    let number = OrderNumber(attempt.order_number);
    let db = portal.db.read();
    let to = notices::recipients(portal, db, partner.as_str(), Notice::OrderPaid).await?;
    let tx = portal.db.begin().await?;
    let Some((before, owner)) = store::being_charged(&tx, partner, &attempt.id).await? else {
        // Somebody else has settled it.
        tx.rollback().await?;
        return Ok(None);
    };
    let row = charging_again(before.clone())?;
    let state = store::state_of(&row)?;
    let closed = async |state| store::settle_attempt(&tx, &attempt.id, state, portal.clock.now()).await;
    let (action, settled) = match outcome {
        ChargeOutcome::ActionRequired => return Ok(None),
        ChargeOutcome::Charged(at) => {
            closed("charged").await?;
            let paid_on = at.with_timezone(&partner_zone(&owner)?).date_naive();
            ("order paid", paid(portal, &tx, (&owner, &to), row, paid_on).await?)
        }
        ChargeOutcome::Declined(reason) => {
            closed("declined").await?;
            let declined = order::Model {
                state: state.after(OrderEvent::ChargeDeclined)?.code().to_owned(),
                decline: Some(reason.code().to_owned()),
                term_key: None,
                ..row
            };
            ("charge declined", declined)
        }
    };
    if let (ChargeOutcome::Declined(reason), true) = (outcome, attempt.off_session) {
        notices::automatic_declined(portal, &tx, &settled, reason).await?;
    }
    if let (ChargeOutcome::Declined(reason), false) = (outcome, attempt.off_session) {
        notices::purchase_declined(portal, &tx, &settled, (attempt, reason)).await?;
    }
    store::update(&tx, &before, &settled).await?;
    note(portal, &tx, "gateway", action, &settled).await?;
    may_die_here("settling");
    tx.commit().await?;
    may_die_here("settled");
    metrics::counter!("tokuten_orders_settled_total", "outcome" => action).increment(1);
    tracing::info!(order = number.0, action, "payment attempt settled");
    Ok(Some(settled))
}

/// An order whose cardholder has authenticated is being charged again.
fn charging_again(row: order::Model) -> Result<order::Model, OrderError> {
    match store::state_of(&row)? {
        OrderState::RequiresAction => {
            let state = OrderState::RequiresAction.after(OrderEvent::ChargeAsked)?;
            Ok(order::Model { state: state.code().to_owned(), ..row })
        }
        _ => Ok(row),
    }
}

/// Money has arrived for an order: starts or renews what was paid for, issues the invoice, mails it `to` whom it concerns,
/// and answers with the order as it is to be stored.
pub(super) async fn paid(
    portal: &Portal,
    tx: &Change,
    (owner, to): (&partner::Model, &[Recipient]),
    row: order::Model,
    paid_on: chrono::NaiveDate,
) -> Result<order::Model, OrderError> {
    let state = store::state_of(&row)?.after(OrderEvent::MoneyReceived)?;
    let (subscription, term) = deliver(portal, tx, owner, &row, paid_on).await?;
    let invoice = invoices::issue(portal, tx, owner, &row, (InvoiceKind::Invoice, paid_on)).await?;
    notices::order_paid(portal, tx, to, &row, &invoice, term.expires_on).await?;
    Ok(order::Model {
        state: state.code().to_owned(),
        paid_on: Some(paid_on),
        new_anniversary: Some(term.expires_on),
        subscription_id: Some(subscription),
        expires_at: None,
        ..row
    })
}

/// Starts or renews what was paid for. Answers with the subscription and its new term.
async fn deliver(
    portal: &Portal,
    tx: &Change,
    owner: &partner::Model,
    row: &order::Model,
    paid_on: chrono::NaiveDate,
) -> Result<(String, Term), OrderError> {
    let (partner, zone) = (partner_id(&owner.id)?, partner_zone(owner)?);
    let payment = SavedPayment {
        card_token: row.card_token.clone(),
        card: row.card.clone(),
        contact: row.contact.clone(),
    };
    let paid = (OrderNumber(row.number), paid_on);
    match store::purpose_of(row) {
        Purpose::Renew { subscription: id, .. } => {
            let term = subscriptions::renew(portal, tx, zone, &id, paid_on, payment).await?;
            subscriptions::record_term(portal, tx, &id, term, TermBegan::Renewed, paid).await?;
            Ok((id, term))
        }
        Purpose::Buy { offer } => {
            let term = Term::bought(paid_on);
            supersede_upgraded(tx, row, &partner, paid_on).await?;
            let started = subscriptions::start(portal, tx, (&partner, zone), &offer, term, payment).await?;
            subscriptions::record_term(portal, tx, &started, term, TermBegan::Bought, paid).await?;
            Ok((started, term))
        }
    }
}

/// An upgrade ends what it was made from (domain.md, "Verdicts"): the order's own discount line names it.
async fn supersede_upgraded(
    tx: &Change,
    row: &order::Model,
    partner: &PartnerId,
    on: chrono::NaiveDate,
) -> Result<(), OrderError> {
    let quote: Quote = parsed(&row.quote)?;
    let Some(from) = quote.upgraded_from() else { return Ok(()) };
    let held = subscriptions::of_partner(tx, partner).await?;
    for left_behind in held.iter().filter(|held| held.offer == *from && held.is_active_on(on)) {
        subscriptions::supersede(tx, &left_behind.id, on).await?;
    }
    Ok(())
}

/// Settles the attempts that were left alone; answers how many it asked for.
pub async fn reconcile(portal: &Portal) -> Result<usize, OrderError> {
    let now = portal.clock.real_seconds();
    let mut asked = 0;
    for attempt in store::left_alone(portal.db.read(), now, AT_ONCE).await? {
        let tx = portal.db.begin().await?;
        let mine = store::lease(&tx, &attempt, now + LEASE_SECONDS).await?;
        tx.commit().await?;
        if mine {
            tracing::info!(order = attempt.order_number, "asking the gateway what became of a payment");
            let partner = store::partner_of(portal.db.read(), OrderNumber(attempt.order_number)).await?;
            ask_and_settle(portal, &partner, &attempt).await?;
            asked += 1;
        }
    }
    Ok(asked)
}
