//! What the books of a period are made of.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::tables::{invoice, order, payment, payment_use, refund};

/// How many rows are asked for at a time.
const CHUNK: usize = 500;

type Days = (NaiveDate, NaiveDate);

/// The invoices and credit notes that were issued, each with its order.
pub async fn documents(
    db: &impl ConnectionTrait,
    (from, to): Days,
) -> Result<Vec<(invoice::Model, order::Model)>, DbErr> {
    let rows = invoice::Entity::find()
        .filter(invoice::Column::IssuedOn.between(from, to))
        .order_by_asc(invoice::Column::IssuedOn)
        .order_by_asc(invoice::Column::Number)
        .all(db)
        .await?;
    let orders = orders(db, rows.iter().map(|row| row.order_number)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((orders.get(&row.order_number)?.clone(), row)))
        .map(|(of, row)| (row, of))
        .collect())
}

/// Orders by their number.
pub async fn orders(
    db: &impl ConnectionTrait,
    numbers: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, order::Model>, DbErr> {
    let numbers: Vec<_> = numbers.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let rows =
            order::Entity::find().filter(order::Column::Number.is_in(chunk.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.number, row)));
    }
    Ok(found)
}

/// Orders that were paid by card.
pub async fn card_payments(db: &impl ConnectionTrait, (from, to): Days) -> Result<Vec<order::Model>, DbErr> {
    order::Entity::find()
        .filter(order::Column::PaidOn.between(from, to))
        .filter(order::Column::Method.eq("credit_card"))
        .order_by_asc(order::Column::PaidOn)
        .order_by_asc(order::Column::Number)
        .all(db)
        .await
}

/// Money that arrived by transfer.
pub async fn transfers(db: &impl ConnectionTrait, (from, to): Days) -> Result<Vec<payment::Model>, DbErr> {
    payment::Entity::find()
        .filter(payment::Column::ReceivedOn.between(from, to))
        .order_by_asc(payment::Column::ReceivedOn)
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await
}

/// Money of orders that was given back.
pub async fn refunds(db: &impl ConnectionTrait, (from, to): Days) -> Result<Vec<refund::Model>, DbErr> {
    refund::Entity::find()
        .filter(refund::Column::MadeOn.between(from, to))
        .order_by_asc(refund::Column::MadeOn)
        .order_by_asc(refund::Column::Id)
        .all(db)
        .await
}

/// Held money that was given back, each with the payment it was of.
pub async fn returns(
    db: &impl ConnectionTrait,
    (from, to): Days,
) -> Result<Vec<(payment_use::Model, payment::Model)>, DbErr> {
    let rows = payment_use::Entity::find()
        .filter(payment_use::Column::MadeOn.between(from, to))
        .order_by_asc(payment_use::Column::MadeOn)
        .order_by_asc(payment_use::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.payment_id.clone()).collect();
    let mut payments = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let of_chunk = payment::Entity::find().filter(payment::Column::Id.is_in(chunk)).all(db).await?;
        payments.extend(of_chunk.into_iter().map(|row| (row.id.clone(), row)));
    }
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((payments.get(&row.payment_id)?.clone(), row)))
        .map(|(of, row)| (row, of))
        .collect())
}
