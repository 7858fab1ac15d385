//! Webhooks out: what the vendor's own systems are told of, and how often it is tried. What happens in the programme leaves
//! a line in the audit log; an event is what follows from such a line.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::problem::{FieldError, FieldFault, LONGEST_FIELD};
use crate::{codes, wire};

/// How many endpoints there may be.
pub const MOST_ENDPOINTS: u64 = 20;
/// The longest address of an endpoint, in characters.
pub const LONGEST_URL: usize = 500;
/// What every secret begins with, as Standard Webhooks has it.
pub const SECRET_PREFIX: &str = "whsec_";
/// For how many hours the secret before signs too.
pub const OLD_SECRET_HOURS: i64 = 24;
/// After how many days of nothing but failures an endpoint is turned off.
pub const FAILING_DAYS: i64 = 5;
/// Of which version the payloads are. What is added keeps it.
pub const PAYLOAD_VERSION: u32 = 1;
/// Seconds to wait after each try that failed; after the last no other follows. Together some three days.
const BACK_OFF: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

wire! {
    /// What is told of. The names are stable.
    #[derive(Copy, Hash)]
    pub enum Event {
        /// **Buy** was pressed, or an automatic renewal has placed an order.
        #[serde(rename = "order.placed")]
        OrderPlaced,
        /// Money has arrived for an order.
        #[serde(rename = "order.paid")]
        OrderPaid,
        /// A card was declined.
        #[serde(rename = "order.declined")]
        OrderDeclined,
        /// A payment proof was uploaded.
        #[serde(rename = "order.proof_submitted")]
        OrderProofSubmitted,
        /// An order was cancelled before it was paid.
        #[serde(rename = "order.cancelled")]
        OrderCancelled,
        /// An order's transfer did not arrive in time.
        #[serde(rename = "order.expired")]
        OrderExpired,
        /// An order's money is given back.
        #[serde(rename = "order.refunded")]
        OrderRefunded,
        /// Money has arrived by transfer, whatever it pays.
        #[serde(rename = "payment.received")]
        PaymentReceived,
        /// A subscription has begun.
        #[serde(rename = "subscription.started")]
        SubscriptionStarted,
        /// A subscription was renewed.
        #[serde(rename = "subscription.renewed")]
        SubscriptionRenewed,
        /// A renewal window has closed without a renewal.
        #[serde(rename = "subscription.expired")]
        SubscriptionExpired,
        /// A subscription was cancelled: at once with a refund, else at its anniversary.
        #[serde(rename = "subscription.cancelled")]
        SubscriptionCancelled,
        /// An invoice was issued.
        #[serde(rename = "invoice.issued")]
        InvoiceIssued,
        /// A credit note was issued.
        #[serde(rename = "credit_note.issued")]
        CreditNoteIssued,
        /// A company has joined.
        #[serde(rename = "partner.joined")]
        PartnerJoined,
        /// A legal profile was verified.
        #[serde(rename = "partner.verified")]
        PartnerVerified,
        /// A legal profile was rejected.
        #[serde(rename = "partner.rejected")]
        PartnerRejected,
        /// A partner was suspended.
        #[serde(rename = "partner.suspended")]
        PartnerSuspended,
        /// A partner's suspension was lifted.
        #[serde(rename = "partner.reinstated")]
        PartnerReinstated,
        /// A support request was opened.
        #[serde(rename = "support.request_opened")]
        RequestOpened,
        /// The partner has written in a support request.
        #[serde(rename = "support.request_replied")]
        RequestReplied,
        /// The vendor has answered a support request.
        #[serde(rename = "support.request_answered")]
        RequestAnswered,
        /// A support request was closed.
        #[serde(rename = "support.request_closed")]
        RequestClosed,
        /// A customer has asked for a partner's help.
        #[serde(rename = "lead.received")]
        LeadReceived,
        /// Another version of the programme is in force.
        #[serde(rename = "programme.published")]
        ProgrammePublished,
        /// Nothing has happened: somebody tries an endpoint out.
        #[serde(rename = "webhook.test")]
        Test,
    }
}

