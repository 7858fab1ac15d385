//! Table `sessions`.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Keyed hash of the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose it is.
    pub user_id: String,
    /// Seconds since 1970, real time.
    pub expires_at: i64,
    /// When it began, by the portal's clock; none for those that are older than this column.
    pub started_at: Option<DateTimeUtc>,
    /// Network address that it began from.
    pub address: Option<String>,
    /// `User-Agent` of the browser.
    pub agent: Option<String>,
    /// Whether more than a password opened it: an operator's is no good without.
    pub second_factor: bool,
    /// When the user last signed in once more at the provider, to confirm something; seconds since 1970, real time.
    pub confirmed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
