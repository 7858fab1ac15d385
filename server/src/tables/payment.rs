//! Table `payments`.

use sea_orm::entity::prelude::*;

/// Money that has arrived by bank transfer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The bank's reference; unique.
    pub bank_reference: String,
    /// The order that it names.
    pub order_number: Option<i64>,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The day on which it arrived.
    pub received_on: Date,
    /// How much of it pays the order, in minor units.
    pub allocated: i64,
    /// `Allocation` as JSON.
    pub allocation: String,
    /// `WhyHeld`, if some of it pays nothing.
    pub why_held: Option<String>,
    /// Id of the operator.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
