//! Table `profile_logos`.

use sea_orm::entity::prelude::*;

/// A logo that a draft or what is published shows.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile_logos")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Partner ID.
    pub partner_id: String,
    /// By its content.
    pub media_type: String,
    /// The picture.
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
