//! Table of refunds.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::refunds::{RefundKind, RefundRow, RefundState};

use crate::offers::{parsed, partner_id, partner_row};
use crate::orders::store as orders;
use crate::tables::{benefit_use, refund};

/// Refunds on a page of those that are made.
const PAGE: u64 = 50;

pub async fn insert(tx: &impl ConnectionTrait, row: refund::Model) -> Result<(), DbErr> {
    refund::Entity::insert(refund::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn update(tx: &impl ConnectionTrait, row: refund::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update_without_returning(tx).await?;
    Ok(())
}

pub async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Option<refund::Model>, DbErr> {
    refund::Entity::find_by_id(id).one(db).await
}

pub async fn of_order(
    db: &impl ConnectionTrait,
    order: i64,
    kind: RefundKind,
) -> Result<Option<refund::Model>, DbErr> {
    refund::Entity::find()
        .filter(refund::Column::OrderNumber.eq(order))
        .filter(refund::Column::Kind.eq(kind.code()))
        .one(db)
        .await
}

pub async fn all_of_order(db: &impl ConnectionTrait, order: i64) -> Result<Vec<refund::Model>, DbErr> {
    refund::Entity::find().filter(refund::Column::OrderNumber.eq(order)).all(db).await
}

/// The refund of that kind, as finance sees it.
pub async fn listed_of_order(
    db: &impl ConnectionTrait,
    order: OrderNumber,
    kind: RefundKind,
) -> Result<Option<RefundRow>, DbErr> {
    match of_order(db, order.0, kind).await? {
        Some(refund) => Ok(Some(listed(db, refund).await?)),
        None => Ok(None),
    }
}

pub fn amount_of(row: &refund::Model) -> Result<Money, DbErr> {
    let unknown = || DbErr::Custom(format!("refund {} has the unknown currency {}", row.id, row.currency));
    Ok(Money::new(row.amount, currency(&row.currency).ok_or_else(unknown)?))
}

pub fn state_of(row: &refund::Model) -> Result<RefundState, DbErr> {
    RefundState::of_code(&row.state)
        .ok_or_else(|| DbErr::Custom(format!("refund {} has the unknown state {}", row.id, row.state)))
}

/// The day on which a benefit of a term was first used: whatever it was, and given up since or not.
pub async fn first_used(
    db: &impl ConnectionTrait,
    subscription: &str,
    term_ends: NaiveDate,
) -> Result<Option<NaiveDate>, DbErr> {
    use benefit_use::Column;

    benefit_use::Entity::find()
        .filter(Column::SubscriptionId.eq(subscription))
        .filter(Column::OfTerm.eq(term_ends))
        .order_by_asc(Column::Id)
        .select_only()
        .column(Column::UsedOn)
        .into_tuple()
        .one(db)
        .await
}

/// Refunds whose money is not given back yet, the oldest first.
pub async fn open(db: &impl ConnectionTrait) -> Result<Vec<refund::Model>, DbErr> {
    refund::Entity::find()
        .filter(refund::Column::State.ne(RefundState::Made.code()))
        .order_by_asc(refund::Column::Id)
        .all(db)
        .await
}

/// A page of those that are made, the newest first, and where the next one starts.
pub async fn made(db: &impl ConnectionTrait, after: u64) -> Result<(Vec<refund::Model>, Option<u64>), DbErr> {
    let mut rows = refund::Entity::find()
        .filter(refund::Column::State.eq(RefundState::Made.code()))
        .order_by_desc(refund::Column::Id)
        .offset(after)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok((rows, more.then_some(after + PAGE)))
}

pub async fn all_listed(
    db: &impl ConnectionTrait,
    rows: Vec<refund::Model>,
) -> Result<Vec<RefundRow>, DbErr> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(listed(db, row).await?);
    }
    Ok(all)
}

/// A refund with what finance needs to know of its order.
pub async fn listed(db: &impl ConnectionTrait, row: refund::Model) -> Result<RefundRow, DbErr> {
    let number = OrderNumber(row.order_number);
    let missing = || DbErr::RecordNotFound(format!("order {number} of a refund"));
    let order = orders::any(db, number).await?.ok_or_else(missing)?;
    let partner = partner_id(&order.partner_id)?;
    let unknown = || DbErr::Custom(format!("refund {} is of the unknown kind {}", row.id, row.kind));
    Ok(RefundRow {
        order: number,
        partner: partner_row(db, &partner).await?.name,
        kind: RefundKind::of_code(&row.kind).ok_or_else(unknown)?,
        amount: amount_of(&row)?,
        state: state_of(&row)?,
        reason: row.reason,
        decided_at: row.decided_at,
        credit_note: row.credit_note,
        card: order.card.as_deref().map(parsed).transpose()?,
        contact: order.contact.as_deref().map(parsed).transpose()?,
        refused: row.refused,
        made_on: row.made_on,
        bank_reference: row.bank_reference,
        id: row.id,
    })
}
