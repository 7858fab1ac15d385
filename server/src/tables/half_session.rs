//! Table `half_sessions`.

use sea_orm::entity::prelude::*;

/// An operator who has given the password and not yet the second factor. It is no session: nothing else is reached by it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "half_sessions")]
pub struct Model {
    /// Keyed hash of the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose it is.
    pub user_id: String,
    /// Seconds since 1970, real time.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
