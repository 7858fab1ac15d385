//! Table `api_tokens`.

use sea_orm::entity::prelude::*;

/// What a system of the vendor's comes with.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// The part of the token that is no secret.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Keyed hash of the whole token.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// Which system it is for.
    pub name: String,
    /// The same in small letters as long as it is not revoked; unique.
    #[sea_orm(unique)]
    pub living_name: Option<String>,
    /// `Scope`s with blanks between.
    pub scopes: String,
    /// Its last day, in the programme's zone.
    pub expires_on: Date,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Id of who made it.
    pub created_by: String,
    /// When it was last used, to within some minutes.
    pub last_used: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// Id of who revoked it.
    pub revoked_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
