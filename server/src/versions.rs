//! A partner's version: raised by every change that bears on it, and the lock under which changes of one partner
//! wait for each other. With the lock comes where the partner's chain of the audit log ends.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryResult, QuerySelect,
    QueryTrait, UpdateMany,
};
use tokuten_core::partners::PartnerId;

use crate::audit::chain::{End, HASH, PLACE};
use crate::db::Change;
use crate::tables::{partner, user};

/// Locks the partner until the transaction ends, and answers the version that its facts have: the first
/// statement of every change that leaves the facts as they are.
pub async fn lock(tx: &Change, partner: &PartnerId) -> Result<i64, DbErr> {
    let mut locked = Query::select();
    locked.columns([PLACE, HASH]).column(partner::Column::Version).from(partner::Entity);
    locked.and_where(Expr::col(partner::Column::Id).eq(partner.as_str())).lock_exclusive();
    let row = tx.query_one(&locked).await?.ok_or_else(|| unknown(partner.as_str()))?;
    tx.ends().set(partner.as_str(), End::of(&row)?);
    row.try_get("", "version")
}

/// Locks the partner of a user, if it has one, and answers its id: the first statement of a change of somebody's
/// own account.
pub async fn lock_of(tx: &Change, user: &str) -> Result<Option<String>, DbErr> {
    let of_user = user::Entity::find_by_id(user).select_only().column(user::Column::PartnerId).into_query();
    let mut locked = Query::select();
    locked.columns([PLACE, HASH]).column(partner::Column::Id).from(partner::Entity);
    locked.and_where(Expr::col(partner::Column::Id).in_subquery(of_user)).lock_exclusive();
    let Some(row) = tx.query_one(&locked).await? else { return Ok(None) };
    let id: String = row.try_get("", "id")?;
    tx.ends().set(&id, End::of(&row)?);
    Ok(Some(id))
}

/// Raises the partner's version, and so locks the partner: the first statement of a change of facts that reads the
/// partner afterwards, together with what it changes, and notes with [`seen`] where the chain ends.
pub async fn raise(tx: &Change, partner: &PartnerId) -> Result<(), DbErr> {
    tx.write(raised(partner).build(tx.get_database_backend())).await
}

/// Notes the end of a locked partner's chain, which came with a row.
pub fn seen(tx: &Change, partner: &str, row: &QueryResult) -> Result<(), DbErr> {
    tx.ends().set(partner, End::of(row)?);
    Ok(())
}

fn raised(partner: &PartnerId) -> UpdateMany<partner::Entity> {
    partner::Entity::update_many()
        .col_expr(partner::Column::Version, Expr::col(partner::Column::Version).add(1))
        .filter(partner::Column::Id.eq(partner.as_str()))
}

fn unknown(partner: &str) -> DbErr {
    DbErr::RecordNotFound(format!("partner {partner}"))
}

/// Raises the partner's version, and so locks the partner too: the first statement of every change of facts.
/// Answers with the partner as it is until then: its version is the one that the facts still have.
pub async fn touch(tx: &Change, partner: &PartnerId) -> Result<partner::Model, DbErr> {
    let update = raised(partner).into_query().returning_all().take();
    let row = tx.query_one(&update).await?.ok_or_else(|| unknown(partner.as_str()))?;
    seen(tx, partner.as_str(), &row)?;
    let row = partner::Model::from_query_result(&row, "")?;
    Ok(partner::Model { version: row.version - 1, ..row })
}
