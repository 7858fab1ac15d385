//! The columns of a file of members, in whatever order the file has them.

use super::errors::Place;

/// A column of a file of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Public number of the partner.
    PartnerId,
    /// Legal business name.
    PartnerName,
    /// ISO 3166-1 alpha-2 code.
    Country,
    /// ISO 4217 code in which the partner is billed.
    Currency,
    /// IANA name of the zone.
    TimeZone,
    /// `en`, `ja`.
    Language,
    /// Street and number.
    AddressLine1,
    /// Town.
    City,
    /// State, prefecture; may be empty.
    Region,
    /// May be empty.
    PostalCode,
    /// VAT ID, Japan's registration number …; may be empty.
    TaxId,
    /// Work e-mail of a user.
    UserEmail,
    /// The user's name.
    UserName,
    /// Codes separated by blanks; may be empty.
    UserRoles,
    /// Code of the offer; empty, like the columns after it, in the row of a further user.
    Offer,
    /// The day the offer was bought.
    PurchasedOn,
    /// Last day of the present term.
    ExpiresOn,
    /// `partner_center`, `membership_center`.
    ManagedIn,
    /// `yes`, `no`.
    AutomaticRenewal,
}

impl Column {
    /// All columns. A file has each of them once.
    pub const ALL: [Self; 19] = [
        Self::PartnerId,
        Self::PartnerName,
        Self::Country,
        Self::Currency,
        Self::TimeZone,
        Self::Language,
        Self::AddressLine1,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::TaxId,
        Self::UserEmail,
        Self::UserName,
        Self::UserRoles,
        Self::Offer,
        Self::PurchasedOn,
        Self::ExpiresOn,
        Self::ManagedIn,
        Self::AutomaticRenewal,
    ];

    /// The name in the file's first line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PartnerId => "partner_id",
            Self::PartnerName => "partner_name",
            Self::Country => "country",
            Self::Currency => "currency",
            Self::TimeZone => "time_zone",
            Self::Language => "language",
            Self::AddressLine1 => "address_line1",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::TaxId => "tax_id",
            Self::UserEmail => "user_email",
            Self::UserName => "user_name",
            Self::UserRoles => "user_roles",
            Self::Offer => "offer",
            Self::PurchasedOn => "purchased_on",
            Self::ExpiresOn => "expires_on",
            Self::ManagedIn => "managed_in",
            Self::AutomaticRenewal => "automatic_renewal",
        }
    }
}

impl From<Column> for Place {
    fn from(column: Column) -> Self {
        Self { at: column as usize, name: column.name() }
    }
}
