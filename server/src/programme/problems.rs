//! Why the programme or its draft was not changed.

use axum::http::StatusCode;
use sea_orm::DbErr;
use tokuten_core::competencies::ImportFault;
use tokuten_core::desk::Meanwhile;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::programme::WhyNot;

use crate::catalogue::CatalogueErrors;
use crate::catalogue::edits::EditError;
use crate::problem::Problem;

/// The first mistakes of a file that are answered.
const NAMED: usize = 200;

/// Why the programme or its draft was not changed. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// No list gave this cursor out.
    #[error("the cursor is unknown")]
    Cursor,
    /// The file is no text.
    #[error("the file is no text")]
    NoText,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The file has mistakes.
    #[error("the file has mistakes: {0}")]
    Mistakes(CatalogueErrors),
    /// The file cannot be changed by a form.
    #[error("the file cannot be changed by a form: {0}")]
    Unwritable(String),
    /// The draft was changed since the operator looked.
    #[error("the draft has changed")]
    Changed(Vec<Meanwhile>),
    /// The draft is scheduled, and not changed any more.
    #[error("the draft is scheduled")]
    Scheduled,
    /// The draft cannot be published as it is.
    #[error("the draft cannot be published: {0:?}")]
    Refused(Vec<WhyNot>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<EditError> for ProgrammeError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unwritable(why) => Self::Unwritable(why),
            EditError::Mistakes(mistakes) => Self::Mistakes(mistakes),
        }
    }
}

impl From<ProgrammeError> for Problem {
    fn from(error: ProgrammeError) -> Self {
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            ProgrammeError::NotFound(what) => Self::not_found(what),
            ProgrammeError::Cursor => Self::malformed("The cursor is not one that this list gave out."),
            ProgrammeError::NoText => Self::malformed(
                "The file is no text in UTF-8. Nothing was changed. Save it as UTF-8 and send it again.",
            ),
            ProgrammeError::Invalid(faults) => Self::invalid(faults),
            ProgrammeError::Mistakes(mistakes) => with_mistakes(&mistakes),
            ProgrammeError::Unwritable(why) => Self::new(
                unprocessable,
                ProblemCode::Refused,
                "Not by a form",
                format!(
                    "A form cannot change this in the file as it is written ({why}). Nothing was changed. Download the draft, change it there, and import it."
                ),
            ),
            ProgrammeError::Changed(changes) => Self::conflict(
                ProblemCode::Conflict,
                "Changed meanwhile",
                "The draft has changed since you opened it. Nothing was changed by you. Load the page again.",
            )
            .with_changes(changes),
            ProgrammeError::Scheduled => Self::conflict(
                ProblemCode::Conflict,
                "Scheduled already",
                "It is decided when this draft comes into force, so it is not changed any more. Nothing was changed. Take the schedule back first.",
            ),
            ProgrammeError::Refused(why_not) => {
                let reasons: Vec<_> = why_not.iter().map(reason).collect();
                let detail = format!("{} Nothing was published.", reasons.join(" "));
                Self::new(unprocessable, ProblemCode::Refused, "Not to be published as it is", detail)
            }
            ProgrammeError::Database(error) => error.into(),
        }
    }
}

fn with_mistakes(mistakes: &CatalogueErrors) -> Problem {
    let count = mistakes.0.len();
    let detail = format!(
        "Mistakes in the programme: {count}. Nothing was changed. Mend the lines that are named and send it again."
    );
    let faults = mistakes.0.iter().take(NAMED).map(|mistake| ImportFault {
        line: u64::try_from(mistake.line).unwrap_or(u64::MAX),
        column: Some(mistake.column.to_string()),
        reason: mistake.message.clone(),
        fault: None,
    });
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let problem = Problem::new(status, ProblemCode::RowsWrong, "The programme has mistakes", detail);
    problem.with_rows(faults.collect(), count)
}

fn reason(why: &WhyNot) -> String {
    match why {
        WhyNot::Unchanged => "The draft is the same as what is in force.".to_owned(),
        WhyNot::OfferHeld { offer, holders } => {
            format!("{holders} hold {offer}, so it stays; take its prices away to sell it no more.")
        }
        WhyNot::PolicyInUse { effective_from } => format!(
            "Windows are open or were by the policy of {effective_from}, so it stays as it is; add a version for what comes later."
        ),
        WhyNot::NoDryRun => "It was not worked out whom the draft affects; do that first.".to_owned(),
    }
}
