//! Payment gateways: who charges cards.
//!
//! Whoever asks for a charge names it by the payment attempt's id. A gateway answers a name it has seen
//! before with the first answer and charges nothing more; that is what makes asking again safe.

pub mod sandbox;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokuten_core::money::Money;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::sessions::GatewayView;

/// How long a gateway may take before we say that the payment is still being confirmed.
pub const GATEWAY_PATIENCE: Duration = Duration::from_secs(10);

/// What a gateway is asked to charge.
#[derive(Debug, Clone)]
pub struct ChargeRequest {
    /// The payment attempt's id: asked again under the same name, nothing is charged again.
    pub attempt: String,
    /// The card.
    pub card_token: String,
    /// How much.
    pub amount: Money,
    /// Nobody is at hand to authenticate: an automatic renewal.
    pub off_session: bool,
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

/// What a gateway is asked to give back: all of a charge.
#[derive(Debug, Clone)]
pub struct RefundRequest {
    /// The refund's id: asked again under the same name, nothing more is given back.
    pub refund: String,
    /// The payment attempt that was charged.
    pub attempt: String,
    /// How much.
    pub amount: Money,
}

/// What became of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The money went back at that instant.
    Made(DateTime<Utc>),
    /// It cannot go back to that card, for this reason in the gateway's words.
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

/// Who charges cards.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// What may be shown of the card behind a token.
    async fn card(&self, token: &str) -> Result<CardSummary, GatewayError>;

    /// Charges, or tells what became of the charge of that name.
    async fn charge(&self, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError>;

    /// Gives a charge back, or tells what became of the refund of that name.
    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome, GatewayError>;

    /// Address at the gateway where the cardholder authenticates for a charge and comes back to `return_to`.
    fn challenge(&self, attempt: &str, return_to: &str) -> String;

    /// What the browser needs to know to send a card there.
    fn view(&self) -> GatewayView;
}
