//! Orders: one attempt to buy or renew, its states and what is said of it over the wire.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::{Agreement, BankAccount, OfferCode};
use crate::money::Money;
use crate::partners::{BillTo, PartnerId};
use crate::payments::{CardSummary, DeclineReason, PaymentMethod};
use crate::quotes::Quote;
use crate::refunds::OrderRefund;
use crate::subscriptions::ManagedIn;
use crate::transfers::{Proof, TransferContact};
use crate::{codes, wire};

/// An order's public number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OrderNumber(pub i64);

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

wire! {
    /// Where an order stands (domain.md, "Buying and renewing").
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum OrderState {
        /// Payment method chosen; under review.
        Draft,
        /// The gateway was asked; its answer is not known yet.
        Charging,
        /// The bank asks the cardholder to authenticate.
        RequiresAction,
        /// Placed; the transfer is awaited.
        AwaitingTransfer,
        /// Placed; a payment proof was uploaded.
        ProofSubmitted,
        /// Money received.
        Paid,
        /// The gateway said no; nothing was charged.
        Declined,
        /// Never placed.
        Abandoned,
        /// Cancelled before it was paid.
        Cancelled,
        /// Not paid in time.
        Expired,
        /// Paid and given back.
        Refunded,
    }
}

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderEvent {
    /// **Buy** was pressed with a card, or the cardholder has authenticated: a payment attempt opens.
    ChargeAsked,
    /// **Buy** was pressed with a bank transfer.
    TransferPromised,
    /// The gateway charged the card, or the transfer has arrived in full.
    MoneyReceived,
    /// The gateway said no.
    ChargeDeclined,
    /// The bank wants the cardholder to authenticate.
    AuthenticationAsked,
    /// A payment proof was uploaded.
    ProofUploaded,
    /// An operator did not accept the proof.
    ProofRejected,
    /// Nobody placed it in time, or a new order was started instead.
    Abandoned,
    /// It was cancelled.
    Cancelled,
    /// It was not paid in time.
    Expired,
    /// The money was given back.
    Refunded,
}

/// The event cannot happen to an order in that state; the order was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTransition {
    /// Where the order stands.
    pub state: OrderState,
    /// What should have happened.
    pub event: OrderEvent,
}

impl fmt::Display for InvalidTransition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot happen to an order that is {}", self.event, self.state.code())
    }
}

impl std::error::Error for InvalidTransition {}

codes!(OrderState: Draft = "draft", Charging = "charging", RequiresAction = "requires_action", AwaitingTransfer = "awaiting_transfer", ProofSubmitted = "proof_submitted", Paid = "paid", Declined = "declined", Abandoned = "abandoned", Cancelled = "cancelled", Expired = "expired", Refunded = "refunded");

impl OrderState {
    /// The state after `event`: the table of domain.md, and the only way from one state to another.
    pub fn after(self, event: OrderEvent) -> Result<Self, InvalidTransition> {
        use OrderEvent as Event;
        match (self, event) {
            (Self::Draft | Self::Declined | Self::RequiresAction, Event::ChargeAsked) => Ok(Self::Charging),
            (Self::Draft | Self::Declined, Event::TransferPromised)
            | (Self::ProofSubmitted, Event::ProofRejected) => Ok(Self::AwaitingTransfer),
            (Self::Charging | Self::AwaitingTransfer | Self::ProofSubmitted, Event::MoneyReceived) => {
                Ok(Self::Paid)
            }
            (Self::Charging | Self::RequiresAction, Event::ChargeDeclined) => Ok(Self::Declined),
            (Self::Charging, Event::AuthenticationAsked) => Ok(Self::RequiresAction),
            (Self::AwaitingTransfer, Event::ProofUploaded) => Ok(Self::ProofSubmitted),
            (Self::Draft | Self::Declined, Event::Abandoned) => Ok(Self::Abandoned),
            (Self::AwaitingTransfer | Self::ProofSubmitted, Event::Cancelled) => Ok(Self::Cancelled),
            (Self::AwaitingTransfer | Self::ProofSubmitted, Event::Expired) => Ok(Self::Expired),
            (Self::Paid, Event::Refunded) => Ok(Self::Refunded),
            (state, event) => Err(InvalidTransition { state, event }),
        }
    }

    /// Placed, and its payment is awaited: it bars another order for the same offer.
    #[must_use]
    pub const fn awaits_payment(self) -> bool {
        matches!(self, Self::Charging | Self::RequiresAction | Self::AwaitingTransfer | Self::ProofSubmitted)
    }

    /// Not placed yet: it can still be reviewed, corrected and bought.
    #[must_use]
    pub const fn is_reviewable(self) -> bool {
        matches!(self, Self::Draft | Self::Declined)
    }
}

