//! Tables of leads.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use tokuten_core::leads::LeadState;
use tokuten_core::partners::PartnerId;

use crate::tables::lead;

/// Leads on a page.
const PAGE: u64 = 50;

/// Which leads are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<LeadState>,
    /// Only those with a smaller number.
    pub before: Option<i64>,
}

pub async fn insert(tx: &impl ConnectionTrait, row: lead::Model) -> Result<(), DbErr> {
    lead::Entity::insert(lead::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn update(tx: &impl ConnectionTrait, row: lead::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update_without_returning(tx).await?;
    Ok(())
}

/// The lead of that number, whoever's it is.
pub async fn find(db: &impl ConnectionTrait, number: i64) -> Result<Option<lead::Model>, DbErr> {
    lead::Entity::find_by_id(number).one(db).await
}

/// The same, locked until the transaction ends.
pub async fn locked(tx: &impl ConnectionTrait, number: i64) -> Result<Option<lead::Model>, DbErr> {
    lead::Entity::find_by_id(number).lock_exclusive().one(tx).await
}

/// The lead that a form made, if it was sent before.
pub async fn received_with(db: &impl ConnectionTrait, once: &str) -> Result<Option<lead::Model>, DbErr> {
    lead::Entity::find().filter(lead::Column::Once.eq(once)).one(db).await
}

/// A page of a partner's leads, the newest first, and where the next one starts.
pub async fn of_partner(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    filter: &Filter,
) -> Result<(Vec<lead::Model>, Option<String>), DbErr> {
    let mut rows = shown(partner, filter).limit(PAGE + 1).all(db).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.number.to_string());
    Ok((rows, next))
}

fn shown(partner: &PartnerId, filter: &Filter) -> Select<lead::Entity> {
    let narrowed = Condition::all()
        .add(lead::Column::PartnerId.eq(partner.as_str()))
        .add_option(filter.state.map(|state| lead::Column::State.eq(state.code())))
        .add_option(filter.before.map(|number| lead::Column::Number.lt(number)));
    lead::Entity::find().filter(narrowed).order_by_desc(lead::Column::Number)
}

/// Leads whose time is over, the longest first.
pub async fn to_expire(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<i64>, DbErr> {
    due(db, lead::Column::ExpiresAt, now, most).await
}

/// Leads of which the partner is to be reminded.
pub async fn to_remind(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<i64>, DbErr> {
    due(db, lead::Column::RemindAt, now, most).await
}

async fn due(
    db: &impl ConnectionTrait,
    column: lead::Column,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<i64>, DbErr> {
    lead::Entity::find()
        .filter(column.lte(now))
        .order_by_asc(column)
        .limit(most)
        .select_only()
        .column(lead::Column::Number)
        .into_tuple()
        .all(db)
        .await
}
