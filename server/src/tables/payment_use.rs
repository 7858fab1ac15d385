//! Table `payment_uses`.

use sea_orm::entity::prelude::*;

/// A part of held money that pays an order, or is given back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_uses")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The money.
    pub payment_id: String,
    /// The order that it pays; none if it is given back.
    pub order_number: Option<i64>,
    /// Minor units.
    pub amount: i64,
    /// `Allocation` as JSON, if it pays an order.
    pub allocation: Option<String>,
    /// The order was closed unpaid, so that it pays nothing any more.
    pub released: bool,
    /// Why it is given back.
    pub reason: Option<String>,
    /// Id of the operator.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTimeUtc,
    /// `Idempotency-Key` of the press; unique per operator.
    pub idempotency_key: String,
    /// The day on which it was given back.
    pub made_on: Option<Date>,
    /// The bank's reference of that transfer.
    pub bank_reference: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