wire! {
    /// What an order is for.
    #[derive(Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Purpose {
        /// To begin a subscription.
        Buy {
            /// What is bought.
            offer: OfferCode,
        },
        /// To renew a subscription for the term after an anniversary.
        Renew {
            /// The offer of the subscription.
            offer: OfferCode,
            /// The subscription.
            subscription: String,
            /// The anniversary after which the new term starts.
            anniversary: NaiveDate,
            /// In which place, by whose rules.
            renewed_in: ManagedIn,
        },
    }
}

impl Purpose {
    /// The offer it is about.
    #[must_use]
    pub fn offer(&self) -> &OfferCode {
        match self {
            Self::Buy { offer } | Self::Renew { offer, .. } => offer,
        }
    }

    /// The subscription that is renewed, if it is a renewal.
    #[must_use]
    pub fn renewed(&self) -> Option<(&str, NaiveDate)> {
        match self {
            Self::Buy { .. } => None,
            Self::Renew { subscription, anniversary, .. } => Some((subscription, *anniversary)),
        }
    }

    /// Whether it is renewed in the Membership Center.
    #[must_use]
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Renew { renewed_in: ManagedIn::MembershipCenter, .. })
    }
}

wire! {
    /// An order that awaits payment, as far as verdicts ask.
    pub struct OpenOrder {
        /// Its number.
        pub number: OrderNumber,
        /// What it is for.
        pub offer: OfferCode,
        /// Where it stands.
        pub state: OrderState,
    }
}

wire! {
    /// What a new order is about: body of `POST /api/orders`.
    #[serde(deny_unknown_fields)]
    pub struct NewOrder {
        /// What to do.
        pub wish: Wish,
        /// How to pay for it.
        pub payment: NewPayment,
    }
}

wire! {
    /// How an order is going to be paid.
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    pub enum NewPayment {
        /// By credit card.
        Card {
            /// Token of the card, from the gateway.
            token: String,
        },
        /// By electronic bank transfer; the vendor asks this person about it.
        Transfer(TransferContact),
    }
}

impl NewPayment {
    /// The method.
    #[must_use]
    pub const fn method(&self) -> PaymentMethod {
        match self {
            Self::Card { .. } => PaymentMethod::CreditCard,
            Self::Transfer(_) => PaymentMethod::BankTransfer,
        }
    }
}

wire! {
    /// What the user asks for.
    #[serde(rename_all = "snake_case")]
    pub enum Wish {
        /// Begin a subscription to this offer.
        Buy(OfferCode),
        /// Renew this subscription.
        Renew(String),
        /// Renew this subscription in the Membership Center, where it is still managed.
        RenewThere(String),
    }
}

wire! {
    /// Body of `POST /api/orders/{number}/buy`: what the user has seen and agreed to.
    #[serde(deny_unknown_fields)]
    pub struct BuyPressed {
        /// The total on the page. If it is no longer the price, nothing is charged.
        pub total: Money,
        /// The version of the agreement that was accepted.
        pub agreement_version: String,
    }
}

wire! {
    /// Body of `PUT /api/orders/{number}/card` and `PUT /api/subscriptions/{id}/card`.
    #[serde(deny_unknown_fields)]
    pub struct AnotherCard {
        /// Token of the card, from the gateway.
        pub card_token: String,
    }
}

wire! {
    /// Everything about an order that its page shows.
    pub struct OrderView {
        /// Public number.
        pub number: OrderNumber,
        /// Partner ID.
        pub partner: PartnerId,
        /// ISO 3166-1 alpha-2 code of the bill-to; it cannot be corrected here.
        pub country: String,
        /// What it is for.
        pub purpose: Purpose,
        /// Where it stands.
        pub state: OrderState,
        /// How it is paid.
        pub method: PaymentMethod,
        /// The card, if it is paid by one.
        pub card: Option<CardSummary>,
        /// What it costs.
        pub quote: Quote,
        /// To whom it is billed.
        pub bill_to: BillTo,
        /// Name of the user who started it.
        pub started_by: String,
        /// When it was started.
        pub started_at: DateTime<Utc>,
        /// The day on which it was paid, where the partner is.
        pub paid_on: Option<NaiveDate>,
        /// The new term's last day, once it is paid.
        pub new_anniversary: Option<NaiveDate>,
        /// Number of its invoice, once it is paid.
        pub invoice: Option<String>,
        /// The subscription it began or renewed, once it is paid; before, the one it is to renew.
        pub subscription: Option<String>,
        /// Why the last charge was declined, if it was.
        pub decline: Option<DeclineReason>,
        /// Where the cardholder authenticates, while the bank asks for it.
        pub challenge: Option<String>,
        /// The agreement to accept, or that was accepted.
        pub agreement: Agreement,
        /// Last day for a transfer.
        pub pay_by: Option<NaiveDate>,
        /// How to pay, for a bank transfer that is awaited.
        pub transfer: Option<TransferInstructions>,
        /// Whom the vendor asks about the transfer.
        pub contact: Option<TransferContact>,
        /// What has arrived of a transfer that is still too little.
        pub received: Option<Money>,
        /// The payment proofs, the newest first.
        pub proofs: Vec<Proof>,
        /// Its refund, if its money is given back.
        pub refund: Option<OrderRefund>,
        /// The refund of its tax alone, if that was given back.
        pub tax_refund: Option<OrderRefund>,
        /// `Idempotency-Key` of the next press on **Buy**: the same in every tab and after a reload.
        pub next_attempt_key: String,
    }
}

