//! Money that has arrived: what it pays, and what is held.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::money::Money;
use tokuten_core::notices::Notice;
use tokuten_core::orders::OrderNumber;
use tokuten_core::quotes::Quote;
use tokuten_core::transfers::{Allocation, AwaitedTransfer, MoneyArrived, TransferDesk, WhyHeld, allocate};

use super::super::{OrderError, may_die_here, note, settlement};
use super::{reference, store};
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::notices;
use crate::offers::{parsed, partner_id, partner_row, touch};
use crate::portal::Portal;
use crate::tables::{order, payment};

/// How many awaited transfers the desk shows.
const AWAITED: u64 = 200;

/// What the vendor's finance works from.
pub async fn desk(portal: &Portal) -> Result<TransferDesk, DbErr> {
    let db = portal.db.read();
    let mut awaited = Vec::new();
    for row in store::awaited(db, AWAITED).await? {
        awaited.push(awaited_transfer(db, row).await?);
    }
    Ok(TransferDesk { awaited, held: store::held(db).await? })
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
    // The partner is locked first, as by everything that changes an order.
    let named = match arrived.order {
        Some(number) => super::super::store::any(&tx, number).await?,
        None => None,
    };
    let owner = match &named {
        Some(row) => Some(touch(&tx, &partner_id(&row.partner_id)?).await?),
        None => None,
    };
    if let Some(before) = store::payment_with(&tx, arrived.bank_reference.trim()).await? {
        return recorded_before(&before, &arrived, named.as_ref());
    }
    let thing = arrived.order.map(|number| Thing::new(ThingKind::Order, &number));
    if let Some(thing) = &thing {
        claims::free_for(portal, &tx, operator, thing).await?;
    }
    let order = match (&owner, arrived.order) {
        (Some(owner), Some(number)) => {
            super::super::store::locked(&tx, &partner_id(&owner.id)?, number).await?
        }
        _ => None,
    };
    let allocation = match &order {
        Some(row) => allocation_of(&tx, row, arrived.amount).await?,
        None => Allocation::Unallocated(WhyHeld::NoOrder),
    };
    store::insert_payment(&tx, payment_row(portal, operator, &arrived, order.as_ref(), allocation)?).await?;
    if let (Some(row), Some(owner), Allocation::Full | Allocation::Over { .. }) = (order, &owner, allocation)
    {
        let to = notices::recipients(portal, &tx, &owner.id, Notice::OrderPaid).await?;
        let paid = settlement::paid(portal, &tx, (owner, &to), row.clone(), arrived.received_on).await?;
        super::super::store::update(&tx, &row, &paid).await?;
        note(portal, &tx, &operator.id, "order paid", &paid).await?;
        if let Some(thing) = &thing {
            claims::done(&tx, thing).await?;
        }
    }
    may_die_here("transfer_recording");
    tx.commit().await?;
    Ok(allocation)
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

async fn allocation_of(tx: &Change, row: &order::Model, arrived: Money) -> Result<Allocation, OrderError> {
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
