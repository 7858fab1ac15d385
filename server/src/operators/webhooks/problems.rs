//! Why nothing was done about an endpoint, and how that is told.

use sea_orm::DbErr;
use tokuten_core::desk::Meanwhile;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::webhooks::MOST_ENDPOINTS;

use crate::operators::team::TeamError;
use crate::problem::Problem;

/// Why nothing was done about an endpoint.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// There is no such endpoint, or no such delivery of it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// There are as many as there may be.
    #[error("there are {MOST_ENDPOINTS} endpoints")]
    TooMany,
    /// It is not as it was shown.
    #[error("the endpoint was changed meanwhile")]
    Changed(Vec<Meanwhile>),
    /// Nothing is sent to an endpoint that is off.
    #[error("the endpoint is off")]
    Off,
    /// Who asks is no programme operator any more.
    #[error(transparent)]
    Team(#[from] TeamError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<EndpointError> for Problem {
    fn from(error: EndpointError) -> Self {
        match error {
            EndpointError::NotFound(what) => Self::not_found(what),
            EndpointError::Invalid(faults) => Self::invalid(faults),
            EndpointError::TooMany => Self::conflict(
                ProblemCode::Conflict,
                "Too many endpoints",
                format!("There are {MOST_ENDPOINTS} endpoints. No other was made. Remove one that nobody needs."),
            ),
            EndpointError::Changed(changes) => Self::conflict(
                ProblemCode::Conflict,
                "The endpoint has changed",
                "This endpoint was changed, turned off or removed since you looked. Nothing was changed. Load the page again.",
            )
            .with_changes(changes),
            EndpointError::Off => Self::conflict(
                ProblemCode::Conflict,
                "The endpoint is off",
                "Nothing is sent to an endpoint that is off. Nothing was sent. Turn it on first.",
            ),
            EndpointError::Team(error) => error.into(),
            EndpointError::Database(error) => error.into(),
        }
    }
}
