//! Tables of users, sessions and one-time links.

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, Set,
};

use crate::tables::{link, partner, session, user};

/// A session with whom it stands for, in one row: asked on every request.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SessionRow {
    pub user_id: String,
    pub name: String,
    pub email: String,
    pub language: Option<String>,
    pub roles: String,
    pub operator_role: Option<String>,
    pub partner_id: Option<String>,
    pub partner_name: Option<String>,
    pub partner_country: Option<String>,
    pub partner_zone: Option<String>,
    pub partner_version: Option<i64>,
}

fn session_select(token_hash: &str, now: i64) -> SelectStatement {
    Query::select()
        .column((user::Entity, user::Column::Name))
        .column((user::Entity, user::Column::Email))
        .column((user::Entity, user::Column::Language))
        .column((user::Entity, user::Column::Roles))
        .column((user::Entity, user::Column::OperatorRole))
        .column((user::Entity, user::Column::PartnerId))
        .column((session::Entity, session::Column::UserId))
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
        .and_where(Expr::col((session::Entity, session::Column::TokenHash)).eq(token_hash))
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(now))
        .take()
}

pub async fn session(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: i64,
) -> Result<Option<SessionRow>, DbErr> {
    let row = db.query_one(&session_select(token_hash, now)).await?;
    row.map(|row| SessionRow::from_query_result(&row, "")).transpose()
}

pub async fn insert_session(
    tx: &impl ConnectionTrait,
    hash: &str,
    user: &str,
    expires_at: i64,
) -> Result<(), DbErr> {
    let row = session::Model { token_hash: hash.to_owned(), user_id: user.to_owned(), expires_at };
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

pub async fn set_password(
    tx: &impl ConnectionTrait,
    id: &str,
    name: &str,
    hash: String,
) -> Result<(), DbErr> {
    let row = user::ActiveModel {
        id: Set(id.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(Some(hash)),
        ..Default::default()
    };
    row.update(tx).await?;
    session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(tx).await?;
    Ok(())
}

pub async fn operators(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find().filter(user::Column::OperatorRole.is_not_null()).count(db).await
}

pub async fn insert_link(tx: &impl ConnectionTrait, row: link::Model) -> Result<(), DbErr> {
    link::Entity::insert(link::ActiveModel::from(row)).exec_without_returning(tx).await?;
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
