//! Table `canned_answers`.

use sea_orm::entity::prelude::*;

/// An answer that the vendor's support gives often.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_answers")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Rises with every change.
    pub version: i32,
    /// What operators call it.
    pub title: String,
    /// `Localized` as JSON, with its places to fill in.
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
