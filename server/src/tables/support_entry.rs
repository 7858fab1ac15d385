//! Table `support_entries`.

use sea_orm::entity::prelude::*;

/// Something that was said or done about a support request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_entries")]
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
    /// `partner`, `vendor`, `portal`.
    pub side: String,
    /// Id of the user, or the name of the part of the server.
    pub user_id: String,
    /// Name of the user.
    pub name: String,
    /// What was said.
    pub text: String,
    /// `Done` as JSON.
    pub done: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
