//! Refunds: whether the money of an order may be given back, and how that goes (domain.md, "Cancelling, refunds").

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{days_between, shifted};
use crate::catalogue::OfferCode;
use crate::facts::Facts;
use crate::money::Money;
use crate::orders::{OrderNumber, OrderState, Purpose};
use crate::partners::PartnerId;
use crate::payments::{CardSummary, PaymentMethod};
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::subscriptions::Holding;
use crate::transfers::TransferContact;
use crate::verdict::{Code, Finding, Requirement, Verdict};
use crate::{codes, wire};

mod tax;

pub use tax::{TaxedOrder, may_refund_tax};

/// An order, as far as its refund asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOrder {
    /// Where it stands.
    pub state: OrderState,
    /// What was bought.
    pub offer: OfferCode,
    /// The subscription that it began or renewed.
    pub subscription: Option<String>,
    /// The day it was paid, where the partner is.
    pub paid_on: Option<NaiveDate>,
    /// Last day of the term it paid for.
    pub term_ends: Option<NaiveDate>,
    /// It cost less because another membership was given up for it.
    pub is_upgrade: bool,
    /// The day on which a benefit of that term was first activated, or a product key viewed.
    pub first_used: Option<NaiveDate>,
}

/// May the money of this order be given back today? `refund_days` after its payment it can no longer be.
#[must_use]
pub fn may_refund(facts: &Facts, order: &PaidOrder, refund_days: u32, today: NaiveDate) -> Verdict {
    let days = i32::try_from(refund_days).unwrap_or(i32::MAX);
    Verdict::of(vec![
        paid(order.state),
        refund_period(order.paid_on, |paid_on| shifted(paid_on, days), today),
        present_term(facts, order),
        not_upgraded(facts, order),
        benefits_unused(order),
        Requirement::no_open_order(facts, &order.offer),
    ])
}

fn paid(state: OrderState) -> Requirement {
    Requirement::new(state == OrderState::Paid, Finding::Paid { state })
}

/// Paid on a day from which `last_day` has not passed.
fn refund_period(
    paid_on: Option<NaiveDate>,
    last_day: impl Fn(NaiveDate) -> NaiveDate,
    today: NaiveDate,
) -> Requirement {
    let until = paid_on.map(last_day);
    let days_left = until.map_or(0, |until| (days_between(today, until) + 1).max(0));
    Requirement::new(days_left > 0, Finding::RefundPeriod { paid_on, until, days_left })
}

/// What is given back ends at once, so it must be what runs now.
fn present_term(facts: &Facts, order: &PaidOrder) -> Requirement {
    let held = order.subscription.as_deref().and_then(|id| facts.subscription(id));
    let is_present = held.is_some_and(|held| {
        let given_back = matches!(held.holding, Holding::Refunded { .. });
        Some(held.expires_on) == order.term_ends && !given_back
    });
    Requirement::new(is_present, Finding::PresentTerm { expires_on: held.map(|held| held.expires_on) })
}

/// Neither what was given up for an upgrade nor the upgrade itself is given back.
fn not_upgraded(facts: &Facts, order: &PaidOrder) -> Requirement {
    let held = order.subscription.as_deref().and_then(|id| facts.subscription(id));
    let superseded = held.is_some_and(|held| matches!(held.holding, Holding::Superseded { .. }));
    Requirement::new(!superseded && !order.is_upgrade, Finding::NotUpgraded { superseded })
}

/// Every use counts, whatever it was: what was given away in part is not given back.
fn benefits_unused(order: &PaidOrder) -> Requirement {
    let first_used = order.first_used;
    Requirement::new(first_used.is_none(), Finding::BenefitsUnused { first_used })
}

/// The last day on which the money can still be given back as long as no benefit is used; none if it cannot be in any
/// case. An order that awaits payment can be cancelled first, so it does not count.
#[must_use]
pub fn refundable_until(verdict: &Verdict) -> Option<NaiveDate> {
    if verdict.unmet().any(|requirement| requirement.code() != Code::NoOpenOrder) {
        return None;
    }
    verdict.requirements.iter().find_map(|requirement| match requirement.finding {
        Finding::RefundPeriod { until, .. } => until,
        _ => None,
    })
}

wire! {
    /// What of an order is given back. Each at most once.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum RefundKind {
        /// All that was paid for it; what it paid for ends.
        Whole,
        /// Its tax, to a partner that is exempt; what it paid for goes on.
        Tax,
    }
}

codes!(RefundKind: Whole = "whole", Tax = "tax");

wire! {
    /// How far a refund has come.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum RefundState {
        /// The gateway is asked to give the money back to the card.
        AtGateway,
        /// Finance is to transfer it.
        ToTransfer,
        /// The money is given back.
        Made,
    }
}

/// What can happen to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundEvent {
    /// The gateway has given the money back.
    GatewayPaid,
    /// The gateway cannot give it back to that card.
    GatewayRefused,
    /// The gateway had given it back, and the card's bank has returned it.
    GatewayReturned,
    /// Finance has transferred it.
    Transferred,
}

