//! Tables of subscriptions and their terms.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;
use tokuten_core::quotes::Quote;
use tokuten_core::subscriptions::{Holding, ManagedIn, PastTerm, Subscription, Term, TermBegan};

use crate::db::Change;
use crate::invoices;
use crate::offers::parsed;
use crate::tables::{order, partner, subscription, term};
use crate::versions::touch_with;

/// The subscriptions of a partner, the latest term first.
pub async fn of_partner(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<Subscription>, DbErr> {
    let rows = subscription::Entity::find()
        .filter(subscription::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(subscription::Column::ExpiresOn)
        .all(db)
        .await?;
    rows.into_iter().map(subscription_of).collect()
}

/// A subscription from its row.
pub fn subscription_of(row: subscription::Model) -> Result<Subscription, DbErr> {
    let holding = match (row.holding.as_str(), row.holding_on) {
        ("superseded", Some(on)) => Holding::Superseded { on },
        ("cancelled", Some(ends)) => Holding::Cancelled { ends },
        ("refunded", Some(on)) => Holding::Refunded { on },
        _ => Holding::Held,
    };
    let managed_in = ManagedIn::of_code(&row.managed_in).unwrap_or(ManagedIn::PartnerCenter);
    Ok(Subscription {
        id: row.id,
        offer: OfferCode(row.offer),
        anchor: row.anchor,
        term_starts: row.term_starts,
        expires_on: row.expires_on,
        managed_in,
        holding,
        automatic_renewal: row.automatic_renewal,
        // A card that the gateway does not know pays nothing.
        card: row.card_token.as_ref().and(row.card.as_deref()).map(parsed).transpose()?,
        by_transfer: row.transfer_contact.is_some(),
        handed_over: row.handed_over,
    })
}

const fn began_code(began: TermBegan) -> &'static str {
    match began {
        TermBegan::Bought => "bought",
        TermBegan::Renewed => "renewed",
        TermBegan::Imported => "imported",
    }
}

pub async fn insert(tx: &Change, row: subscription::Model) -> Result<(), DbErr> {
    tx.insert(subscription::ActiveModel::from(row)).await
}

/// A subscription, locked until the transaction ends.
pub async fn locked(tx: &impl ConnectionTrait, id: &str) -> Result<subscription::Model, DbErr> {
    let found = subscription::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("subscription {id}")))
}

/// A subscription with its partner, whose version is raised: so both are locked, the partner first, as everything locks
/// them.
pub async fn with_partner(
    tx: &Change,
    partner: &PartnerId,
    id: &str,
) -> Result<(subscription::Model, partner::Model), DbErr> {
    let of_id = subscription::Entity::find_by_id(id);
    let found = touch_with(tx, partner, of_id, subscription::Column::PartnerId).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("subscription {id} of partner {partner}")))
}

/// Stores what a subscription has become.
pub async fn update(
    tx: &Change,
    before: &subscription::Model,
    after: &subscription::Model,
) -> Result<(), DbErr> {
    tx.update(before, after).await
}

/// Subscriptions to which something is due to happen by itself, the longest due first, locked.
pub async fn due(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<subscription::Model>, DbErr> {
    subscription::Entity::find()
        .filter(subscription::Column::NextDue.lte(now))
        .order_by_asc(subscription::Column::NextDue)
        .order_by_asc(subscription::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await
}

/// Subscriptions that came in without a schedule, locked.
pub async fn unscheduled(tx: &impl ConnectionTrait, most: u64) -> Result<Vec<subscription::Model>, DbErr> {
    subscription::Entity::find()
        .filter(subscription::Column::DoneThrough.is_null())
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await
}

pub async fn hold(tx: &impl ConnectionTrait, id: &str, holding: Holding) -> Result<(), DbErr> {
    let (code, on) = match holding {
        Holding::Held => ("held", None),
        Holding::Superseded { on } => ("superseded", Some(on)),
        Holding::Cancelled { ends } => ("cancelled", Some(ends)),
        Holding::Refunded { on } => ("refunded", Some(on)),
    };
    let row = subscription::ActiveModel {
        id: Set(id.to_owned()),
        holding: Set(code.to_owned()),
        holding_on: Set(on),
        automatic_renewal: Set(false),
        // Nothing happens by itself to what has ended.
        next_due: Set(None),
        ..Default::default()
    };
    row.update_without_returning(tx).await?;
    Ok(())
}

/// The term of a subscription before its present one, if it had one.
pub async fn term_before(
    tx: &impl ConnectionTrait,
    row: &subscription::Model,
) -> Result<Option<term::Model>, DbErr> {
    term::Entity::find()
        .filter(term::Column::SubscriptionId.eq(row.id.as_str()))
        .filter(term::Column::ExpiresOn.lt(row.expires_on))
        .order_by_desc(term::Column::ExpiresOn)
        .one(tx)
        .await
}

pub async fn note_reminded(tx: &Change, held: &Subscription, on: NaiveDate) -> Result<(), DbErr> {
    let first = term::Entity::update_many()
        .col_expr(term::Column::RemindedOn, Expr::value(on))
        .filter(term::Column::SubscriptionId.eq(held.id.as_str()))
        .filter(term::Column::ExpiresOn.eq(held.expires_on))
        .filter(term::Column::RemindedOn.is_null());
    tx.write(first.build(tx.get_database_backend())).await
}

pub async fn insert_term(
    tx: &Change,
    id: &str,
    term: Term,
    began: TermBegan,
    order: OrderNumber,
    (recorded_on, programme): (NaiveDate, i32),
) -> Result<(), DbErr> {
    let row = term::ActiveModel {
        subscription_id: Set(id.to_owned()),
        starts: Set(term.starts),
        expires_on: Set(term.expires_on),
        began: Set(began_code(began).to_owned()),
        order_number: Set(Some(order.0)),
        recorded_on: Set(recorded_on),
        programme: Set(programme),
        ..Default::default()
    };
    tx.insert(row).await
}

/// The terms of a subscription with what was paid for them, the latest first.
pub async fn terms(db: &impl ConnectionTrait, id: &str) -> Result<Vec<PastTerm>, DbErr> {
    let rows = term::Entity::find()
        .filter(term::Column::SubscriptionId.eq(id))
        .order_by_desc(term::Column::Starts)
        .all(db)
        .await?;
    let numbers = rows.iter().filter_map(|row| row.order_number);
    let invoices = invoices::numbers_of_orders(db, numbers.clone()).await?;
    let orders = order::Entity::find().filter(order::Column::Number.is_in(numbers)).all(db).await?;
    rows.iter().map(|row| past_term(row, &orders, &invoices)).collect()
}

fn past_term(
    row: &term::Model,
    orders: &[order::Model],
    invoices: &HashMap<i64, String>,
) -> Result<PastTerm, DbErr> {
    let paid_by = orders.iter().find(|order| Some(order.number) == row.order_number);
    let quote: Option<Quote> = paid_by.map(|order| parsed(&order.quote)).transpose()?;
    Ok(PastTerm {
        starts: row.starts,
        expires_on: row.expires_on,
        began: match row.began.as_str() {
            "bought" => TermBegan::Bought,
            "renewed" => TermBegan::Renewed,
            _ => TermBegan::Imported,
        },
        order: row.order_number.map(OrderNumber),
        invoice: row.order_number.and_then(|order| invoices.get(&order).cloned()),
        total: quote.map(|quote| quote.total),
        recorded_on: row.recorded_on,
    })
}
