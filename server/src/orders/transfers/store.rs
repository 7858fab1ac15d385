//! Tables of payment proofs and of money that has arrived.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::money::Money;
use tokuten_core::orders::{OrderNumber, OrderState};
use tokuten_core::partners::PartnerId;
use tokuten_core::quotes::Quote;
use tokuten_core::statements::matching::Billed;
use tokuten_core::transfers::{Proof, WhyHeld};

use crate::offers::{parsed, partner_id, partner_names};
use crate::tables::{order, payment, payment_use, proof, statement_line};

/// How many rows are asked for at a time.
const CHUNK: usize = 500;

pub async fn insert_proof(tx: &impl ConnectionTrait, row: proof::Model) -> Result<(), DbErr> {
    proof::Entity::insert(proof::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// Everything of a proof but its file.
type ProofRow = (String, String, i32, String, DateTime<Utc>, Option<String>);

pub async fn proofs(db: &impl ConnectionTrait, order: i64) -> Result<Vec<Proof>, DbErr> {
    use proof::Column;
    let rows: Vec<ProofRow> = proof::Entity::find()
        .filter(Column::OrderNumber.eq(order))
        .order_by_desc(Column::Id)
        .select_only()
        .columns([
            Column::Id,
            Column::FileName,
            Column::Size,
            Column::Details,
            Column::UploadedAt,
            Column::Rejected,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let proof = |(id, file_name, size, details, uploaded_at, rejected): ProofRow| {
        let (size, details) = (size.unsigned_abs(), parsed(&details)?);
        Ok(Proof { id, file_name, size, details, uploaded_at, rejected })
    };
    rows.into_iter().map(proof).collect()
}

pub async fn proof(db: &impl ConnectionTrait, order: i64, id: &str) -> Result<Option<proof::Model>, DbErr> {
    proof::Entity::find_by_id(id).filter(proof::Column::OrderNumber.eq(order)).one(db).await
}

/// Marks the proofs of an order that were not rejected yet.
pub async fn reject_proofs(tx: &impl ConnectionTrait, order: i64, reason: &str) -> Result<(), DbErr> {
    proof::Entity::update_many()
        .col_expr(proof::Column::Rejected, Expr::value(reason))
        .filter(proof::Column::OrderNumber.eq(order))
        .filter(proof::Column::Rejected.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn insert_payment(tx: &impl ConnectionTrait, row: payment::Model) -> Result<(), DbErr> {
    payment::Entity::insert(payment::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn payment_with(
    db: &impl ConnectionTrait,
    bank_reference: &str,
) -> Result<Option<payment::Model>, DbErr> {
    payment::Entity::find().filter(payment::Column::BankReference.eq(bank_reference)).one(db).await
}

/// Payments that were recorded under one of these references of the bank.
pub async fn recorded_under(
    db: &impl ConnectionTrait,
    references: &[String],
) -> Result<HashMap<String, payment::Model>, DbErr> {
    let mut found = HashMap::new();
    for chunk in references.chunks(CHUNK) {
        let rows =
            payment::Entity::find().filter(payment::Column::BankReference.is_in(chunk)).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.bank_reference.clone(), row)));
    }
    Ok(found)
}

/// Sum of what arrived for an order and pays it, in minor units.
pub async fn allocated(db: &impl ConnectionTrait, order: i64) -> Result<i64, DbErr> {
    Ok(allocated_to(db, &[order]).await?.remove(&order).unwrap_or_default())
}

/// The same for several orders: what came for them at once, and what was held and applied to them later.
async fn allocated_to(db: &impl ConnectionTrait, orders: &[i64]) -> Result<HashMap<i64, i64>, DbErr> {
    let mut sums = HashMap::new();
    for chunk in orders.chunks(CHUNK) {
        let at_once: Vec<(i64, i64)> = payment::Entity::find()
            .filter(payment::Column::OrderNumber.is_in(chunk.iter().copied()))
            .select_only()
            .columns([payment::Column::OrderNumber, payment::Column::Allocated])
            .into_tuple()
            .all(db)
            .await?;
        let later: Vec<(i64, i64)> = payment_use::Entity::find()
            .filter(payment_use::Column::OrderNumber.is_in(chunk.iter().copied()))
            .filter(payment_use::Column::Released.eq(false))
            .select_only()
            .columns([payment_use::Column::OrderNumber, payment_use::Column::Amount])
            .into_tuple()
            .all(db)
            .await?;
        for (order, amount) in at_once.into_iter().chain(later) {
            *sums.entry(order).or_default() += amount;
        }
    }
    Ok(sums)
}

/// What had arrived for an order pays nothing any more.
pub async fn hold_all(tx: &impl ConnectionTrait, order: i64) -> Result<(), DbErr> {
    let why = || Expr::value(WhyHeld::OrderClosed.code());
    payment::Entity::update_many()
        .col_expr(payment::Column::Allocated, Expr::value(0_i64))
        .col_expr(payment::Column::WhyHeld, why())
        .filter(payment::Column::OrderNumber.eq(order))
        .filter(payment::Column::Allocated.gt(0))
        .exec(tx)
        .await?;
    let applied: Vec<String> = payment_use::Entity::find()
        .filter(payment_use::Column::OrderNumber.eq(order))
        .filter(payment_use::Column::Released.eq(false))
        .select_only()
        .column(payment_use::Column::PaymentId)
        .into_tuple()
        .all(tx)
        .await?;
    if applied.is_empty() {
        return Ok(());
    }
    payment_use::Entity::update_many()
        .col_expr(payment_use::Column::Released, Expr::value(true))
        .filter(payment_use::Column::OrderNumber.eq(order))
        .exec(tx)
        .await?;
    payment::Entity::update_many()
        .col_expr(payment::Column::WhyHeld, why())
        .filter(payment::Column::Id.is_in(applied))
        .exec(tx)
        .await?;
    Ok(())
}

/// How much of each payment is used after it had been held.
pub async fn used(db: &impl ConnectionTrait, payments: &[String]) -> Result<HashMap<String, i64>, DbErr> {
    let mut sums = HashMap::new();
    for chunk in payments.chunks(CHUNK) {
        let uses: Vec<(String, i64)> = payment_use::Entity::find()
            .filter(payment_use::Column::PaymentId.is_in(chunk))
            .filter(payment_use::Column::Released.eq(false))
            .select_only()
            .columns([payment_use::Column::PaymentId, payment_use::Column::Amount])
            .into_tuple()
            .all(db)
            .await?;
        for (payment, amount) in uses {
            *sums.entry(payment).or_default() += amount;
        }
    }
    Ok(sums)
}

/// A payment, locked until the transaction ends.
pub async fn locked_payment(tx: &impl ConnectionTrait, id: &str) -> Result<Option<payment::Model>, DbErr> {
    payment::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// What was decided by this very press.
pub async fn use_with(
    db: &impl ConnectionTrait,
    operator: &str,
    key: &str,
) -> Result<Option<payment_use::Model>, DbErr> {
    payment_use::Entity::find()
        .filter(payment_use::Column::DecidedBy.eq(operator))
        .filter(payment_use::Column::IdempotencyKey.eq(key))
        .one(db)
        .await
}

/// A return, locked until the transaction ends.
pub async fn locked_return(tx: &impl ConnectionTrait, id: &str) -> Result<Option<payment_use::Model>, DbErr> {
    payment_use::Entity::find_by_id(id)
        .filter(payment_use::Column::OrderNumber.is_null())
        .lock_exclusive()
        .one(tx)
        .await
}

/// What is to be given back, the oldest first, and then the last that was.
pub async fn returns(
    db: &impl ConnectionTrait,
    made: u64,
) -> Result<Vec<(payment_use::Model, Option<payment::Model>)>, DbErr> {
    let returns = || payment_use::Entity::find().filter(payment_use::Column::OrderNumber.is_null());
    let open = returns().filter(payment_use::Column::MadeOn.is_null()).order_by_asc(payment_use::Column::Id);
    let done =
        returns().filter(payment_use::Column::MadeOn.is_not_null()).order_by_desc(payment_use::Column::Id);
    let mut rows = open.all(db).await?;
    rows.extend(done.limit(made).all(db).await?);
    let ids: Vec<_> = rows.iter().map(|row| row.payment_id.clone()).collect();
    let payments = payment::Entity::find().filter(payment::Column::Id.is_in(ids)).all(db).await?;
    let payments: HashMap<_, _> = payments.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(rows
        .into_iter()
        .map(|row| (payments.get(&row.payment_id).cloned(), row))
        .map(|(of, row)| (row, of))
        .collect())
}

/// Who paid, by the reference under which it was booked, as far as statements say.
pub async fn payers(
    db: &impl ConnectionTrait,
    references: &[String],
) -> Result<HashMap<String, String>, DbErr> {
    use statement_line::Column;
    let mut payers = HashMap::new();
    for chunk in references.chunks(CHUNK) {
        let rows: Vec<(String, String)> = statement_line::Entity::find()
            .filter(Column::BankReference.is_in(chunk))
            .filter(Column::Payer.is_not_null())
            .select_only()
            .columns([Column::BankReference, Column::Payer])
            .into_tuple()
            .all(db)
            .await?;
        payers.extend(rows);
    }
    Ok(payers)
}

/// Payments of which something pays nothing yet, the oldest first.
pub async fn held(db: &impl ConnectionTrait) -> Result<Vec<payment::Model>, DbErr> {
    payment::Entity::find()
        .filter(payment::Column::WhyHeld.is_not_null())
        .order_by_asc(payment::Column::ReceivedOn)
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await
}

/// Orders that money may be meant for: those that await a transfer, and of others those with these numbers.
pub async fn billed(
    db: &impl ConnectionTrait,
    named: impl IntoIterator<Item = i64>,
) -> Result<Vec<Billed>, DbErr> {
    use order::Column;
    let mut rows = order::Entity::find().filter(Column::State.is_in(awaiting())).all(db).await?;
    let known: HashSet<_> = rows.iter().map(|row| row.number).collect();
    let others: Vec<_> = named.into_iter().filter(|number| !known.contains(number)).collect();
    for chunk in others.chunks(CHUNK) {
        rows.extend(order::Entity::find().filter(Column::Number.is_in(chunk.iter().copied())).all(db).await?);
    }
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let received = allocated_to(db, &numbers).await?;
    let partners: HashSet<_> = rows.iter().map(|row| row.partner_id.clone()).collect();
    let called = partner_names(db, partners).await?;
    let billed = |row: order::Model| {
        let total = parsed::<Quote>(&row.quote)?.total;
        Ok(Billed {
            number: OrderNumber(row.number),
            partner: partner_id(&row.partner_id)?,
            partner_name: called.get(&row.partner_id).cloned().unwrap_or_default(),
            state: super::super::store::state_of(&row)?,
            total,
            received: Money::new(received.get(&row.number).copied().unwrap_or_default(), total.currency),
        })
    };
    rows.into_iter().map(billed).collect()
}

/// A partner's orders that await their transfer, with the last day for it.
pub async fn awaited_of(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
) -> Result<Vec<(OrderNumber, OfferCode, NaiveDate)>, DbErr> {
    let rows = order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .filter(order::Column::State.is_in(awaiting()))
        .all(db)
        .await?;
    let awaited = |row: order::Model| Some((OrderNumber(row.number), OfferCode(row.offer), row.pay_by?));
    Ok(rows.into_iter().filter_map(awaited).collect())
}

/// Orders that await their transfer, the first to expire first.
pub async fn awaited(db: &impl ConnectionTrait, most: u64) -> Result<Vec<order::Model>, DbErr> {
    order::Entity::find()
        .filter(order::Column::State.is_in(awaiting()))
        .order_by_asc(order::Column::PayBy)
        .order_by_asc(order::Column::Number)
        .limit(most)
        .all(db)
        .await
}

fn awaiting() -> [&'static str; 2] {
    [OrderState::AwaitingTransfer.code(), OrderState::ProofSubmitted.code()]
}

/// Orders whose transfer is overdue, the longest first.
pub async fn overdue(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<(OrderNumber, PartnerId)>, DbErr> {
    let rows: Vec<(i64, String)> = order::Entity::find()
        .filter(order::Column::ExpiresAt.lte(now))
        .filter(order::Column::State.is_in(awaiting()))
        .order_by_asc(order::Column::ExpiresAt)
        .limit(most)
        .select_only()
        .columns([order::Column::Number, order::Column::PartnerId])
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(|(number, partner)| Ok((OrderNumber(number), partner_id(&partner)?))).collect()
}
