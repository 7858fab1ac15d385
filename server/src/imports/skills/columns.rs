//! The columns of a file of skills, in whatever order the file has them.

use crate::imports::errors::Place;

/// A column of a file of skills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Partner ID of the one for whom it counts.
    PartnerId,
    /// `certificate`, `assessment`, `reference`, `performance`, `recognition`.
    Skill,
    /// Code of the certification or assessment; else of the area.
    Code,
    /// The number under which the person's certificates are given out; empty, like the two after it, for what is the
    /// company's.
    PersonId,
    /// The person's name.
    PersonName,
    /// Work e-mail of the user who the person is; may be empty.
    UserEmail,
    /// The customer of a reference, the measure of a figure, the level of a recognition; else empty.
    Detail,
    /// How much, of a figure; else empty.
    Amount,
    /// The day it was earned, given or reported.
    EarnedOn,
    /// Its last day; may be empty.
    ExpiresOn,
    /// What is to change of what is stored: empty, `correct`, `move`, `remove`.
    Change,
}

impl Column {
    /// All columns. A file has each of them once.
    pub const ALL: [Self; 11] = [
        Self::PartnerId,
        Self::Skill,
        Self::Code,
        Self::PersonId,
        Self::PersonName,
        Self::UserEmail,
        Self::Detail,
        Self::Amount,
        Self::EarnedOn,
        Self::ExpiresOn,
        Self::Change,
    ];

    /// The name in the file's first line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PartnerId => "partner_id",
            Self::Skill => "skill",
            Self::Code => "code",
            Self::PersonId => "person_id",
            Self::PersonName => "person_name",
            Self::UserEmail => "user_email",
            Self::Detail => "detail",
            Self::Amount => "amount",
            Self::EarnedOn => "earned_on",
            Self::ExpiresOn => "expires_on",
            Self::Change => "change",
        }
    }
}

impl From<Column> for Place {
    fn from(column: Column) -> Self {
        Self { at: column as usize, name: column.name() }
    }
}
