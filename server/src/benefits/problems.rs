//! Why nothing was done about a benefit.

use axum::http::StatusCode;
use tokuten_core::benefits::{WhyNotUsed, shown_minutes};
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::orders::OrderError;
use crate::problem::Problem;

/// Why nothing was done about a benefit.
#[derive(Debug, thiserror::Error)]
pub enum BenefitError {
    /// There is no such thing for this partner.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The benefit is of another sort.
    #[error("the benefit is of another sort")]
    OtherKind,
    /// The rules refuse.
    #[error("the rules about benefits refuse: {0:?}")]
    Refused(Vec<WhyNotUsed>),
    /// Another refund ends with it than the user was told.
    #[error("the refund that ends with it is another one")]
    RefundChanged,
    /// Other people get a licence with it than the user was told.
    #[error("the holders of the term before are others")]
    HoldersChanged,
    /// The key was used for another benefit.
    #[error("the Idempotency-Key was used for another benefit")]
    KeyReused,
    /// The licence is not whose it was.
    #[error("the licence was moved or freed meanwhile")]
    Changed,
    /// The licence's term is over.
    #[error("the licence is of a term that is over")]
    TermOver,
    /// The file is not where it should be.
    #[error("the file is not there")]
    FileMissing,
    /// What the refund verdict is reached from could not be read.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

impl From<BenefitError> for Problem {
    fn from(error: BenefitError) -> Self {
        let conflict = |title, detail: &str| Self::conflict(ProblemCode::Conflict, title, detail);
        match error {
            BenefitError::NotFound(what) => Self::not_found(what),
            BenefitError::Invalid(faults) => Self::invalid(faults),
            BenefitError::OtherKind => Self::malformed(
                "This benefit is of another sort than what was asked for. Nothing was used. Its kind stands with the subscription's benefits.",
            ),
            BenefitError::Refused(why_not) => refused(&why_not),
            BenefitError::RefundChanged => conflict(
                "The refund has changed",
                "Whether the price can be given back is not as it was shown. Nothing was used. Look again and decide again.",
            ),
            BenefitError::HoldersChanged => conflict(
                "The holders have changed",
                "Those who get a licence are not who was shown. Nothing was assigned. Look again and decide again.",
            ),
            BenefitError::KeyReused => Self::conflict(
                ProblemCode::IdempotencyKeyReused,
                "Idempotency-Key reused",
                "This Idempotency-Key was used for another benefit. Nothing was used. Send a new one.",
            ),
            BenefitError::Changed => conflict(
                "The licence has changed",
                "Somebody else has moved or freed this licence since it was shown. Nothing was changed. Look at it as it is now and decide again.",
            ),
            BenefitError::TermOver => conflict(
                "The term is over",
                "This licence belongs to a term whose benefits are over. Nothing was changed. Assign one of the present term.",
            ),
            BenefitError::FileMissing => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                ProblemCode::Internal,
                "File not there",
                "The file is not where the programme keeps it. Nothing was lost: ask support, and download it later.",
            ),
            BenefitError::Order(error) => error.into(),
            BenefitError::Database(error) => error.into(),
        }
    }
}

fn refused(why_not: &[WhyNotUsed]) -> Problem {
    if why_not.contains(&WhyNotUsed::LacksRole) {
        return Problem::role_missing();
    }
    let why = why_not.iter().map(|why| match why {
        WhyNotUsed::LacksRole => String::new(),
        WhyNotUsed::NotUsable => "The benefits of this subscription cannot be used today.".to_owned(),
        WhyNotUsed::NotEnough { left: 0 } => "Nothing is left of it.".to_owned(),
        WhyNotUsed::NotEnough { left } => {
            format!("Less is left of it than was asked for: {left} ({} as time).", shown_minutes(*left))
        }
    });
    let why: Vec<_> = why.collect();
    let detail = format!("{} Nothing was used. Look at what is left now.", why.join(" "));
    Problem::conflict(ProblemCode::Refused, "Benefit not used", detail)
}