/// The event cannot happen to a refund in that state; it was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRefund {
    /// How far the refund has come.
    pub state: RefundState,
    /// What should have happened.
    pub event: RefundEvent,
}

impl fmt::Display for InvalidRefund {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot happen to a refund that is {}", self.event, self.state.code())
    }
}

impl std::error::Error for InvalidRefund {}

codes!(RefundState: AtGateway = "at_gateway", ToTransfer = "to_transfer", Made = "made");

impl RefundState {
    /// Where a refund starts: a card is given its money back by the gateway, a transfer by a transfer.
    #[must_use]
    pub const fn first(method: PaymentMethod) -> Self {
        match method {
            PaymentMethod::CreditCard => Self::AtGateway,
            PaymentMethod::BankTransfer => Self::ToTransfer,
        }
    }

    /// The state after `event`; the only way from one state to another.
    pub const fn after(self, event: RefundEvent) -> Result<Self, InvalidRefund> {
        match (self, event) {
            (Self::AtGateway, RefundEvent::GatewayPaid) | (Self::ToTransfer, RefundEvent::Transferred) => {
                Ok(Self::Made)
            }
            (Self::AtGateway, RefundEvent::GatewayRefused) | (Self::Made, RefundEvent::GatewayReturned) => {
                Ok(Self::ToTransfer)
            }
            (state, event) => Err(InvalidRefund { state, event }),
        }
    }
}

wire! {
    /// Why the money is given back: body of `POST /api/operator/orders/{number}/refund` and `…/tax-refund`.
    #[serde(deny_unknown_fields)]
    pub struct RefundAsked {
        /// For the vendor's own books.
        pub reason: String,
    }
}

impl RefundAsked {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        line_fault(&self.reason).map(|fault| FieldError::new("reason", fault)).into_iter().collect()
    }
}

wire! {
    /// A refund that finance has transferred: body of `POST /api/operator/refunds/{id}/made`.
    #[serde(deny_unknown_fields)]
    pub struct RefundTransferred {
        /// The day of the transfer.
        pub made_on: NaiveDate,
        /// The bank's reference of it.
        pub bank_reference: String,
    }
}

