//! Leads: what customers ask a partner in the directory, and what becomes of it (domain.md, "Business profile and
//! leads").

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::money::Money;
use crate::problem::{FieldError, FieldFault, LONGEST_FIELD, line_fault};
use crate::sessions::email_fault;
use crate::{codes, wire};

/// The longest message or reason, in characters.
pub const LONGEST_MESSAGE: usize = 5_000;

wire! {
    /// How far a lead has come.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum LeadState {
        /// Nobody has taken it up yet.
        Received,
        /// The partner works on the deal.
        Accepted,
        /// The deal was made.
        Won,
        /// The deal was not made.
        Lost,
        /// The partner did not want it.
        Declined,
        /// Nobody took it up in time.
        Expired,
    }
}

impl LeadState {
    /// Whether nothing can happen to it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Won | Self::Lost | Self::Declined | Self::Expired)
    }
}

/// For how many days after a lead is over its customer's personal data are kept, if not without end: as long as the
/// customer was told; of those who were told nothing as long as the programme says now.
#[must_use]
pub fn kept_days(told: Option<u32>, programme: Option<u32>) -> Option<u32> {
    told.or(programme)
}

codes!(LeadState: Received = "received", Accepted = "accepted", Won = "won", Lost = "lost", Declined = "declined", Expired = "expired");

wire! {
    /// What a lead that was accepted is to become: body of `POST /api/leads/{number}/accept`.
    #[serde(deny_unknown_fields)]
    pub struct Deal {
        /// What the deal is called.
        pub name: String,
        /// What it is worth, in the partner's currency.
        pub value: Money,
        /// The day on which it is expected to be made.
        pub date: NaiveDate,
    }
}

impl Deal {
    /// What is wrong with it, for a partner that is billed in this currency (ISO 4217).
    #[must_use]
    pub fn faults(&self, currency: &str) -> Vec<FieldError> {
        let odd = self.value.amount < 0 || self.value.currency.code() != currency;
        let faults = [("name", line_fault(&self.name)), ("value", odd.then_some(FieldFault::Malformed))];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }

    /// The same with surrounding white space taken off.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self { name: self.name.trim().to_owned(), ..self }
    }
}

wire! {
    /// Why a lead is not wanted: body of `POST /api/leads/{number}/decline`.
    #[serde(deny_unknown_fields)]
    pub struct Declining {
        /// For colleagues; the customer does not see it.
        pub reason: String,
    }
}

impl Declining {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        message_fault(&self.reason).map(|fault| FieldError::new("reason", fault)).into_iter().collect()
    }
}

wire! {
    /// How a deal went: body of `POST /api/leads/{number}/outcome`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct LeadOutcome {
        /// Whether it was made.
        pub won: bool,
    }
}

wire! {
    /// Where a lead stands, with what is known there.
    #[serde(rename_all = "snake_case")]
    pub enum LeadStanding {
        /// Nobody has taken it up yet.
        Received,
        /// The partner works on this deal.
        Accepted(Deal),
        /// It was made.
        Won(Deal),
        /// It was not made.
        Lost(Deal),
        /// The partner did not want it, for this reason.
        Declined(String),
        /// Nobody took it up in time.
        Expired,
    }
}

/// What can happen to a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadEvent {
    /// Somebody takes it up.
    Accept(Deal),
    /// Somebody does not want it, for this reason.
    Decline(String),
    /// The deal is over.
    Close {
        /// Whether it was made.
        won: bool,
    },
    /// So many days have gone by.
    TimePassed,
}

/// The event cannot happen to a lead in that state; it was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidLead {
    /// How far the lead has come.
    pub state: LeadState,
}

impl fmt::Display for InvalidLead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "that cannot happen to a lead that is {}", self.state.code())
    }
}

impl std::error::Error for InvalidLead {}

impl LeadStanding {
    /// The state alone.
    #[must_use]
    pub const fn state(&self) -> LeadState {
        match self {
            Self::Received => LeadState::Received,
            Self::Accepted(_) => LeadState::Accepted,
            Self::Won(_) => LeadState::Won,
            Self::Lost(_) => LeadState::Lost,
            Self::Declined(_) => LeadState::Declined,
            Self::Expired => LeadState::Expired,
        }
    }

    /// The deal, where there is one.
    #[must_use]
    pub const fn deal(&self) -> Option<&Deal> {
        match self {
            Self::Accepted(deal) | Self::Won(deal) | Self::Lost(deal) => Some(deal),
            Self::Received | Self::Declined(_) | Self::Expired => None,
        }
    }

