//! Why an override was not asked for or decided on.

use axum::http::StatusCode;
use sea_orm::DbErr;
use tokuten_core::desk::Meanwhile;
use tokuten_core::overrides::NotDecided;
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::claims::NotFree;
use crate::problem::Problem;

/// Why an override was not asked for or decided on. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OverrideError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Something was changed since the operator looked.
    #[error("something has changed")]
    Changed(Vec<Meanwhile>),
    /// It cannot be decided on like that.
    #[error("it is not decided on: {0:?}")]
    NotDecided(NotDecided),
    /// Another operator has claimed it.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl OverrideError {
    /// The partner of that ID is not there, or could not be looked for.
    #[must_use]
    pub fn of_partner(error: DbErr) -> Self {
        match error {
            DbErr::RecordNotFound(_) => Self::NotFound("partner"),
            error => Self::Database(error),
        }
    }
}

impl From<NotDecided> for OverrideError {
    fn from(why: NotDecided) -> Self {
        Self::NotDecided(why)
    }
}

impl From<OverrideError> for Problem {
    fn from(error: OverrideError) -> Self {
        match error {
            OverrideError::NotFound(what) => Self::not_found(what),
            OverrideError::Invalid(faults) => Self::invalid(faults),
            OverrideError::Changed(changes) => Self::conflict(
                ProblemCode::Conflict,
                "Changed meanwhile",
                "The partner or the override has changed since you opened it. Nothing was changed. Load the page again.",
            )
            .with_changes(changes),
            OverrideError::NotDecided(NotDecided::SamePerson) => Self::new(
                StatusCode::FORBIDDEN,
                ProblemCode::SecondOperator,
                "It takes a second operator",
                "You have asked for this override, so another operator decides on it. Nothing was changed. Ask a colleague.",
            ),
            OverrideError::NotDecided(NotDecided::Already) => Self::conflict(
                ProblemCode::Conflict,
                "Decided already",
                "Somebody has decided on this override. Nothing was changed. Load the page again.",
            ),
            OverrideError::NotDecided(NotDecided::Over) => Self::conflict(
                ProblemCode::Conflict,
                "Its last day has passed",
                "The last day of this override has passed. Nothing was changed. Ask for another.",
            ),
            OverrideError::NotFree(error) => error.into(),
            OverrideError::Database(error) => error.into(),
        }
    }
}
