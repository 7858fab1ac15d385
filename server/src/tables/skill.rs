//! Table `skills`.

use sea_orm::entity::prelude::*;

/// A certificate or assessment of a person, or a reference, a figure or a recognition of a partner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "skills")]
pub struct Model {
    /// What the skill is, in one text: the same skill is stored once.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// Partner ID, for what is a partner's.
    pub partner_id: Option<String>,
    /// The person, for what is a person's.
    pub person_id: Option<String>,
    /// `certificate`, `assessment`, `reference`, `performance`, `recognition`.
    pub kind: String,
    /// Code of the certification or assessment; else of the area.
    pub code: String,
    /// The customer, the code of the measure or the level; else empty.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// How much, for performance; else 0.
    pub amount: i32,
    /// The day it was earned, given or reported.
    pub earned_on: Date,
    /// Its last day.
    pub expires_on: Option<Date>,
    /// The last day on which somebody was told that it expires.
    pub told_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