codes!(Event: OrderPlaced = "order.placed", OrderPaid = "order.paid", OrderDeclined = "order.declined",
    OrderProofSubmitted = "order.proof_submitted", OrderCancelled = "order.cancelled", OrderExpired = "order.expired",
    OrderRefunded = "order.refunded", PaymentReceived = "payment.received", SubscriptionStarted = "subscription.started",
    SubscriptionRenewed = "subscription.renewed", SubscriptionExpired = "subscription.expired",
    SubscriptionCancelled = "subscription.cancelled", InvoiceIssued = "invoice.issued",
    CreditNoteIssued = "credit_note.issued", PartnerJoined = "partner.joined", PartnerVerified = "partner.verified",
    PartnerRejected = "partner.rejected", PartnerSuspended = "partner.suspended", PartnerReinstated = "partner.reinstated",
    RequestOpened = "support.request_opened", RequestReplied = "support.request_replied",
    RequestAnswered = "support.request_answered", RequestClosed = "support.request_closed",
    LeadReceived = "lead.received", ProgrammePublished = "programme.published", Test = "webhook.test");

impl Event {
    /// Those that one chooses among.
    pub fn to_choose() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|event| *event != Self::Test)
    }
}

/// What the audit log says when a renewal window has closed: of that there is no line, since nobody has changed anything.
pub const LAPSED: &str = "subscription lapsed";

/// What else is known of a line of the audit log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// Where the verification of a legal profile stands, or what came of it.
    pub verification: Option<&'a str>,
    /// Whether the order renews something.
    pub renews: bool,
}

/// What follows from a line of the audit log by its action; nothing from most.
#[must_use]
pub fn events_of(action: &str, of: Circumstances<'_>) -> Vec<Event> {
    let term = if of.renews { Event::SubscriptionRenewed } else { Event::SubscriptionStarted };
    let decided = match of.verification {
        Some("verified") => vec![Event::PartnerVerified],
        Some("rejected") => vec![Event::PartnerRejected],
        _ => Vec::new(),
    };
    match action {
        "order bought" | "order placed" => vec![Event::OrderPlaced],
        "order paid" => vec![Event::OrderPaid, term, Event::InvoiceIssued],
        "charge declined" => vec![Event::OrderDeclined],
        "payment proof uploaded" => vec![Event::OrderProofSubmitted],
        "order cancelled" => vec![Event::OrderCancelled],
        "order expired" => vec![Event::OrderExpired],
        "order refunded" => vec![Event::OrderRefunded, Event::SubscriptionCancelled, Event::CreditNoteIssued],
        "tax refunded" => vec![Event::CreditNoteIssued, Event::InvoiceIssued],
        "payment recorded" => vec![Event::PaymentReceived],
        "subscription cancelled" => vec![Event::SubscriptionCancelled],
        LAPSED => vec![Event::SubscriptionExpired],
        "programme published" => vec![Event::ProgrammePublished],
        "partner joined" => [vec![Event::PartnerJoined], decided].concat(),
        "legal profile decided on" => decided,
        "partner suspended" => vec![Event::PartnerSuspended],
        "suspension lifted" => vec![Event::PartnerReinstated],
        "support request opened" => vec![Event::RequestOpened],
        "support request replied to" => vec![Event::RequestReplied],
        "support request answered" => vec![Event::RequestAnswered],
        "support request closed" => vec![Event::RequestClosed],
        "lead received" => vec![Event::LeadReceived],
        _ => Vec::new(),
    }
}

/// Events as the table keeps them: codes with blanks between.
#[must_use]
pub fn codes_of(events: &[Event]) -> String {
    let each = Event::to_choose().filter(|event| events.contains(event));
    each.map(Event::code).collect::<Vec<_>>().join(" ")
}

/// The same the other way round; unknown ones are none.
#[must_use]
pub fn events_in(codes: &str) -> Vec<Event> {
    codes.split_whitespace().filter_map(Event::of_code).collect()
}

/// How long to wait after so many tries that failed; none if no other follows.
#[must_use]
pub fn wait_after(failed: u32) -> Option<TimeDelta> {
    let index = usize::try_from(failed).ok()?.checked_sub(1)?;
    BACK_OFF.get(index).map(|seconds| TimeDelta::seconds(*seconds))
}

/// Whether an endpoint that has failed since then, and never taken anything, is given up now.
#[must_use]
pub fn is_given_up(failing_since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - failing_since >= TimeDelta::days(FAILING_DAYS)
}

/// What is wrong with the address of an endpoint, as far as one can see from it: it goes over TLS, or stays on the machine
/// itself, and carries neither password nor fragment.
#[must_use]
pub fn url_fault(url: &str) -> Option<FieldFault> {
    let url = url.trim();
    if url.is_empty() {
        return Some(FieldFault::Missing);
    }
    if url.chars().count() > LONGEST_URL {
        return Some(FieldFault::TooLong);
    }
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_safe = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") && is_here;
    let odd =
        url.contains(['@', '#', '\\']) || url.chars().any(|char| char.is_whitespace() || char.is_control());
    (!is_safe || host.is_empty() || odd).then_some(FieldFault::Malformed)
}

