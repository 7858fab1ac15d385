//! A partner's whole story, as the vendor's operators find and read it (domain.md, "Operators").

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::Today;
use crate::catalogue::{Language, Localized};
use crate::competencies::Level;
use crate::desk::{Claim, Whose};
use crate::facts::Facts;
use crate::money::Money;
use crate::orders::{OrderNumber, OrderState, Purpose};
use crate::overrides::OverrideRow;
use crate::payments::PaymentMethod;
use crate::roles::Role;
use crate::sessions::OperatorRole;
use crate::support::RequestRow;
use crate::transfers::WhyHeld;
use crate::wire;

/// How many hits of each sort a search shows.
pub const MOST_HITS: usize = 6;
/// The shortest question that is searched for, in characters; one of Japanese says more.
pub const SHORTEST_QUESTION: usize = 2;

/// What a question may be, apart from a name: decided by its looks alone, so that nothing is asked of tables in which it
/// cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The question without what stands around it.
    pub text: String,
    /// The beginning of a Partner ID, of at most seven digits.
    pub partner: Option<String>,
    /// The number of an order or of a support request.
    pub number: Option<i64>,
    /// The beginning of an invoice's or credit note's number, as it is written.
    pub invoice: Option<String>,
    /// The beginning of an e-mail address, in small letters.
    pub email: Option<String>,
    /// Whether it may be a name.
    pub name: bool,
}

impl Question {
    /// What `asked` may be; nothing if there is too little of it.
    #[must_use]
    pub fn of(asked: &str) -> Option<Self> {
        // No name has control characters, and not every database takes them.
        let text = asked.trim().trim_start_matches('#').chars().filter(|char| !char.is_control());
        let text: String = text.take(120).collect();
        let short = text.chars().count() < SHORTEST_QUESTION;
        if text.is_empty() || short && text.is_ascii() {
            return None;
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let partner =
            (digits && (3..=7).contains(&text.len()) && !text.starts_with('0')).then(|| text.clone());
        let number = if digits { text.parse().ok() } else { None };
        let upper = text.to_ascii_uppercase();
        let of_invoice = upper.strip_prefix('C').unwrap_or(&upper);
        let is_invoice = of_invoice.len() >= 5
            && of_invoice
                .char_indices()
                .all(|(place, char)| if place == 4 { char == '-' } else { char.is_ascii_digit() });
        let email =
            (text.is_ascii() && !text.contains(char::is_whitespace)).then(|| text.to_ascii_lowercase());
        Some(Self {
            partner,
            number,
            invoice: is_invoice.then_some(upper),
            email,
            name: !digits && !text.contains('@'),
            text,
        })
    }
}

wire! {
    /// A user who was found.
    pub struct UserHit {
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// Whose user it is.
        pub partner: Whose,
    }
}

wire! {
    /// An order that was found.
    pub struct OrderHit {
        /// Its number.
        pub number: OrderNumber,
        /// How far it has come.
        pub state: OrderState,
        /// Whose it is.
        pub partner: Whose,
    }
}

wire! {
    /// An invoice or credit note that was found.
    pub struct InvoiceHit {
        /// Its number.
        pub number: String,
        /// The order it is for.
        pub order: OrderNumber,
        /// Whose it is.
        pub partner: Whose,
    }
}

wire! {
    /// What was found: answer of `GET /api/operator/search`. Of each sort at most six.
    #[derive(Default)]
    pub struct Hits {
        /// Partners, by name or Partner ID.
        pub partners: Vec<Whose>,
        /// Users, by e-mail address.
        pub users: Vec<UserHit>,
        /// Orders, by number.
        pub orders: Vec<OrderHit>,
        /// Invoices and credit notes, by number.
        pub invoices: Vec<InvoiceHit>,
        /// Support requests, by number; for support.
        pub requests: Vec<RequestRow>,
    }
}

impl Hits {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.partners.is_empty()
            && self.users.is_empty()
            && self.orders.is_empty()
            && self.invoices.is_empty()
            && self.requests.is_empty()
    }
}

wire! {
    /// A competency that a partner has, had or will have.
    pub struct HeldCompetency {
        /// What the area is called.
        pub area: Localized,
        /// The level.
        pub level: Level,
        /// First day.
        pub from: NaiveDate,
        /// Last day; none if no end is known.
        pub until: Option<NaiveDate>,
    }
}

wire! {
    /// A partner's page: answer of `GET /api/operator/partners/{id}`.
    pub struct PartnerStory {
        /// The partner with its subscriptions and open orders: what its own verdicts are reached from.
        pub facts: Facts,
        /// The server's clock, where the partner is.
        pub clock: Today,
        /// The language of its mails.
        pub language: Language,
        /// When its legal profile was last sent in, if that was here.
        pub submitted_at: Option<DateTime<Utc>>,
        /// The agreement it accepted when it joined, and when; none if it came by an import.
        pub agreed: Option<(String, DateTime<Utc>)>,
        /// Days relative to an anniversary on which reminders are sent.
        pub reminders: Vec<i32>,
        /// Its competencies.
        pub competencies: Vec<HeldCompetency>,
        /// How many customers have asked it for help.
        pub leads: u64,
        /// What the vendor lets it do once, the newest first.
        pub overrides: Vec<OverrideRow>,
        /// How many days an override may last.
        pub override_days: u32,
        /// Who has claimed it.
        pub claim: Option<Claim>,
        /// Its version: forms send it along, so that a change meanwhile is seen first.
        pub version: i64,
    }
}