    /// The same without what somebody has written freely, who may have named the customer: what is counted stays.
    #[must_use]
    pub fn erased(self) -> Self {
        let unnamed = |deal: Deal| Deal { name: String::new(), ..deal };
        match self {
            Self::Accepted(deal) => Self::Accepted(unnamed(deal)),
            Self::Won(deal) => Self::Won(unnamed(deal)),
            Self::Lost(deal) => Self::Lost(unnamed(deal)),
            Self::Declined(_) => Self::Declined(String::new()),
            Self::Received | Self::Expired => self,
        }
    }

    /// Where it stands after `event`; the only way from one state to another. What has led here already leads here
    /// again: two presses of the same button are one.
    pub fn after(self, event: LeadEvent) -> Result<Self, InvalidLead> {
        match (self, event) {
            (Self::Received, LeadEvent::Accept(deal)) => Ok(Self::Accepted(deal)),
            (Self::Received, LeadEvent::Decline(reason)) => Ok(Self::Declined(reason)),
            (Self::Received, LeadEvent::TimePassed) => Ok(Self::Expired),
            (Self::Accepted(deal), LeadEvent::Close { won: true }) => Ok(Self::Won(deal)),
            (Self::Accepted(deal), LeadEvent::Close { won: false }) => Ok(Self::Lost(deal)),
            (here, event) if here.was_led_here_by(&event) => Ok(here),
            (here, _) => Err(InvalidLead { state: here.state() }),
        }
    }

    fn was_led_here_by(&self, event: &LeadEvent) -> bool {
        match (self, event) {
            (Self::Accepted(deal), LeadEvent::Accept(again)) => deal == again,
            (Self::Declined(reason), LeadEvent::Decline(again)) => reason == again,
            (Self::Won(_), LeadEvent::Close { won }) => *won,
            (Self::Lost(_), LeadEvent::Close { won }) => !won,
            (Self::Expired, LeadEvent::TimePassed) => true,
            _ => false,
        }
    }
}

/// A customer's inquiry, from the form of a public page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
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
    /// Whether the customer agrees that this is kept and passed on.
    pub consents: bool,
}

impl Inquiry {
    /// What is wrong with it, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let faults = [
            ("name", line_fault(&self.name)),
            ("company", long_fault(&self.company)),
            ("email", email_fault(&self.email)),
            ("phone", phone_fault(&self.phone)),
            ("message", message_fault(&self.message)),
            ("consent", (!self.consents).then_some(FieldFault::Missing)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }

    /// The same with surrounding white space taken off.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            name: trim(self.name),
            company: trim(self.company),
            email: trim(self.email),
            phone: trim(self.phone),
            message: trim(self.message),
            consents: self.consents,
        }
    }
}

fn long_fault(line: &str) -> Option<FieldFault> {
    (line.trim().chars().count() > LONGEST_FIELD).then_some(FieldFault::TooLong)
}

/// As far as can be told without the numbering plans of all countries: those the server knows.
fn phone_fault(phone: &str) -> Option<FieldFault> {
    let known = |char: char| char.is_ascii_digit() || matches!(char, '+' | '-' | '(' | ')' | '.' | '/' | ' ');
    match phone.trim() {
        "" => None,
        phone if phone.chars().count() > LONGEST_FIELD => Some(FieldFault::TooLong),
        phone if !phone.chars().all(known) => Some(FieldFault::Malformed),
        _ => None,
    }
}

fn message_fault(text: &str) -> Option<FieldFault> {
    match text.trim() {
        "" => Some(FieldFault::Missing),
        text if text.chars().count() > LONGEST_MESSAGE => Some(FieldFault::TooLong),
        _ => None,
    }
}

wire! {
    /// A lead in a list.
    pub struct LeadRow {
        /// Its number.
        pub number: i64,
        /// Who asks; empty once it was erased.
        pub name: String,
        /// For which company; may be empty.
        pub company: String,
        /// How far it has come.
        pub state: LeadState,
        /// When it came in.
        pub received_at: DateTime<Utc>,
        /// Last day on which it can be taken up, while nobody has.
        pub until: Option<NaiveDate>,
        /// What the deal is worth, where there is one.
        pub value: Option<Money>,
        /// Last day on which the customer's personal data are kept, where that is known.
        pub kept_until: Option<NaiveDate>,
        /// The day on which they were erased.
        pub erased_on: Option<NaiveDate>,
    }
}

