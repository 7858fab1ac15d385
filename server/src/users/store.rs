//! Tables of the room.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use tokuten_core::partners::PartnerId;

use crate::tables::user;

/// The users of a partner who have a role, by name.
pub async fn with_roles(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner.as_str()))
        .filter(user::Column::Roles.ne(""))
        .order_by_asc(user::Column::Name)
        .all(db)
        .await
}
