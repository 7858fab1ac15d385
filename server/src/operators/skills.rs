//! `/api/operator/skills`: skills that the vendor's programme people bring in.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use tokuten_core::competencies::{ImportFault, LARGEST_SKILLS_FILE, SkillsImported};
use tokuten_core::problem::{ProblemBody, ProblemCode};
use tokuten_core::sessions::OperatorRole;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::signed_in::Operator;
use crate::imports::ImportError;
use crate::imports::skills::import_skills;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::only_file;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(LARGEST_SKILLS_FILE + 16 * 1024))
}

/// Import skills from a CSV file (field `file`, at most 5 MiB): all of its rows or none, and the same file again changes
/// nothing; for the programme.
#[utoipa::path(post, path = "/api/operator/skills", tag = "operators",
    security(("session" = []), ("token" = ["skills:write"])),
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = SkillsImported), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn import(
    operator: Operator,
    State(portal): State<Portal>,
    mut upload: Multipart,
) -> Result<Json<SkillsImported>, Problem> {
    operator.require(OperatorRole::Programme)?;
    let file = only_file(&mut upload, "Nothing was imported.").await?;
    let by = (portal.clock.now(), operator.id.as_str());
    match import_skills(&portal.db, &portal.catalogue(), by, &*file.content, |_| ()).await {
        Ok(imported) => Ok(Json(imported)),
        Err(error) => Err(refused(error)),
    }
}

fn refused(error: ImportError) -> Problem {
    match error {
        ImportError::Database(error) => error.into(),
        ImportError::Unreadable(error) => {
            Problem::malformed(format!("The file cannot be read: {error}. Nothing was imported."))
        }
        ImportError::Rows(errors) => {
            let detail = format!(
                "Mistakes in the file: {}. Nothing was imported. Mend the rows that are named and send the file again.",
                errors.count()
            );
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let problem = Problem::new(status, ProblemCode::RowsWrong, "Rows of the file are wrong", detail);
            let faults = errors.first().map(|error| ImportFault {
                line: error.line,
                column: error.column.map(|column| column.to_string()),
                reason: error.reason.to_string(),
                fault: error.reason.coded().cloned(),
            });
            problem.with_rows(faults.collect(), errors.count())
        }
    }
}
