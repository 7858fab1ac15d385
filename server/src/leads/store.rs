//! Tables of leads.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use tokuten_core::leads::LeadState;
use tokuten_core::notices::Notice;
use tokuten_core::partners::PartnerId;

use crate::mail::JOB;
use crate::tables::{job, lead, mail};

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

/// Leads whose customers' data were kept long enough.
pub async fn to_erase(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<i64>, DbErr> {
    due(db, lead::Column::EraseAt, now, most).await
}

/// Has the round look again at leads that are over, of whose customers nobody was told for how long they are kept.
pub async fn look_again(tx: &impl ConnectionTrait, over: Vec<&str>) -> Result<(), DbErr> {
    lead::Entity::update_many()
        .col_expr(lead::Column::EraseAt, Expr::col(lead::Column::UpdatedAt))
        .filter(lead::Column::State.is_in(over))
        .filter(lead::Column::KeepDays.is_null())
        .filter(lead::Column::ErasedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The addresses to which mails about the partner's leads went.
pub async fn told_of_leads(tx: &impl ConnectionTrait, partner: &str) -> Result<Vec<String>, DbErr> {
    let kinds = [Notice::LeadReceived.code(), Notice::LeadExpiring.code()];
    mail::Entity::find()
        .filter(mail::Column::PartnerId.eq(partner))
        .filter(mail::Column::Kind.is_in(kinds))
        .select_only()
        .column(mail::Column::Recipient)
        .distinct()
        .into_tuple()
        .all(tx)
        .await
}

/// Leaves nothing in the mails of these names but that they were sent. What was not sent yet is not sent any more.
pub async fn empty_mails(tx: &impl ConnectionTrait, names: Vec<String>) -> Result<(), DbErr> {
    let ids: Vec<String> = job::Entity::find()
        .filter(job::Column::Kind.eq(JOB))
        .filter(job::Column::Name.is_in(names))
        .select_only()
        .column(job::Column::Payload)
        .into_tuple()
        .all(tx)
        .await?;
    let these = mail::Column::Id.is_in(ids);
    mail::Entity::delete_many().filter(these.clone()).filter(mail::Column::SentAt.is_null()).exec(tx).await?;
    mail::Entity::update_many()
        .col_expr(mail::Column::Subject, Expr::value(""))
        .col_expr(mail::Column::Text, Expr::value(""))
        .col_expr(mail::Column::Html, Expr::value(""))
        .filter(these)
        .exec(tx)
        .await?;
    Ok(())
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
