//! The columns of a file of members, in whatever order the file has them.

use std::fmt;

use csv::StringRecord;

use super::errors::RowErrors;
use crate::catalogue::similar;

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

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the file has each column.
pub(super) struct Header {
    positions: [usize; Column::ALL.len()],
    /// How many fields each row has.
    pub(super) width: usize,
}

impl Header {
    /// Reads the first line; `None` after it has noted what is wrong with it.
    pub(super) fn of(names: &StringRecord, errors: &mut RowErrors) -> Option<Self> {
        if let Some(separator) = foreign_separator(names) {
            errors
                .note_line(1, format!("the columns are separated by {separator}; save the file with commas"));
            return None;
        }
        note_unknown(names, errors);
        let mut positions = [0; Column::ALL.len()];
        for (position, column) in positions.iter_mut().zip(Column::ALL) {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column.name());
            match (found.next(), found.next()) {
                (Some((index, _)), None) => *position = index,
                (None, _) => errors.note_line(1, format!("the column {column} is missing")),
                (Some(_), Some(_)) => errors.note_line(1, format!("the column {column} is there twice")),
            }
        }
        errors.is_empty().then_some(Self { positions, width: names.len() })
    }

    /// What `record` has in `column`.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        record.get(self.positions[column as usize]).unwrap_or_default()
    }
}

/// What separates the columns, if it is plainly not the comma.
fn foreign_separator(names: &StringRecord) -> Option<&'static str> {
    let only = names.get(0).filter(|_| names.len() == 1)?;
    [(";", "semicolons"), ("\t", "tabs")]
        .into_iter()
        .find(|(sign, _)| only.contains(sign))
        .map(|(_, name)| name)
}

fn note_unknown(names: &StringRecord, errors: &mut RowErrors) {
    let known = Column::ALL.map(Column::name);
    for name in names.iter().filter(|name| !known.contains(name)) {
        let hint = similar(name, &known).map_or_else(
            || format!("the columns are {}", known.join(", ")),
            |meant| format!("did you mean {meant}?"),
        );
        errors.note_line(1, format!("{name:?} is not a column; {hint}"));
    }
}
