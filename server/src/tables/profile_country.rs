//! Table `profile_countries`.

use sea_orm::entity::prelude::*;

/// A country that a published profile names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile_countries")]
pub struct Model {
    /// Partner ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: String,
    /// ISO 3166-1 alpha-2 code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
