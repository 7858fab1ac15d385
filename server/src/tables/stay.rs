//! Table `stays`.

use sea_orm::entity::prelude::*;

/// The days on which a person's certificates count for a partner. Those of one person do not overlap.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stays")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The person.
    pub person_id: String,
    /// Partner ID.
    pub partner_id: String,
    /// First day; none for the person's first stay.
    pub since: Option<Date>,
    /// Last day; none for the present stay.
    pub until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
