//! `/api/operator/programme`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::problem::ProblemBody;
use tokuten_core::programme::changes::FileDiff;
use tokuten_core::programme::dry_run::{AffectedPage, Aspect};
use tokuten_core::programme::{CatalogueView, DraftEdit, DraftShown, ProgrammeDesk, Publishing, VersionPage};
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::publishing;
use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The largest file that is taken.
const LARGEST_FILE: usize = 1024 * 1024;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(desk))
        .routes(routes!(versions))
        .routes(routes!(version_diff))
        .routes(routes!(catalogue))
        .routes(routes!(file))
        .routes(routes!(begin, discard))
        .routes(routes!(edit))
        .routes(routes!(draft_diff))
        .routes(routes!(dry_run))
        .routes(routes!(affected))
        .routes(routes!(publish))
        .routes(routes!(take_back))
        .merge(OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(LARGEST_FILE)))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Paging {
    /// `next_cursor` of the page before.
    cursor: Option<i32>,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Shown {
    /// The revision of the draft that was shown; 0 where there was none.
    #[serde(default)]
    revision: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    Draft,
    InForce,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Of {
    /// The draft, or what is in force.
    of: Which,
}

#[derive(Debug, Deserialize, IntoParams)]
struct FileOf {
    /// `draft`, `in_force`, or the number of a version.
    of: String,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Listing {
    /// Only those that are affected in this.
    #[param(inline)]
    aspect: Option<Aspect>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What is in force, and its draft; for operators.
#[utoipa::path(get, path = "/api/operator/programme", tag = "programme",
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody)))]
async fn desk(_: Operator, State(portal): State<Portal>) -> Result<Json<ProgrammeDesk>, Problem> {
    Ok(Json(super::desk(&portal).await?))
}

/// The programme's versions, the newest first; for operators.
#[utoipa::path(get, path = "/api/operator/programme/versions", tag = "programme", params(Paging),
    responses((status = 200, body = VersionPage), (status = 403, body = ProblemBody)))]
async fn versions(
    _: Operator,
    State(portal): State<Portal>,
    InQuery(paging): InQuery<Paging>,
) -> Result<Json<VersionPage>, Problem> {
    Ok(Json(super::versions_page(&portal, paging.cursor).await?))
}

/// In which lines a version differs from the one before; for operators.
#[utoipa::path(get, path = "/api/operator/programme/versions/{number}/diff", tag = "programme", params(("number" = i32, Path)),
    responses((status = 200, body = FileDiff), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn version_diff(
    _: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i32>,
) -> Result<Json<FileDiff>, Problem> {
    Ok(Json(super::version_diff(&portal, number).await?))
}

/// A catalogue as its forms show it; for operators.
#[utoipa::path(get, path = "/api/operator/programme/catalogue", tag = "programme", params(Of),
    responses((status = 200, body = CatalogueView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn catalogue(
    _: Operator,
    State(portal): State<Portal>,
    InQuery(wanted): InQuery<Of>,
) -> Result<Json<CatalogueView>, Problem> {
    Ok(Json(super::catalogue_of(&portal, wanted.of == Which::Draft).await?))
}

/// A catalogue as the file that a server can be started with; for operators.
#[utoipa::path(get, path = "/api/operator/programme/file", tag = "programme", params(FileOf),
    responses((status = 200, content_type = "application/toml"), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn file(
    _: Operator,
    State(portal): State<Portal>,
    InQuery(wanted): InQuery<FileOf>,
) -> Result<impl IntoResponse, Problem> {
    let (name, toml) = super::file_of(&portal, &wanted.of).await?;
    Ok(attachment(&name, "application/toml".to_owned(), toml.into_bytes()))
}

/// Begin a draft of what is in force; where there is one already, it stays; for the programme.
#[utoipa::path(post, path = "/api/operator/programme/draft", tag = "programme",
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody)))]
async fn begin(operator: Operator, State(portal): State<Portal>) -> Result<Json<ProgrammeDesk>, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::begin(&portal, &operator).await?;
    Ok(Json(super::desk(&portal).await?))
}

/// Throw the draft away; for the programme.
#[utoipa::path(delete, path = "/api/operator/programme/draft", tag = "programme", params(Shown),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn discard(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::discard(&portal, &operator, shown.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change the draft by a form; for the programme.
#[utoipa::path(post, path = "/api/operator/programme/draft/edits", tag = "programme", request_body = DraftEdit,
    responses((status = 200, body = CatalogueView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn edit(
    operator: Operator,
    State(portal): State<Portal>,
    Body(asked): Body<DraftEdit>,
) -> Result<Json<CatalogueView>, Problem> {
    operator.require(OperatorRole::Programme)?;
    Ok(Json(super::edit(&portal, &operator, asked).await?))
}

/// Put a file (TOML, at most 1 MiB) in the place of the draft, or make a draft of it: it is taken whole, or each mistake is
/// named with its line; for the programme.
#[utoipa::path(put, path = "/api/operator/programme/draft/file", tag = "programme", params(Shown),
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn import(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
    file: Bytes,
) -> Result<Json<ProgrammeDesk>, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::import(&portal, &operator, (shown.revision, &file)).await?;
    Ok(Json(super::desk(&portal).await?))
}

/// In which lines the draft differs from what is in force; for operators.
#[utoipa::path(get, path = "/api/operator/programme/draft/diff", tag = "programme",
    responses((status = 200, body = FileDiff), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn draft_diff(_: Operator, State(portal): State<Portal>) -> Result<Json<FileDiff>, Problem> {
    Ok(Json(super::draft_diff(&portal).await?))
}

/// Work out whom the draft affects; for the programme.
#[utoipa::path(post, path = "/api/operator/programme/draft/dry-run", tag = "programme", request_body = DraftShown,
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn dry_run(
    operator: Operator,
    State(portal): State<Portal>,
    Body(shown): Body<DraftShown>,
) -> Result<Json<ProgrammeDesk>, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::dry_run(&portal, shown.revision).await?;
    Ok(Json(super::desk(&portal).await?))
}

/// The subscriptions that the draft affects, by their anniversaries, as they are and as they would be; for operators.
#[utoipa::path(get, path = "/api/operator/programme/draft/affected", tag = "programme", params(Listing),
    responses((status = 200, body = AffectedPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn affected(
    _: Operator,
    State(portal): State<Portal>,
    InQuery(listing): InQuery<Listing>,
) -> Result<Json<AffectedPage>, Problem> {
    Ok(Json(super::affected(&portal, (listing.aspect, listing.cursor.as_deref())).await?))
}

/// Publish the draft, at once or on a day; for the programme.
#[utoipa::path(post, path = "/api/operator/programme/draft/publication", tag = "programme", request_body = Publishing,
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn publish(
    operator: Operator,
    State(portal): State<Portal>,
    Body(wish): Body<Publishing>,
) -> Result<Json<ProgrammeDesk>, Problem> {
    operator.require(OperatorRole::Programme)?;
    publishing::publish(&portal, &operator, wish).await?;
    Ok(Json(super::desk(&portal).await?))
}

/// Take back on which day the draft comes into force: it is a draft again; for the programme.
#[utoipa::path(delete, path = "/api/operator/programme/draft/schedule", tag = "programme", params(Shown),
    responses((status = 200, body = ProgrammeDesk), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn take_back(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<Json<ProgrammeDesk>, Problem> {
    operator.require(OperatorRole::Programme)?;
    publishing::take_back(&portal, &operator, shown.revision).await?;
    Ok(Json(super::desk(&portal).await?))
}
