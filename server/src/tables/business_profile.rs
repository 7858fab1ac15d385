//! Table `business_profiles`.

use sea_orm::entity::prelude::*;

/// What a partner tells of itself: as it is written, and as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "business_profiles")]
pub struct Model {
    /// Partner ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: String,
    /// Rises with each change.
    pub version: i64,
    /// `Profile` as JSON.
    pub draft: String,
    /// Id of the logo that is written.
    pub draft_logo: Option<String>,
    /// `Shown` as JSON, while something is published.
    pub published: Option<String>,
    /// Id of the logo that is shown.
    pub published_logo: Option<String>,
    /// When that was published.
    pub published_at: Option<DateTimeUtc>,
    /// The published name as it is put in order; none while nothing is published.
    pub sort_name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
