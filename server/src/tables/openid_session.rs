//! Table `openid_sessions`.

use sea_orm::entity::prelude::*;

/// A session that began at a provider, for as long as it lasts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_sessions")]
pub struct Model {
    /// The session's row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_hash: String,
    /// By what the provider knows which session to end there. Nobody signs in with it.
    pub id_token: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
