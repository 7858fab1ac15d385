//! Why a support request was not opened, answered or carried out.

use axum::http::StatusCode;
use sea_orm::DbErr;
use tokuten_core::desk::Meanwhile;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::support::{InvalidRequest, LARGEST_ATTACHMENT, MOST_ATTACHMENTS, NotCancellable};
use tokuten_core::support_desk::NotMerged;

use crate::claims::NotFree;
use crate::orders::OrderError;
use crate::problem::Problem;

/// Why something about a support request was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SupportError {
    /// There is no such thing for this partner.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// A file has so many bytes.
    #[error("a file is too large: {0} bytes")]
    TooLarge(usize),
    /// There are more files than one message may have.
    #[error("there are too many files")]
    TooManyFiles,
    /// A file is not one of the kinds that are taken.
    #[error("a file is no PDF, PNG or JPEG")]
    WrongFileType(String),
    /// It is closed.
    #[error(transparent)]
    State(#[from] InvalidRequest),
    /// Something was written since the operator looked.
    #[error("the thread has gone on")]
    GoneOn(Vec<Meanwhile>),
    /// Another operator has claimed it.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// It is not made one with the other.
    #[error("the requests are not made one: {0:?}")]
    NotMerged(NotMerged),
    /// A canned answer was changed since the operator looked.
    #[error("the canned answer has changed")]
    CannedChanged(Vec<Meanwhile>),
    /// It does not ask to cancel anything.
    #[error("the request does not ask to cancel a subscription")]
    NothingToCancel,
    /// The subscription cannot be cancelled.
    #[error("the subscription cannot be cancelled: {0:?}")]
    NotCancellable(NotCancellable),
    /// The order of what is to be cancelled could not be looked at.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

fn not_merged(why: NotMerged) -> Problem {
    let detail = match why {
        NotMerged::Itself => "A request goes on in another one, and not in itself. Nothing was changed.",
        NotMerged::NotThere => {
            "This partner has no request of that number. Nothing was changed. Choose one of the same partner's."
        }
        NotMerged::Closed => "One of the two requests is closed. Nothing was changed. Answer the open one.",
        NotMerged::CancelsAnother => {
            "The two requests ask to cancel two different subscriptions. Nothing was changed. Deal with each by itself."
        }
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::NotMerged, "Not made one", detail)
}

impl From<SupportError> for Problem {
    fn from(error: SupportError) -> Self {
        let mib = LARGEST_ATTACHMENT / (1024 * 1024);
        match error {
            SupportError::NotFound(what) => Self::not_found(what),
            SupportError::Invalid(faults) => Self::invalid(faults),
            SupportError::TooLarge(bytes) => {
                let size = bytes.div_ceil(100 * 1024) * 100 / 1024;
                let detail = format!(
                    "A file has about {size} MB; the limit is {mib} MB each. Nothing was sent. Scan it in grey or send fewer pages."
                );
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, "File too large", detail)
            }
            SupportError::TooManyFiles => {
                let detail = format!(
                    "A message can have {MOST_ATTACHMENTS} files. Nothing was sent. Send the others with a reply."
                );
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, "Too many files", detail)
            }
            SupportError::WrongFileType(name) => {
                let detail = format!(
                    "By its content, {name:?} is no PDF, PNG or JPEG. Nothing was sent. Save it as one of these."
                );
                Self::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    ProblemCode::WrongFileType,
                    "File of another kind",
                    detail,
                )
            }
            SupportError::State(InvalidRequest { .. }) => Self::conflict(
                ProblemCode::Conflict,
                "The request is closed",
                "This request is closed. Nothing was sent. Open a new request and name this one's number.",
            ),
            SupportError::GoneOn(changes) => Self::conflict(
                ProblemCode::Conflict,
                "The thread has gone on",
                "Something was written or done since you opened this request. Nothing was sent. Read it and send yours again.",
            )
            .with_changes(changes),
            SupportError::NotFree(error) => error.into(),
            SupportError::NotMerged(why) => not_merged(why),
            SupportError::CannedChanged(changes) => Self::conflict(
                ProblemCode::Conflict,
                "The answer has changed",
                "This canned answer was changed since you opened it. Nothing was saved. Load the page again.",
            )
            .with_changes(changes),
            SupportError::NothingToCancel => Self::conflict(
                ProblemCode::Conflict,
                "Nothing to cancel",
                "This request does not ask to cancel a subscription. Nothing was changed.",
            ),
            SupportError::NotCancellable(NotCancellable::NotRunning) => Self::conflict(
                ProblemCode::Conflict,
                "Nothing left to cancel",
                "The subscription's term is over or was ended already. Nothing was changed.",
            ),
            SupportError::NotCancellable(NotCancellable::OrderOpen) => Self::conflict(
                ProblemCode::Conflict,
                "An order awaits payment",
                "An order for this offer awaits payment. Nothing was changed. Let the partner cancel or pay it first.",
            ),
            SupportError::Order(error) => error.into(),
            SupportError::Database(error) => error.into(),
        }
    }
}
