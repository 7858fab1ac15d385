//! Table `applications`.

use sea_orm::entity::prelude::*;

/// A company that wants to join and whose address is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The client's name for the press that sent it; unique.
    pub idempotency_key: String,
    /// E-mail address of the primary contact, in lower case.
    pub email: String,
    /// `Application` as JSON.
    pub application: String,
    /// Keyed hash of the token in the newest link; none before a mail was written, or where the address has an
    /// account.
    pub token_hash: Option<String>,
    /// When it came in: the agreement was accepted then.
    pub sent_at: DateTimeUtc,
    /// When it is forgotten, and with it the link.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
