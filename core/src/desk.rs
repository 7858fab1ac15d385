//! The desk of the vendor's operators: work queues, and who has claimed what in them (domain.md, "Operators").
//!
//! What lies in a queue follows from the state of the thing itself; nothing is put into one or taken out.

use chrono::{DateTime, NaiveDate, Utc};

use crate::catalogue::Localized;
use crate::money::Money;
use crate::orders::{OrderNumber, OrderState};
use crate::overrides::{Overridable, OverrideState};
use crate::partners::{PartnerId, Verification};
use crate::refunds::RefundState;
use crate::sessions::OperatorRole;
use crate::support::{RequestState, Severity};
use crate::transfers::WhyHeld;
use crate::{codes, wire};

/// A queue is counted to here and no further: more is "999+".
pub const MOST_COUNTED: u32 = 999;

wire! {
    /// A work queue. Each has the oldest first.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Queue {
        /// Orders whose transfer is awaited, from when they were started.
        Transfers,
        /// Orders with a payment proof to check, from when it was uploaded.
        Proofs,
        /// Money that pays nothing yet, from when it was recorded.
        Unallocated,
        /// Refunds that finance is to transfer, from when they were decided.
        Refunds,
        /// Subscriptions that should have renewed by themselves, did not, and still can; from the first attempt.
        Renewals,
        /// Partners whose legal profile is to be verified, from when it was sent in.
        Partners,
        /// Overrides that wait for a second operator, from when they were asked for.
        Overrides,
        /// Support requests whose next word is the vendor's, from when something last happened to them.
        Requests,
        /// Jobs that are not tried again, from when they were given up.
        Jobs,
    }
}
codes!(Queue: Transfers = "transfers", Proofs = "proofs", Unallocated = "unallocated", Refunds = "refunds",
    Renewals = "renewals", Partners = "partners", Overrides = "overrides", Requests = "requests", Jobs = "jobs");

impl Queue {
    /// Whose work it is; everybody's if it is none's in particular.
    #[must_use]
    pub const fn worked_by(self) -> Option<OperatorRole> {
        match self {
            Self::Transfers | Self::Proofs | Self::Unallocated | Self::Refunds | Self::Renewals => {
                Some(OperatorRole::Finance)
            }
            Self::Partners | Self::Overrides => Some(OperatorRole::Programme),
            Self::Requests => Some(OperatorRole::Support),
            Self::Jobs => None,
        }
    }

    /// Whether an operator who does this work sees the queue.
    #[must_use]
    pub fn is_for(self, role: OperatorRole) -> bool {
        self.worked_by().is_none_or(|worked_by| worked_by == role)
    }

    /// The key that leads to it after `g`.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Transfers => 't',
            Self::Proofs => 'p',
            Self::Unallocated => 'u',
            Self::Refunds => 'r',
            Self::Renewals => 'f',
            Self::Partners => 'v',
            Self::Overrides => 'o',
            Self::Requests => 's',
            Self::Jobs => 'd',
        }
    }

    /// The queue of an order in that state.
    #[must_use]
    pub const fn of_order(state: OrderState) -> Option<Self> {
        match state {
            OrderState::AwaitingTransfer => Some(Self::Transfers),
            OrderState::ProofSubmitted => Some(Self::Proofs),
            _ => None,
        }
    }

    /// The queue of a refund in that state.
    #[must_use]
    pub const fn of_refund(state: RefundState) -> Option<Self> {
        match state {
            RefundState::ToTransfer => Some(Self::Refunds),
            RefundState::AtGateway | RefundState::Made => None,
        }
    }

    /// The queue of a partner whose legal profile stands there.
    #[must_use]
    pub const fn of_partner(verification: &Verification) -> Option<Self> {
        if verification.awaits_decision() { Some(Self::Partners) } else { None }
    }

    /// The queue of an override in that state.
    #[must_use]
    pub const fn of_override(state: OverrideState) -> Option<Self> {
        match state {
            OverrideState::Asked => Some(Self::Overrides),
            OverrideState::Approved | OverrideState::Refused | OverrideState::Withdrawn => None,
        }
    }

    /// The queue of a support request in that state.
    #[must_use]
    pub const fn of_request(state: RequestState) -> Option<Self> {
        if state.waits_for_vendor() { Some(Self::Requests) } else { None }
    }
}