impl RefundTransferred {
    /// What is wrong with it on `today`, the vendor's date.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let faults = [
            ("made_on", (self.made_on > today).then_some(FieldFault::InFuture)),
            ("bank_reference", line_fault(&self.bank_reference)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// What the partner sees of the refund of an order.
    pub struct OrderRefund {
        /// How much.
        pub amount: Money,
        /// How far it has come.
        pub state: RefundState,
        /// The day of the decision, where the partner is.
        pub on: NaiveDate,
        /// Number of the credit note.
        pub credit_note: String,
    }
}

wire! {
    /// A refund, as the vendor's finance sees it.
    pub struct RefundRow {
        /// Its name in addresses.
        pub id: String,
        /// The order.
        pub order: OrderNumber,
        /// Whose.
        pub partner: String,
        /// What of the order.
        pub kind: RefundKind,
        /// How much.
        pub amount: Money,
        /// How far it has come.
        pub state: RefundState,
        /// Why it was decided.
        pub reason: String,
        /// When it was decided.
        pub decided_at: DateTime<Utc>,
        /// Number of the credit note.
        pub credit_note: String,
        /// The card that was charged.
        pub card: Option<CardSummary>,
        /// Whom to ask for an account.
        pub contact: Option<TransferContact>,
        /// Why the gateway could not give the money back, if so.
        pub refused: Option<String>,
        /// The day on which the money was given back.
        pub made_on: Option<NaiveDate>,
        /// The bank's reference, if it was transferred.
        pub bank_reference: Option<String>,
    }
}

wire! {
    /// What the vendor's finance works from: answer of `GET /api/operator/refunds`.
    pub struct RefundDesk {
        /// Refunds whose money is not given back yet, the oldest first; on the first page only.
        pub open: Vec<RefundRow>,
        /// Refunds that are made, the newest first, at most 50.
        pub made: Vec<RefundRow>,
        /// Pass it as `cursor` for the next page of those that are made; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// An order whose refund is being considered: answer of `GET /api/operator/orders/{number}/refund`.
    pub struct RefundCase {
        /// The order.
        pub order: OrderNumber,
        /// Whose.
        pub partner: PartnerId,
        /// What it was for.
        pub purpose: Purpose,
        /// What it cost.
        pub total: Money,
        /// How it was paid.
        pub method: PaymentMethod,
        /// The card that was charged.
        pub card: Option<CardSummary>,
        /// Whether it may be given back.
        pub verdict: Verdict,
        /// The tax in it.
        pub tax: Money,
        /// Whether its tax may be given back.
        pub tax_verdict: Verdict,
        /// What the verdict was reached from.
        pub facts: Facts,
        /// The refund of all of it, if there is one.
        pub refund: Option<RefundRow>,
        /// The refund of its tax, if there is one.
        pub tax_refund: Option<RefundRow>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, date, holding, open_order};
    use crate::subscriptions::Subscription;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn renewed() -> (Facts, PaidOrder) {
        let held = action_pack("2019-06-22");
        let order = PaidOrder {
            state: OrderState::Paid,
            offer: held.offer.clone(),
            subscription: Some(held.id.clone()),
            paid_on: Some(date("2018-06-23")),
            term_ends: Some(held.expires_on),
            is_upgrade: false,
            first_used: None,
        };
        (holding(held), order)
    }

    fn unmet((facts, order): &(Facts, PaidOrder), today: &str) -> Vec<Code> {
        may_refund(facts, order, 30, date(today)).unmet().map(Requirement::code).collect()
    }

    #[test]
    fn it_is_given_back_up_to_thirty_days_after_the_payment() {
        let case = renewed();
        assert_eq!(unmet(&case, "2018-06-23"), []);
        assert_eq!(unmet(&case, "2018-07-23"), []);
        assert_eq!(unmet(&case, "2018-07-24"), [Code::RefundPeriod]);
    }

    #[test]
    fn only_what_is_paid_and_not_given_back_is_given_back() {
        for state in OrderState::ALL {
            let (facts, order) = renewed();
            let met = unmet(&(facts, PaidOrder { state, ..order }), "2018-06-23").is_empty();
            assert_eq!(met, state == OrderState::Paid, "{}", state.code());
        }
        let (facts, order) = renewed();
        let unpaid = PaidOrder { state: OrderState::Draft, paid_on: None, term_ends: None, ..order };
        assert_eq!(
            unmet(&(facts, unpaid), "2018-06-23"),
            [Code::Paid, Code::RefundPeriod, Code::PresentTerm]
        );
    }

    #[test]
    fn neither_silver_nor_the_upgrade_is_given_back_after_an_upgrade() {
        let (facts, order) = renewed();
        let upgrade = (facts, PaidOrder { is_upgrade: true, ..order.clone() });
        assert_eq!(unmet(&upgrade, "2018-06-23"), [Code::NotUpgraded]);
        let holding = Holding::Superseded { on: date("2018-06-30") };
        let silver = crate::examples::holding(Subscription { holding, ..action_pack("2019-06-22") });
        assert_eq!(unmet(&(silver, order), "2018-07-01"), [Code::NotUpgraded]);
    }

    #[test]
    fn what_was_renewed_since_or_given_back_before_is_not_given_back() {
        let (_, order) = renewed();
        let since = holding(action_pack("2020-06-22"));
        assert_eq!(unmet(&(since, order.clone()), "2018-06-23"), [Code::PresentTerm]);
        let holding = Holding::Refunded { on: date("2018-06-23") };
        let before = crate::examples::holding(Subscription { holding, ..action_pack("2019-06-22") });
        assert_eq!(unmet(&(before, order), "2018-06-23"), [Code::PresentTerm]);
    }

    #[test]
    fn an_order_that_awaits_payment_is_ended_first() {
        let (mut facts, order) = renewed();
        facts.open_orders = vec![open_order("action_pack")];
        assert_eq!(unmet(&(facts, order), "2018-06-23"), [Code::NoOpenOrder]);
    }

    #[test]
    fn the_first_use_of_a_benefit_ends_the_refund() {
        let (facts, order) = renewed();
        let verdict = |order: &PaidOrder| may_refund(&facts, order, 30, date("2018-06-25"));
        assert_eq!(refundable_until(&verdict(&order)), Some(date("2018-07-23")));
        let used = PaidOrder { first_used: Some(date("2018-06-24")), ..order };
        assert_eq!(verdict(&used).unmet().map(Requirement::code).collect::<Vec<_>>(), [Code::BenefitsUnused]);
        assert_eq!(refundable_until(&verdict(&used)), None);
    }

    #[test]
    fn a_refund_that_only_waits_for_another_order_is_still_there_to_be_lost() {
        let (mut facts, order) = renewed();
        facts.open_orders = vec![open_order("action_pack")];
        let verdict = may_refund(&facts, &order, 30, date("2018-07-23"));
        assert_eq!(refundable_until(&verdict), Some(date("2018-07-23")));
        assert_eq!(refundable_until(&may_refund(&facts, &order, 30, date("2018-07-24"))), None);
    }

    #[test]
    fn money_goes_back_once() {
        use RefundEvent::{GatewayPaid, GatewayRefused, Transferred};
        let by_card = RefundState::first(PaymentMethod::CreditCard);
        assert_eq!(by_card.after(GatewayPaid), Ok(RefundState::Made));
        let refused = by_card.after(GatewayRefused).unwrap();
        assert_eq!(refused, RefundState::first(PaymentMethod::BankTransfer));
        assert_eq!(refused.after(Transferred), Ok(RefundState::Made));
        for (state, event) in [(by_card, Transferred), (refused, GatewayPaid), (refused, GatewayRefused)] {
            assert_eq!(state.after(event), Err(InvalidRefund { state, event }));
        }
        for event in [GatewayPaid, GatewayRefused, Transferred] {
            assert!(RefundState::Made.after(event).is_err());
        }
        for state in RefundState::ALL {
            assert_eq!(RefundState::of_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
    }
}
