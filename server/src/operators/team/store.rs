//! Operators, as rows of users.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tokuten_core::sessions::OperatorRole;

use crate::tables::{authenticator_app, passkey, user};

/// How many operators come at once.
pub const PAGE: usize = 50;

fn operators() -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::OperatorRole.is_not_null())
        .filter(user::Column::RemovedAt.is_null())
}

fn programme() -> Select<user::Entity> {
    operators().filter(user::Column::OperatorRole.eq(OperatorRole::Programme.code()))
}

/// A page of operators and one more, by name, from after this one.
pub async fn by_name(
    db: &impl ConnectionTrait,
    after: Option<&user::Model>,
) -> Result<Vec<user::Model>, DbErr> {
    let later = after.map(|user| {
        let same_name =
            Condition::all().add(user::Column::Name.eq(&user.name)).add(user::Column::Id.gt(&user.id));
        Condition::any().add(user::Column::Name.gt(&user.name)).add(same_name)
    });
    operators()
        .filter(Condition::all().add_option(later))
        .order_by_asc(user::Column::Name)
        .order_by_asc(user::Column::Id)
        .limit(PAGE as u64 + 1)
        .all(db)
        .await
}

pub async fn operator(db: &impl ConnectionTrait, id: &str) -> Result<Option<user::Model>, DbErr> {
    operators().filter(user::Column::Id.eq(id)).one(db).await
}

/// An operator, removed or not: where a page starts may have been removed since.
pub async fn once_operator(db: &impl ConnectionTrait, id: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).filter(user::Column::OperatorRole.is_not_null()).one(db).await
}

/// How many programme operators can sign in.
pub async fn programme_operators(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    programme().filter(user::has_come()).count(db).await
}

/// Locks all programme operators: of two who remove each other one comes second, and is one no more.
pub async fn lock(tx: &impl ConnectionTrait) -> Result<Vec<user::Model>, DbErr> {
    programme().order_by_asc(user::Column::Id).lock_exclusive().all(tx).await
}

/// Those among these users who have a second factor.
pub async fn with_factor(db: &impl ConnectionTrait, ids: &[String]) -> Result<Vec<String>, DbErr> {
    let apps = authenticator_app::Entity::find()
        .select_only()
        .column(authenticator_app::Column::UserId)
        .filter(authenticator_app::Column::UserId.is_in(ids))
        .filter(authenticator_app::Column::Secret.is_not_null());
    let keys = passkey::Entity::find()
        .select_only()
        .column(passkey::Column::UserId)
        .distinct()
        .filter(passkey::Column::UserId.is_in(ids));
    let mut with: Vec<String> = apps.into_tuple().all(db).await?;
    with.extend(keys.into_tuple::<String>().all(db).await?);
    Ok(with)
}

pub async fn set_role(tx: &impl ConnectionTrait, id: &str, role: OperatorRole) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::OperatorRole, Expr::value(role.code()))
        .filter(user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