wire! {
    /// How many things are in a queue, as far as they are counted.
    #[derive(Copy)]
    pub struct Count {
        /// At most [`MOST_COUNTED`].
        pub number: u32,
        /// Whether there are more.
        pub more: bool,
    }
}

impl Count {
    /// The count where so many were found, looking for one more than is counted.
    #[must_use]
    pub fn of(found: u64) -> Self {
        let number = u32::try_from(found).unwrap_or(u32::MAX);
        Self { number: number.min(MOST_COUNTED), more: number > MOST_COUNTED }
    }
}

wire! {
    /// What can be claimed.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ThingKind {
        /// An order.
        Order,
        /// Money that has arrived.
        Payment,
        /// A refund.
        Refund,
        /// A subscription.
        Subscription,
        /// A partner.
        Partner,
        /// An override.
        Override,
        /// A support request.
        Request,
        /// A job.
        Job,
    }
}
codes!(ThingKind: Order = "order", Payment = "payment", Refund = "refund", Subscription = "subscription",
    Partner = "partner", Override = "override", Request = "request", Job = "job");

wire! {
    /// A thing in a queue. An order is the same thing in whichever queue it lies.
    #[derive(Hash)]
    #[serde(deny_unknown_fields)]
    pub struct Thing {
        /// What it is.
        pub kind: ThingKind,
        /// Its number or name.
        pub id: String,
    }
}

impl Thing {
    /// The thing of that kind and name.
    #[must_use]
    pub fn new(kind: ThingKind, id: &(impl ToString + ?Sized)) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// Whose work it is; everybody's if it is none's in particular.
    #[must_use]
    pub const fn worked_by(&self) -> Option<OperatorRole> {
        match self.kind {
            ThingKind::Order | ThingKind::Payment | ThingKind::Refund | ThingKind::Subscription => {
                Some(OperatorRole::Finance)
            }
            ThingKind::Partner | ThingKind::Override => Some(OperatorRole::Programme),
            ThingKind::Request => Some(OperatorRole::Support),
            ThingKind::Job => None,
        }
    }

    /// What the audit log calls it.
    #[must_use]
    pub fn subject(&self) -> String {
        let kind = if self.kind == ThingKind::Request { "support request" } else { self.kind.code() };
        format!("{kind} {}", self.id)
    }
}

wire! {
    /// Who has claimed a thing, so that nobody else does the same.
    pub struct Claim {
        /// Id of the operator.
        pub by: String,
        /// Name of the operator.
        pub name: String,
        /// Since when.
        pub since: DateTime<Utc>,
        /// Until when, unless it is claimed again by then.
        pub until: DateTime<Utc>,
    }
}

impl Claim {
    /// Whether it is in force at that instant.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }
}

/// Somebody else holds it. Nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held(pub Claim);

/// May this operator act on something with that claim? What nobody holds is free for all who may work on it.
pub fn may_act(claim: Option<&Claim>, operator: &str, now: DateTime<Utc>) -> Result<(), Held> {
    match claim {
        Some(claim) if claim.holds(now) && claim.by != operator => Err(Held(claim.clone())),
        _ => Ok(()),
    }
}

