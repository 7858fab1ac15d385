//! Table of claims.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use tokuten_core::desk::{Thing, ThingKind};

use crate::tables::claim;

/// The claim on a thing, over or not.
pub async fn find(db: &impl ConnectionTrait, thing: &Thing) -> Result<Option<claim::Model>, DbErr> {
    claim::Entity::find_by_id(key(thing)).one(db).await
}

/// The same, locked until the transaction ends.
pub async fn locked(tx: &impl ConnectionTrait, thing: &Thing) -> Result<Option<claim::Model>, DbErr> {
    claim::Entity::find_by_id(key(thing)).lock_exclusive().one(tx).await
}

/// Claims on things of a kind.
pub async fn of_kind(
    db: &impl ConnectionTrait,
    kind: ThingKind,
    things: Vec<&str>,
) -> Result<Vec<claim::Model>, DbErr> {
    claim::Entity::find()
        .filter(claim::Column::Kind.eq(kind.code()))
        .filter(claim::Column::Thing.is_in(things))
        .all(db)
        .await
}

/// Writes a claim unless there is one on the thing: of two at once the second finds the first one's.
pub async fn insert_if_free(tx: &impl ConnectionTrait, row: claim::Model) -> Result<(), DbErr> {
    let taken = OnConflict::columns([claim::Column::Kind, claim::Column::Thing]).do_nothing().to_owned();
    claim::Entity::insert(claim::ActiveModel::from(row))
        .on_conflict(taken)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn replace(tx: &impl ConnectionTrait, row: claim::Model) -> Result<(), DbErr> {
    claim::Entity::delete_by_id((row.kind.clone(), row.thing.clone())).exec(tx).await?;
    claim::Entity::insert(claim::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete(tx: &impl ConnectionTrait, thing: &Thing) -> Result<(), DbErr> {
    claim::Entity::delete_by_id(key(thing)).exec(tx).await?;
    Ok(())
}

/// Forgets claims whose time is over.
pub async fn forget_over(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    claim::Entity::delete_many().filter(claim::Column::Until.lte(now)).exec(tx).await?;
    Ok(())
}

fn key(thing: &Thing) -> (String, String) {
    (thing.kind.code().to_owned(), thing.id.clone())
}
