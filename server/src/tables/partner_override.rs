//! Table `overrides`.

use sea_orm::entity::prelude::*;

/// What the vendor lets one partner do once although a requirement is not met.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "overrides")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Partner ID.
    pub partner_id: String,
    /// `Overridable`.
    pub requirement: String,
    /// Code of the offer that is bought, or of the subscription's.
    pub offer: String,
    /// The subscription that is renewed; none for a purchase.
    pub subscription_id: Option<String>,
    /// The anniversary after which it is.
    pub anniversary: Option<Date>,
    /// Last day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// `OverrideState`.
    pub state: String,
    /// Id of the operator who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTimeUtc,
    /// Id of the operator who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// The last order that relied on it. Whether that has used it up is told by the order's state.
    pub order_number: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
