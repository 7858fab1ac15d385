//! Money that is given back. The order of events keeps one refund at one payment:
//!
//! 1. One transaction decides: the order is refunded, what it paid for ends, its credit note is issued, the partner is
//!    told, and a job is queued that asks the gateway. A transfer is given back by finance, so it needs no job.
//! 2. The job asks the gateway under the refund's id; asked again, it gives nothing more back.
//! 3. One transaction records what it said. What a card's bank does not take is left for finance to transfer.

mod store;
#[cfg(test)]
mod tests;

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::facts::Facts;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::{OrderEvent, OrderNumber, OrderState};
use tokuten_core::quotes::Quote;
use tokuten_core::refunds::{
    OrderRefund, PaidOrder, RefundAsked, RefundCase, RefundDesk, RefundEvent, RefundRow, RefundState,
    RefundTransferred, may_refund,
};
use tokuten_core::subscriptions::Subscription;
use tokuten_core::verdict::Verdict;

use super::{OrderError, may_die_here, note, store as orders};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::jobs::{self, JobError};
use crate::offers::{self, parsed, partner_id, partner_row, partner_zone, touch};
use crate::payments::{RefundOutcome, RefundRequest};
use crate::portal::Portal;
use crate::tables::{job, order, partner, refund};
use crate::{invoices, notices, subscriptions};

/// Kind of the jobs that ask the gateway to give money back.
pub const JOB: &str = "refund";

/// An order whose refund is being considered.
pub async fn case(portal: &Portal, number: OrderNumber) -> Result<RefundCase, OrderError> {
    let db = portal.db.read();
    let row = orders::any(db, number).await?.ok_or(OrderError::NotFound("order"))?;
    let partner = partner_id(&row.partner_id)?;
    let facts = offers::facts(portal, db, &partner, &[]).await?;
    let refund = store::of_order(db, row.number).await?;
    Ok(RefundCase {
        order: number,
        verdict: verdict(portal, db, &row, &facts).await?,
        purpose: orders::purpose_of(&row),
        total: parsed::<Quote>(&row.quote)?.total,
        method: orders::method_of(&row),
        card: row.card.as_deref().map(parsed).transpose()?,
        refund: match refund {
            Some(refund) => Some(store::listed(db, refund).await?),
            None => None,
        },
        partner,
        facts,
    })
}

/// The order that paid for a subscription's present term, and whether its money may be given back today.
pub async fn of_present_term(
    portal: &Portal,
    db: &impl ConnectionTrait,
    facts: &Facts,
    held: &Subscription,
) -> Result<Option<(OrderNumber, Verdict)>, OrderError> {
    let Some(row) = orders::paid_for(db, &held.id, held.expires_on).await? else { return Ok(None) };
    Ok(Some((OrderNumber(row.number), verdict(portal, db, &row, facts).await?)))
}

async fn verdict(
    portal: &Portal,
    db: &impl ConnectionTrait,
    row: &order::Model,
    facts: &Facts,
) -> Result<Verdict, OrderError> {
    let quote: Quote = parsed(&row.quote)?;
    let first_used = match (&row.subscription_id, row.new_anniversary) {
        (Some(subscription), Some(term)) => store::first_used(db, subscription, term).await?,
        _ => None,
    };
    let paid = PaidOrder {
        state: orders::state_of(row)?,
        offer: orders::purpose_of(row).offer().clone(),
        subscription: row.subscription_id.clone(),
        paid_on: row.paid_on,
        term_ends: row.new_anniversary,
        is_upgrade: quote.upgraded_from().is_some(),
        first_used,
    };
    let zone = partner_zone(&partner_row(db, &facts.partner.id).await?)?;
    Ok(may_refund(facts, &paid, portal.catalogue.refund_days, portal.clock.today(zone)))
}

