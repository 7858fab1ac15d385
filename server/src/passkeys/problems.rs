//! Why something was not done with a passkey.

use axum::http::StatusCode;
use tokuten_core::openid::CONFIRMED_MINUTES;
use tokuten_core::passkeys::MOST_PASSKEYS;
use tokuten_core::problem::{FieldError, ProblemCode};
use webauthn_rs::prelude::WebauthnError;

use crate::identity::SignInError;
use crate::problem::Problem;

/// Why something was not done with a passkey.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The portal's address is a number, under which no browser takes passkeys.
    #[error("the portal has no host name for passkeys")]
    NoHost,
    /// The answer is not one to a question of ours, or not of a passkey that is known here: not told which.
    #[error("the passkey was refused: {0}")]
    Refused(&'static str),
    /// The answer does not hold.
    #[error("the passkey was refused: {0}")]
    DoesNotHold(#[from] WebauthnError),
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// There are as many as there may be.
    #[error("there are {MOST_PASSKEYS} passkeys already")]
    TooMany,
    /// No such passkey of the user's.
    #[error("there is no such passkey")]
    NotFound,
    /// It is an operator's only second factor.
    #[error("it is the last second factor")]
    LastFactor,
    /// It is the last way to sign in.
    #[error("it is the last way to sign in")]
    LastWay,
    /// Nothing has confirmed that it is the user, or too long ago.
    #[error("it is not confirmed")]
    NotConfirmed,
    /// The password could not be checked, or nobody may be let in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Something is not what we wrote.
    #[error("{0}")]
    Unreadable(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::NoHost => Self::conflict(
                ProblemCode::Conflict,
                "No passkeys at this address",
                "Browsers take passkeys under a host's name and not under a number. Nothing was done. Set public_url to the portal's address with its name.",
            ),
            PasskeyError::Refused(why) => refused(&why),
            PasskeyError::DoesNotHold(why) => refused(&why),
            PasskeyError::Invalid(faults) => Self::invalid(faults),
            PasskeyError::TooMany => Self::conflict(
                ProblemCode::Conflict,
                "As many passkeys as there may be",
                format!(
                    "There are {MOST_PASSKEYS} passkeys already. Nothing was added. Remove one that is not used."
                ),
            ),
            PasskeyError::NotFound => Self::not_found("passkey"),
            PasskeyError::LastFactor => last_factor(),
            PasskeyError::LastWay => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::LastWayToSignIn,
                "The last way to sign in",
                "This passkey is the only way by which you can sign in. Nothing was removed. Set a password first, or add another passkey.",
            ),
            PasskeyError::NotConfirmed => Self::new(
                StatusCode::FORBIDDEN,
                ProblemCode::NotConfirmed,
                "Not confirmed",
                format!(
                    "It is not confirmed that it is you, or was more than {CONFIRMED_MINUTES} minutes ago. Nothing was changed. Sign in once more at the provider, or confirm by your password or a passkey."
                ),
            ),
            PasskeyError::SignIn(error) => error.into(),
            PasskeyError::Unreadable(error) => Self::internal(&error),
            PasskeyError::Database(error) => error.into(),
        }
    }
}

/// Nobody who tries is told what exactly was wrong; the log says it.
fn refused(why: &dyn std::fmt::Display) -> Problem {
    tracing::info!(%why, "a passkey was refused");
    Problem::new(
        StatusCode::UNAUTHORIZED,
        ProblemCode::PasskeyRefused,
        "The passkey was not accepted",
        "The passkey was not accepted, or it took too long. Nothing was done and nobody was signed in. Try again, or do it in another way.",
    )
}

/// An operator's only second factor stays.
#[must_use]
pub fn last_factor() -> Problem {
    Problem::conflict(
        ProblemCode::Refused,
        "The last second factor stays",
        "This is your only second factor, and without one operators do not sign in. Nothing was removed. Set up another one first.",
    )
}
