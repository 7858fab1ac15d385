//! Why an order was not started, changed or bought.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::money::MoneyError;
use tokuten_core::orders::{InvalidTransition, OrderNumber, OrderState, OrderView};
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::quotes::NoQuote;
use tokuten_core::refunds::InvalidRefund;
use tokuten_core::transfers::WhyHeld;
use tokuten_core::verdict::Verdict;

use super::store;
use crate::claims::NotFree;
use crate::invoices::InvoiceError;
use crate::payments::GatewayError;
use crate::problem::Problem;
use crate::tables::order;

/// Why an order was not started, changed or bought. Nothing was charged.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// There is no such thing for this partner.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The rules do not allow it.
    #[error("the programme's rules do not allow it")]
    Refused(Verdict),
    /// The key was used for another wish.
    #[error("the Idempotency-Key was used for another order")]
    KeyReused,
    /// The total is not the one that was agreed to.
    #[error("the price has changed")]
    PriceChanged(Box<OrderView>),
    /// The agreement is not the one that was accepted.
    #[error("the agreement has changed")]
    AgreementChanged,
    /// It is placed or over.
    #[error("the order is {}", .0.code())]
    NotReviewable(OrderState, Option<OrderNumber>),
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The offer is not paid like that in the partner's country.
    #[error("the payment method is not taken here")]
    MethodNotTaken,
    /// The file has so many bytes.
    #[error("the file is too large: {0} bytes")]
    TooLarge(usize),
    /// The file is not one of the kinds that are taken.
    #[error("the file is no PDF, PNG or JPEG")]
    WrongFileType,
    /// Money with this reference was recorded with other particulars.
    #[error("the bank's reference was recorded before")]
    AlreadyRecorded,
    /// What would happen to the money is not what was seen.
    #[error("the order or the money has changed")]
    OutcomeChanged,
    /// The order does not take that money.
    #[error("the order does not take it: {0:?}")]
    NotTaken(WhyHeld),
    /// The refund was made or is with the gateway.
    #[error("the refund is not to be transferred")]
    RefundNotOpen,
    /// A refund was asked for the impossible.
    #[error(transparent)]
    Refund(#[from] InvalidRefund),
    /// No card was chosen.
    #[error("no card was chosen")]
    NoCard,
    /// The offer has no price here, or the sums do not fit.
    #[error("there is no price for it: {0:?}")]
    NoQuote(NoQuote),
    /// The gateway does not know the card, or does not answer.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// A document could not be set.
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    /// A state machine was asked for the impossible.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// Another operator has claimed it.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// The task that bought was cut off.
    #[error("the server is shutting down")]
    Interrupted,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<NoQuote> for OrderError {
    fn from(error: NoQuote) -> Self {
        Self::NoQuote(error)
    }
}

impl From<MoneyError> for OrderError {
    fn from(error: MoneyError) -> Self {
        Self::NoQuote(error.into())
    }
}

/// Why an order that is placed or over can be neither changed nor bought, and which order to look at instead.
pub(super) async fn not_reviewable(
    db: &impl ConnectionTrait,
    row: &order::Model,
    state: OrderState,
) -> Result<OrderError, DbErr> {
    let instead = match state {
        OrderState::Abandoned => store::newest_for(db, &row.partner_id, &row.offer).await?,
        _ => Some(row.number),
    };
    Ok(OrderError::NotReviewable(state, instead.map(OrderNumber)))
}

/// Megabytes with one decimal, rounded up so that what is too large also reads too large.
fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(1024 * 1024 / 10);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn closed(state: OrderState, order: Option<OrderNumber>) -> Problem {
    let (code, title, detail) = match state {
        OrderState::Paid => (
            ProblemCode::OrderAlreadyPaid,
            "Already paid",
            "This order is paid. Nothing was charged again. Its page shows the confirmation.",
        ),
        OrderState::Charging | OrderState::RequiresAction => (
            ProblemCode::OrderCharging,
            "Payment is being confirmed",
            "The payment of this order is being confirmed. Nothing was charged again. Its page shows the outcome as soon as it is known.",
        ),
        OrderState::Abandoned => (
            ProblemCode::OrderReplaced,
            "Order given up",
            "This order was given up because another was started or a day went by. Nothing was charged. Use the newer order or start again.",
        ),
        _ => (
            ProblemCode::OrderClosed,
            "Order closed",
            "This order can no longer be changed or bought. Nothing was charged. Look at its page, or start a new one.",
        ),
    };
    let problem = Problem::conflict(code, title, detail);
    match order {
        Some(number) => problem.about_order(number),
        None => problem,
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NotFound(what) => Self::not_found(what),
            OrderError::Refused(verdict) => Self::refused(verdict),
            OrderError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::IdempotencyKeyReused,
                "Idempotency-Key used before",
                "This Idempotency-Key was used for another order. Nothing was done. Use a new key for a new order.",
            ),
            OrderError::PriceChanged(current) => Self::conflict(
                ProblemCode::PriceChanged,
                "The price has changed",
                "The total is no longer the one you agreed to. Nothing was charged. Look at the new total and press Buy again.",
            )
            .with_current(*current),
            OrderError::AgreementChanged => Self::conflict(
                ProblemCode::AgreementChanged,
                "The agreement has changed",
                "The agreement is no longer the one you accepted. Nothing was charged. Load the page, read it and press Buy again.",
            ),
            OrderError::MethodNotTaken => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::InvalidFields,
                "Payment method not taken",
                "This offer cannot be paid like that in your country. Nothing was ordered. Choose another payment method.",
            ),
            OrderError::TooLarge(bytes) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                ProblemCode::TooLarge,
                "File too large",
                format!(
                    "The payment proof is {} MB; the limit is 5 MB. Nothing was uploaded. Scan it in grey or send fewer pages.",
                    megabytes(bytes)
                ),
            ),
            OrderError::WrongFileType => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                ProblemCode::WrongFileType,
                "Not a PDF, PNG or JPEG",
                "The payment proof must be a PDF, PNG or JPEG file, by its content and not only its name. Nothing was uploaded. Export it as PDF and try again.",
            ),
            OrderError::AlreadyRecorded => Self::conflict(
                ProblemCode::Conflict,
                "Bank reference recorded before",
                "Money with this bank reference was recorded before, with another amount, day or order. Nothing was recorded. Check the statement.",
            ),
            OrderError::OutcomeChanged => Self::conflict(
                ProblemCode::Conflict,
                "Changed meanwhile",
                "The order was paid, cancelled or changed meanwhile, or somebody has used the money. Nothing was booked. Load the page again and look at what it says now.",
            ),
            OrderError::NotTaken(why) => Self::conflict(
                ProblemCode::Conflict,
                "The order does not take this money",
                match why {
                    WhyHeld::WrongCurrency => "The order is in another currency. Nothing was booked. Choose an order in this currency, or give the money back.",
                    _ => "The order awaits no transfer: it is paid, cancelled or expired. Nothing was booked. Choose another order, or give the money back.",
                },
            ),
            OrderError::RefundNotOpen => Self::conflict(
                ProblemCode::Conflict,
                "Refund not to be transferred",
                "This refund was made already or is with the payment gateway. Nothing was recorded. Load the page again.",
            ),
            OrderError::NotReviewable(state, order) => closed(state, order),
            OrderError::Invalid(fields) => Self::invalid(fields),
            OrderError::NotFree(error) => error.into(),
            OrderError::NoCard => GatewayError::UnknownCard.into(),
            OrderError::Gateway(error) => error.into(),
            OrderError::Invoice(error) => error.into(),
            OrderError::NoQuote(_)
            | OrderError::Transition(_)
            | OrderError::Refund(_)
            | OrderError::Interrupted
            | OrderError::Database(_) => {
                Self::internal(&error)
            }
        }
    }
}
