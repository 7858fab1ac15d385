//! Table `audit_seals`.

use sea_orm::entity::prelude::*;

/// A seal on the ends of the audit log's chains; seals are a chain themselves.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seals")]
pub struct Model {
    /// Number, from 1 on.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When.
    pub at: DateTimeUtc,
    /// The last line that was there.
    pub through: i64,
    /// Of the seal before, and of the ends that are sealed.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