wire! {
    /// Leads, the newest first: answer of `GET /api/leads`.
    pub struct LeadPage {
        /// At most 50.
        pub leads: Vec<LeadRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// A lead with all that is known of it.
    pub struct LeadView {
        /// What the list shows of it.
        pub row: LeadRow,
        /// E-mail address of who asks.
        pub email: String,
        /// Phone number; may be empty.
        pub phone: String,
        /// What is asked.
        pub message: String,
        /// Where it stands.
        pub standing: LeadStanding,
        /// What the customer has agreed to, word by word; it was when the lead came in.
        pub consent: String,
        /// When something last happened to it.
        pub updated_at: DateTime<Utc>,
        /// ISO 4217 code in which deals are counted.
        pub currency: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn deal() -> Deal {
        Deal { name: "Migration".into(), value: Money::new(900_000, Currency::JPY), date: date("2027-06-30") }
    }

    fn events() -> [LeadEvent; 5] {
        [
            LeadEvent::Accept(deal()),
            LeadEvent::Decline("No time".into()),
            LeadEvent::Close { won: true },
            LeadEvent::Close { won: false },
            LeadEvent::TimePassed,
        ]
    }

    #[test]
    fn a_lead_goes_the_ways_of_the_programme_and_no_other() {
        use LeadState::{Accepted, Declined, Expired, Lost, Received, Won};
        let states = [
            LeadStanding::Received,
            LeadStanding::Accepted(deal()),
            LeadStanding::Won(deal()),
            LeadStanding::Lost(deal()),
            LeadStanding::Declined("No time".into()),
            LeadStanding::Expired,
        ];
        let ways = |standing: &LeadStanding| {
            let after = |event| standing.clone().after(event).ok().map(|to| to.state());
            events().map(after)
        };
        let expected = [
            (Received, [Some(Accepted), Some(Declined), None, None, Some(Expired)]),
            (Accepted, [Some(Accepted), None, Some(Won), Some(Lost), None]),
            (Won, [None, None, Some(Won), None, None]),
            (Lost, [None, None, None, Some(Lost), None]),
            (Declined, [None, Some(Declined), None, None, None]),
            (Expired, [None, None, None, None, Some(Expired)]),
        ];
        for (standing, (state, to)) in states.iter().zip(expected) {
            assert_eq!((standing.state(), ways(standing)), (state, to));
        }
    }

    #[test]
    fn a_lead_that_was_accepted_is_not_accepted_as_another_deal() {
        let other = Deal { name: "Another".into(), ..deal() };
        let refused = LeadStanding::Accepted(deal()).after(LeadEvent::Accept(other));
        assert_eq!(refused, Err(InvalidLead { state: LeadState::Accepted }));
    }

    #[test]
    fn what_the_customer_was_told_counts_and_then_what_the_programme_says() {
        assert_eq!(kept_days(Some(730), Some(30)), Some(730));
        assert_eq!(kept_days(Some(730), None), Some(730));
        assert_eq!(kept_days(None, Some(30)), Some(30));
        assert_eq!(kept_days(None, None), None);
    }

    #[test]
    fn what_is_erased_of_a_lead_leaves_what_is_counted() {
        let won = LeadStanding::Won(deal()).erased();
        assert_eq!(won, LeadStanding::Won(Deal { name: String::new(), ..deal() }));
        assert_eq!(LeadStanding::Declined("No time".into()).erased(), LeadStanding::Declined(String::new()));
        assert_eq!(LeadStanding::Expired.erased(), LeadStanding::Expired);
        let over = LeadState::ALL.map(LeadState::is_over);
        assert_eq!(over, [false, false, true, true, true, true]);
    }

    #[test]
    fn the_deal_stays_with_what_was_won_and_lost() {
        for won in [true, false] {
            let closed = LeadStanding::Accepted(deal()).after(LeadEvent::Close { won }).unwrap();
            assert_eq!(closed.deal(), Some(&deal()));
        }
        assert_eq!(LeadStanding::Expired.deal(), None);
    }

    #[test]
    fn a_deal_has_a_name_and_a_value_in_the_partners_currency() {
        assert!(deal().faults("JPY").is_empty());
        let wrong = Deal { name: " ".into(), value: Money::new(-1, Currency::JPY), ..deal() };
        let fields: Vec<_> = wrong.faults("JPY").into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "value"]);
        assert_eq!(deal().faults("EUR").len(), 1);
    }

    #[test]
    fn an_inquiry_says_who_asks_what_and_agrees() {
        let inquiry = Inquiry {
            name: "Ada Byron".into(),
            company: String::new(),
            email: "ada@customer.example".into(),
            phone: String::new(),
            message: "Can you help?".into(),
            consents: true,
        };
        assert!(inquiry.faults().is_empty());
        let empty = Inquiry {
            name: " ".into(),
            company: "x".repeat(121),
            email: "ada".into(),
            phone: "call me".into(),
            message: "x".repeat(LONGEST_MESSAGE + 1),
            consents: false,
        };
        let fields: Vec<_> = empty.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "company", "email", "phone", "message", "consent"]);
    }

    #[test]
    fn codes_are_what_json_says_and_lead_back() {
        for state in LeadState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(LeadState::of_code(state.code()), Some(state));
        }
    }
}
