//! Why a lead was not taken up, declined or closed.

use sea_orm::DbErr;
use tokuten_core::leads::InvalidLead;
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::problem::Problem;

/// Why something about a lead was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LeadError {
    /// There is no such lead for this partner.
    #[error("there is no such lead")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It is in a state in which that cannot be done.
    #[error(transparent)]
    State(#[from] InvalidLead),
    /// Its time is over.
    #[error("the lead has expired")]
    Expired,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<LeadError> for Problem {
    fn from(error: LeadError) -> Self {
        match error {
            LeadError::NotFound => Self::not_found("lead"),
            LeadError::Invalid(faults) => Self::invalid(faults),
            LeadError::State(InvalidLead { state }) => Self::conflict(
                ProblemCode::Conflict,
                "The lead has moved on",
                format!(
                    "This lead is {} by now. Nothing was changed. Load the page again and see what was done about it.",
                    state.code()
                ),
            ),
            LeadError::Expired => Self::conflict(
                ProblemCode::Conflict,
                "The lead has expired",
                "Nobody took this lead up in time, so it has expired. Nothing was changed. Write to the customer if you still want to help.",
            ),
            LeadError::Database(error) => error.into(),
        }
    }
}