wire! {
    /// Why an endpoint is off.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum OffBecause {
        /// An operator wants it so.
        ByHand,
        /// It has answered that it is gone (410).
        Gone,
        /// It has taken nothing for days.
        Failing,
    }
}

codes!(OffBecause: ByHand = "by_hand", Gone = "gone", Failing = "failing");

wire! {
    /// Where events are sent to.
    pub struct EndpointView {
        /// Id.
        pub id: String,
        /// Address.
        pub url: String,
        /// What it is for.
        pub description: String,
        /// What it is told of.
        pub events: Vec<Event>,
        /// Why it is off; none if it is on.
        pub off: Option<OffBecause>,
        /// Since when it has taken nothing, if it takes nothing.
        pub failing_since: Option<DateTime<Utc>>,
        /// Until when the secret before signs too.
        pub old_secret_until: Option<DateTime<Utc>>,
        /// Deliveries under way.
        pub pending: u64,
        /// Deliveries that were given up.
        pub failed: u64,
        /// Raised by every change by hand: nobody's change undoes another's that was not seen.
        pub version: i32,
    }
}

impl EndpointView {
    /// Whether something can be sent to it now, by hand too.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.off.is_none()
    }
}

wire! {
    /// All endpoints, by when they were made: answer of `GET /api/operator/webhooks`.
    pub struct Endpoints {
        /// They.
        pub endpoints: Vec<EndpointView>,
        /// For how many days deliveries are kept.
        pub kept_days: u32,
    }
}

wire! {
    /// Body of `POST /api/operator/webhooks` and `PUT /api/operator/webhooks/{id}`.
    #[serde(deny_unknown_fields)]
    pub struct EndpointChange {
        /// Address.
        pub url: String,
        /// What it is for.
        pub description: String,
        /// What it is told of.
        pub events: Vec<Event>,
        /// Whether it is told.
        pub on: bool,
        /// The version that was shown; 0 for a new one.
        pub seen: i32,
    }
}

impl EndpointChange {
    /// What is wrong with it, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let long = self.description.trim().chars().count() > LONGEST_FIELD;
        let none = !self.events.iter().any(|event| *event != Event::Test);
        let all = [
            ("url", url_fault(&self.url)),
            ("description", long.then_some(FieldFault::TooLong)),
            ("events", none.then_some(FieldFault::Missing)),
        ];
        all.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// An endpoint with its new secret: the only answer that has it.
    pub struct SecretMade {
        /// The secret, as the libraries of Standard Webhooks take it.
        pub secret: String,
        /// The endpoint.
        pub endpoint: EndpointView,
    }
}

wire! {
    /// Body of the posts that say which version of an endpoint was shown.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct EndpointSeen {
        /// The version.
        pub seen: i32,
    }
}

wire! {
    /// How far a delivery has come.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum DeliveryState {
        /// It is tried, or will be.
        Pending,
        /// The endpoint has taken it.
        Delivered,
        /// It is not tried any more.
        Failed,
    }
}

codes!(DeliveryState: Pending = "pending", Delivered = "delivered", Failed = "failed");

wire! {
    /// Why there was no answer.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum NoAnswer {
        /// It took too long.
        TimedOut,
        /// Nobody is there, or not by TLS.
        Unreachable,
        /// The address leads into a network where the portal does not go.
        OutOfReach,
        /// The secret cannot be read: it was sealed with another installation's key.
        SecretLost,
    }
}

codes!(NoAnswer: TimedOut = "timed_out", Unreachable = "unreachable", OutOfReach = "out_of_reach",
    SecretLost = "secret_lost");

wire! {
    /// One try.
    pub struct AttemptView {
        /// When.
        pub at: DateTime<Utc>,
        /// The status that was answered.
        pub status: Option<u16>,
        /// Why none was.
        pub no_answer: Option<NoAnswer>,
        /// How many milliseconds it took.
        pub milliseconds: u32,
        /// The beginning of the answer.
        pub answer: String,
    }
}

wire! {
    /// An event on its way to an endpoint.
    pub struct DeliveryView {
        /// Id.
        pub id: String,
        /// What is told.
        pub event: Event,
        /// The message's id, the same at each try: header `webhook-id`.
        pub message: String,
        /// When it was written.
        pub created_at: DateTime<Utc>,
        /// How far it has come.
        pub state: DeliveryState,
        /// When it is tried next.
        pub next_try_at: Option<DateTime<Utc>>,
        /// What is sent.
        pub payload: String,
        /// The tries, the newest first.
        pub attempts: Vec<AttemptView>,
    }
}

