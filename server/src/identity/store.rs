//! Tables of users, sessions and one-time links.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QuerySelect, Set,
};

use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::ManagedIn;

use crate::tables::{ceremony, half_session, link, partner, session, subscription, user};

/// A session with whom it stands for, in one row: asked on every request.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SessionRow {
    pub token_hash: String,
    pub user_id: String,
    pub name: String,
    pub email: String,
    pub language: Option<String>,
    pub user_zone: Option<String>,
    pub roles: String,
    pub operator_role: Option<String>,
    pub partner_id: Option<String>,
    pub partner_name: Option<String>,
    pub partner_country: Option<String>,
    pub partner_zone: Option<String>,
    pub partner_version: Option<i64>,
    pub second_factor: bool,
}

fn session_select(token_hashes: &[String], now: i64) -> SelectStatement {
    Query::select()
        .column((user::Entity, user::Column::Name))
        .column((user::Entity, user::Column::Email))
        .column((user::Entity, user::Column::Language))
        .column((user::Entity, user::Column::Roles))
        .column((user::Entity, user::Column::OperatorRole))
        .column((user::Entity, user::Column::PartnerId))
        .column((session::Entity, session::Column::TokenHash))
        .column((session::Entity, session::Column::UserId))
        .column((session::Entity, session::Column::SecondFactor))
        .expr_as(Expr::col((user::Entity, user::Column::Zone)), "user_zone")
        .expr_as(Expr::col((partner::Entity, partner::Column::Name)), "partner_name")
        .expr_as(Expr::col((partner::Entity, partner::Column::Country)), "partner_country")
        .expr_as(Expr::col((partner::Entity, partner::Column::Zone)), "partner_zone")
        .expr_as(Expr::col((partner::Entity, partner::Column::Version)), "partner_version")
        .from(session::Entity)
        .join(
            JoinType::InnerJoin,
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((session::Entity, session::Column::UserId)),
        )
        .join(
            JoinType::LeftJoin,
            partner::Entity,
            Expr::col((partner::Entity, partner::Column::Id)).equals((user::Entity, user::Column::PartnerId)),
        )
        .and_where(Expr::col((user::Entity, user::Column::RemovedAt)).is_null())
        .and_where(Expr::col((session::Entity, session::Column::TokenHash)).is_in(token_hashes))
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(now))
        .take()
}

/// Those of these sessions that are not over.
pub async fn sessions(
    db: &impl ConnectionTrait,
    token_hashes: &[String],
    now: i64,
) -> Result<Vec<SessionRow>, DbErr> {
    let rows = db.query_all(&session_select(token_hashes, now)).await?;
    rows.iter().map(|row| SessionRow::from_query_result(row, "")).collect()
}

/// That session, if it is not over.
pub async fn session(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: i64,
) -> Result<Option<SessionRow>, DbErr> {
    Ok(sessions(db, &[token_hash.to_owned()], now).await?.pop())
}

/// Whether a subscription of the partner's is kept in the Membership Center: managed there, or handed over and not
/// renewed since. The browser's navigation leads there then.
pub async fn is_in_membership_center(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<bool, DbErr> {
    let managed_there = subscription::Column::ManagedIn.eq(ManagedIn::MembershipCenter.code());
    let kept = subscription::Entity::find()
        .filter(subscription::Column::PartnerId.eq(partner.as_str()))
        .filter(subscription::Column::Holding.eq("held"))
        .filter(managed_there.or(subscription::Column::HandedOver.is_not_null()));
    Ok(kept.count(db).await? > 0)
}

pub async fn insert_session(tx: &impl ConnectionTrait, row: session::Model) -> Result<(), DbErr> {
    session::Entity::insert(session::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete_session(tx: &impl ConnectionTrait, hash: &str) -> Result<(), DbErr> {
    session::Entity::delete_by_id(hash).exec(tx).await?;
    Ok(())
}

pub async fn delete_expired_sessions(tx: &impl ConnectionTrait, now: i64) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now)).exec(tx).await?;
    Ok(())
}

pub async fn user_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find().filter(user::Column::Email.eq(email)).one(db).await
}

pub async fn user(db: &impl ConnectionTrait, id: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).one(db).await
}

