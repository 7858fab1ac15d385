//! Table `passkeys`.

use sea_orm::entity::prelude::*;

/// A key of a user's own device.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The authenticator's name for it, base64url.
    pub credential_id: String,
    /// The public key and what was said of it, as JSON.
    pub credential: String,
    /// The signature counter when it was last used: one that does not go up from there is a copy's.
    pub counter: i64,
    /// What the user calls it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it was last used.
    pub last_used: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
