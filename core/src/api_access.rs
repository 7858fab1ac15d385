//! API tokens: what a system of the vendor's may do by itself, and for how long (domain.md, "Operators": operators act with
//! their own permissions). A token opens what its scopes say, and never what only a person may do.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{anniversary_in, days_between, first_anniversary};
use crate::problem::{FieldError, FieldFault};
use crate::sessions::OperatorRole;
use crate::stories::Section;
use crate::{codes, wire};

/// What every token begins with, so that people and scanners of code know one.
pub const PREFIX: &str = "tkt_";
/// What the audit log calls who acts by a token, before the token's name.
pub const ACTOR: &str = "API token ";
/// The longest name of a token, in characters.
pub const LONGEST_NAME: usize = 60;
/// How many tokens there may be that are not revoked.
pub const MOST_TOKENS: u64 = 50;
/// From how many days before its end on a token's end is warned of.
pub const WARNED_DAYS: i64 = 30;

wire! {
    /// What a token opens: reading and writing apart, room by room. Writing does not imply reading.
    #[derive(Copy, Hash)]
    pub enum Scope {
        /// A partner's own page: what it is, its subscriptions, its users, its lines of the audit log; who waits to be verified.
        #[serde(rename = "partners:read")]
        PartnersRead,
        /// A partner's orders.
        #[serde(rename = "orders:read")]
        OrdersRead,
        /// A partner's invoices and payments, and each invoice as UBL.
        #[serde(rename = "invoices:read")]
        InvoicesRead,
        /// The books of a period.
        #[serde(rename = "exports:read")]
        ExportsRead,
        /// Finance's reports.
        #[serde(rename = "reports:read")]
        ReportsRead,
        /// Transfers that are awaited, money that is held, bank statements.
        #[serde(rename = "transfers:read")]
        TransfersRead,
        /// Booking money that has arrived, and bringing in bank statements.
        #[serde(rename = "transfers:write")]
        TransfersWrite,
        /// Support requests with their threads and files.
        #[serde(rename = "support:read")]
        SupportRead,
        /// Answers, notes and states of support requests.
        #[serde(rename = "support:write")]
        SupportWrite,
        /// Bringing in skills.
        #[serde(rename = "skills:write")]
        SkillsWrite,
        /// The audit log.
        #[serde(rename = "audit:read")]
        AuditRead,
    }
}

codes!(Scope: PartnersRead = "partners:read", OrdersRead = "orders:read", InvoicesRead = "invoices:read",
    ExportsRead = "exports:read", ReportsRead = "reports:read", TransfersRead = "transfers:read",
    TransfersWrite = "transfers:write", SupportRead = "support:read", SupportWrite = "support:write",
    SkillsWrite = "skills:write", AuditRead = "audit:read");

impl Scope {
    /// Whose work it is: who comes by the scope may what operators of that work may, where the scope opens the door.
    #[must_use]
    pub const fn work(self) -> OperatorRole {
        match self {
            Self::OrdersRead
            | Self::InvoicesRead
            | Self::ExportsRead
            | Self::ReportsRead
            | Self::TransfersRead
            | Self::TransfersWrite => OperatorRole::Finance,
            Self::SupportRead | Self::SupportWrite => OperatorRole::Support,
            Self::PartnersRead | Self::SkillsWrite | Self::AuditRead => OperatorRole::Programme,
        }
    }

    /// Whether something can be changed by it.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::TransfersWrite | Self::SupportWrite | Self::SkillsWrite)
    }
}

impl Section {
    /// Which scope opens a part of a partner's story; none opens the mails, which are written to people.
    #[must_use]
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::Users | Self::Audit => Some(Scope::PartnersRead),
            Self::Orders => Some(Scope::OrdersRead),
            Self::Invoices | Self::Payments => Some(Scope::InvoicesRead),
            Self::Requests => Some(Scope::SupportRead),
            Self::Mails => None,
        }
    }
}

/// Scopes as the table keeps them: codes with blanks between; unknown ones open nothing.
#[must_use]
pub fn scopes_of(codes: &str) -> Vec<Scope> {
    codes.split_whitespace().filter_map(Scope::of_code).collect()
}

/// The same the other way round: each once, in their order.
#[must_use]
pub fn codes_of(scopes: &[Scope]) -> String {
    let each = Scope::ALL.into_iter().filter(|scope| scopes.contains(scope));
    each.map(Scope::code).collect::<Vec<_>>().join(" ")
}

/// How a token stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens what it is for.
    Good,
    /// So it does, and ends in so many days; 0 is today.
    EndsSoon(i64),
    /// Its last day is over.
    Expired,
    /// Somebody has revoked it.
    Revoked,
}

/// How a token stands that was revoked or not, and whose last day this is.
#[must_use]
pub fn standing(revoked: bool, expires_on: NaiveDate, today: NaiveDate) -> Standing {
    match days_between(today, expires_on) {
        _ if revoked => Standing::Revoked,
        ..0 => Standing::Expired,
        left @ 0..=WARNED_DAYS => Standing::EndsSoon(left),
        _ => Standing::Good,
    }
}

/// The last day that is proposed for a new token: in a year.
#[must_use]
pub fn usual_end(today: NaiveDate) -> NaiveDate {
    first_anniversary(today)
}

/// The last day that a new token may have: in two years.
#[must_use]
pub fn latest_end(today: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    anniversary_in(today, today.year() + 2)
}