/// May this operator claim it? What somebody else holds is taken over only by who names that holder: a third who was
/// quicker is seen first.
pub fn may_claim(
    claim: Option<&Claim>,
    operator: &str,
    takes_over: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Held> {
    may_act(claim, operator, now)
        .or_else(|Held(claim)| if takes_over == Some(claim.by.as_str()) { Ok(()) } else { Err(Held(claim)) })
}

wire! {
    /// What an operator claims: body of `POST /api/operator/claims`.
    #[serde(deny_unknown_fields)]
    pub struct ClaimAsked {
        /// What.
        pub thing: Thing,
        /// Id of the operator from whom it is taken over; none if nobody had it.
        pub takes_over: Option<String>,
    }
}

wire! {
    /// What an operator gives back: body of `POST /api/operator/claims/release`.
    #[serde(deny_unknown_fields)]
    pub struct Released {
        /// What.
        pub thing: Thing,
    }
}

wire! {
    /// A dead job that is retried or dropped by hand: body of `POST /api/operator/jobs/{id}/retry` and `/drop`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct JobPressed {
        /// When it was given up, as it was shown: a job that died again since is looked at first.
        pub given_up_at: DateTime<Utc>,
    }
}

wire! {
    /// A line of the audit log about something that somebody meant to change.
    pub struct Meanwhile {
        /// Name of who did it; a part of the portal by its own name.
        pub by: String,
        /// What was done.
        pub what: String,
        /// When.
        pub at: DateTime<Utc>,
    }
}

wire! {
    /// Whose thing it is.
    pub struct Whose {
        /// Partner ID.
        pub id: PartnerId,
        /// Legal name.
        pub name: String,
    }
}

wire! {
    /// What is shown of a thing in its queue.
    #[serde(rename_all = "snake_case")]
    pub enum About {
        /// An order by transfer.
        Order {
            /// Its number.
            number: OrderNumber,
            /// What it costs.
            total: Money,
            /// What has arrived of it.
            received: Money,
            /// Last day for the transfer.
            pay_by: Option<NaiveDate>,
        },
        /// Money that pays nothing yet.
        Payment {
            /// How much.
            amount: Money,
            /// The bank's reference.
            reference: String,
            /// Why it is held.
            why: WhyHeld,
        },
        /// A refund.
        Refund {
            /// The order whose money is given back.
            order: OrderNumber,
            /// How much.
            amount: Money,
        },
        /// A renewal that failed.
        Renewal {
            /// What the offer is called.
            offer: Localized,
            /// The anniversary.
            expires_on: NaiveDate,
            /// Last day on which it can be renewed.
            closes: NaiveDate,
            /// How often it was tried.
            attempts: u32,
        },
        /// A legal profile.
        Profile {
            /// ISO 3166-1 alpha-2 code.
            country: String,
            /// It was verified before.
            again: bool,
        },
        /// An override that waits for a second operator.
        Override {
            /// Which requirement.
            requirement: Overridable,
            /// What the offer is called.
            offer: Localized,
            /// Last day.
            until: NaiveDate,
            /// Name of who asked.
            asked_by: String,
        },
        /// A support request.
        Request {
            /// Its number.
            number: i64,
            /// In one line.
            title: String,
            /// How urgent it is.
            severity: Severity,
            /// How far it has come.
            state: RequestState,
        },
        /// A job.
        Job {
            /// What sort of work.
            kind: String,
            /// Which piece of it.
            name: String,
            /// How often it was tried.
            attempts: u32,
            /// Why the last attempt failed.
            error: String,
        },
    }
}

wire! {
    /// A thing in a queue.
    pub struct QueueItem {
        /// What is claimed.
        pub thing: Thing,
        /// Whose it is, if it is a partner's.
        pub partner: Option<Whose>,
        /// What is shown of it.
        pub about: About,
        /// Since when it waits; none if that is not known, which is longer than all others.
        pub since: Option<DateTime<Utc>>,
        /// Who has claimed it, if anybody has.
        pub claim: Option<Claim>,
    }
}

