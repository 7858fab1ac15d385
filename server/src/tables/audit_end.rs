//! Table `audit_ends`.

use sea_orm::entity::prelude::*;

/// The end of a chain of the audit log when it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_ends")]
pub struct Model {
    /// The chain.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Place of its last line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// Hash of that line.
    pub hash: String,
    /// Number of the seal.
    pub seal: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
