//! Table `statements`.

use sea_orm::entity::prelude::*;

/// An imported bank statement.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statements")]
pub struct Model {
    /// In the order of imports.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The file's name.
    pub file_name: String,
    /// `StatementFormat`.
    pub format: String,
    /// The first day of its lines.
    pub from_day: Date,
    /// The last day of its lines.
    pub to_day: Date,
    /// Id of the operator.
    pub imported_by: String,
    /// When.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
