//! Table of what was used of benefits.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationDef, Select,
};
use tokuten_core::benefits::Person;
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::partners::PartnerId;

use crate::tables::benefit_use::{self, Column, Entity};
use crate::tables::{term, user};

/// Uses that come at once.
pub const PAGE: usize = 50;
/// People that are suggested at once.
const SUGGESTED: u64 = 20;

/// A use of this subscription.
pub async fn find(
    db: &impl ConnectionTrait,
    subscription: &str,
    id: &str,
) -> Result<Option<benefit_use::Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::SubscriptionId.eq(subscription)).one(db).await
}

/// The use that this press made, if it was seen before.
pub async fn of_press(
    db: &impl ConnectionTrait,
    user: &str,
    key: &str,
) -> Result<Option<benefit_use::Model>, DbErr> {
    Entity::find().filter(Column::UsedBy.eq(user)).filter(Column::IdempotencyKey.eq(key)).one(db).await
}

/// The user to whom a licence is assigned.
fn holder() -> RelationDef {
    Entity::belongs_to(user::Entity).from(Column::AssignedTo).to(user::Column::Id).into()
}

/// Whether a use takes something away: a licence that was freed, or whose user was removed, does not.
fn counts(uses: Select<Entity>) -> Select<Entity> {
    uses.join(JoinType::LeftJoin, holder())
        .filter(Column::FreedOn.is_null())
        .filter(user::Column::RemovedAt.is_null())
}

/// What was used of one benefit in one term.
#[derive(Debug, FromQueryResult)]
pub struct Total {
    pub subscription_id: String,
    pub of_term: NaiveDate,
    pub benefit: String,
    pub kind: String,
    pub used: i64,
    /// The last of the ends of their own.
    pub own_end: Option<NaiveDate>,
}

/// What was used of the benefits of these subscriptions, term by term.
pub async fn totals(db: &impl ConnectionTrait, subscriptions: &[&str]) -> Result<Vec<Total>, DbErr> {
    let uses = Entity::find().filter(Column::SubscriptionId.is_in(subscriptions.iter().copied()));
    counts(uses)
        .select_only()
        .columns([Column::SubscriptionId, Column::OfTerm, Column::Benefit, Column::Kind])
        .column_as(Column::Amount.sum(), "used")
        .column_as(Column::OwnEnd.max(), "own_end")
        .group_by(Column::SubscriptionId)
        .group_by(Column::OfTerm)
        .group_by(Column::Benefit)
        .group_by(Column::Kind)
        .order_by_asc(Column::Benefit)
        .into_model()
        .all(db)
        .await
}

/// Whether somebody has a licence of this benefit in this term.
pub async fn has_licence(
    db: &impl ConnectionTrait,
    (subscription, of_term, benefit): (&str, NaiveDate, &str),
    user: &str,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::SubscriptionId.eq(subscription))
        .filter(Column::OfTerm.eq(of_term))
        .filter(Column::Benefit.eq(benefit))
        .filter(Column::AssignedTo.eq(user))
        .filter(Column::FreedOn.is_null())
        .select_only()
        .column(Column::Id)
        .into_tuple::<String>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Who has a licence of this benefit in this term and is still there: who was given theirs first comes first.
pub async fn holders(
    db: &impl ConnectionTrait,
    (subscription, of_term, benefit): (&str, NaiveDate, &str),
) -> Result<Vec<Person>, DbErr> {
    let uses = Entity::find()
        .filter(Column::SubscriptionId.eq(subscription))
        .filter(Column::OfTerm.eq(of_term))
        .filter(Column::Benefit.eq(benefit))
        .filter(Column::AssignedTo.is_not_null());
    let rows: Vec<(String, String)> = counts(uses)
        .order_by_asc(Column::Id)
        .select_only()
        .column_as(user::Column::Id, "holder")
        .column_as(user::Column::Name, "name")
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| Person { id, name, email: String::new() }).collect())
}

/// A use as lists show it: without its secret.
#[derive(Debug, FromQueryResult)]
pub struct Listed {
    pub id: String,
    pub of_term: NaiveDate,
    pub amount: i32,
    pub used_by: String,
    pub used_on: NaiveDate,
    pub assigned_to: Option<String>,
    pub note: Option<String>,
    pub own_end: Option<NaiveDate>,
    pub freed_on: Option<NaiveDate>,
}

/// A page of the uses of a benefit and one more, the newest first, from before this one.
pub async fn page(
    db: &impl ConnectionTrait,
    (subscription, benefit): (&str, &str),
    before: Option<&str>,
) -> Result<Vec<Listed>, DbErr> {
    Entity::find()
        .filter(Column::SubscriptionId.eq(subscription))
        .filter(Column::Benefit.eq(benefit))
        .filter(Condition::all().add_option(before.map(|id| Column::Id.lt(id))))
        .order_by_desc(Column::Id)
        .limit(PAGE as u64 + 1)
        .select_only()
        .columns([
            Column::Id,
            Column::OfTerm,
            Column::Amount,
            Column::UsedBy,
            Column::UsedOn,
            Column::AssignedTo,
            Column::Note,
            Column::OwnEnd,
            Column::FreedOn,
        ])
        .into_model()
        .all(db)
        .await
}

/// Users by id, removed or not.
pub async fn users(db: &impl ConnectionTrait, ids: &[&str]) -> Result<HashMap<String, user::Model>, DbErr> {
    let rows = user::Entity::find().filter(user::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

fn members(partner: &PartnerId) -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner.as_str()))
        .filter(user::Column::RemovedAt.is_null())
}

/// The user of a partner who has this address.
pub async fn member(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    email: &str,
) -> Result<Option<user::Model>, DbErr> {
    members(partner).filter(user::Column::Email.eq(email.trim().to_lowercase())).one(db).await
}

/// Users of a partner whose name or address has `part` in it, by name.
pub async fn people(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    part: &str,
) -> Result<Vec<Person>, DbErr> {
    let part = format!("%{}%", part.trim().to_lowercase());
    let has_part = |column: user::Column| Expr::expr(Func::lower(Expr::col(column))).like(part.clone());
    let rows = members(partner)
        .filter(Condition::any().add(has_part(user::Column::Name)).add(has_part(user::Column::Email)))
        .order_by_asc(user::Column::Name)
        .order_by_asc(user::Column::Id)
        .limit(SUGGESTED)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Person { id: row.id, name: row.name, email: row.email }).collect())
}

/// First and last days of a subscription's terms.
pub async fn terms(
    db: &impl ConnectionTrait,
    subscription: &str,
) -> Result<Vec<(NaiveDate, NaiveDate, i32)>, DbErr> {
    term::Entity::find()
        .filter(term::Column::SubscriptionId.eq(subscription))
        .select_only()
        .columns([term::Column::Starts, term::Column::ExpiresOn])
        .column(term::Column::Programme)
        .into_tuple()
        .all(db)
        .await
}

pub fn kind_of(id: &str, kind: &str) -> Result<BenefitKind, DbErr> {
    BenefitKind::of_code(kind)
        .ok_or_else(|| DbErr::Custom(format!("use {id} is of an unknown sort of benefit, {kind}")))
}