wire! {
    /// A token, without its secret: nobody sees that again.
    pub struct TokenView {
        /// The part of it that is no secret, as it stands after [`PREFIX`].
        pub id: String,
        /// Which system it is for.
        pub name: String,
        /// What it opens.
        pub scopes: Vec<Scope>,
        /// Its last day, in the programme's zone.
        pub expires_on: NaiveDate,
        /// When it was made.
        pub created_at: DateTime<Utc>,
        /// The name of who made it.
        pub created_by: String,
        /// Whether that is an operator still. The token goes on either way: it is the programme's.
        pub maker_is_here: bool,
        /// When it was last used, to within some minutes; none if never.
        pub last_used: Option<DateTime<Utc>>,
        /// When it was revoked, if it was.
        pub revoked_at: Option<DateTime<Utc>>,
    }
}

impl TokenView {
    /// How it stands.
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> Standing {
        standing(self.revoked_at.is_some(), self.expires_on, today)
    }
}

wire! {
    /// Tokens, the newest first: answer of `GET /api/operator/api-tokens`.
    pub struct TokenPage {
        /// Some of them.
        pub tokens: Vec<TokenView>,
        /// How many are not revoked.
        pub living: u64,
        /// The civil date in the programme's zone.
        pub today: NaiveDate,
        /// Where the next page starts, if there is one.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Body of `POST /api/operator/api-tokens`.
    #[serde(deny_unknown_fields)]
    pub struct NewToken {
        /// Which system it is for.
        pub name: String,
        /// What it opens.
        pub scopes: Vec<Scope>,
        /// Its last day, in the programme's zone.
        pub expires_on: NaiveDate,
    }
}

impl NewToken {
    /// What is wrong with it today, in the order of the form.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let name = match self.name.trim() {
            "" => Some(FieldFault::Missing),
            name if name.chars().count() > LONGEST_NAME => Some(FieldFault::TooLong),
            name if name.chars().any(char::is_control) => Some(FieldFault::Malformed),
            _ => None,
        };
        let scopes = self.scopes.is_empty().then_some(FieldFault::Missing);
        let end = match self.expires_on {
            end if end < today => Some(FieldFault::InPast),
            end if end > latest_end(today) => Some(FieldFault::TooFar),
            _ => None,
        };
        let all = [("name", name), ("scopes", scopes), ("expires_on", end)];
        all.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// A new token: the only answer that has the secret in it.
    pub struct TokenMade {
        /// The token itself, to be sent as `Authorization: Bearer …`.
        pub token: String,
        /// The same without its secret.
        pub view: TokenView,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn new(name: &str, end: &str) -> NewToken {
        NewToken { name: name.into(), scopes: vec![Scope::OrdersRead], expires_on: day(end) }
    }

    #[test]
    fn the_last_day_belongs_to_a_token_and_is_warned_of_thirty_days_before() {
        let end = day("2027-03-10");
        assert_eq!(standing(false, end, day("2027-02-07")), Standing::Good);
        assert_eq!(standing(false, end, day("2027-02-08")), Standing::EndsSoon(30));
        assert_eq!(standing(false, end, end), Standing::EndsSoon(0));
        assert_eq!(standing(false, end, day("2027-03-11")), Standing::Expired);
        assert_eq!(standing(true, end, day("2027-02-07")), Standing::Revoked);
    }

    #[test]
    fn a_token_lasts_a_year_and_two_at_most_also_from_29_february() {
        let leap = day("2028-02-29");
        assert_eq!((usual_end(leap), latest_end(leap)), (day("2029-02-28"), day("2030-02-28")));
        let today = day("2027-03-10");
        assert!(
            new("ERP", "2029-03-10").faults(today).is_empty()
                && new("ERP", "2027-03-10").faults(today).is_empty()
        );
        assert_eq!(
            new("ERP", "2029-03-11").faults(today)[0],
            FieldError::new("expires_on", FieldFault::TooFar)
        );
        assert_eq!(
            new("ERP", "2027-03-09").faults(today)[0],
            FieldError::new("expires_on", FieldFault::InPast)
        );
    }

    #[test]
    fn a_token_has_a_name_in_one_line_and_opens_something() {
        let today = day("2027-03-10");
        let nothing = NewToken { scopes: Vec::new(), ..new(" ", "2028-03-10") };
        let missing = |field| FieldError::new(field, FieldFault::Missing);
        assert_eq!(nothing.faults(today), [missing("name"), missing("scopes")]);
        assert_eq!(new("a\nb", "2028-03-10").faults(today)[0].fault, FieldFault::Malformed);
        assert_eq!(new(&"あ".repeat(61), "2028-03-10").faults(today)[0].fault, FieldFault::TooLong);
        assert!(new(&"あ".repeat(60), "2028-03-10").faults(today).is_empty());
    }

    #[test]
    fn scopes_stand_by_their_codes_in_json_and_in_the_table() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.code());
            assert_eq!(scope.writes(), scope.code().ends_with(":write"), "{scope:?}");
        }
        let some = [Scope::SkillsWrite, Scope::OrdersRead, Scope::OrdersRead];
        assert_eq!(codes_of(&some), "orders:read skills:write");
        assert_eq!(
            scopes_of("orders:read everything:write skills:write"),
            [Scope::OrdersRead, Scope::SkillsWrite]
        );
    }

    #[test]
    fn no_scope_opens_the_mails_and_only_supports_what_is_written_to_support() {
        assert!(Section::Mails.scope().is_none());
        for section in Section::ALL {
            let Some(scope) = section.scope() else { continue };
            assert!(section.is_for(scope.work()) && !scope.writes(), "{section:?}");
        }
    }
}
