//! Table `webhook_attempts`.

use sea_orm::entity::prelude::*;

/// One try of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempts")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Of which.
    pub delivery_id: String,
    /// When.
    pub at: DateTimeUtc,
    /// The status that was answered.
    pub status: Option<i32>,
    /// `NoAnswer`, if none was.
    pub no_answer: Option<String>,
    /// How long it took.
    pub milliseconds: i32,
    /// The beginning of the answer.
    pub answer: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
