//! Support requests: what partners ask the vendor, and how far the answer has come (domain.md, "Support").

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::catalogue::OfferCode;
use crate::facts::Facts;
use crate::orders::OrderNumber;
use crate::partners::PartnerId;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::roles::Permission;
use crate::subscriptions::{Holding, Subscription};
use crate::transfers::TransferContact;
use crate::verdict::Verdict;
use crate::{codes, wire};

/// The longest text of a request or a reply, in characters.
pub const LONGEST_TEXT: usize = 5_000;
/// The largest attachment, in bytes: 5 MiB.
pub const LARGEST_ATTACHMENT: usize = 5 * 1024 * 1024;
/// How many attachments one message may have.
pub const MOST_ATTACHMENTS: usize = 5;

wire! {
    /// Type of problem, in the order of the form.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ProblemType {
        /// Help with partner invoice, payment, or reconciliation file.
        Payment,
        /// Cannot manage my profile.
        Profile,
        /// Membership and benefits.
        Membership,
        /// Competencies.
        Competencies,
        /// Users and sign-in.
        Users,
        /// Something else.
        Other,
    }
}
codes!(ProblemType: Payment = "payment", Profile = "profile", Membership = "membership",
    Competencies = "competencies", Users = "users", Other = "other");

wire! {
    /// How much it keeps the partner from working.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Severity {
        /// A question.
        Minor,
        /// Something does not work, but there is a way around.
        Normal,
        /// Work has stopped, or a date is about to pass.
        Critical,
    }
}
codes!(Severity: Minor = "minor", Normal = "normal", Critical = "critical");

wire! {
    /// How far a request has come.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum RequestState {
        /// Nobody has looked at it yet.
        New,
        /// The vendor works on it.
        InProgress,
        /// The vendor has asked something back.
        WaitingForPartner,
        /// The vendor thinks that it is solved; a reply opens it again.
        Resolved,
        /// Over. What comes up later is a new request.
        Closed,
    }
}
codes!(RequestState: New = "new", InProgress = "in_progress", WaitingForPartner = "waiting_for_partner",
    Resolved = "resolved", Closed = "closed");

/// What can happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestEvent {
    /// Somebody of the partner has written.
    PartnerReplied,
    /// An operator has answered, or done something about it.
    Answered(Next),
    /// Nobody replied for so many days after it was resolved.
    TimePassed,
    /// It goes on in another request.
    Merged,
}

wire! {
    /// What an operator's answer leaves to do.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Next {
        /// The vendor goes on working.
        InProgress,
        /// The partner is asked something.
        WaitingForPartner,
        /// Nothing: it is solved.
        Resolved,
    }
}

/// The event cannot happen to a request in that state; it was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRequest {
    /// How far the request has come.
    pub state: RequestState,
    /// What should have happened.
    pub event: RequestEvent,
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot happen to a request that is {}", self.event, self.state.code())
    }
}

impl std::error::Error for InvalidRequest {}

impl RequestState {
    /// Whether the next word is the vendor's.
    #[must_use]
    pub const fn waits_for_vendor(self) -> bool {
        matches!(self, Self::New | Self::InProgress)
    }

    /// Whether one can still write to it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }

    /// The state after `event`; the only way from one state to another. A reply to what is resolved opens it again.
    pub const fn after(self, event: RequestEvent) -> Result<Self, InvalidRequest> {
        match (self, event) {
            (Self::Resolved, RequestEvent::TimePassed)
            | (
                Self::New | Self::InProgress | Self::WaitingForPartner | Self::Resolved,
                RequestEvent::Merged,
            ) => Ok(Self::Closed),
            (Self::Closed, _) | (_, RequestEvent::TimePassed) => Err(InvalidRequest { state: self, event }),
            (Self::New, RequestEvent::PartnerReplied) => Ok(Self::New),
            (_, RequestEvent::PartnerReplied | RequestEvent::Answered(Next::InProgress)) => {
                Ok(Self::InProgress)
            }
            (_, RequestEvent::Answered(Next::WaitingForPartner)) => Ok(Self::WaitingForPartner),
            (_, RequestEvent::Answered(Next::Resolved)) => Ok(Self::Resolved),
        }
    }
}

