//! Table `webhook_outbox`.

use sea_orm::entity::prelude::*;

/// A line of the audit log that is to be told; a trigger writes it, while an endpoint is on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_outbox")]
pub struct Model {
    /// Numbered by the database.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When it happened.
    pub at: DateTimeUtc,
    /// Partner ID; empty for what is of none.
    pub chain: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// JSON after.
    pub after: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
