//! Why something about a partner was not shown or changed.

use sea_orm::DbErr;
use tokuten_core::desk::Meanwhile;
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::claims::NotFree;
use crate::problem::Problem;

/// Why something about a partner was not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum StandingError {
    /// There is no such partner.
    #[error("there is no such partner")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The partner was changed since the operator looked.
    #[error("the partner has changed")]
    Changed(Vec<Meanwhile>),
    /// Another operator has claimed the partner.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl StandingError {
    /// The partner of that ID is not there, or could not be looked for.
    #[must_use]
    pub fn of_partner(error: DbErr) -> Self {
        if super::is_missing(&error) { Self::NotFound } else { Self::Database(error) }
    }
}

impl From<StandingError> for Problem {
    fn from(error: StandingError) -> Self {
        match error {
            StandingError::NotFound => Self::not_found("partner"),
            StandingError::Invalid(faults) => Self::invalid(faults),
            StandingError::Changed(changes) => Self::conflict(
                ProblemCode::Conflict,
                "The partner has changed",
                "Something about this partner has changed since you opened it. Nothing was saved. Load the page again.",
            )
            .with_changes(changes),
            StandingError::NotFree(error) => error.into(),
            StandingError::Database(error) => error.into(),
        }
    }
}
