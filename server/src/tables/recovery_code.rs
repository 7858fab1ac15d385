//! Table `recovery_codes`.

use sea_orm::entity::prelude::*;

/// A recovery code that was not used yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_codes")]
pub struct Model {
    /// Keyed hash of the user and the code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: String,
    /// Whose it is.
    pub user_id: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
