//! Table of API tokens.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::Presented;
use crate::tables::api_token::{Column, Entity, Model};
use crate::tables::user;

/// How many tokens come at once.
pub const PAGE: usize = 50;

/// A page of tokens and one more, from after this one.
pub async fn newest_first(db: &impl ConnectionTrait, after: Option<&Model>) -> Result<Vec<Model>, DbErr> {
    let older = after.map(|row| {
        let same = Condition::all().add(Column::CreatedAt.eq(row.created_at)).add(Column::Id.lt(&row.id));
        Condition::any().add(Column::CreatedAt.lt(row.created_at)).add(same)
    });
    Entity::find()
        .filter(Condition::all().add_option(older))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(PAGE as u64 + 1)
        .all(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// How many are not revoked.
pub async fn living(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Column::RevokedAt.is_null()).count(db).await
}

/// Whether another that is not revoked has that name.
pub async fn is_taken(db: &impl ConnectionTrait, new: &Model) -> Result<bool, DbErr> {
    let same = Entity::find().filter(Column::LivingName.eq(new.living_name.clone()));
    Ok(same.count(db).await? > 0)
}

/// Names of who made tokens, and whether each is an operator still.
pub async fn makers(
    db: &impl ConnectionTrait,
    rows: &[Model],
) -> Result<HashMap<String, (String, bool)>, DbErr> {
    let ids = rows.iter().map(|row| row.created_by.as_str());
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(db).await?;
    let maker = |row: user::Model| {
        let is_here = row.removed_at.is_none() && row.operator_role.is_some();
        (row.id, (row.name, is_here))
    };
    Ok(users.into_iter().map(maker).collect())
}

/// The token of this hash, unless it is revoked: asked on every request, so that revoking is at once on every node.
pub async fn presented(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Presented>, DbErr> {
    let row =
        Entity::find().filter(Column::TokenHash.eq(hash)).filter(Column::RevokedAt.is_null()).one(db).await?;
    Ok(row.map(|Model { id, name, scopes, expires_on, last_used, .. }| Presented {
        id,
        name,
        scopes,
        expires_on,
        last_used,
    }))
}

pub async fn note_used(tx: &impl ConnectionTrait, id: &str, at: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastUsed, Expr::value(at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
