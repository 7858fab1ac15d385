//! Table of overrides.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::orders::{OrderNumber, OrderState};
use tokuten_core::overrides::{Covers, Overridable, Override, OverrideState, uses_up};
use tokuten_core::partners::PartnerId;

use crate::db::Change;
use crate::tables::{order, partner_override};

pub async fn insert(tx: &Change, row: partner_override::Model) -> Result<(), DbErr> {
    tx.insert(partner_override::ActiveModel::from(row)).await
}

pub async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Option<partner_override::Model>, DbErr> {
    partner_override::Entity::find_by_id(id).one(db).await
}

/// All that were ever asked for a partner, the newest first.
pub async fn of_partner(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
) -> Result<Vec<partner_override::Model>, DbErr> {
    partner_override::Entity::find()
        .filter(partner_override::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(partner_override::Column::Id)
        .all(db)
        .await
}

/// The order that has used each of these up, if one has: its state tells.
pub async fn used_by(
    db: &impl ConnectionTrait,
    rows: &[partner_override::Model],
) -> Result<Vec<OrderNumber>, DbErr> {
    let numbers: Vec<_> = rows.iter().filter_map(|row| row.order_number).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let using = OrderState::ALL.into_iter().filter(|state| uses_up(*state)).map(OrderState::code);
    let numbers: Vec<i64> = order::Entity::find()
        .filter(order::Column::Number.is_in(numbers))
        .filter(order::Column::State.is_in(using))
        .select_only()
        .column(order::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(numbers.into_iter().map(OrderNumber).collect())
}

/// The overrides of a partner that are approved and not used up, their last day aside: what facts carry.
pub async fn in_force(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<Override>, DbErr> {
    let rows = partner_override::Entity::find()
        .filter(partner_override::Column::PartnerId.eq(partner.as_str()))
        .filter(partner_override::Column::State.eq(OverrideState::Approved.code()))
        .order_by_asc(partner_override::Column::Id)
        .all(db)
        .await?;
    let used = used_by(db, &rows).await?;
    let free = |row: &partner_override::Model| {
        row.order_number.is_none_or(|number| !used.contains(&OrderNumber(number)))
    };
    rows.into_iter().filter(free).map(override_of).collect()
}

fn override_of(row: partner_override::Model) -> Result<Override, DbErr> {
    Ok(Override { requirement: requirement_of(&row)?, covers: covers_of(&row), until: row.until, id: row.id })
}

pub fn requirement_of(row: &partner_override::Model) -> Result<Overridable, DbErr> {
    Overridable::of_code(&row.requirement).ok_or_else(|| {
        DbErr::Custom(format!("override {} is of the unknown requirement {}", row.id, row.requirement))
    })
}

pub fn state_of(row: &partner_override::Model) -> Result<OverrideState, DbErr> {
    OverrideState::of_code(&row.state)
        .ok_or_else(|| DbErr::Custom(format!("override {} has the unknown state {}", row.id, row.state)))
}

pub fn covers_of(row: &partner_override::Model) -> Covers {
    match (&row.subscription_id, row.anniversary) {
        (Some(subscription), Some(anniversary)) => {
            Covers::Renewing { subscription: subscription.clone(), anniversary }
        }
        _ => Covers::Buying(OfferCode(row.offer.clone())),
    }
}

/// An order relies on these.
pub async fn relied_on(tx: &impl ConnectionTrait, ids: &[&str], order: i64) -> Result<(), DbErr> {
    partner_override::Entity::update_many()
        .col_expr(partner_override::Column::OrderNumber, Expr::value(order))
        .filter(partner_override::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was decided, by whom and when.
pub async fn decide(
    tx: &Change,
    row: &partner_override::Model,
    state: OverrideState,
    (operator, at): (&str, DateTime<Utc>),
) -> Result<partner_override::Model, DbErr> {
    let decided = partner_override::Model {
        state: state.code().to_owned(),
        decided_by: Some(operator.to_owned()),
        decided_at: Some(at),
        ..row.clone()
    };
    tx.update(row, &decided).await?;
    Ok(decided)
}
