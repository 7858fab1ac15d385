//! Why a business profile was not saved or published.

use axum::http::StatusCode;
use sea_orm::DbErr;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::profiles::LARGEST_LOGO;
use tokuten_core::verdict::Verdict;

use crate::problem::Problem;

/// Why something about a business profile was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Some fields are wrong, or missing.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Somebody has changed it since it was shown.
    #[error("the profile has changed")]
    Changed,
    /// The partner may not publish.
    #[error("the partner may not publish")]
    Refused(Verdict),
    /// The logo has so many bytes.
    #[error("the logo is too large: {0} bytes")]
    LogoTooLarge(usize),
    /// The file of that name is no picture.
    #[error("the logo is no picture")]
    NoPicture(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Invalid(faults) => Self::invalid(faults),
            ProfileError::Changed => Self::conflict(
                ProblemCode::Conflict,
                "The profile has changed",
                "Somebody has changed this profile since you opened it. Nothing was saved. Load the page again and look at it.",
            ),
            ProfileError::Refused(verdict) => Self::refused(verdict),
            ProfileError::LogoTooLarge(bytes) => {
                let (size, most) = (bytes.div_ceil(1024), LARGEST_LOGO / 1024);
                let detail = format!(
                    "The logo has {size} KB; the limit is {most} KB. Nothing was saved. Make it smaller."
                );
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, "Logo too large", detail)
            }
            ProfileError::NoPicture(name) => {
                let detail = format!(
                    "By its content, {name:?} is no PNG, JPEG or WebP. Nothing was saved. Save it as one of these."
                );
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Self::new(status, ProblemCode::WrongFileType, "File of another kind", detail)
            }
            ProfileError::Database(error) => error.into(),
        }
    }
}
