//! Money that is held: applied to an order, or given back to who paid it. What of it is not used stays held.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;
use tokuten_core::refunds::RefundTransferred;
use tokuten_core::statements::matching::Billed;
use tokuten_core::transfers::{
    Allocation, HeldApplied, HeldMoney, HeldReturned, MoneyReturn, WhyHeld, taken,
};

use super::super::{OrderError, may_die_here, store as orders};
use super::money::{self, Named};
use super::store;
use crate::audit::Entry;
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::offers::{parsed, partner_zone};
use crate::portal::Portal;
use crate::tables::{payment, payment_use};

/// How many returns that are made the desk shows.
const MADE: u64 = 20;
/// How many orders are offered for held money.
const OFFERED: usize = 3;

/// Money that pays nothing yet, with the orders that it may be meant for.
pub(super) async fn listed(db: &impl ConnectionTrait) -> Result<Vec<HeldMoney>, DbErr> {
    let rows = store::held(db).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let references: Vec<_> = rows.iter().map(|row| row.bank_reference.clone()).collect();
    let (used, payers) = (store::used(db, &ids).await?, store::payers(db, &references).await?);
    let billed = store::billed(db, rows.iter().filter_map(|row| row.order_number)).await?;
    let held = |row: payment::Model| {
        let amount = still_held(&row, used.get(&row.id).copied().unwrap_or_default())?;
        Some(HeldMoney {
            may_pay: may_pay(&row, amount, &billed),
            payer: payers.get(&row.bank_reference).cloned(),
            why: row.why_held.as_deref().and_then(WhyHeld::of_code)?,
            id: row.id,
            bank_reference: row.bank_reference,
            order: row.order_number.map(OrderNumber),
            amount,
            received_on: row.received_on,
        })
    };
    Ok(rows.into_iter().filter_map(held).collect())
}

/// What of a payment pays nothing; none of a currency that there is no longer, which the catalogue does not take.
fn still_held(row: &payment::Model, used: i64) -> Option<Money> {
    Some(Money::new(row.amount - row.allocated - used, currency(&row.currency)?))
}

/// Awaited orders in the currency: those of the partner whose order was named, then those of just that amount.
fn may_pay(row: &payment::Model, held: Money, billed: &[Billed]) -> Vec<OrderNumber> {
    let named = billed.iter().find(|order| Some(order.number.0) == row.order_number);
    let is_taken = |order: &&Billed| {
        let allocation = tokuten_core::transfers::allocate(order.state, order.total, order.received, held);
        allocation.is_ok_and(|allocation| taken(allocation, held).is_some())
    };
    let of_partner = |order: &&Billed| named.is_some_and(|named| named.partner == order.partner);
    let of_amount = |order: &&Billed| order.total.amount - order.received.amount == held.amount;
    let first = billed.iter().filter(is_taken).filter(of_partner);
    let then = billed.iter().filter(is_taken).filter(|order| !of_partner(order) && of_amount(order));
    first.chain(then).take(OFFERED).map(|order| order.number).collect()
}

/// What is to be given back, and the last that was.
pub(super) async fn returns(db: &impl ConnectionTrait) -> Result<Vec<MoneyReturn>, DbErr> {
    let rows = store::returns(db, MADE).await?;
    let references: Vec<_> =
        rows.iter().filter_map(|(_, of)| Some(of.as_ref()?.bank_reference.clone())).collect();
    let payers = store::payers(db, &references).await?;
    let shown = |(row, of): (payment_use::Model, Option<payment::Model>)| {
        let of = of?;
        let payer = payers.get(&of.bank_reference).cloned();
        as_return(row, of, payer)
    };
    Ok(rows.into_iter().filter_map(shown).collect())
}

