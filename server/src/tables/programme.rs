//! Table `programmes`.

use sea_orm::entity::prelude::*;

/// A version of the programme: the newest is in force.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programmes")]
pub struct Model {
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The whole catalogue, as a file has it.
    #[sea_orm(column_type = "Text")]
    pub toml: String,
    /// `file`, `portal`.
    pub origin: String,
    /// Id of the operator who published it.
    pub published_by: Option<String>,
    /// What they said of it.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// When it came into force.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