/// Gives the money of an order back, as the rules allow. Pressed again, it answers with the same refund.
pub async fn give_back(
    portal: &Portal,
    operator: &Operator,
    number: OrderNumber,
    asked: RefundAsked,
) -> Result<RefundRow, OrderError> {
    let faults = asked.faults();
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let named = orders::any(portal.db.read(), number).await?.ok_or(OrderError::NotFound("order"))?;
    let partner = partner_id(&named.partner_id)?;
    let tx = portal.db.begin().await?;
    let owner = touch(&tx, &partner).await?;
    if let Some(before) = store::of_order(&tx, number.0).await? {
        return Ok(store::listed(&tx, before).await?);
    }
    let row = orders::locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let facts = offers::facts_at(portal, &tx, (&partner, &[]), owner.version).await?;
    let verdict = verdict(portal, &tx, &row, &facts).await?;
    if !verdict.is_allowed() {
        return Err(OrderError::Refused(verdict));
    }
    let refund = decided(portal, &tx, (&owner, operator), row, asked.reason.trim()).await?;
    let shown = store::listed(&tx, refund).await?;
    may_die_here("refund_deciding");
    tx.commit().await?;
    may_die_here("refund_decided");
    Ok(shown)
}

/// Everything that follows from the decision.
async fn decided(
    portal: &Portal,
    tx: &Change,
    (owner, operator): (&partner::Model, &Operator),
    row: order::Model,
    reason: &str,
) -> Result<refund::Model, OrderError> {
    let today = portal.clock.today(partner_zone(owner)?);
    let state = orders::state_of(&row)?.after(OrderEvent::Refunded)?;
    let refunded = order::Model { state: state.code().to_owned(), ..row.clone() };
    orders::update(tx, &row, &refunded).await?;
    if let Some(subscription) = &refunded.subscription_id {
        subscriptions::give_back(tx, subscription, today).await?;
    }
    let total = parsed::<Quote>(&refunded.quote)?.total;
    let state = RefundState::first(orders::method_of(&refunded));
    let refund = refund::Model {
        id: new_id(),
        order_number: refunded.number,
        amount: total.amount,
        currency: total.currency.code().to_owned(),
        state: state.code().to_owned(),
        reason: reason.to_owned(),
        decided_by: operator.id.clone(),
        decided_at: portal.clock.now(),
        ended_on: today,
        credit_note: invoices::issue(portal, tx, owner, &refunded, (InvoiceKind::CreditNote, today)).await?,
        refused: None,
        made_on: None,
        bank_reference: None,
    };
    store::insert(tx, refund.clone()).await?;
    notices::refunds::decided(portal, tx, &refunded, &refund).await?;
    note(portal, tx, &operator.id, "order refunded", &refunded).await?;
    if state == RefundState::AtGateway {
        jobs::enqueue(tx, JOB, &refund.id, refund.id.clone(), portal.clock.now()).await?;
    }
    Ok(refund)
}

/// The job that asks the gateway to give the money back.
pub async fn ask_gateway(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let Some(refund) = store::find(portal.db.read(), &job.payload).await? else { return Ok(()) };
    if store::state_of(&refund)? != RefundState::AtGateway {
        return Ok(());
    }
    let attempt = orders::charged_attempt_of(portal.db.read(), OrderNumber(refund.order_number)).await?;
    let attempt = attempt.ok_or("a refunded order has no charge")?;
    let unit = currency(&refund.currency).ok_or("a refund has an unknown currency")?;
    let request = RefundRequest {
        refund: refund.id.clone(),
        charge: attempt.gateway_reference.unwrap_or(attempt.id),
        amount: Money::new(refund.amount, unit),
    };
    let outcome = portal.gateway.refund(&request).await?;
    may_die_here("refund_made");
    settle(&portal, &refund.id, outcome).await?;
    Ok(())
}

