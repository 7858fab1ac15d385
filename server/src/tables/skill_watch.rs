//! Table `skill_watches`.

use sea_orm::entity::prelude::*;

/// When it is next looked whether a partner is to be told of skills that it loses.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "skill_watches")]
pub struct Model {
    /// Partner ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: String,
    /// Not before this; none if nothing is to be told any more.
    pub next_due: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