wire! {
    /// A page of a queue: answer of `GET /api/operator/desk/{queue}`.
    pub struct QueuePage {
        /// The oldest first.
        pub items: Vec<QueueItem>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// A queue with what has waited longest in it.
    pub struct QueueView {
        /// Which.
        pub queue: Queue,
        /// How many things are in it.
        pub count: Count,
        /// The first of them.
        pub page: QueuePage,
    }
}

wire! {
    /// What an operator works from: answer of `GET /api/operator/desk`.
    pub struct DeskView {
        /// The server's instant: what ages are counted to.
        pub now: DateTime<Utc>,
        /// Id of the operator who looks: whose claims are one's own.
        pub own: String,
        /// How many minutes a claim lasts.
        pub claim_minutes: u32,
        /// The queues of the operator's work.
        pub queues: Vec<QueueView>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn at(instant: &str) -> DateTime<Utc> {
        instant.parse().unwrap()
    }

    fn claim() -> Claim {
        let (since, until) = (at("2027-03-10T12:00:00Z"), at("2027-03-10T12:30:00Z"));
        Claim { by: "mika".into(), name: "Mika".into(), since, until }
    }

    #[test]
    fn every_queue_has_a_letter_of_its_own_and_none_is_a_command() {
        let mut letters: Vec<_> = Queue::ALL.into_iter().map(Queue::letter).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), Queue::ALL.len());
        assert!(!letters.iter().any(|letter| "jkcg?".contains(*letter)));
    }

    #[test]
    fn each_operator_sees_the_queues_of_the_own_work_and_the_dead_jobs() {
        use OperatorRole::{Finance, Programme, Support};
        let of = |role| Queue::ALL.into_iter().filter(|queue| queue.is_for(role)).collect::<Vec<_>>();
        let finance = [
            Queue::Transfers,
            Queue::Proofs,
            Queue::Unallocated,
            Queue::Refunds,
            Queue::Renewals,
            Queue::Jobs,
        ];
        assert_eq!(of(Finance), finance);
        assert_eq!(of(Programme), [Queue::Partners, Queue::Overrides, Queue::Jobs]);
        assert_eq!(of(Support), [Queue::Requests, Queue::Jobs]);
    }

    #[test]
    fn an_order_lies_in_one_queue_at_most_and_only_while_its_transfer_is_awaited() {
        for state in OrderState::ALL {
            let waits = matches!(state, OrderState::AwaitingTransfer | OrderState::ProofSubmitted);
            assert_eq!(Queue::of_order(state).is_some(), waits, "{}", state.code());
        }
    }

    #[test]
    fn a_queue_is_counted_to_999_and_then_there_are_more() {
        assert_eq!(Count::of(999), Count { number: 999, more: false });
        assert_eq!(Count::of(1_000), Count { number: 999, more: true });
    }

    #[test]
    fn what_somebody_holds_is_free_for_nobody_else_until_its_time_is_over() {
        let (claim, during, after) = (claim(), at("2027-03-10T12:29:59Z"), at("2027-03-10T12:30:00Z"));
        assert_eq!(may_act(Some(&claim), "mika", during), Ok(()));
        assert_eq!(may_act(Some(&claim), "aki", during), Err(Held(claim.clone())));
        assert_eq!(may_act(Some(&claim), "aki", after), Ok(()));
        assert_eq!(may_act(None, "aki", during), Ok(()));
    }

    #[test]
    fn it_is_taken_over_only_from_whom_one_has_seen() {
        let (claim, now) = (claim(), at("2027-03-10T12:10:00Z"));
        assert!(may_claim(Some(&claim), "aki", None, now).is_err());
        assert!(may_claim(Some(&claim), "aki", Some("sora"), now).is_err());
        assert_eq!(may_claim(Some(&claim), "aki", Some("mika"), now), Ok(()));
        assert_eq!(may_claim(Some(&claim), "mika", None, now), Ok(()));
    }

    #[test]
    fn a_thing_is_called_as_the_audit_log_calls_it() {
        assert_eq!(Thing::new(ThingKind::Order, &100_001).subject(), "order 100001");
        assert_eq!(Thing::new(ThingKind::Request, &7).subject(), "support request 7");
    }

    #[test]
    fn codes_are_what_json_says_and_lead_back() {
        for queue in Queue::ALL {
            assert_eq!(serde_json::to_value(queue).unwrap(), queue.code());
            assert_eq!(Queue::of_code(queue.code()), Some(queue));
        }
        for kind in ThingKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(ThingKind::of_code(kind.code()), Some(kind));
        }
    }
}
