//! Money that is given back. The order of events keeps one refund at one payment:
//!
//! 1. One transaction decides: the order is refunded, what it paid for ends, its credit note is issued, the partner is
//!    told, and a job is queued that asks the gateway. A transfer is given back by finance, so it needs no job.
//! 2. The job asks the gateway under the refund's id; asked again, it gives nothing more back.
//! 3. One transaction records what it said. What a card's bank does not take, or returns weeks later, is left for finance
//!    to transfer.
//!
//! The tax alone goes back in the same way to a partner that is exempt (`tax`); what was bought goes on.

mod settling;
mod store;
mod tax;
#[cfg(test)]
mod tests;

pub use self::settling::{ask_gateway, look_at, transferred};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::facts::Facts;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::money::Money;
use tokuten_core::orders::{OrderEvent, OrderNumber};
use tokuten_core::quotes::Quote;
use tokuten_core::refunds::{
    OrderRefund, PaidOrder, RefundAsked, RefundCase, RefundDesk, RefundKind, RefundRow, RefundState,
    may_refund,
};
use tokuten_core::subscriptions::Subscription;
use tokuten_core::verdict::Verdict;

use super::{OrderError, may_die_here, note, store as orders};
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::offers::{self, parsed, partner_id, partner_row, partner_zone, touch};
use crate::portal::Portal;
use crate::tables::{order, partner, refund};
use crate::{invoices, jobs, notices, subscriptions};

/// Kind of the jobs that ask the gateway to give money back.
pub const JOB: &str = "refund";

/// An order whose refund is being considered.
pub async fn case(portal: &Portal, number: OrderNumber) -> Result<RefundCase, OrderError> {
    let db = portal.db.read();
    let row = orders::any(db, number).await?.ok_or(OrderError::NotFound("order"))?;
    let partner = partner_id(&row.partner_id)?;
    let facts = offers::facts(portal, db, &partner, &[]).await?;
    let quote: Quote = parsed(&row.quote)?;
    Ok(RefundCase {
        order: number,
        verdict: verdict(portal, db, &row, &facts).await?,
        tax_verdict: tax::verdict(portal, db, &row, &facts).await?,
        purpose: orders::purpose_of(&row),
        total: quote.total,
        tax: quote.tax()?,
        method: orders::method_of(&row),
        card: row.card.as_deref().map(parsed).transpose()?,
        refund: store::listed_of_order(db, number, RefundKind::Whole).await?,
        tax_refund: store::listed_of_order(db, number, RefundKind::Tax).await?,
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
    Ok(may_refund(facts, &paid, portal.catalogue().refund_days, portal.clock.today(zone)))
}

/// Gives the money of an order back, or its tax, as the rules allow. Pressed again, it answers with the same refund.
pub async fn give_back(
    portal: &Portal,
    operator: &Operator,
    number: OrderNumber,
    (kind, asked): (RefundKind, RefundAsked),
) -> Result<RefundRow, OrderError> {
    let faults = asked.faults();
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let named = orders::any(portal.db.read(), number).await?.ok_or(OrderError::NotFound("order"))?;
    let partner = partner_id(&named.partner_id)?;
    let tx = portal.db.begin().await?;
    let owner = touch(&tx, &partner).await?;
    if let Some(before) = store::listed_of_order(&tx, number, kind).await? {
        tx.rollback().await?;
        return Ok(before);
    }
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Order, &number)).await?;
    let row = orders::locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let facts = offers::facts_at(portal, &tx, (&partner, &[]), owner.version).await?;
    let verdict = match kind {
        RefundKind::Whole => verdict(portal, &tx, &row, &facts).await?,
        RefundKind::Tax => tax::verdict(portal, &tx, &row, &facts).await?,
    };
    if !verdict.is_allowed() {
        return Err(OrderError::Refused(verdict));
    }
    let (by, reason) = ((&owner, operator), asked.reason.trim());
    let refund = match kind {
        RefundKind::Whole => decided(portal, &tx, by, row, reason).await?,
        RefundKind::Tax => tax::decided(portal, &tx, by, row, reason).await?,
    };
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
    let ends = match &refunded.subscription_id {
        Some(subscription) => subscriptions::give_back(tx, subscription, today).await?,
        None => today,
    };
    let total = parsed::<Quote>(&refunded.quote)?.total;
    let credit_note = invoices::issue(portal, tx, owner, &refunded, (InvoiceKind::CreditNote, today)).await?;
    let what = Decision { kind: RefundKind::Whole, amount: total, reason, on: today, credit_note };
    let refund = begin(portal, tx, operator, &refunded, what).await?;
    notices::refunds::decided(portal, tx, &refunded, (&refund, ends)).await?;
    note(portal, tx, &operator.id, "order refunded", &refunded).await?;
    Ok(refund)
}

/// What was decided to be given back.
struct Decision<'a> {
    kind: RefundKind,
    amount: Money,
    reason: &'a str,
    /// Where the partner is.
    on: NaiveDate,
    credit_note: String,
}

/// Writes a refund down, and has the gateway asked if the money came by a card.
async fn begin(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    row: &order::Model,
    what: Decision<'_>,
) -> Result<refund::Model, OrderError> {
    let (now, state) = (portal.clock.now(), RefundState::first(orders::method_of(row)));
    let refund = refund::Model {
        id: new_id(),
        order_number: row.number,
        kind: what.kind.code().to_owned(),
        amount: what.amount.amount,
        currency: what.amount.currency.code().to_owned(),
        state: state.code().to_owned(),
        reason: what.reason.to_owned(),
        decided_by: operator.id.clone(),
        decided_at: now,
        ended_on: what.on,
        credit_note: what.credit_note,
        refused: None,
        made_on: None,
        bank_reference: None,
    };
    store::insert(tx, refund.clone()).await?;
    if state == RefundState::AtGateway {
        jobs::enqueue(tx, JOB, &refund.id, refund.id.clone(), now).await?;
    }
    Ok(refund)
}

/// What the partner sees of the refunds of an order: of all that was paid, and of its tax.
pub(super) async fn of_order(
    db: &impl ConnectionTrait,
    row: &order::Model,
) -> Result<(Option<OrderRefund>, Option<OrderRefund>), DbErr> {
    if row.paid_on.is_none() {
        return Ok((None, None));
    }
    let all = store::all_of_order(db, row.number).await?;
    let shown = |kind: RefundKind| {
        let Some(refund) = all.iter().find(|refund| refund.kind == kind.code()) else { return Ok(None) };
        let (state, amount, on) = (store::state_of(refund)?, store::amount_of(refund)?, refund.ended_on);
        Ok::<_, DbErr>(Some(OrderRefund { amount, state, on, credit_note: refund.credit_note.clone() }))
    };
    Ok((shown(RefundKind::Whole)?, shown(RefundKind::Tax)?))
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
