//! Table `ceremonies`.

use sea_orm::entity::prelude::*;

/// A question that was put to a browser's authenticator, until it is answered: once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremonies")]
pub struct Model {
    /// Keyed hash of the cookie that binds it to the browser.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose answer is awaited; none for who signs in.
    pub user_id: Option<String>,
    /// What was asked, as JSON.
    pub ceremony: String,
    /// Seconds since 1970, real time.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
