//! Table `partners`.

use sea_orm::entity::prelude::*;

/// A partner.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partners")]
pub struct Model {
    /// Partner ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Legal name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name of the zone.
    pub zone: String,
    /// BCP 47 tag.
    pub language: String,
    /// Work e-mail verified.
    pub email_verified: bool,
    /// Agreement accepted.
    pub agreement_accepted: bool,
    /// Version of the agreement that was accepted on joining here.
    pub agreement_version: Option<String>,
    /// When that was.
    pub agreed_at: Option<DateTimeUtc>,
    /// `pending`, `verified`, `rejected`, `due_for_review`.
    pub verification: String,
    /// Why it was rejected.
    pub verification_reason: Option<String>,
    /// When the legal profile was last sent in, if that was here.
    pub submitted_at: Option<DateTimeUtc>,
    /// Why it is suspended.
    pub suspended: Option<String>,
    /// No tax is charged.
    pub tax_exempt: bool,
    /// Number of the certificate that says so.
    pub tax_certificate: Option<String>,
    /// Last day on which none is charged, if there is one.
    pub tax_exempt_until: Option<Date>,
    /// Number in the register of companies; empty where none was ever asked for.
    pub registration_number: String,
    /// `BillTo` as JSON.
    pub bill_to: String,
    /// Rises with every change of anything that bears on the partner: what caches are labelled with.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
