//! Table `links`.

use sea_orm::entity::prelude::*;

/// A one-time link.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    /// Keyed hash of the token in the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// For whom; none for the first operator.
    pub user_id: Option<String>,
    /// Seconds since 1970, real time.
    pub expires_at: i64,
    /// What it was made for: a code of `LinkPurpose`.
    pub purpose: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