wire! {
    /// A new request: field `request` of `POST /api/support/requests`.
    #[serde(deny_unknown_fields)]
    pub struct NewRequest {
        /// Type of problem.
        pub kind: ProblemType,
        /// How urgent it is.
        pub severity: Severity,
        /// In one line.
        pub title: String,
        /// What happened, what was expected.
        pub description: String,
        /// Whom the vendor may call.
        pub contact: TransferContact,
        /// Id of the subscription that is to be cancelled, if that is what is asked for.
        pub cancels: Option<String>,
    }
}

impl NewRequest {
    /// The permission that it takes, beside being signed in.
    #[must_use]
    pub const fn takes(&self) -> Option<Permission> {
        if self.cancels.is_some() { Some(Permission::RequestRefund) } else { None }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let own = [("title", line_fault(&self.title)), ("description", text_fault(&self.description))];
        let own = own.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?)));
        own.chain(self.contact.faults()).collect()
    }
}

wire! {
    /// A reply by somebody of the partner: field `reply` of `POST /api/support/requests/{number}/replies`.
    #[serde(deny_unknown_fields)]
    pub struct Reply {
        /// What is said.
        pub text: String,
    }
}

impl Reply {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        text_fault(&self.text).map(|fault| FieldError::new("text", fault)).into_iter().collect()
    }
}

wire! {
    /// An operator's answer: body of `POST /api/operator/support/{number}/answers`.
    #[serde(deny_unknown_fields)]
    pub struct Answer {
        /// What is said.
        pub text: String,
        /// What it leaves to do.
        pub next: Next,
        /// How many entries of the thread the operator has seen: another one since is seen first.
        pub seen: u32,
    }
}

impl Answer {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        text_fault(&self.text).map(|fault| FieldError::new("text", fault)).into_iter().collect()
    }
}

pub(crate) fn text_fault(text: &str) -> Option<FieldFault> {
    match text.trim() {
        "" => Some(FieldFault::Missing),
        text if text.chars().count() > LONGEST_TEXT => Some(FieldFault::TooLong),
        _ => None,
    }
}

wire! {
    /// A request in a list.
    pub struct RequestRow {
        /// Its number.
        pub number: i64,
        /// In one line.
        pub title: String,
        /// Type of problem.
        pub kind: ProblemType,
        /// How urgent it is.
        pub severity: Severity,
        /// How far it has come.
        pub state: RequestState,
        /// When it was opened.
        pub opened_at: DateTime<Utc>,
        /// When something last happened to it.
        pub updated_at: DateTime<Utc>,
        /// Whose it is.
        pub partner: String,
    }
}

wire! {
    /// A page of requests.
    pub struct RequestPage {
        /// At most 50.
        pub requests: Vec<RequestRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Who wrote an entry of a thread.
    #[serde(rename_all = "snake_case")]
    pub enum Author {
        /// Somebody of the partner, by name.
        Partner(String),
        /// The vendor's support.
        Vendor,
        /// The portal itself.
        Portal,
    }
}

wire! {
    /// A file that came with an entry.
    pub struct Attachment {
        /// Its name in addresses.
        pub id: String,
        /// The file's name, as it was uploaded.
        pub file_name: String,
        /// Size of the file in bytes.
        pub size: u32,
    }
}

wire! {
    /// Something that was done, beside what was said.
    #[serde(rename_all = "snake_case")]
    pub enum Done {
        /// The request came into this state.
        Became(RequestState),
        /// The subscription was cancelled: it ends on its anniversary.
        EndsOn(NaiveDate),
        /// The request goes on in the one of this number.
        MergedInto(i64),
        /// The request of this number goes on here.
        Merged(i64),
    }
}

wire! {
    /// An entry of a thread.
    pub struct ThreadEntry {
        /// When.
        pub at: DateTime<Utc>,
        /// Who.
        pub by: Author,
        /// What was said; empty if only something was done.
        pub text: String,
        /// What was done.
        pub done: Option<Done>,
        /// Files.
        pub attachments: Vec<Attachment>,
    }
}

wire! {
    /// What a request asks to cancel.
    pub struct Cancellation {
        /// Id of the subscription.
        pub subscription: String,
        /// The offer.
        pub offer: OfferCode,
        /// Its anniversary.
        pub expires_on: NaiveDate,
        /// The order that paid for the present term; none if it was not paid here.
        pub order: Option<OrderNumber>,
        /// Whether that order's money may be given back today.
        pub refund: Option<Verdict>,
        /// Why the subscription cannot be cancelled to its anniversary, if so.
        pub refused: Option<NotCancellable>,
        /// Names behind the verdict.
        pub facts: Facts,
    }
}

wire! {
    /// A request with its thread.
    pub struct RequestView {
        /// What the list shows of it.
        pub row: RequestRow,
        /// Whose it is.
        pub partner_id: PartnerId,
        /// Whom the vendor may call.
        pub contact: TransferContact,
        /// What is to be cancelled, if that was asked for: for the vendor's support.
        pub cancellation: Option<Cancellation>,
        /// What was said and done, the oldest first.
        pub thread: Vec<ThreadEntry>,
        /// When it closes by itself, if nobody replies.
        pub closes_on: Option<NaiveDate>,
    }
}

wire! {
    /// Why a subscription cannot be cancelled to its anniversary.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum NotCancellable {
        /// Its term is over, or it has ended already: there is nothing left to end.
        NotRunning,
        /// An order for it awaits payment: that is cancelled or paid first.
        OrderOpen,
    }
}

