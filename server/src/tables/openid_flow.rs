//! Table `openid_flows`.

use sea_orm::entity::prelude::*;

/// A way through the provider that somebody is on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_flows")]
pub struct Model {
    /// Keyed hash of the state that comes back with the browser.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// Keyed hash of the browser's cookie.
    pub browser_hash: String,
    /// Who connects the provider, or confirms by it; none for who signs in.
    pub user_id: Option<String>,
    /// In which session that is done.
    pub session_hash: Option<String>,
    /// The portal's own page to go to afterwards.
    pub return_to: String,
    /// Seconds since 1970, real time.
    pub expires_at: i64,
    /// What it is about: a code of `Errand`.
    pub errand: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
