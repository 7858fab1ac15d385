//! Table `openid_identities`.

use sea_orm::entity::prelude::*;

/// Who a user is at a provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_identities")]
pub struct Model {
    /// The provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// What the provider calls the account, for ever.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Whose it is.
    pub user_id: String,
    /// Since when.
    pub connected_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
