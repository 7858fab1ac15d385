//! Tables of the room.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use tokuten_core::partners::PartnerId;
use tokuten_core::roles::Role;

use crate::factors::store as factors;
use crate::identity::openid;
use crate::identity::store::end_all;
use crate::tables::user;

/// How many users come at once.
pub const PAGE: usize = 50;

/// The users of a partner, without those who were removed.
fn members(partner: &PartnerId) -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner.as_str()))
        .filter(user::Column::RemovedAt.is_null())
}

/// The users of a partner who have a role, by name.
pub async fn with_roles(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<user::Model>, DbErr> {
    members(partner).filter(user::Column::Roles.ne("")).order_by_asc(user::Column::Name).all(db).await
}

/// A page of users and one more, by name, from after this one.
pub async fn by_name(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    after: Option<&user::Model>,
) -> Result<Vec<user::Model>, DbErr> {
    let later = after.map(|user| {
        let same_name =
            Condition::all().add(user::Column::Name.eq(&user.name)).add(user::Column::Id.gt(&user.id));
        Condition::any().add(user::Column::Name.gt(&user.name)).add(same_name)
    });
    members(partner)
        .filter(Condition::all().add_option(later))
        .order_by_asc(user::Column::Name)
        .order_by_asc(user::Column::Id)
        .limit(PAGE as u64 + 1)
        .all(db)
        .await
}

/// A user of a partner.
pub async fn member(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    id: &str,
) -> Result<Option<user::Model>, DbErr> {
    members(partner).filter(user::Column::Id.eq(id)).one(db).await
}

/// A user of a partner, removed or not: where a page starts may have been removed since.
pub async fn once_user(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    id: &str,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).filter(user::Column::PartnerId.eq(partner.as_str())).one(db).await
}

/// How many Global admins can sign in.
pub async fn global_admins(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<u64, DbErr> {
    members(partner)
        .filter(user::has_come())
        .filter(user::Column::Roles.contains(Role::GlobalAdmin.code()))
        .count(db)
        .await
}

/// The Global admin who can sign in and has been there longest, this one aside.
pub async fn global_admin_but(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    but: &str,
) -> Result<Option<user::Model>, DbErr> {
    members(partner)
        .filter(user::has_come())
        .filter(user::Column::Roles.contains(Role::GlobalAdmin.code()))
        .filter(user::Column::Id.ne(but))
        .order_by_asc(user::Column::Id)
        .one(db)
        .await
}

/// Inserts a user, unless somebody has the address; answers whether it did.
pub async fn insert(tx: &impl ConnectionTrait, row: user::Model) -> Result<bool, DbErr> {
    let taken = OnConflict::column(user::Column::Email).do_nothing().to_owned();
    let inserted = user::Entity::insert(user::ActiveModel::from(row)).on_conflict(taken);
    Ok(inserted.exec_without_returning(tx).await? == 1)
}

pub async fn set_roles(tx: &impl ConnectionTrait, id: &str, roles: &str) -> Result<(), DbErr> {
    let row =
        user::ActiveModel { id: Set(id.to_owned()), roles: Set(roles.to_owned()), ..Default::default() };
    row.update(tx).await?;
    Ok(())
}

/// Leaves of a user what orders and audit lines refer to. The address is free again: it stands in the audit line.
pub async fn remove(tx: &impl ConnectionTrait, id: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    openid::store::forget(tx, id).await?;
    user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(format!("removed/{id}")))
        .col_expr(user::Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(user::Column::Roles, Expr::value(""))
        .col_expr(user::Column::RemovedAt, Expr::value(now))
        .filter(user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    factors::delete_all(tx, id).await?;
    end_all(tx, id, None).await
}
