//! Table `attainments`.

use sea_orm::entity::prelude::*;

/// A competency attained, as it follows from the partner's skills and the catalogue: worked out with every change of either.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attainments")]
pub struct Model {
    /// Row.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Partner ID.
    pub partner_id: String,
    /// Code of the area.
    pub area: String,
    /// `silver`, `gold`.
    pub level: String,
    /// First day.
    pub held_from: Date,
    /// Last day.
    pub held_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
