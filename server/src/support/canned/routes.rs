//! `/api/operator/canned-answers`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::support_desk::{CannedAnswer, CannedAnswers, CannedChange, CannedRemoval};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(all, add)).routes(routes!(change)).routes(routes!(remove))
}

/// Answers that are given often; for support.
#[utoipa::path(get, path = "/api/operator/canned-answers", tag = "operators",
    responses((status = 200, body = CannedAnswers), (status = 403, body = ProblemBody)))]
async fn all(operator: Operator, State(portal): State<Portal>) -> Result<Json<CannedAnswers>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(super::all(&portal).await?))
}

/// Write a new one; for support.
#[utoipa::path(post, path = "/api/operator/canned-answers", tag = "operators", request_body = CannedChange,
    responses((status = 201, body = CannedAnswer), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn add(
    operator: Operator,
    State(portal): State<Portal>,
    Body(new): Body<CannedChange>,
) -> Result<(StatusCode, Json<CannedAnswer>), Problem> {
    operator.require(OperatorRole::Support)?;
    Ok((StatusCode::CREATED, Json(super::add(&portal, &operator, new).await?)))
}

/// Change one; for support.
#[utoipa::path(put, path = "/api/operator/canned-answers/{id}", tag = "operators", request_body = CannedChange,
    params(("id" = String, Path)),
    responses((status = 200, body = CannedAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(change): Body<CannedChange>,
) -> Result<Json<CannedAnswer>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(super::change(&portal, &operator, &id, change).await?))
}

/// Take one away; for support.
#[utoipa::path(post, path = "/api/operator/canned-answers/{id}/removal", tag = "operators", request_body = CannedRemoval,
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn remove(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(removal): Body<CannedRemoval>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Support)?;
    super::remove(&portal, &operator, &id, removal).await?;
    Ok(StatusCode::NO_CONTENT)
}