fn as_return(row: payment_use::Model, of: payment::Model, payer: Option<String>) -> Option<MoneyReturn> {
    Some(MoneyReturn {
        id: row.id,
        payment: of.bank_reference,
        amount: Money::new(row.amount, currency(&of.currency)?),
        reason: row.reason.unwrap_or_default(),
        payer,
        decided_at: row.decided_at,
        made_on: row.made_on,
        bank_reference: row.bank_reference,
    })
}

/// Applies held money to an order. What the order does not need stays held. The same press again answers the same.
pub async fn apply(
    portal: &Portal,
    operator: &Operator,
    (id, key): (&str, &str),
    asked: HeldApplied,
) -> Result<Allocation, OrderError> {
    let tx = portal.db.begin().await?;
    let Named(named) = money::named(&tx, Some(asked.order)).await?;
    let (row, owner) = named.ok_or(OrderError::NotFound("order"))?;
    let payment = store::locked_payment(&tx, id).await?.ok_or(OrderError::NotFound("payment"))?;
    if let Some(before) = store::use_with(&tx, &operator.id, key).await? {
        let same = before.payment_id == payment.id && before.order_number == Some(row.number);
        tx.rollback().await?;
        let allocation = before.allocation.as_deref().filter(|_| same);
        return allocation.map(parsed).transpose()?.ok_or(OrderError::KeyReused);
    }
    claims::free_for(portal, &tx, operator, &money::claimed(&row)).await?;
    claims::free_for(portal, &tx, operator, &claimed(&payment)).await?;
    let held = held_as_seen(&tx, &payment, asked.held).await?;
    let allocation = money::allocation_of(&tx, &row, held).await?;
    let amount = match (taken(allocation, held), allocation) {
        (Some(amount), _) => amount,
        (None, Allocation::Unallocated(why)) => return Err(OrderError::NotTaken(why)),
        (None, _) => return Err(OrderError::NotTaken(WhyHeld::TooMuch)),
    };
    // An order is not paid before it was placed, though its money may have come long ago.
    let placed_on = row.started_at.with_timezone(&partner_zone(&owner)?).date_naive();
    let paid_on = payment.received_on.max(placed_on);
    let (order, allocated) = (Some(row.number), Some(orders::json(&allocation)?));
    let usage = usage(portal, operator, (&payment, key), (order, amount));
    let usage = payment_use::Model { allocation: allocated, ..usage };
    use_up(portal, &tx, operator, (&payment, held), ("held money applied", usage)).await?;
    money::settle(portal, &tx, operator, (row, &owner), (allocation, paid_on)).await?;
    may_die_here("held_applying");
    tx.commit().await?;
    Ok(allocation)
}

/// Held money is to be given back, all of it. The same press again answers the same.
pub async fn give_back(
    portal: &Portal,
    operator: &Operator,
    (id, key): (&str, &str),
    asked: HeldReturned,
) -> Result<MoneyReturn, OrderError> {
    let faults = asked.faults();
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let payment = store::locked_payment(&tx, id).await?.ok_or(OrderError::NotFound("payment"))?;
    if let Some(before) = store::use_with(&tx, &operator.id, key).await? {
        let same = before.payment_id == payment.id && before.order_number.is_none();
        tx.rollback().await?;
        return if same { shown(portal, before, payment).await } else { Err(OrderError::KeyReused) };
    }
    claims::free_for(portal, &tx, operator, &claimed(&payment)).await?;
    let held = held_as_seen(&tx, &payment, asked.held).await?;
    let usage = usage(portal, operator, (&payment, key), (None, held));
    let usage = payment_use::Model { reason: Some(asked.reason.trim().to_owned()), ..usage };
    use_up(portal, &tx, operator, (&payment, held), ("held money to be returned", usage.clone())).await?;
    tx.commit().await?;
    shown(portal, usage, payment).await
}

