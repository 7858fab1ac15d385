//! Table `leads`.

use sea_orm::entity::prelude::*;

/// What a customer asks a partner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leads")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Partner ID.
    pub partner_id: String,
    /// The form that it was sent with: each is good for one lead.
    pub once: String,
    /// `LeadState`.
    pub state: String,
    /// `LeadStanding` as JSON.
    pub standing: String,
    /// Who asks.
    pub name: String,
    /// For which company; may be empty.
    pub company: String,
    /// E-mail address.
    pub email: String,
    /// Phone number; may be empty.
    pub phone: String,
    /// What is asked.
    pub message: String,
    /// What the customer has agreed to, word by word, when the lead came in.
    pub consent: String,
    /// When it came in.
    pub received_at: DateTimeUtc,
    /// When something last happened to it.
    pub updated_at: DateTimeUtc,
    /// When the partner is reminded, while that is to come.
    pub remind_at: Option<DateTimeUtc>,
    /// When it expires, while nobody has taken it up.
    pub expires_at: Option<DateTimeUtc>,
    /// For how many days after it is over the customer was told that it is kept; none if nothing was told.
    pub keep_days: Option<i32>,
    /// When the customer's personal data are erased, or when that is worked out anew.
    pub erase_at: Option<DateTimeUtc>,
    /// When they were.
    pub erased_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
