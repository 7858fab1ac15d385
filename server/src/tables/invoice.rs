//! Table `invoices`.

use sea_orm::entity::prelude::*;

/// An invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    /// Gapless per kind and year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    /// `InvoiceKind`.
    pub kind: String,
    /// The order it is for.
    pub order_number: i64,
    /// Partner ID.
    pub partner_id: String,
    /// Year of issue.
    pub year: i32,
    /// Day of issue, where the partner is.
    pub issued_on: Date,
    /// Minor units, tax included; negative for a credit note.
    pub total: i64,
    /// Minor units, without tax; negative for a credit note.
    pub net: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// Country of the bill-to.
    pub country: String,
    /// `Supplier` as JSON, as it was on the day of issue.
    pub supplier: String,
    /// `Quote` as JSON: what it says of the sale.
    pub quote: String,
    /// Number of the invoice that a credit note corrects.
    pub corrects: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
