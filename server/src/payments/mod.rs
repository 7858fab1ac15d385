//! Payment gateways: who charges cards.
//!
//! A charge has two steps. It is opened, which moves no money and gives it a reference; the reference is written
//! down; then it is asked for under that reference, as often as need be: a gateway that has charged it says so and
//! charges nothing more. Who dies in between leaves at most an opened charge that nobody will ever ask for.

pub mod sandbox;
pub mod stripe;

use std::time::Duration;

use async_trait::async_trait;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use tokuten_core::money::Money;
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::{CardSetup, CardSummary, DeclineReason};
use tokuten_core::problem::ProblemCode;
use tokuten_core::sessions::GatewayView;

use crate::problem::Problem;

/// How long a gateway may take before we say that the payment is still being confirmed.
pub const GATEWAY_PATIENCE: Duration = Duration::from_secs(10);

/// What a gateway is asked to charge.
#[derive(Debug, Clone)]
pub struct ChargeRequest {
    /// The payment attempt's id: opened again under the same name, it is the same charge.
    pub attempt: String,
    /// When the attempt began, by the portal's clock.
    pub opened_at: DateTime<Utc>,
    /// For which order.
    pub order: OrderNumber,
    /// Whose card it is.
    pub partner: PartnerId,
    /// The card.
    pub card_token: String,
    /// How much.
    pub amount: Money,
    /// Nobody is at hand to authenticate: an automatic renewal.
    pub off_session: bool,
    /// Where the cardholder comes back to after authenticating: the whole address of the order's page.
    pub return_to: String,
}

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeOutcome {
    /// The money was taken at that instant.
    Charged(DateTime<Utc>),
    /// Nothing was taken.
    Declined(DeclineReason),
    /// Nothing was taken yet: the bank asks the cardholder to authenticate. Asked again under the same name, the
    /// gateway tells what came of it.
    ActionRequired,
}

/// What a gateway is asked to give back of a charge.
#[derive(Debug, Clone)]
pub struct RefundRequest {
    /// The refund's id: asked again under the same name, nothing more is given back.
    pub refund: String,
    /// The reference of the charge.
    pub charge: String,
    /// How much.
    pub amount: Money,
}

/// What became of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The money went back at that instant.
    Made(DateTime<Utc>),
    /// The card's bank has not answered; it may take days.
    UnderWay,
    /// It cannot go back to that card, or came back from it, for this reason in the gateway's words.
    Refused(String),
}

/// Why a gateway did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The token stands for no card.
    #[error("the gateway does not know this card")]
    UnknownCard,
    /// No answer: whether money moved is not known.
    #[error("the payment gateway cannot be reached: {0}")]
    Unreachable(String),
}

impl From<GatewayError> for Problem {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::UnknownCard => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::UnknownCard,
                "Card not known",
                "The payment gateway does not know this card. Nothing was charged. Enter the card again.",
            ),
            GatewayError::Unreachable(cause) => {
                tracing::warn!(%cause, "the gateway does not answer");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    ProblemCode::GatewayUnreachable,
                    "The payment gateway does not answer",
                    "The payment gateway does not answer. Nothing was charged. Try again in a minute.",
                )
                .retry_after(30)
            }
        }
    }
}

/// Why a message that claims to come from the gateway is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// This gateway sends no messages.
    #[error("this gateway sends no messages")]
    SendsNone,
    /// It was not signed by the gateway, or too long ago.
    #[error("{0}")]
    Unsigned(&'static str),
}

/// Who charges cards.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// Leave for the browser to give the gateway a card of the partner's; none where it needs no leave.
    async fn set_up_card(&self, partner: &PartnerId) -> Result<Option<CardSetup>, GatewayError>;

    /// What may be shown of the partner's card behind a token; another partner's is not known.
    async fn card(&self, partner: &PartnerId, token: &str) -> Result<CardSummary, GatewayError>;

    /// Opens a charge and gives its reference. No money moves.
    async fn open(&self, request: &ChargeRequest) -> Result<String, GatewayError>;

    /// Charges what was opened under `reference`, or tells what became of it.
    async fn charge(&self, reference: &str, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError>;

    /// Gives up a charge that waits for its cardholder, or tells what became of it.
    async fn give_up(&self, reference: &str, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError>;

    /// Address at the gateway where the cardholder authenticates for a charge and comes back to `return_to`; none if
    /// it does not wait for that any more.
    async fn challenge(&self, reference: &str, return_to: &str) -> Result<Option<String>, GatewayError>;

    /// The reference of the charge that a signed message is about, itself or by a refund; none if it is about something else. What the
    /// message says of the charge is not believed: the gateway is asked. `now` is the real time in seconds since 1970.
    fn told(&self, _signature: &str, _body: &[u8], _now: i64) -> Result<Option<String>, NotTaken> {
        Err(NotTaken::SendsNone)
    }

    /// Gives money of a charge back, or tells what became of the refund of that name.
    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome, GatewayError>;

    /// What the browser needs to know to send a card there.
    fn view(&self) -> GatewayView;
}