wire! {
    /// Where to send a bank transfer, and by when.
    pub struct TransferInstructions {
        /// The account.
        pub account: BankAccount,
        /// How much; the rest, if something has arrived.
        pub amount: Money,
        /// Order number and Partner ID: what the transfer must name.
        pub reference: String,
        /// Last day.
        pub pay_by: NaiveDate,
    }
}

wire! {
    /// One row of the list of orders.
    pub struct OrderRow {
        /// Public number.
        pub number: OrderNumber,
        /// What it is for.
        pub purpose: Purpose,
        /// Where it stands.
        pub state: OrderState,
        /// What it costs.
        pub total: Money,
        /// When it was started.
        pub started_at: DateTime<Utc>,
    }
}

wire! {
    /// A page of the list of orders, the newest first.
    pub struct OrderPage {
        /// At most 20.
        pub orders: Vec<OrderRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const EVENTS: [OrderEvent; 11] = [
        OrderEvent::ChargeAsked,
        OrderEvent::TransferPromised,
        OrderEvent::MoneyReceived,
        OrderEvent::ChargeDeclined,
        OrderEvent::AuthenticationAsked,
        OrderEvent::ProofUploaded,
        OrderEvent::ProofRejected,
        OrderEvent::Abandoned,
        OrderEvent::Cancelled,
        OrderEvent::Expired,
        OrderEvent::Refunded,
    ];

    /// domain.md's table, written down a second time.
    const NEXT: [(OrderState, &[OrderState]); 11] = [
        (OrderState::Draft, &[OrderState::Charging, OrderState::AwaitingTransfer, OrderState::Abandoned]),
        (OrderState::Charging, &[OrderState::Paid, OrderState::Declined, OrderState::RequiresAction]),
        (OrderState::RequiresAction, &[OrderState::Charging, OrderState::Declined]),
        (
            OrderState::AwaitingTransfer,
            &[OrderState::Paid, OrderState::ProofSubmitted, OrderState::Cancelled, OrderState::Expired],
        ),
        (
            OrderState::ProofSubmitted,
            &[OrderState::Paid, OrderState::AwaitingTransfer, OrderState::Cancelled, OrderState::Expired],
        ),
        (OrderState::Paid, &[OrderState::Refunded]),
        (OrderState::Declined, &[OrderState::Charging, OrderState::AwaitingTransfer, OrderState::Abandoned]),
        (OrderState::Abandoned, &[]),
        (OrderState::Cancelled, &[]),
        (OrderState::Expired, &[]),
        (OrderState::Refunded, &[]),
    ];

    #[test]
    fn the_transitions_are_those_of_the_table_and_no_others() {
        for (state, expected) in NEXT {
            let mut reached: Vec<_> =
                EVENTS.into_iter().filter_map(|event| state.after(event).ok()).collect();
            let mut expected = expected.to_vec();
            reached.sort_by_key(|state| state.code());
            expected.sort_by_key(|state| state.code());
            assert_eq!(reached, expected, "from {}", state.code());
        }
    }

    #[test]
    fn codes_are_what_json_says_and_parse_back() {
        for state in OrderState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(OrderState::of_code(state.code()), Some(state));
        }
    }

    #[test]
    fn unknown_fields_of_a_new_order_are_refused() {
        let known = r#"{"wish":{"buy":"action_pack"},"payment":{"card":{"token":"tok_1"}}}"#;
        assert!(serde_json::from_str::<NewOrder>(known).is_ok());
        let unknown = r#"{"wish":{"buy":"action_pack"},"payment":{"card":{"token":"tok_1","price":1}}}"#;
        assert!(serde_json::from_str::<NewOrder>(unknown).is_err());
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn money_is_received_at_most_once_whatever_happens(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..60)) {
            let mut state = OrderState::Draft;
            let mut received = 0;
            for event in events {
                if let Ok(next) = state.after(event) {
                    received += u32::from(event == OrderEvent::MoneyReceived);
                    state = next;
                }
            }
            prop_assert!(received <= 1);
        }
    }
}
