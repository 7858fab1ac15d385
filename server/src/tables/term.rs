//! Table `terms`.

use sea_orm::entity::prelude::*;

/// A term that a subscription has had.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terms")]
pub struct Model {
    /// Row.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose term.
    pub subscription_id: String,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub expires_on: Date,
    /// `TermBegan`.
    pub began: String,
    /// The order that paid for it.
    pub order_number: Option<i64>,
    /// The day it was paid or brought in.
    pub recorded_on: Date,
    /// The day of the first reminder that it ends.
    pub reminded_on: Option<Date>,
    /// The version of the programme under which it was paid or brought in.
    pub programme: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