wire! {
    /// A part of a partner's story that comes in pages.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Section {
        /// Its users.
        Users,
        /// Its orders, the newest first.
        Orders,
        /// Its invoices and credit notes, the newest first.
        Invoices,
        /// Its payments by transfer, the newest first.
        Payments,
        /// Its support requests, the newest first; for support.
        Requests,
        /// The mails that were sent to it, the newest first.
        Mails,
        /// Lines of the audit log about it, the newest first.
        Audit,
    }
}

impl Section {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::Users, Self::Orders, Self::Invoices, Self::Payments, Self::Requests, Self::Mails, Self::Audit];

    /// As it stands in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Orders => "orders",
            Self::Invoices => "invoices",
            Self::Payments => "payments",
            Self::Requests => "requests",
            Self::Mails => "mails",
            Self::Audit => "audit",
        }
    }

    /// Whether an operator who does this work sees it: what partners write to support is for support.
    #[must_use]
    pub fn is_for(self, role: OperatorRole) -> bool {
        self != Self::Requests || role == OperatorRole::Support
    }
}

wire! {
    /// A row of a section.
    #[serde(rename_all = "snake_case")]
    pub enum StoryRow {
        /// A user.
        User {
            /// Name.
            name: String,
            /// E-mail address.
            email: String,
            /// Roles.
            roles: Vec<Role>,
            /// When the user last signed in.
            last_signed_in: Option<DateTime<Utc>>,
        },
        /// An order.
        Order {
            /// Its number.
            number: OrderNumber,
            /// What it is for.
            purpose: Purpose,
            /// How far it has come.
            state: OrderState,
            /// How it is paid.
            method: PaymentMethod,
            /// What it costs.
            total: Money,
            /// When it was started.
            started_at: DateTime<Utc>,
        },
        /// An invoice or credit note.
        Invoice {
            /// Its number.
            number: String,
            /// The order it is for.
            order: OrderNumber,
            /// Day of issue.
            issued_on: NaiveDate,
            /// What it is about.
            total: Money,
        },
        /// Money that has arrived.
        Payment {
            /// The order that it names.
            order: Option<OrderNumber>,
            /// How much.
            amount: Money,
            /// The bank's reference.
            reference: String,
            /// The day on which it arrived.
            received_on: NaiveDate,
            /// Why some of it pays nothing, if so.
            held: Option<WhyHeld>,
        },
        /// A support request.
        Request(RequestRow),
        /// A mail. What it says is not shown: it may let in whoever reads it.
        Mail {
            /// What sort of notice.
            kind: String,
            /// Subject.
            subject: String,
            /// E-mail address.
            to: String,
            /// When it was written.
            written_at: DateTime<Utc>,
            /// Whether it was handed over.
            sent: bool,
        },
        /// A line of the audit log.
        Line {
            /// Name of who did it; a part of the portal by its own name.
            by: String,
            /// What was done.
            what: String,
            /// To what.
            subject: String,
            /// When.
            at: DateTime<Utc>,
        },
    }
}

wire! {
    /// A page of a section: answer of `GET /api/operator/partners/{id}/{section}`.
    pub struct StoryPage {
        /// At most 20.
        pub rows: Vec<StoryRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn asked(text: &str) -> Question {
        Question::of(text).unwrap()
    }

    #[test]
    fn digits_are_a_partner_id_or_a_number_and_no_name() {
        let id = asked("4100001");
        assert_eq!((id.partner.as_deref(), id.number, id.name), (Some("4100001"), Some(4_100_001), false));
        assert_eq!(asked("410").partner.as_deref(), Some("410"));
        assert_eq!((asked("41").partner, asked("41").number), (None, Some(41)));
        assert_eq!(asked(" #100001 ").number, Some(100_001));
        assert_eq!(asked("41000010").partner, None);
    }

    #[test]
    fn an_invoice_is_known_by_the_look_of_its_number() {
        assert_eq!(asked("2027-000001").invoice.as_deref(), Some("2027-000001"));
        assert_eq!(asked("c2027-0").invoice.as_deref(), Some("C2027-0"));
        assert_eq!(asked("2027").invoice, None);
        assert_eq!(asked("2027_000001").invoice, None);
    }

    #[test]
    fn an_address_is_looked_for_in_small_letters_and_is_no_name() {
        let address = asked("Haru@Aoba.example");
        assert_eq!((address.email.as_deref(), address.name), (Some("haru@aoba.example"), false));
        assert_eq!(asked("Aoba Systems").email, None);
        assert_eq!(asked("青葉").email, None);
    }

    #[test]
    fn one_letter_is_too_little_and_one_character_of_japanese_is_not() {
        assert_eq!(Question::of(" a "), None);
        assert_eq!(Question::of(""), None);
        assert_eq!(Question::of("#"), None);
        assert_eq!(asked("ao\u{0}ba").text, "aoba");
        assert!(asked("青").name && asked("ab").name);
    }

    #[test]
    fn only_support_reads_what_partners_write_to_it() {
        for role in OperatorRole::ALL {
            for section in Section::ALL {
                assert_eq!(
                    section.is_for(role),
                    section != Section::Requests || role == OperatorRole::Support
                );
                assert_eq!(serde_json::to_value(section).unwrap(), section.code());
            }
        }
    }
}
