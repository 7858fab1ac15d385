//! Table `benefit_uses`.

use sea_orm::entity::prelude::*;

/// One use of a benefit.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "benefit_uses")]
pub struct Model {
    /// UUIDv7: they sort as they were made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The subscription that granted it.
    pub subscription_id: String,
    /// Last day of the term that granted it.
    pub of_term: Date,
    /// Its name, with its area before it.
    pub benefit: String,
    /// `BenefitKind`.
    pub kind: String,
    /// How much it took: minutes for advisory hours.
    pub amount: i32,
    /// Id of the user.
    pub used_by: String,
    /// When.
    pub used_at: DateTimeUtc,
    /// The day, where the partner is.
    pub used_on: Date,
    /// Id of the user who has the licence.
    pub assigned_to: Option<String>,
    /// What it was for.
    pub note: Option<String>,
    /// The key or token. Read by whoever asks for it, and by nothing else.
    pub secret: Option<String>,
    /// Its last day, if it is not the benefits end of its term.
    pub own_end: Option<Date>,
    /// The day on which the licence was freed.
    pub freed_on: Option<Date>,
    /// The client's name for the press.
    pub idempotency_key: String,
}

impl std::fmt::Debug for Model {
    /// Without the secret: what is printed ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("benefit_use::Model")
            .field("id", &self.id)
            .field("benefit", &self.benefit)
            .finish_non_exhaustive()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
