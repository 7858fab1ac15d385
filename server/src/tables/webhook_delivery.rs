//! Table `webhook_deliveries`.

use sea_orm::entity::prelude::*;

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Where to.
    pub endpoint_id: String,
    /// What.
    pub event_id: String,
    /// `Event`, to look for.
    pub event: String,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// `DeliveryState`.
    pub state: String,
    /// Tries that failed since it was written, or last sent again by hand.
    pub failed_tries: i32,
    /// When it is tried next, by the portal's clock, while it is pending.
    pub next_try_at: Option<DateTimeUtc>,
    /// Until when somebody has it to himself, in real seconds since 1970.
    pub lease_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
