//! `/api/operator/statements`: bank statements, brought in and confirmed by the vendor's finance.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::problem::{ProblemBody, ProblemCode};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::statements::mapping::CsvMapping;
use tokuten_core::statements::{
    LARGEST_STATEMENT, LineConfirmed, LineSetAside, LinesConfirmed, LinesShown, StatementImported,
    StatementLine, StatementPage, StatementPreview, StatementView,
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::statements;
use crate::uploads::File;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    let files = OpenApiRouter::new()
        .routes(routes!(preview))
        .routes(routes!(list, import))
        .layer(DefaultBodyLimit::max(LARGEST_STATEMENT + 64 * 1024));
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(confirm_exact))
        .routes(routes!(confirm))
        .routes(routes!(set_aside))
        .routes(routes!(reopen))
        .merge(files)
}

/// What is uploaded: the file, and for CSV how its columns are taken.
async fn uploaded(mut upload: Multipart) -> Result<(File, Option<CsvMapping>), Problem> {
    let (mut file, mut mapping) = (None, None);
    while let Some(field) = upload.next_field().await? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some(File { name, content: field.bytes().await?.to_vec() });
            }
            Some("mapping") => {
                let text = field.text().await?;
                let parsed = serde_json::from_str(&text).map_err(|error| {
                    Problem::malformed(format!("The mapping is not right: {error}. Nothing was imported."))
                })?;
                mapping = Some(parsed);
            }
            _ => {
                return Err(Problem::malformed(
                    "The fields of this form are file and mapping. Nothing was imported.",
                ));
            }
        }
    }
    let file: File =
        file.ok_or_else(|| Problem::malformed("This form has a field file. Nothing was imported."))?;
    if file.content.len() > LARGEST_STATEMENT {
        let detail = "The file is larger than 10 MB. Nothing was imported. Export fewer days at a time.";
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ProblemCode::TooLarge,
            "File too large",
            detail,
        ));
    }
    Ok((file, mapping))
}

/// What would come in with a file (field `file`: CAMT.053 or CSV; field `mapping`: for CSV, how its columns are taken; without
/// it as such a file was read last, or by a guess). Nothing is stored; for finance.
#[utoipa::path(post, path = "/api/operator/statements/preview", tag = "operators",
    security(("session" = []), ("token" = ["transfers:write"])),
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = StatementPreview), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody)))]
async fn preview(
    operator: Operator,
    State(portal): State<Portal>,
    upload: Multipart,
) -> Result<Json<StatementPreview>, Problem> {
    operator.require(OperatorRole::Finance)?;
    let (file, mapping) = uploaded(upload).await?;
    Ok(Json(statements::preview(&portal, file.content, mapping).await?))
}

/// Import a bank statement (fields as for the preview): all of its lines that are new, or none. It books nothing, and the same
/// file again brings nothing; for finance.
#[utoipa::path(post, path = "/api/operator/statements", tag = "operators",
    security(("session" = []), ("token" = ["transfers:write"])),
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = StatementImported), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn import(
    operator: Operator,
    State(portal): State<Portal>,
    upload: Multipart,
) -> Result<Json<StatementImported>, Problem> {
    operator.require(OperatorRole::Finance)?;
    let (file, mapping) = uploaded(upload).await?;
    Ok(Json(statements::import(&portal, &operator, file, mapping).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// Imported statements and how far each is done, the newest first; for finance.
#[utoipa::path(get, path = "/api/operator/statements", tag = "operators",
    security(("session" = []), ("token" = ["transfers:read"])),
    params(Place),
    responses((status = 200, body = StatementPage), (status = 403, body = ProblemBody)))]
async fn list(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<StatementPage>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::list(&portal, place.cursor.unwrap_or_default()).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Lines {
    /// Which lines; default: those to decide about.
    #[serde(default)]
    show: LinesShown,
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// A statement with its lines and what each seems to be; for finance.
#[utoipa::path(get, path = "/api/operator/statements/{number}", tag = "operators",
    security(("session" = []), ("token" = ["transfers:read"])), params(("number" = i64, Path),
    Lines),
    responses((status = 200, body = StatementView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn show(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    InQuery(lines): InQuery<Lines>,
) -> Result<Json<StatementView>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::view(&portal, number, lines.show, lines.cursor.unwrap_or_default()).await?))
}

/// Book the lines of a statement that fit an order exactly, so many at a time; what fits no longer is left; for finance.
#[utoipa::path(post, path = "/api/operator/statements/{number}/confirm-exact", tag = "operators",
    params(("number" = i64, Path)),
    responses((status = 200, body = LinesConfirmed), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn confirm_exact(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
) -> Result<Json<LinesConfirmed>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::confirm_exact(&portal, &operator, number).await?))
}

/// Book a line for an order, or hold its money. If anything else than what was expected would happen, nothing does; for
/// finance.
#[utoipa::path(post, path = "/api/operator/statements/{number}/lines/{id}/confirm", tag = "operators",
    params(("number" = i64, Path), ("id" = String, Path)), request_body = LineConfirmed,
    responses((status = 200, body = StatementLine), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn confirm(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(i64, String)>,
    Body(confirmed): Body<LineConfirmed>,
) -> Result<Json<StatementLine>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::confirm(&portal, &operator, (number, &id), confirmed).await?))
}

/// Set a line aside whose money is none of the programme's, with a reason; for finance.
#[utoipa::path(post, path = "/api/operator/statements/{number}/lines/{id}/set-aside", tag = "operators",
    params(("number" = i64, Path), ("id" = String, Path)), request_body = LineSetAside,
    responses((status = 200, body = StatementLine), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn set_aside(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(i64, String)>,
    Body(asked): Body<LineSetAside>,
) -> Result<Json<StatementLine>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::set_aside(&portal, &operator, (number, &id), asked).await?))
}

/// Take up again a line that was set aside; for finance.
#[utoipa::path(post, path = "/api/operator/statements/{number}/lines/{id}/reopen", tag = "operators",
    params(("number" = i64, Path), ("id" = String, Path)),
    responses((status = 200, body = StatementLine), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn reopen(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(i64, String)>,
) -> Result<Json<StatementLine>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(statements::reopen(&portal, &operator, (number, &id)).await?))
}
