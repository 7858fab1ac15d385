//! Table of jobs.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::db::Change;
use crate::tables::job;

pub async fn insert(tx: &Change, row: job::Model) -> Result<(), DbErr> {
    let known = OnConflict::columns([job::Column::Kind, job::Column::Name]).do_nothing().to_owned();
    let insert = job::Entity::insert(job::ActiveModel::from(row)).on_conflict(known);
    tx.write(insert.build(tx.get_database_backend())).await
}

/// Claims due jobs that nobody has, the longest due first, until `lease`.
pub async fn claim(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    real: i64,
    lease: i64,
    most: u64,
) -> Result<Vec<job::Model>, DbErr> {
    let mut jobs = job::Entity::find()
        .filter(job::Column::State.eq("queued"))
        .filter(job::Column::DueAt.lte(now))
        .filter(job::Column::LeaseUntil.lte(real))
        .order_by_asc(job::Column::DueAt)
        .order_by_asc(job::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    if jobs.is_empty() {
        return Ok(jobs);
    }
    job::Entity::update_many()
        .col_expr(job::Column::LeaseUntil, Expr::value(lease))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.is_in(jobs.iter().map(|job| job.id.as_str())))
        .exec(tx)
        .await?;
    for job in &mut jobs {
        job.attempts += 1;
    }
    Ok(jobs)
}

/// Jobs that are done.
pub async fn finish(
    tx: &impl ConnectionTrait,
    ids: impl Iterator<Item = &str>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("done"))
        .col_expr(job::Column::Error, Expr::value(None::<String>))
        .col_expr(job::Column::FinishedAt, Expr::value(now))
        .filter(job::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// A job that is not tried again.
pub async fn give_up(
    tx: &impl ConnectionTrait,
    id: &str,
    error: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("dead"))
        .col_expr(job::Column::Error, Expr::value(error))
        .col_expr(job::Column::FinishedAt, Expr::value(now))
        .filter(job::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn put_back(
    tx: &impl ConnectionTrait,
    id: &str,
    error: &str,
    due_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::Error, Expr::value(error))
        .col_expr(job::Column::DueAt, Expr::value(due_at))
        .col_expr(job::Column::LeaseUntil, Expr::value(0_i64))
        .filter(job::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Jobs that are queued or dead, the dead first.
pub async fn unfinished(db: &impl ConnectionTrait) -> Result<Vec<job::Model>, DbErr> {
    job::Entity::find()
        .filter(job::Column::State.is_in(["queued", "dead"]))
        .order_by_asc(job::Column::State)
        .order_by_asc(job::Column::DueAt)
        .all(db)
        .await
}

/// A job, locked until the transaction ends.
pub async fn locked(tx: &impl ConnectionTrait, id: &str) -> Result<Option<job::Model>, DbErr> {
    job::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub fn known(kind: &str, name: &str) -> SelectStatement {
    job::Entity::find()
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::Name.eq(name))
        .select_only()
        .column(job::Column::Id)
        .into_query()
}