/// Finance has transferred money back. The same again changes nothing; other particulars are refused.
pub async fn returned(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    made: RefundTransferred,
) -> Result<MoneyReturn, OrderError> {
    let faults = made.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let row = store::locked_return(&tx, id).await?.ok_or(OrderError::NotFound("return"))?;
    let payment =
        store::locked_payment(&tx, &row.payment_id).await?.ok_or(OrderError::NotFound("payment"))?;
    let done = payment_use::Model {
        made_on: Some(made.made_on),
        bank_reference: Some(made.bank_reference.trim().to_owned()),
        ..row.clone()
    };
    if row.made_on.is_some() {
        tx.rollback().await?;
        return if row == done { shown(portal, row, payment).await } else { Err(OrderError::RefundNotOpen) };
    }
    tx.update(&row, &done).await?;
    audited(portal, &tx, operator, (&payment, "held money returned", &done)).await?;
    tx.commit().await?;
    shown(portal, done, payment).await
}

/// What is held of a payment, if it is what was seen.
async fn held_as_seen(tx: &Change, payment: &payment::Model, seen: Money) -> Result<Money, OrderError> {
    let used = store::used(tx, std::slice::from_ref(&payment.id)).await?;
    let held = still_held(payment, used.get(&payment.id).copied().unwrap_or_default());
    held.filter(|held| *held == seen && held.amount > 0).ok_or(OrderError::OutcomeChanged)
}

/// A payment as operators claim it.
fn claimed(payment: &payment::Model) -> Thing {
    Thing::new(ThingKind::Payment, &payment.id)
}

fn usage(
    portal: &Portal,
    operator: &Operator,
    (payment, key): (&payment::Model, &str),
    (order_number, amount): (Option<i64>, Money),
) -> payment_use::Model {
    payment_use::Model {
        id: new_id(),
        payment_id: payment.id.clone(),
        order_number,
        amount: amount.amount,
        allocation: None,
        released: false,
        reason: None,
        decided_by: operator.id.clone(),
        decided_at: portal.clock.now(),
        idempotency_key: key.to_owned(),
        made_on: None,
        bank_reference: None,
    }
}

/// Writes down a use; a payment of which nothing is left is held no longer.
async fn use_up(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    (payment, held): (&payment::Model, Money),
    (action, usage): (&str, payment_use::Model),
) -> Result<(), DbErr> {
    if usage.amount == held.amount {
        let used_up = payment::Model { why_held: None, ..payment.clone() };
        tx.update(payment, &used_up).await?;
        claims::done(tx, &claimed(payment)).await?;
    }
    audited(portal, tx, operator, (payment, action, &usage)).await?;
    tx.insert(payment_use::ActiveModel::from(usage)).await
}

async fn audited(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    (payment, action, usage): (&payment::Model, &str, &payment_use::Model),
) -> Result<(), DbErr> {
    let subject = format!("payment {}", payment.bank_reference);
    let owner = match usage.order_number {
        Some(number) => Some(orders::partner_of(tx, OrderNumber(number)).await?),
        None => None,
    };
    let (at, partner) = (portal.clock.now(), owner.as_ref().map(PartnerId::as_str));
    let entry = Entry { at, actor: &operator.id, action, subject, partner };
    let after = serde_json::json!({ "order": usage.order_number, "amount": usage.amount,
        "currency": payment.currency, "reason": usage.reason, "made_on": usage.made_on,
        "bank_reference": usage.bank_reference });
    entry.record(tx, None::<&()>, Some(&after)).await
}

async fn shown(
    portal: &Portal,
    row: payment_use::Model,
    payment: payment::Model,
) -> Result<MoneyReturn, OrderError> {
    let payers = store::payers(portal.db.read(), std::slice::from_ref(&payment.bank_reference)).await?;
    let payer = payers.get(&payment.bank_reference).cloned();
    let unknown =
        || DbErr::Custom(format!("payment {} has the unknown currency {}", payment.id, payment.currency));
    let unknown = unknown();
    as_return(row, payment, payer).ok_or_else(|| unknown.into())
}
