//! Tables of signing in at a provider.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::sessions::LinkPurpose;

use crate::tables::{link, openid_flow, openid_identity, openid_session, session};

pub async fn flow(
    db: &impl ConnectionTrait,
    state_hash: &str,
    now: i64,
) -> Result<Option<openid_flow::Model>, DbErr> {
    let under_way =
        openid_flow::Entity::find_by_id(state_hash).filter(openid_flow::Column::ExpiresAt.gt(now));
    under_way.one(db).await
}

/// Deletes the way; whether it was still there. Of two who come back by it at once one gets `false`.
pub async fn take_flow(tx: &impl ConnectionTrait, state_hash: &str) -> Result<bool, DbErr> {
    Ok(openid_flow::Entity::delete_by_id(state_hash).exec(tx).await?.rows_affected == 1)
}

pub async fn delete_expired_flows(tx: &impl ConnectionTrait, now: i64) -> Result<(), DbErr> {
    openid_flow::Entity::delete_many().filter(openid_flow::Column::ExpiresAt.lte(now)).exec(tx).await?;
    Ok(())
}

/// Who an account at the provider is here.
pub async fn identity(
    db: &impl ConnectionTrait,
    (issuer, subject): (&str, &str),
) -> Result<Option<openid_identity::Model>, DbErr> {
    openid_identity::Entity::find_by_id((issuer.to_owned(), subject.to_owned())).one(db).await
}

/// The same, and keeps it as it is until the change ends: whoever disconnects the provider or removes the user comes
/// before or after.
pub async fn lock_identity(
    tx: &impl ConnectionTrait,
    (issuer, subject): (&str, &str),
) -> Result<Option<openid_identity::Model>, DbErr> {
    let found = openid_identity::Entity::find_by_id((issuer.to_owned(), subject.to_owned()));
    found.lock_exclusive().one(tx).await
}

/// Who a user is at the provider.
pub async fn identity_of(
    db: &impl ConnectionTrait,
    (issuer, user): (&str, &str),
) -> Result<Option<openid_identity::Model>, DbErr> {
    openid_identity::Entity::find()
        .filter(openid_identity::Column::UserId.eq(user))
        .filter(openid_identity::Column::Issuer.eq(issuer))
        .one(db)
        .await
}

/// Who a user is at all providers that there ever were.
pub async fn identities(db: &impl ConnectionTrait, user: &str) -> Result<Vec<openid_identity::Model>, DbErr> {
    let own = openid_identity::Entity::find().filter(openid_identity::Column::UserId.eq(user));
    own.order_by_asc(openid_identity::Column::ConnectedAt).all(db).await
}

/// Writes who a user is, unless account or user are connected already; answers whether it did.
pub async fn insert_identity(tx: &impl ConnectionTrait, row: openid_identity::Model) -> Result<bool, DbErr> {
    let insert = openid_identity::Entity::insert(openid_identity::ActiveModel::from(row));
    let unless_there = OnConflict::new().do_nothing().to_owned();
    Ok(insert.on_conflict(unless_there).exec_without_returning(tx).await? == 1)
}

/// Forgets who a user is at a provider; whether there was something to forget.
pub async fn delete_identity(tx: &impl ConnectionTrait, (issuer, user): (&str, &str)) -> Result<bool, DbErr> {
    let deleted = openid_identity::Entity::delete_many()
        .filter(openid_identity::Column::UserId.eq(user))
        .filter(openid_identity::Column::Issuer.eq(issuer))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Forgets a user who is removed.
pub async fn forget(tx: &impl ConnectionTrait, user: &str) -> Result<(), DbErr> {
    openid_identity::Entity::delete_many().filter(openid_identity::Column::UserId.eq(user)).exec(tx).await?;
    openid_flow::Entity::delete_many().filter(openid_flow::Column::UserId.eq(user)).exec(tx).await?;
    Ok(())
}

pub async fn id_token(db: &impl ConnectionTrait, session_hash: &str) -> Result<Option<String>, DbErr> {
    let row = openid_session::Entity::find_by_id(session_hash).one(db).await?;
    Ok(row.map(|row| row.id_token))
}

/// The ID tokens of a user's sessions.
pub async fn id_tokens(db: &impl ConnectionTrait, user: &str) -> Result<Vec<String>, DbErr> {
    let rows = openid_session::Entity::find()
        .filter(openid_session::Column::SessionHash.in_subquery(sessions_of(user)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id_token).collect())
}

/// Ends the sessions of a user that began at the provider, but for the one that asks.
pub async fn end_sessions(tx: &impl ConnectionTrait, user: &str, kept: &str) -> Result<(), DbErr> {
    let there =
        Query::select().column(openid_session::Column::SessionHash).from(openid_session::Entity).take();
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::TokenHash.ne(kept))
        .filter(session::Column::TokenHash.in_subquery(there))
        .exec(tx)
        .await?;
    Ok(())
}

fn sessions_of(user: &str) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(session::Column::TokenHash)
        .from(session::Entity)
        .and_where(Expr::col(session::Column::UserId).eq(user))
        .take()
}

/// When the user last confirmed something at the provider in a session.
pub async fn confirmed_at(
    db: &impl ConnectionTrait,
    (session_hash, user): (&str, &str),
) -> Result<Option<i64>, DbErr> {
    let row = session::Entity::find_by_id(session_hash).filter(session::Column::UserId.eq(user)).one(db);
    Ok(row.await?.and_then(|row| row.confirmed_at))
}

/// Notes that the user has confirmed something in a session; whether it is there still.
pub async fn set_confirmed(tx: &impl ConnectionTrait, session_hash: &str, now: i64) -> Result<bool, DbErr> {
    let confirmed = session::Entity::update_many()
        .col_expr(session::Column::ConfirmedAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(session_hash));
    Ok(confirmed.exec(tx).await?.rows_affected == 1)
}

/// Forgets what a user has confirmed at the provider, in all sessions.
pub async fn forget_confirmations(tx: &impl ConnectionTrait, user: &str) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::ConfirmedAt, Expr::value(None::<i64>))
        .filter(session::Column::UserId.eq(user))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether a user has an invitation that is still good. Other links do not count: anybody who knows the address can
/// have one sent.
pub async fn has_invitation(db: &impl ConnectionTrait, user: &str, now: i64) -> Result<bool, DbErr> {
    let invitations = link::Entity::find()
        .filter(link::Column::UserId.eq(user))
        .filter(link::Column::Purpose.eq(LinkPurpose::Invitation.code()));
    Ok(invitations.filter(link::Column::ExpiresAt.gt(now)).one(db).await?.is_some())
}
