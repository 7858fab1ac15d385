//! Table `support_notes`.

use sea_orm::entity::prelude::*;

/// What operators tell each other about a support request: in a table of its own, so that nothing that is read for a
/// partner can hold it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_notes")]
pub struct Model {
    /// UUIDv7: they sort as they were written.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The request.
    pub request_number: i64,
    /// The client's name for the press that wrote it.
    pub idempotency_key: String,
    /// When.
    pub at: DateTimeUtc,
    /// Id of the operator.
    pub operator_id: String,
    /// What was noted.
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
