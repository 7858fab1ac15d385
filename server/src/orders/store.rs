//! Tables of orders and payment attempts.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set, Unchanged, Update,
};
use serde::Serialize;
use tokuten_core::catalogue::OfferCode;
use tokuten_core::orders::{OrderEvent, OrderNumber, OrderPage, OrderRow, OrderState, Purpose};
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::quotes::Quote;
use tokuten_core::subscriptions::ManagedIn;

use super::OrderError;
use crate::db::Change;
use crate::offers::{parsed, partner_id};
use crate::tables::{attempt, order, partner};
use crate::versions::touch_with;

/// Rows of a page of the list.
const PAGE: u64 = 20;

pub fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

pub const fn method_code(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::CreditCard => "credit_card",
        PaymentMethod::BankTransfer => "bank_transfer",
    }
}

/// How an order is paid.
#[must_use]
pub fn method_of(row: &order::Model) -> PaymentMethod {
    if row.method == "bank_transfer" { PaymentMethod::BankTransfer } else { PaymentMethod::CreditCard }
}

pub fn state_of(row: &order::Model) -> Result<OrderState, DbErr> {
    OrderState::of_code(&row.state)
        .ok_or_else(|| DbErr::Custom(format!("order {} has the unknown state {}", row.number, row.state)))
}

/// What an order is for.
#[must_use]
pub fn purpose_of(row: &order::Model) -> Purpose {
    let offer = OfferCode(row.offer.clone());
    match (row.anniversary, &row.subscription_id) {
        (Some(anniversary), Some(id)) => {
            Purpose::Renew { offer, subscription: id.clone(), anniversary, renewed_in: renewed_in(row) }
        }
        _ => Purpose::Buy { offer },
    }
}

fn renewed_in(row: &order::Model) -> ManagedIn {
    row.renewed_in.as_deref().and_then(ManagedIn::of_code).unwrap_or(ManagedIn::PartnerCenter)
}

/// Where an order renews that subscription, if it does.
pub fn renews_in(row: &order::Model, subscription: &str) -> Option<ManagedIn> {
    let renews = row.anniversary.is_some() && row.subscription_id.as_deref() == Some(subscription);
    renews.then(|| renewed_in(row))
}

/// Adds an order.
pub async fn insert(tx: &Change, row: order::Model) -> Result<(), DbErr> {
    tx.insert(order::ActiveModel::from(row)).await
}

/// Stores what an order has become.
pub async fn update(tx: &Change, before: &order::Model, after: &order::Model) -> Result<(), DbErr> {
    tx.update(before, after).await
}

pub async fn find(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    number: OrderNumber,
) -> Result<Option<order::Model>, DbErr> {
    order::Entity::find_by_id(number.0).filter(order::Column::PartnerId.eq(partner.as_str())).one(db).await
}

/// The order of that number, whoever's it is.
pub async fn any(db: &impl ConnectionTrait, number: OrderNumber) -> Result<Option<order::Model>, DbErr> {
    order::Entity::find_by_id(number.0).one(db).await
}

/// The order that paid for the term of a subscription that ends on `anniversary`.
pub async fn paid_for(
    db: &impl ConnectionTrait,
    subscription: &str,
    anniversary: NaiveDate,
) -> Result<Option<order::Model>, DbErr> {
    order::Entity::find()
        .filter(order::Column::SubscriptionId.eq(subscription))
        .filter(order::Column::NewAnniversary.eq(anniversary))
        .filter(order::Column::State.is_in([OrderState::Paid.code(), OrderState::Refunded.code()]))
        .one(db)
        .await
}

/// The order, locked until the transaction ends (on SQLite the whole database is).
pub async fn locked(
    tx: &impl ConnectionTrait,
    partner: &PartnerId,
    number: OrderNumber,
) -> Result<Option<order::Model>, DbErr> {
    let of_partner =
        order::Entity::find_by_id(number.0).filter(order::Column::PartnerId.eq(partner.as_str()));
    of_partner.lock_exclusive().one(tx).await
}

