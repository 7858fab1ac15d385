//! Table `webhook_endpoints`.

use sea_orm::entity::prelude::*;

/// Where events are sent to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Address.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// `Event`s with blanks between.
    pub events: String,
    /// Whether it is told: what the trigger of the audit log asks.
    pub is_on: bool,
    /// `OffBecause`, while it is off.
    pub off_because: Option<String>,
    /// What its messages are signed with, sealed with the installation's key.
    pub secret: String,
    /// The one before, sealed too.
    pub old_secret: Option<String>,
    /// Until when that signs too.
    pub old_secret_until: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Id of who made it.
    pub created_by: String,
    /// Since when it has taken nothing, if it takes nothing.
    pub failing_since: Option<DateTimeUtc>,
    /// Raised by every change by hand.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