/// May this subscription be ended on its anniversary, without a refund? (domain.md, "Cancelling, refunds")
pub fn may_cancel(facts: &Facts, held: &Subscription, today: NaiveDate) -> Result<(), NotCancellable> {
    if held.holding != Holding::Held || !held.is_active_on(today) {
        return Err(NotCancellable::NotRunning);
    }
    if facts.is_ordered(&held.offer) { Err(NotCancellable::OrderOpen) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, date, facts};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn answered(next: Next) -> RequestEvent {
        RequestEvent::Answered(next)
    }

    #[test]
    fn a_reply_gives_the_word_to_the_vendor_and_opens_what_was_resolved() {
        use RequestState::{Closed, InProgress, New, Resolved, WaitingForPartner};
        let replied = |state: RequestState| state.after(RequestEvent::PartnerReplied);
        assert_eq!(replied(New), Ok(New));
        for state in [InProgress, WaitingForPartner, Resolved] {
            assert_eq!(replied(state), Ok(InProgress));
        }
        assert!(replied(Closed).is_err());
    }

    #[test]
    fn only_what_is_resolved_closes_and_what_is_closed_stays_so() {
        let events = [
            RequestEvent::Merged,
            RequestEvent::PartnerReplied,
            RequestEvent::TimePassed,
            answered(Next::InProgress),
            answered(Next::WaitingForPartner),
            answered(Next::Resolved),
        ];
        for state in RequestState::ALL {
            let closes = state.after(RequestEvent::TimePassed).is_ok();
            assert_eq!(closes, state == RequestState::Resolved);
            for event in events {
                assert!(state != RequestState::Closed || state.after(event).is_err());
            }
        }
    }

    #[test]
    fn an_answer_leads_where_it_says() {
        for state in RequestState::ALL.into_iter().filter(|state| state.is_open()) {
            assert_eq!(state.after(answered(Next::InProgress)), Ok(RequestState::InProgress));
            assert_eq!(state.after(answered(Next::WaitingForPartner)), Ok(RequestState::WaitingForPartner));
            assert_eq!(state.after(answered(Next::Resolved)), Ok(RequestState::Resolved));
        }
    }

    #[test]
    fn codes_are_what_json_says_and_lead_back() {
        for state in RequestState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(RequestState::of_code(state.code()), Some(state));
        }
        for kind in ProblemType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }

    #[test]
    fn a_text_has_something_in_it_and_an_end() {
        let reply = |text: &str| Reply { text: text.into() }.faults();
        assert!(reply("Thank you.").is_empty());
        assert_eq!(reply(" \n "), [FieldError::new("text", FieldFault::Missing)]);
        assert!(reply(&"あ".repeat(LONGEST_TEXT)).is_empty());
        assert_eq!(reply(&"あ".repeat(LONGEST_TEXT + 1)), [FieldError::new("text", FieldFault::TooLong)]);
    }

    #[test]
    fn what_runs_can_be_cancelled_to_its_anniversary_and_nothing_else() {
        let held = action_pack("2019-06-22");
        let facts = Facts { subscriptions: vec![held.clone()], ..facts() };
        assert_eq!(may_cancel(&facts, &held, date("2019-06-22")), Ok(()));
        assert_eq!(may_cancel(&facts, &held, date("2019-06-23")), Err(NotCancellable::NotRunning));
        let cancelled = Subscription { holding: Holding::Cancelled { ends: held.expires_on }, ..held };
        assert_eq!(may_cancel(&facts, &cancelled, date("2019-06-01")), Err(NotCancellable::NotRunning));
    }
}
