//! Table `attempts`.

use sea_orm::entity::prelude::*;

/// A payment attempt.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    /// UUIDv7; the idempotency key under which the charge is opened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order.
    pub order_number: i64,
    /// `Idempotency-Key` of the press on Buy.
    pub idempotency_key: String,
    /// The card, as the gateway knows it.
    pub card_token: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// `open`, `charged`, `declined`.
    pub state: String,
    /// Seconds since 1970, real time: until then whoever opened it is asking the gateway.
    pub lease_until: i64,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When its outcome was recorded.
    pub settled_at: Option<DateTimeUtc>,
    /// Nobody is at hand to authenticate.
    pub off_session: bool,
    /// What the gateway calls the charge, from the moment it is opened there.
    pub gateway_reference: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
