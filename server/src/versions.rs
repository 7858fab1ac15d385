//! A partner's version: raised by every change that bears on it, and the lock under which changes of one partner
//! wait for each other. With the lock comes where the partner's chain of the audit log ends.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryResult,
    QuerySelect, QueryTrait, Select, UpdateMany,
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
    until_then(tx, &row, "")
}

/// The same, and by the same question one of the partner's rows, locked too: `rows` finds it, its column `owner` names
/// the partner. Nothing if there is no such row of this partner.
pub async fn touch_with<E: EntityTrait>(
    tx: &Change,
    partner: &PartnerId,
    rows: Select<E>,
    owner: E::Column,
) -> Result<Option<(E::Model, partner::Model)>, DbErr> {
    tx.write(raised(partner).build(tx.get_database_backend())).await?;
    let partners = E::belongs_to(partner::Entity).from(owner).to(partner::Column::Id);
    let of_partner = rows.join(JoinType::InnerJoin, partners.into());
    let of_partner = of_partner.filter(partner::Column::Id.eq(partner.as_str()));
    let mut locked = of_partner.lock_exclusive().select_also(partner::Entity).into_query();
    locked.columns([PLACE, HASH].map(|column| (partner::Entity, column)));
    let Some(row) = tx.query_one(&locked).await? else { return Ok(None) };
    Ok(Some((E::Model::from_query_result(&row, "A_")?, until_then(tx, &row, "B_")?)))
}

/// The partner as it was before its version was raised. Notes where its chain ends.
fn until_then(tx: &Change, row: &QueryResult, prefix: &str) -> Result<partner::Model, DbErr> {
    let partner = partner::Model::from_query_result(row, prefix)?;
    tx.ends().set(&partner.id, End::of(row)?);
    Ok(partner::Model { version: partner.version - 1, ..partner })
}
