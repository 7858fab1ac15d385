//! Why a second factor was not taken or not changed.

use axum::http::StatusCode;
use tokuten_core::problem::ProblemCode;

use crate::identity::SignInError;
use crate::passkeys::{PasskeyError, last_factor};
use crate::problem::Problem;

/// Why a second factor was not taken or not changed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// The half session is over.
    #[error("nobody has given a password here, or it was too long ago")]
    Over,
    /// The code is wrong, too old, or used already: not told which.
    #[error("the code was refused")]
    CodeRefused,
    /// There is a second factor already: it is asked for, and nothing else.
    #[error("there is a second factor already")]
    AlreadyThere,
    /// It is the only second factor.
    #[error("it is the last second factor")]
    LastFactor,
    /// Something with a passkey, or with the confirmation.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// Nobody was let in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Something is not what we wrote.
    #[error("{0}")]
    Unreadable(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

impl From<FactorError> for Problem {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Over => Self::signed_out(),
            FactorError::CodeRefused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::CodeRefused,
                "The code was not accepted",
                "The code is not the one that the app shows now, or was used already. Nothing was done. Wait for the next code and enter that.",
            ),
            FactorError::AlreadyThere => Self::conflict(
                ProblemCode::Conflict,
                "There is a second factor already",
                "A second factor was set up already. Nothing was changed. Give that one, or ask a programme operator to reset it.",
            ),
            FactorError::LastFactor => last_factor(),
            FactorError::Passkey(error) => error.into(),
            FactorError::SignIn(error) => error.into(),
            FactorError::Unreadable(error) => Self::internal(&error),
            FactorError::Database(error) => error.into(),
        }
    }
}
