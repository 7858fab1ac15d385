//! Why something was not done about a user.

use axum::http::StatusCode;
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::users::WhyNot;

use crate::identity::SignInError;
use crate::problem::Problem;

/// Why something was not done about a user.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// No such user, or another partner's.
    #[error("there is no such user")]
    NotFound,
    /// The rules refuse.
    #[error("the rules about users refuse: {0:?}")]
    Refused(Vec<WhyNot>),
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// Somebody has the address: here or elsewhere is not told.
    #[error("the address is in use")]
    Taken,
    /// The roles are not those that were shown.
    #[error("the roles were changed meanwhile")]
    Changed,
    /// The password could not be checked.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

impl From<UserError> for Problem {
    fn from(error: UserError) -> Self {
        match error {
            UserError::NotFound => Self::not_found("user"),
            UserError::Refused(why_not) => Self::not_about_users(why_not),
            UserError::Invalid(faults) => Self::invalid(faults),
            UserError::Taken => Self::invalid(vec![FieldError::new("email", FieldFault::Taken)]),
            UserError::Changed => Self::new(
                StatusCode::CONFLICT,
                ProblemCode::Conflict,
                "The roles have changed",
                "Somebody else has changed this user's roles since they were shown. Nothing was changed. Look at the roles as they are now and decide again.",
            ),
            UserError::SignIn(error) => error.into(),
            UserError::Database(error) => error.into(),
        }
    }
}
