//! Table `support_requests`.

use sea_orm::entity::prelude::*;

/// What a partner asks the vendor.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_requests")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Partner ID.
    pub partner_id: String,
    /// Id of the user.
    pub opened_by: String,
    /// The client's name for the press that opened it.
    pub idempotency_key: String,
    /// `ProblemType`.
    pub kind: String,
    /// `Severity`.
    pub severity: String,
    /// `RequestState`.
    pub state: String,
    /// In one line.
    pub title: String,
    /// `TransferContact` as JSON.
    pub contact: String,
    /// The subscription that is to be cancelled, if that is asked for.
    pub cancels: Option<String>,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When something last happened to it.
    pub updated_at: DateTimeUtc,
    /// When it closes by itself: only while it is resolved.
    pub closes_at: Option<DateTimeUtc>,
    /// When the vendor first answered.
    pub first_answered_at: Option<DateTimeUtc>,
    /// The number of the request that goes on in its place.
    pub merged_into: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