/// Locks a user until the change ends: what is decided by all that one user has is decided by one at a time.
pub async fn lock_user(tx: &impl ConnectionTrait, id: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub async fn insert_user(tx: &impl ConnectionTrait, row: user::Model) -> Result<(), DbErr> {
    user::Entity::insert(user::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn set_language(tx: &impl ConnectionTrait, id: &str, language: &str) -> Result<(), DbErr> {
    let row = user::ActiveModel {
        id: Set(id.to_owned()),
        language: Set(Some(language.to_owned())),
        ..Default::default()
    };
    row.update(tx).await?;
    Ok(())
}

/// Notes that a user signs in, if the password is still the one that was checked and the user still there. It
/// locks the user: whoever changes the password or removes the user comes before or after, and ends this session.
pub async fn signs_in(
    tx: &impl ConnectionTrait,
    checked: &user::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let password = match &checked.password_hash {
        Some(hash) => user::Column::PasswordHash.eq(hash),
        // Who signs in by the provider may have none.
        None => user::Column::PasswordHash.is_null(),
    };
    let signed = user::Entity::update_many()
        .col_expr(user::Column::LastSignedIn, Expr::value(now))
        .filter(user::Column::Id.eq(&checked.id))
        .filter(password)
        .filter(user::Column::RemovedAt.is_null())
        .exec(tx)
        .await?;
    Ok(signed.rows_affected == 1)
}

/// Sets the password of a user who is there, and ends the links and the sessions. Answers whether the user was there.
pub async fn set_password(tx: &impl ConnectionTrait, id: &str, hash: String) -> Result<bool, DbErr> {
    let set = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::RemovedAt.is_null())
        .exec(tx)
        .await?;
    end_all(tx, id, None).await?;
    Ok(set.rows_affected == 1)
}

/// Sets another password, if the one that was checked is still the user's. Keeps one session.
pub async fn replace_password(
    tx: &impl ConnectionTrait,
    checked: &user::Model,
    hash: String,
    kept_session: &str,
) -> Result<bool, DbErr> {
    let set = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(&checked.id))
        .filter(user::Column::PasswordHash.eq(checked.password_hash.clone()))
        .exec(tx)
        .await?;
    end_all(tx, &checked.id, Some(kept_session)).await?;
    Ok(set.rows_affected == 1)
}

/// Ends everything by which a user is let in or half in: links and sessions, but for the session that is kept.
pub async fn end_all(tx: &impl ConnectionTrait, user: &str, kept_session: Option<&str>) -> Result<(), DbErr> {
    delete_links(tx, Some(user)).await?;
    half_session::Entity::delete_many().filter(half_session::Column::UserId.eq(user)).exec(tx).await?;
    ceremony::Entity::delete_many().filter(ceremony::Column::UserId.eq(user)).exec(tx).await?;
    let mut sessions = session::Entity::delete_many().filter(session::Column::UserId.eq(user));
    if let Some(kept) = kept_session {
        sessions = sessions.filter(session::Column::TokenHash.ne(kept));
    }
    sessions.exec(tx).await?;
    Ok(())
}

pub async fn set_name(tx: &impl ConnectionTrait, id: &str, name: &str) -> Result<(), DbErr> {
    let row = user::ActiveModel { id: Set(id.to_owned()), name: Set(name.to_owned()), ..Default::default() };
    row.update(tx).await?;
    Ok(())
}

pub async fn operators(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find()
        .filter(user::Column::OperatorRole.is_not_null())
        .filter(user::Column::RemovedAt.is_null())
        .count(db)
        .await
}

pub async fn insert_link(tx: &impl ConnectionTrait, row: link::Model) -> Result<(), DbErr> {
    link::Entity::insert(link::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete_expired_links(tx: &impl ConnectionTrait, now: i64) -> Result<(), DbErr> {
    link::Entity::delete_many().filter(link::Column::ExpiresAt.lte(now)).exec(tx).await?;
    Ok(())
}

pub async fn link(db: &impl ConnectionTrait, hash: &str, now: i64) -> Result<Option<link::Model>, DbErr> {
    link::Entity::find_by_id(hash).filter(link::Column::ExpiresAt.gt(now)).one(db).await
}

/// Deletes the link; whether it was still there. Of two who use it at once one gets `false`.
pub async fn take_link(tx: &impl ConnectionTrait, hash: &str) -> Result<bool, DbErr> {
    Ok(link::Entity::delete_by_id(hash).exec(tx).await?.rows_affected == 1)
}

/// Deletes the links for one user, or those for the first operator.
pub async fn delete_links(tx: &impl ConnectionTrait, user: Option<&str>) -> Result<(), DbErr> {
    let of = match user {
        Some(user) => link::Column::UserId.eq(user),
        None => link::Column::UserId.is_null(),
    };
    link::Entity::delete_many().filter(of).exec(tx).await?;
    Ok(())
}
