//! Table `subscriptions`.

use sea_orm::entity::prelude::*;

/// A holding of an offer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscriptions")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Partner ID.
    pub partner_id: String,
    /// Code of the offer.
    pub offer: String,
    /// The day it was first bought.
    pub purchased_on: Date,
    /// The day from which anniversaries are counted.
    pub anchor: Date,
    /// First day of the present term.
    pub term_starts: Date,
    /// Last day of the present term.
    pub expires_on: Date,
    /// `partner_center`, `membership_center`.
    pub managed_in: String,
    /// `held`, `superseded`, `cancelled`, `refunded`.
    pub holding: String,
    /// The day of the upgrade or refund, or the last day of a cancelled one.
    pub holding_on: Option<Date>,
    /// Renews by itself.
    pub automatic_renewal: bool,
    /// The saved card, as the gateway knows it.
    pub card_token: Option<String>,
    /// `CardSummary` as JSON.
    pub card: Option<String>,
    /// `TransferContact` as JSON, if the last term was paid by transfer: the next is ordered like that.
    pub transfer_contact: Option<String>,
    /// Everything up to this day has happened by itself; none until it is looked at for the first time.
    pub done_through: Option<Date>,
    /// Automatic renewals that were tried for the present anniversary.
    pub renewal_attempts: i32,
    /// The day of the first of them.
    pub first_attempt: Option<Date>,
    /// The day on which the Membership Center handed it over; none once it is renewed, or if it never was there.
    pub handed_over: Option<Date>,
    /// When the next thing happens by itself.
    pub next_due: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
