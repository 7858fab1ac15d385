//! Tables of payment proofs and of money that has arrived.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::{OrderNumber, OrderState};
use tokuten_core::partners::PartnerId;
use tokuten_core::transfers::{HeldMoney, Proof, WhyHeld};

use crate::offers::{parsed, partner_id};
use crate::tables::{order, payment, proof};

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

/// Sum of what arrived for an order and pays it, in minor units.
pub async fn allocated(db: &impl ConnectionTrait, order: i64) -> Result<i64, DbErr> {
    let amounts: Vec<i64> = payment::Entity::find()
        .filter(payment::Column::OrderNumber.eq(order))
        .select_only()
        .column(payment::Column::Allocated)
        .into_tuple()
        .all(db)
        .await?;
    Ok(amounts.into_iter().sum())
}

/// What had arrived for an order pays nothing any more.
pub async fn hold_all(tx: &impl ConnectionTrait, order: i64) -> Result<(), DbErr> {
    payment::Entity::update_many()
        .col_expr(payment::Column::Allocated, Expr::value(0_i64))
        .col_expr(payment::Column::WhyHeld, Expr::value(WhyHeld::OrderClosed.code()))
        .filter(payment::Column::OrderNumber.eq(order))
        .filter(payment::Column::Allocated.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Money that pays nothing yet, the oldest first.
pub async fn held(db: &impl ConnectionTrait) -> Result<Vec<HeldMoney>, DbErr> {
    let rows = payment::Entity::find()
        .filter(payment::Column::WhyHeld.is_not_null())
        .order_by_asc(payment::Column::ReceivedOn)
        .all(db)
        .await?;
    let held = |row: payment::Model| {
        let currency = currency(&row.currency)?;
        Some(HeldMoney {
            bank_reference: row.bank_reference,
            order: row.order_number.map(OrderNumber),
            amount: Money::new(row.amount - row.allocated, currency),
            received_on: row.received_on,
            why: WhyHeld::of_code(&row.why_held?)?,
        })
    };
    Ok(rows.into_iter().filter_map(held).collect())
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