/// Records what the gateway said, once.
async fn settle(portal: &Portal, id: &str, outcome: RefundOutcome) -> Result<(), OrderError> {
    let (tx, row, refund) = open(portal, id).await?;
    let state = store::state_of(&refund)?;
    if state != RefundState::AtGateway {
        return Ok(());
    }
    let settled = match outcome {
        RefundOutcome::Made(at) => {
            let zone = partner_zone(&partner_row(&tx, &partner_id(&row.partner_id)?).await?)?;
            refund::Model {
                state: state.after(RefundEvent::GatewayPaid)?.code().to_owned(),
                made_on: Some(at.with_timezone(&zone).date_naive()),
                ..refund
            }
        }
        RefundOutcome::Refused(why) => {
            let refused = refund::Model {
                state: state.after(RefundEvent::GatewayRefused)?.code().to_owned(),
                refused: Some(why),
                ..refund
            };
            notices::refunds::refused_by_gateway(portal, &tx, &row, &refused).await?;
            refused
        }
    };
    conclude(portal, tx, "gateway", settled).await?;
    Ok(())
}

/// Finance has transferred the money. The same again changes nothing; other particulars are refused.
pub async fn transferred(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    made: RefundTransferred,
) -> Result<RefundRow, OrderError> {
    let faults = made.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let (tx, row, refund) = open(portal, id).await?;
    let (on, reference) = (Some(made.made_on), Some(made.bank_reference.trim().to_owned()));
    let Ok(state) = store::state_of(&refund)?.after(RefundEvent::Transferred) else {
        let same = refund.made_on == on && refund.bank_reference == reference;
        return if same { Ok(store::listed(&tx, refund).await?) } else { Err(OrderError::RefundNotOpen) };
    };
    let transferred =
        refund::Model { state: state.code().to_owned(), made_on: on, bank_reference: reference, ..refund };
    notices::refunds::transferred(portal, &tx, &row, &transferred).await?;
    conclude(portal, tx, &operator.id, transferred).await
}

/// A refund with its order, its partner locked.
async fn open(portal: &Portal, id: &str) -> Result<(Change, order::Model, refund::Model), OrderError> {
    let found = store::find(portal.db.read(), id).await?.ok_or(OrderError::NotFound("refund"))?;
    let number = OrderNumber(found.order_number);
    let tx = portal.db.begin().await?;
    let partner = orders::partner_of(&tx, number).await?;
    touch(&tx, &partner).await?;
    let row = orders::locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let refund = store::find(&tx, id).await?.ok_or(OrderError::NotFound("refund"))?;
    Ok((tx, row, refund))
}

async fn conclude(
    portal: &Portal,
    tx: Change,
    actor: &str,
    refund: refund::Model,
) -> Result<RefundRow, OrderError> {
    store::update(&tx, refund.clone()).await?;
    let subject = format!("refund {} of order {}", refund.id, refund.order_number);
    let entry = Entry { at: portal.clock.now(), actor, action: "refund settled", subject };
    let after = serde_json::json!({ "state": refund.state, "refused": refund.refused, "bank_reference": refund.bank_reference });
    entry.record(&tx, None::<&()>, Some(&after)).await?;
    let shown = store::listed(&tx, refund).await?;
    may_die_here("refund_settling");
    tx.commit().await?;
    may_die_here("refund_settled");
    Ok(shown)
}

/// What the partner sees of the refund of an order.
pub(super) async fn of_order(
    db: &impl ConnectionTrait,
    row: &order::Model,
) -> Result<Option<OrderRefund>, DbErr> {
    if orders::state_of(row)? != OrderState::Refunded {
        return Ok(None);
    }
    let shown = |refund: refund::Model| {
        let (state, on) = (store::state_of(&refund)?, refund.ended_on);
        Ok(OrderRefund { state, on, credit_note: refund.credit_note })
    };
    store::of_order(db, row.number).await?.map(shown).transpose()
}

/// What the vendor's finance works from, from after so many of those that are made.
pub async fn desk(portal: &Portal, after: u64) -> Result<RefundDesk, DbErr> {
    let db = portal.db.read();
    let open = if after == 0 { store::open(db).await? } else { Vec::new() };
    let (made, next) = store::made(db, after).await?;
    Ok(RefundDesk {
        open: store::all_listed(db, open).await?,
        made: store::all_listed(db, made).await?,
        next_cursor: next.map(|next| next.to_string()),
    })
}
