//! Table `authenticator_apps`.

use sea_orm::entity::prelude::*;

/// An operator's authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authenticator_apps")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    /// The secret, sealed with the installation's key; none until a code of it was given.
    pub secret: Option<String>,
    /// A secret, sealed too, of which no code was given yet.
    pub pending: Option<String>,
    /// The last time step, of 30 seconds since 1970, whose code was taken: none before it is taken again.
    pub last_step: i64,
    /// Since when there is a secret.
    pub since: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
