//! Money that has arrived: what it pays, and what is held.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::money::Money;
use tokuten_core::notices::Notice;
use tokuten_core::orders::OrderNumber;
use tokuten_core::quotes::Quote;
use tokuten_core::transfers::{Allocation, AwaitedTransfer, MoneyArrived, TransferDesk, WhyHeld, allocate};

use super::super::{OrderError, may_die_here, note, settlement};
use super::{held, reference, store};
use crate::audit::Entry;
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::notices;
use crate::offers::{parsed, partner_id, partner_row, touch};
use crate::portal::Portal;
use crate::tables::{order, partner, payment};

/// How many awaited transfers the desk shows.
const AWAITED: u64 = 200;

/// What the vendor's finance works from.
pub async fn desk(portal: &Portal) -> Result<TransferDesk, DbErr> {
    let db = portal.db.read();
    let mut awaited = Vec::new();
    for row in store::awaited(db, AWAITED).await? {
        awaited.push(awaited_transfer(db, row).await?);
    }
    Ok(TransferDesk { held: held::listed(db).await?, returns: held::returns(db).await?, awaited })
}

async fn awaited_transfer(db: &impl ConnectionTrait, row: order::Model) -> Result<AwaitedTransfer, DbErr> {
    let total = parsed::<Quote>(&row.quote)?.total;
    let partner = partner_id(&row.partner_id)?;
    Ok(AwaitedTransfer {
        order: OrderNumber(row.number),
        partner: partner_row(db, &partner).await?.name,
        state: super::super::store::state_of(&row)?,
        total,
        received: Money::new(store::allocated(db, row.number).await?, total.currency),
        reference: reference(&row),
        pay_by: row.pay_by.unwrap_or_default(),
        contact: row.contact.as_deref().map(parsed).transpose()?,
        proof: store::proofs(db, row.number).await?.into_iter().next(),
    })
}

/// Records money that has arrived and what it pays, in one transaction. The same reference of the bank again
/// records nothing and answers the same.
pub async fn record(
    portal: &Portal,
    operator: &Operator,
    arrived: MoneyArrived,
) -> Result<Allocation, OrderError> {
    let faults = arrived.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let order = named(&tx, arrived.order).await?;
    let allocation = book(portal, &tx, operator, (&arrived, order), None).await?;
    may_die_here("transfer_recording");
    tx.commit().await?;
    Ok(allocation)
}

/// An order that money names, with its partner, who is locked.
#[derive(Debug)]
pub struct Named(pub(super) Option<(order::Model, partner::Model)>);

/// The order that money names. Its partner is locked first, as by everything that changes an order.
pub async fn named(tx: &Change, number: Option<OrderNumber>) -> Result<Named, DbErr> {
    let Some(number) = number else { return Ok(Named(None)) };
    let Some(row) = super::super::store::any(tx, number).await? else { return Ok(Named(None)) };
    let partner = partner_id(&row.partner_id)?;
    let owner = touch(tx, &partner).await?;
    let order = super::super::store::locked(tx, &partner, number).await?;
    Ok(Named(order.map(|order| (order, owner))))
}

/// Books money that has arrived, within a change. Where somebody has seen what would happen (`expected`), nothing else
/// does.
pub async fn book(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    (arrived, Named(named)): (&MoneyArrived, Named),
    expected: Option<Allocation>,
) -> Result<Allocation, OrderError> {
    let faults = arrived.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let order = named.as_ref().map(|(order, _)| order);
    if let Some(before) = store::payment_with(tx, arrived.bank_reference.trim()).await? {
        return recorded_before(&before, arrived, order);
    }
    if let Some(row) = order {
        claims::free_for(portal, tx, operator, &claimed(row)).await?;
    }
    let allocation = match order {
        Some(row) => allocation_of(tx, row, arrived.amount).await?,
        None => Allocation::Unallocated(WhyHeld::NoOrder),
    };
    if expected.is_some_and(|expected| expected != allocation) {
        return Err(OrderError::OutcomeChanged);
    }
    let payment = payment_row(portal, operator, arrived, order, allocation)?;
    let owner = order.map(|order| order.partner_id.as_str());
    audited(portal, tx, (operator, owner), &payment).await?;
    store::insert_payment(tx, payment).await?;
    if let Some((row, owner)) = named {
        settle(portal, tx, operator, (row, &owner), (allocation, arrived.received_on)).await?;
    }
    Ok(allocation)
}

