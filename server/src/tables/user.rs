//! Table `users`.

use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// In lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// PHC string; none until a one-time link was used, and for who signs in by the provider only.
    pub password_hash: Option<String>,
    /// BCP 47 tag, if one was chosen.
    pub language: Option<String>,
    /// IANA name of the zone in which instants are shown, if one was chosen.
    pub zone: Option<String>,
    /// The partner, for a partner's user.
    pub partner_id: Option<String>,
    /// Codes, separated by blanks.
    pub roles: String,
    /// The permission, for an operator.
    pub operator_role: Option<String>,
    /// Gets no reminders but those that have to be sent.
    pub reminders_off: bool,
    /// When the user was removed: the row stays for what it did, without address, password and roles.
    pub removed_at: Option<DateTimeUtc>,
    /// Which address of the calendar feed is the present one.
    pub diary_number: i32,
    /// When the user last signed in.
    pub last_signed_in: Option<DateTimeUtc>,
}

impl Model {
    /// Whether the user has come: has set a password, or has signed in by the provider.
    #[must_use]
    pub fn has_come(&self) -> bool {
        self.password_hash.is_some() || self.last_signed_in.is_some()
    }
}

/// The same, asked of the table.
#[must_use]
pub fn has_come() -> Condition {
    Condition::any().add(Column::PasswordHash.is_not_null()).add(Column::LastSignedIn.is_not_null())
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
