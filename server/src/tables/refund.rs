//! Table `refunds`.

use sea_orm::entity::prelude::*;

/// Money of an order that is given back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    /// UUIDv7; the gateway knows the refund by it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order; at most one refund of each kind.
    pub order_number: i64,
    /// `RefundKind`.
    pub kind: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// `RefundState`.
    pub state: String,
    /// Why it was decided.
    pub reason: String,
    /// Id of the operator.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTimeUtc,
    /// The same day where the partner is; what was paid for ended on it, if all of it is given back.
    pub ended_on: Date,
    /// Number of the credit note.
    pub credit_note: String,
    /// Why the gateway could not give the money back.
    pub refused: Option<String>,
    /// The day on which the money was given back.
    pub made_on: Option<Date>,
    /// The bank's reference, if it was transferred.
    pub bank_reference: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