/// What follows for an order from money that pays it in full: everything that being paid means.
pub(super) async fn settle(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    (row, owner): (order::Model, &partner::Model),
    (allocation, paid_on): (Allocation, NaiveDate),
) -> Result<(), OrderError> {
    if matches!(allocation, Allocation::Full | Allocation::Over { .. }) {
        let to = notices::recipients(portal, tx, &owner.id, Notice::OrderPaid).await?;
        let paid = settlement::paid(portal, tx, (owner, &to), row.clone(), paid_on).await?;
        super::super::store::update(tx, &row, &paid).await?;
        note(portal, tx, &operator.id, "order paid", &paid).await?;
        claims::done(tx, &claimed(&row)).await?;
    }
    Ok(())
}

/// An order as operators claim it.
pub(super) fn claimed(row: &order::Model) -> Thing {
    Thing::new(ThingKind::Order, &OrderNumber(row.number))
}

async fn audited(
    portal: &Portal,
    tx: &Change,
    (operator, partner): (&Operator, Option<&str>),
    payment: &payment::Model,
) -> Result<(), DbErr> {
    let (at, subject) = (portal.clock.now(), format!("payment {}", payment.bank_reference));
    let entry = Entry { at, actor: &operator.id, action: "payment recorded", subject, partner };
    let after = serde_json::json!({ "order": payment.order_number, "amount": payment.amount,
        "currency": payment.currency, "allocated": payment.allocated, "held": payment.why_held });
    entry.record(tx, None::<&()>, Some(&after)).await
}

fn recorded_before(
    before: &payment::Model,
    arrived: &MoneyArrived,
    named: Option<&order::Model>,
) -> Result<Allocation, OrderError> {
    let same = before.order_number == named.map(|order| order.number)
        && before.amount == arrived.amount.amount
        && before.currency == arrived.amount.currency.code()
        && before.received_on == arrived.received_on;
    if same { Ok(parsed(&before.allocation)?) } else { Err(OrderError::AlreadyRecorded) }
}

pub(super) async fn allocation_of(
    tx: &Change,
    row: &order::Model,
    arrived: Money,
) -> Result<Allocation, OrderError> {
    let total = parsed::<Quote>(&row.quote)?.total;
    let before = Money::new(store::allocated(tx, row.number).await?, total.currency);
    let state = super::super::store::state_of(row)?;
    allocate(state, total, before, arrived).map_err(|error| OrderError::NoQuote(error.into()))
}

fn payment_row(
    portal: &Portal,
    operator: &Operator,
    arrived: &MoneyArrived,
    order: Option<&order::Model>,
    allocation: Allocation,
) -> Result<payment::Model, DbErr> {
    let amount = arrived.amount.amount;
    let (allocated, why) = match allocation {
        Allocation::Full | Allocation::Short { .. } => (amount, None),
        Allocation::Over { excess } => (amount - excess.amount, Some(WhyHeld::TooMuch)),
        Allocation::Unallocated(why) => (0, Some(why)),
    };
    Ok(payment::Model {
        id: new_id(),
        bank_reference: arrived.bank_reference.trim().to_owned(),
        order_number: order.map(|order| order.number),
        amount,
        currency: arrived.amount.currency.code().to_owned(),
        received_on: arrived.received_on,
        allocated,
        allocation: super::super::store::json(&allocation)?,
        why_held: why.map(|why| why.code().to_owned()),
        recorded_by: operator.id.clone(),
        recorded_at: portal.clock.now(),
    })
}