/// The order with its partner, whose version is raised: so both are locked.
pub async fn with_partner(
    tx: &Change,
    partner: &PartnerId,
    number: OrderNumber,
) -> Result<Option<(order::Model, partner::Model)>, DbErr> {
    touch_with(tx, partner, order::Entity::find_by_id(number.0), order::Column::PartnerId).await
}

/// The order of an attempt whose outcome is not known yet, with its partner, whose version is raised.
pub async fn being_charged(
    tx: &Change,
    partner: &PartnerId,
    attempt: &str,
) -> Result<Option<(order::Model, partner::Model)>, DbErr> {
    let attempts = order::Entity::belongs_to(attempt::Entity)
        .from(order::Column::Number)
        .to(attempt::Column::OrderNumber);
    let charged = order::Entity::find()
        .join(JoinType::InnerJoin, attempts.into())
        .filter(attempt::Column::Id.eq(attempt))
        .filter(attempt::Column::State.eq("open"));
    touch_with(tx, partner, charged, order::Column::PartnerId).await
}

pub async fn partner_of(db: &impl ConnectionTrait, number: OrderNumber) -> Result<PartnerId, DbErr> {
    let row = any(db, number).await?.ok_or_else(|| DbErr::RecordNotFound(format!("order {number}")))?;
    partner_id(&row.partner_id)
}

pub async fn started_with(
    db: &impl ConnectionTrait,
    user: &str,
    key: &str,
) -> Result<Option<order::Model>, DbErr> {
    order::Entity::find()
        .filter(order::Column::UserId.eq(user))
        .filter(order::Column::IdempotencyKey.eq(key))
        .one(db)
        .await
}

/// The partner's orders for an offer that have not been placed.
pub async fn reviewable(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    offer: &OfferCode,
) -> Result<Vec<order::Model>, DbErr> {
    order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .filter(order::Column::Offer.eq(offer.0.as_str()))
        .filter(order::Column::State.is_in(not_placed()))
        .all(db)
        .await
}

fn not_placed() -> impl Iterator<Item = &'static str> {
    OrderState::ALL.into_iter().filter(|state| state.is_reviewable()).map(OrderState::code)
}

pub async fn abandon(tx: &Change, row: &order::Model) -> Result<order::Model, OrderError> {
    let state = state_of(row)?.after(OrderEvent::Abandoned)?;
    let abandoned = order::Model { state: state.code().to_owned(), ..row.clone() };
    update(tx, row, &abandoned).await?;
    Ok(abandoned)
}

/// Orders that were started before an instant and not placed, with their partners.
pub async fn started_before(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<(i64, String)>, DbErr> {
    order::Entity::find()
        .filter(order::Column::State.is_in(not_placed()))
        .filter(order::Column::StartedAt.lt(before))
        .select_only()
        .column(order::Column::Number)
        .column(order::Column::PartnerId)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}

/// Number of the partner's newest order for an offer.
pub async fn newest_for(db: &impl ConnectionTrait, partner: &str, offer: &str) -> Result<Option<i64>, DbErr> {
    let newest = order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner))
        .filter(order::Column::Offer.eq(offer))
        .order_by_desc(order::Column::Number)
        .one(db)
        .await?;
    Ok(newest.map(|row| row.number))
}

pub async fn counts(db: &impl ConnectionTrait, states: &[OrderState]) -> Result<u64, DbErr> {
    order::Entity::find()
        .filter(order::Column::State.is_in(states.iter().map(|state| state.code())))
        .count(db)
        .await
}

/// A page of the partner's orders, the newest first, from before the order `before`.
pub async fn page(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    before: Option<i64>,
) -> Result<OrderPage, DbErr> {
    let mut rows = order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .filter(order::Column::Number.lt(before.unwrap_or(i64::MAX)))
        .order_by_desc(order::Column::Number)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let more = rows.len() as u64 > PAGE;
    if more {
        rows.pop();
    }
    let next_cursor = if more { rows.last().map(|row| row.number.to_string()) } else { None };
    let orders = rows.iter().map(listed).collect::<Result<_, _>>()?;
    Ok(OrderPage { orders, next_cursor })
}

