//! A partner's version: raised by every change that bears on it, and the lock under which changes of one partner
//! wait for each other.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, UpdateMany,
};
use tokuten_core::partners::PartnerId;

use crate::db::Change;
use crate::tables::partner;

/// Locks the partner until the transaction ends, and answers the version that its facts have: the first
/// statement of every change that leaves the facts as they are.
pub async fn lock(tx: &impl ConnectionTrait, partner: &PartnerId) -> Result<i64, DbErr> {
    let locked = partner::Entity::find_by_id(partner.as_str()).lock_exclusive();
    let version: Option<i64> =
        locked.select_only().column(partner::Column::Version).into_tuple().one(tx).await?;
    version.ok_or_else(|| DbErr::RecordNotFound(format!("partner {partner}")))
}

/// Raises the partner's version, and so locks the partner: the first statement of a change of facts that reads the
/// partner afterwards, together with what it changes.
pub async fn raise(tx: &Change, partner: &PartnerId) -> Result<(), DbErr> {
    tx.write(raised(partner).build(tx.get_database_backend())).await
}

fn raised(partner: &PartnerId) -> UpdateMany<partner::Entity> {
    partner::Entity::update_many()
        .col_expr(partner::Column::Version, Expr::col(partner::Column::Version).add(1))
        .filter(partner::Column::Id.eq(partner.as_str()))
}

/// Raises the partner's version, and so locks the partner too: the first statement of every change of facts.
/// Answers with the partner as it is until then: its version is the one that the facts still have.
pub async fn touch(tx: &impl ConnectionTrait, partner: &PartnerId) -> Result<partner::Model, DbErr> {
    let rows = raised(partner).exec_with_returning(tx).await?;
    let row = rows.into_iter().next();
    row.map(|row| partner::Model { version: row.version - 1, ..row })
        .ok_or_else(|| DbErr::RecordNotFound(format!("partner {partner}")))
}
