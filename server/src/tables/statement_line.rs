//! Table `statement_lines`.

use sea_orm::entity::prelude::*;

/// A line of a bank statement.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_lines")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The statement.
    pub statement_number: i64,
    /// Its place among the lines of the statement.
    pub position: i32,
    /// Line of the file.
    pub line: i32,
    /// `Direction`.
    pub direction: String,
    /// The day on which the bank booked it.
    pub booked_on: Date,
    /// Minor units; never negative.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The reference under which it is booked; unique. The bank's own where it is enough.
    pub bank_reference: String,
    /// The bank's own.
    pub own_reference: Option<String>,
    /// Who paid.
    pub payer: Option<String>,
    /// What was written with it, as a JSON list.
    pub texts: String,
    /// The account.
    pub account: Option<String>,
    /// A line that may be the same money.
    pub resembles: Option<String>,
    /// `other`, `open`, `booked` or `set_aside`.
    pub state: String,
    /// The order that it was booked for.
    pub order_number: Option<i64>,
    /// `Allocation` as JSON, once it is booked.
    pub allocation: Option<String>,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// Id of the operator.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