fn listed(row: &order::Model) -> Result<OrderRow, DbErr> {
    let quote: Quote = parsed(&row.quote)?;
    Ok(OrderRow {
        number: OrderNumber(row.number),
        purpose: purpose_of(row),
        state: state_of(row)?,
        total: quote.total,
        started_at: row.started_at,
    })
}

pub async fn insert_attempt(tx: &Change, row: attempt::Model) -> Result<(), DbErr> {
    tx.insert(attempt::ActiveModel::from(row)).await
}

/// Whether this press on Buy was seen before.
pub async fn was_bought_with(
    db: &impl ConnectionTrait,
    row: &order::Model,
    key: &str,
) -> Result<bool, DbErr> {
    if row.attempts == 0 {
        return Ok(false);
    }
    let seen = attempt::Entity::find()
        .filter(attempt::Column::OrderNumber.eq(row.number))
        .filter(attempt::Column::IdempotencyKey.eq(key))
        .count(db)
        .await?;
    Ok(seen > 0)
}

/// Closes an open attempt, under the lock of its partner.
pub async fn settle_attempt(
    tx: &Change,
    id: &str,
    state: &'static str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let settled = attempt::ActiveModel {
        id: Unchanged(id.to_owned()),
        state: Set(state.to_owned()),
        settled_at: Set(Some(now)),
        ..Default::default()
    };
    tx.write(Update::one(settled).validate()?.build(tx.get_database_backend())).await
}

/// Open attempts whose lease is over, the oldest first.
pub async fn left_alone(
    db: &impl ConnectionTrait,
    now: i64,
    most: u64,
) -> Result<Vec<attempt::Model>, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::State.eq("open"))
        .filter(attempt::Column::LeaseUntil.lt(now))
        .order_by_asc(attempt::Column::LeaseUntil)
        .limit(most)
        .all(db)
        .await
}

/// The attempt of an order whose outcome is not known yet.
pub async fn open_attempt_of(
    db: &impl ConnectionTrait,
    number: OrderNumber,
) -> Result<Option<attempt::Model>, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::OrderNumber.eq(number.0))
        .filter(attempt::Column::State.eq("open"))
        .one(db)
        .await
}

/// The attempt by which an order was paid.
pub async fn charged_attempt_of(
    db: &impl ConnectionTrait,
    number: OrderNumber,
) -> Result<Option<attempt::Model>, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::OrderNumber.eq(number.0))
        .filter(attempt::Column::State.eq("charged"))
        .one(db)
        .await
}

/// Writes down what the gateway calls an attempt, unless that is written already; answers what is written.
pub async fn keep_reference(tx: &impl ConnectionTrait, id: &str, reference: String) -> Result<String, DbErr> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::GatewayReference, Expr::value(reference.as_str()))
        .filter(attempt::Column::Id.eq(id))
        .filter(attempt::Column::GatewayReference.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(reference);
    }
    let row = attempt::Entity::find_by_id(id).one(tx).await?;
    row.and_then(|row| row.gateway_reference).ok_or_else(|| DbErr::RecordNotFound(format!("attempt {id}")))
}

/// The attempt that the gateway knows by this reference.
pub async fn attempt_of_reference(
    db: &impl ConnectionTrait,
    reference: &str,
) -> Result<Option<attempt::Model>, DbErr> {
    attempt::Entity::find().filter(attempt::Column::GatewayReference.eq(reference)).one(db).await
}

/// Takes an attempt for oneself; `false` if another node was quicker.
pub async fn lease(tx: &impl ConnectionTrait, attempt: &attempt::Model, until: i64) -> Result<bool, DbErr> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::LeaseUntil, Expr::value(until))
        .filter(attempt::Column::Id.eq(attempt.id.as_str()))
        .filter(attempt::Column::State.eq("open"))
        .filter(attempt::Column::LeaseUntil.eq(attempt.lease_until))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