wire! {
    /// Deliveries to an endpoint, the newest first: answer of `GET /api/operator/webhooks/{id}`.
    pub struct DeliveryPage {
        /// The endpoint.
        pub endpoint: EndpointView,
        /// Some of its deliveries.
        pub deliveries: Vec<DeliveryView>,
        /// For how many days they are kept.
        pub kept_days: u32,
        /// The civil date in the programme's zone.
        pub today: NaiveDate,
        /// Where the next page starts, if there is one.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Body of `POST /api/operator/webhooks/{id}/replays`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct ReplayFailed {
        /// Since the beginning of which day they were written, in the programme's zone.
        pub since: NaiveDate,
    }
}

wire! {
    /// How many deliveries are sent again: answer of the same.
    #[derive(Copy)]
    pub struct Replayed {
        /// How many.
        pub count: u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn it_is_tried_for_some_three_days_and_then_given_up() {
        assert_eq!(wait_after(1), Some(TimeDelta::seconds(5)));
        assert_eq!((wait_after(9), wait_after(10), wait_after(0)), (Some(TimeDelta::hours(24)), None, None));
        let all: TimeDelta = (1..).map_while(wait_after).sum();
        assert_eq!(all.num_hours(), 75);
    }

    #[test]
    fn an_endpoint_is_given_up_after_five_days() {
        let since: DateTime<Utc> = "2027-03-10T12:00:00Z".parse().unwrap();
        assert!(!is_given_up(since, since + TimeDelta::days(5) - TimeDelta::seconds(1)));
        assert!(is_given_up(since, since + TimeDelta::days(5)));
    }

    #[test]
    fn being_paid_tells_of_the_order_of_its_invoice_and_of_what_began() {
        let plain = Circumstances::default();
        let renewed = Circumstances { renews: true, ..plain };
        assert_eq!(
            events_of("order paid", plain),
            [Event::OrderPaid, Event::SubscriptionStarted, Event::InvoiceIssued]
        );
        assert!(events_of("order paid", renewed).contains(&Event::SubscriptionRenewed));
        assert!(events_of("language chosen", plain).is_empty());
    }

    #[test]
    fn what_is_decided_of_a_profile_is_told_and_nothing_while_it_waits() {
        let with =
            |verification| Circumstances { verification: Some(verification), ..Circumstances::default() };
        assert_eq!(events_of("legal profile decided on", with("verified")), [Event::PartnerVerified]);
        assert_eq!(events_of("legal profile decided on", with("rejected")), [Event::PartnerRejected]);
        assert_eq!(events_of("programme published", Circumstances::default()), [Event::ProgrammePublished]);
        assert_eq!(events_of("partner joined", with("pending")), [Event::PartnerJoined]);
        assert_eq!(
            events_of("partner joined", with("verified")),
            [Event::PartnerJoined, Event::PartnerVerified]
        );
    }

    #[test]
    fn events_stand_by_their_names_and_the_test_is_not_chosen() {
        for event in Event::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.code());
        }
        assert_eq!(codes_of(&[Event::Test, Event::OrderPaid]), "order.paid");
        assert_eq!(events_in("order.paid unknown lead.received"), [Event::OrderPaid, Event::LeadReceived]);
    }

    #[test]
    fn an_address_goes_over_tls_or_stays_on_the_machine() {
        for good in [
            "https://erp.example/hooks?of=tokuten",
            "https://[2001:db8::1]:8443/",
            "http://localhost:3000/",
            "http://127.0.0.1:3000/in",
            "http://[::1]:3000/",
        ] {
            assert_eq!(url_fault(good), None, "{good}");
        }
        for bad in [
            "http://erp.example/",
            "ftp://erp.example/",
            "erp.example",
            "https://",
            "https:///path",
            "https://user:password@erp.example/",
            "https://erp.example/#part",
            "https://erp.example/a b",
            "http://localhost.erp.example/",
            "http://127.erp.example/",
        ] {
            assert_eq!(url_fault(bad), Some(FieldFault::Malformed), "{bad}");
        }
        assert_eq!(url_fault("  "), Some(FieldFault::Missing));
        assert_eq!(url_fault(&format!("https://erp.example/{}", "x".repeat(500))), Some(FieldFault::TooLong));
    }

    #[test]
    fn an_endpoint_is_told_of_something() {
        let change = EndpointChange {
            url: "https://erp.example/".into(),
            description: "x".repeat(121),
            events: vec![Event::Test],
            on: true,
            seen: 0,
        };
        let faults: Vec<_> = change.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(faults, ["description", "events"]);
    }
}
