//! Table `statement_mappings`.

use sea_orm::entity::prelude::*;

/// How a bank's CSV files are read.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_mappings")]
pub struct Model {
    /// Digest of the headings.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The headings, as a JSON list.
    pub headings: String,
    /// `CsvMapping` as JSON.
    pub mapping: String,
    /// Id of the operator who imported a file so last.
    pub used_by: String,
    /// When.
    pub used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
