//! Table of applications, and the partner and user that one becomes.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::tables::application::{self, Column, Entity};
use crate::tables::{partner, user};

/// Inserts an application, unless its press was taken in before; answers whether it did.
pub async fn insert(tx: &impl ConnectionTrait, row: application::Model) -> Result<bool, DbErr> {
    let known = OnConflict::column(Column::IdempotencyKey).do_nothing().to_owned();
    let inserted = Entity::insert(application::ActiveModel::from(row)).on_conflict(known);
    Ok(inserted.exec_without_returning(tx).await? == 1)
}

pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<application::Model>, DbErr> {
    Entity::find().filter(Column::IdempotencyKey.eq(key)).one(db).await
}

/// An application that has not expired, until the transaction ends.
pub async fn locked(
    tx: &impl ConnectionTrait,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<application::Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::ExpiresAt.gt(now)).lock_exclusive().one(tx).await
}

/// Notes the link in an application's newest mail.
pub async fn mailed(
    tx: &impl ConnectionTrait,
    id: &str,
    token_hash: Option<String>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn by_token(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<application::Model>, DbErr> {
    Entity::find().filter(Column::TokenHash.eq(hash)).filter(Column::ExpiresAt.gt(now)).one(db).await
}

/// Takes the application of a link; whether it was still there. Of two who use it at once one gets `false`.
pub async fn take(tx: &impl ConnectionTrait, hash: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let of = Entity::delete_many().filter(Column::TokenHash.eq(hash)).filter(Column::ExpiresAt.gt(now));
    Ok(of.exec(tx).await?.rows_affected == 1)
}

/// The other applications of an address that has an account now.
pub async fn forget_others(tx: &impl ConnectionTrait, email: &str) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Email.eq(email)).exec(tx).await?;
    Ok(())
}

pub async fn any_expired(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(Column::ExpiresAt.lte(now)).one(db).await?.is_some())
}

pub async fn forget_expired(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx).await?.rows_affected)
}

pub async fn insert_partner(tx: &impl ConnectionTrait, row: partner::Model) -> Result<(), DbErr> {
    partner::Entity::insert(partner::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// Inserts a user, unless somebody has the address; answers whether it did.
pub async fn insert_user(tx: &impl ConnectionTrait, row: user::Model) -> Result<bool, DbErr> {
    let taken = OnConflict::column(user::Column::Email).do_nothing().to_owned();
    let inserted = user::Entity::insert(user::ActiveModel::from(row)).on_conflict(taken);
    Ok(inserted.exec_without_returning(tx).await? == 1)
}
