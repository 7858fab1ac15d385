//! Tables of second factors, recovery codes and half sessions.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set};
use tokuten_core::factors::FactorsThere;

use crate::passkeys::store as passkeys;
use crate::tables::{authenticator_app, half_session, recovery_code, session};

/// Which second factors a user has.
pub async fn there(db: &impl ConnectionTrait, user: &str) -> Result<FactorsThere, DbErr> {
    let app = app(db, user).await?.is_some_and(|app| app.secret.is_some());
    let passkey = passkeys::count(db, user).await? > 0;
    let codes =
        recovery_code::Entity::find().filter(recovery_code::Column::UserId.eq(user)).count(db).await?;
    Ok(FactorsThere { app, passkey, recovery_codes: u32::try_from(codes).unwrap_or(u32::MAX) })
}

pub async fn app(db: &impl ConnectionTrait, user: &str) -> Result<Option<authenticator_app::Model>, DbErr> {
    authenticator_app::Entity::find_by_id(user).one(db).await
}

/// Keeps a sealed secret of which no code was given yet, in the place of one before.
pub async fn set_pending(tx: &impl ConnectionTrait, user: &str, sealed: String) -> Result<(), DbErr> {
    let row = authenticator_app::ActiveModel {
        user_id: Set(user.to_owned()),
        secret: Set(None),
        pending: Set(Some(sealed)),
        last_step: Set(0),
        since: Set(None),
    };
    let there = OnConflict::column(authenticator_app::Column::UserId)
        .update_column(authenticator_app::Column::Pending)
        .to_owned();
    authenticator_app::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

/// Makes the pending secret the user's, with the step whose code was given; not if it is another one meanwhile.
pub async fn confirm_pending(
    tx: &impl ConnectionTrait,
    (user, sealed): (&str, &str),
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let confirmed = authenticator_app::Entity::update_many()
        .col_expr(authenticator_app::Column::Secret, Expr::value(sealed))
        .col_expr(authenticator_app::Column::Pending, Expr::value(None::<String>))
        .col_expr(authenticator_app::Column::LastStep, Expr::value(step))
        .col_expr(authenticator_app::Column::Since, Expr::value(now))
        .filter(authenticator_app::Column::UserId.eq(user))
        .filter(authenticator_app::Column::Pending.eq(sealed))
        .exec(tx)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Takes a step's code: of two who give it at once, and of all that come after, none gets `true`.
pub async fn take_step(tx: &impl ConnectionTrait, user: &str, step: i64) -> Result<bool, DbErr> {
    let taken = authenticator_app::Entity::update_many()
        .col_expr(authenticator_app::Column::LastStep, Expr::value(step))
        .filter(authenticator_app::Column::UserId.eq(user))
        .filter(authenticator_app::Column::Secret.is_not_null())
        .filter(authenticator_app::Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn delete_app(tx: &impl ConnectionTrait, user: &str) -> Result<(), DbErr> {
    authenticator_app::Entity::delete_by_id(user).exec(tx).await?;
    Ok(())
}

/// Sets the recovery codes; those from before are no good any more.
pub async fn set_recovery_codes(
    tx: &impl ConnectionTrait,
    user: &str,
    hashes: Vec<String>,
) -> Result<(), DbErr> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user)).exec(tx).await?;
    let rows = hashes.into_iter().map(|code_hash| recovery_code::ActiveModel {
        code_hash: Set(code_hash),
        user_id: Set(user.to_owned()),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Takes a recovery code; whether it was still there.
pub async fn take_recovery_code(
    tx: &impl ConnectionTrait,
    user: &str,
    code_hash: &str,
) -> Result<bool, DbErr> {
    let taken = recovery_code::Entity::delete_by_id(code_hash).filter(recovery_code::Column::UserId.eq(user));
    Ok(taken.exec(tx).await?.rows_affected == 1)
}

/// Opens a half session, and forgets those that are over.
pub async fn insert_half(tx: &impl ConnectionTrait, row: half_session::Model, now: i64) -> Result<(), DbErr> {
    half_session::Entity::delete_many().filter(half_session::Column::ExpiresAt.lte(now)).exec(tx).await?;
    half_session::Entity::insert(half_session::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn half(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: i64,
) -> Result<Option<half_session::Model>, DbErr> {
    half_session::Entity::find_by_id(token_hash).filter(half_session::Column::ExpiresAt.gt(now)).one(db).await
}

/// Ends a half session; whether it was still there.
pub async fn take_half(tx: &impl ConnectionTrait, token_hash: &str) -> Result<bool, DbErr> {
    Ok(half_session::Entity::delete_by_id(token_hash).exec(tx).await?.rows_affected == 1)
}

/// Ends the sessions of a user that a password alone has opened; the one that is kept is as good as with a second factor
/// from now on.
pub async fn strengthen(tx: &impl ConnectionTrait, user: &str, kept: &str) -> Result<(), DbErr> {
    let weak = session::Column::UserId.eq(user).and(session::Column::SecondFactor.eq(false));
    session::Entity::delete_many()
        .filter(weak.clone())
        .filter(session::Column::TokenHash.ne(kept))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::SecondFactor, Expr::value(true))
        .filter(weak)
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes everything away that a user has beside the password.
pub async fn delete_all(tx: &impl ConnectionTrait, user: &str) -> Result<(), DbErr> {
    passkeys::delete_all(tx, user).await?;
    delete_app(tx, user).await?;
    set_recovery_codes(tx, user, Vec::new()).await
}
