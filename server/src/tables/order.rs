//! Table `orders`.

use sea_orm::entity::prelude::*;

/// An attempt to buy or renew.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// Public number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Partner ID.
    pub partner_id: String,
    /// Who started it.
    pub user_id: String,
    /// The name of who started it, as it was then.
    pub started_by: String,
    /// `Idempotency-Key` it was started with.
    pub idempotency_key: String,
    /// Code of the offer.
    pub offer: String,
    /// What is renewed; once paid, what was begun or renewed.
    pub subscription_id: Option<String>,
    /// The anniversary after which a renewal starts; none for a purchase.
    pub anniversary: Option<Date>,
    /// `membership_center` for a renewal in the Membership Center, none for all else.
    pub renewed_in: Option<String>,
    /// `OrderState`.
    pub state: String,
    /// `PaymentMethod`.
    pub method: String,
    /// The card, as the gateway knows it.
    pub card_token: Option<String>,
    /// `CardSummary` as JSON.
    pub card: Option<String>,
    /// `Quote` as JSON: what was agreed to when it was last bought.
    pub quote: String,
    /// `BillTo` as JSON.
    pub bill_to: String,
    /// The agreement that was accepted.
    pub agreement_version: Option<String>,
    /// Payment attempts so far.
    pub attempts: i32,
    /// Partner, offer and term, while it is placed or paid; unique.
    pub term_key: Option<String>,
    /// `DeclineReason` of the last attempt.
    pub decline: Option<String>,
    /// When it was started.
    pub started_at: DateTimeUtc,
    /// Last day for a transfer.
    pub pay_by: Option<Date>,
    /// The day it was paid.
    pub paid_on: Option<Date>,
    /// Last day of the term it paid for.
    pub new_anniversary: Option<Date>,
    /// `TransferContact` as JSON, for a transfer.
    pub contact: Option<String>,
    /// When it expires if its transfer has not arrived: the end of `pay_by` where the partner is.
    pub expires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
