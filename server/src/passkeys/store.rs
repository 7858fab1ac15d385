//! Tables of passkeys and of the questions that authenticators answer.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::tables::{ceremony, passkey};

/// A user's passkeys, the oldest first.
pub async fn of_user(db: &impl ConnectionTrait, user: &str) -> Result<Vec<passkey::Model>, DbErr> {
    let own = passkey::Entity::find().filter(passkey::Column::UserId.eq(user));
    own.order_by_asc(passkey::Column::Id).all(db).await
}

pub async fn count(db: &impl ConnectionTrait, user: &str) -> Result<u64, DbErr> {
    passkey::Entity::find().filter(passkey::Column::UserId.eq(user)).count(db).await
}

/// The passkey of this credential, whoever has it.
pub async fn by_credential(
    db: &impl ConnectionTrait,
    credential_id: &str,
) -> Result<Option<passkey::Model>, DbErr> {
    passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id)).one(db).await
}

/// Inserts a passkey, unless somebody has its credential; answers whether it did.
pub async fn insert(tx: &impl ConnectionTrait, row: passkey::Model) -> Result<bool, DbErr> {
    let taken = OnConflict::column(passkey::Column::CredentialId).do_nothing().to_owned();
    let inserted = passkey::Entity::insert(passkey::ActiveModel::from(row)).on_conflict(taken);
    Ok(inserted.exec_without_returning(tx).await? == 1)
}

/// Notes that a passkey was used. Answers whether its counter has gone up since the last time: one that has not is a
/// copy's, or the same answer at once; those without a counter stay at 0.
pub async fn used(
    tx: &impl ConnectionTrait,
    id: &str,
    (credential, counter): (String, i64),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let gone_up = passkey::Column::Counter.lt(counter);
    let without =
        Condition::all().add(passkey::Column::Counter.eq(0)).add(ExprTrait::eq(Expr::val(counter), 0));
    let noted = passkey::Entity::update_many()
        .col_expr(passkey::Column::Credential, Expr::value(credential))
        .col_expr(passkey::Column::Counter, Expr::value(counter))
        .col_expr(passkey::Column::LastUsed, Expr::value(now))
        .filter(passkey::Column::Id.eq(id))
        .filter(Condition::any().add(gone_up).add(without))
        .exec(tx)
        .await?;
    Ok(noted.rows_affected == 1)
}

pub async fn delete(tx: &impl ConnectionTrait, id: &str) -> Result<(), DbErr> {
    passkey::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

pub async fn delete_all(tx: &impl ConnectionTrait, user: &str) -> Result<(), DbErr> {
    passkey::Entity::delete_many().filter(passkey::Column::UserId.eq(user)).exec(tx).await?;
    Ok(())
}

/// Writes a question down, and forgets those that nobody has answered in time.
pub async fn ask(tx: &impl ConnectionTrait, row: ceremony::Model, now: i64) -> Result<(), DbErr> {
    ceremony::Entity::delete_many().filter(ceremony::Column::ExpiresAt.lte(now)).exec(tx).await?;
    ceremony::Entity::insert(ceremony::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn asked(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: i64,
) -> Result<Option<ceremony::Model>, DbErr> {
    ceremony::Entity::find_by_id(token_hash).filter(ceremony::Column::ExpiresAt.gt(now)).one(db).await
}

/// Deletes a question; whether it was still there. Of two answers at once one gets `false`.
pub async fn answered(tx: &impl ConnectionTrait, token_hash: &str) -> Result<bool, DbErr> {
    Ok(ceremony::Entity::delete_by_id(token_hash).exec(tx).await?.rows_affected == 1)
}
