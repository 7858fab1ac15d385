//! `/api/operator/desk`, and dead jobs by hand.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::desk::{DeskView, JobPressed, Queue, QueuePage};
use tokuten_core::problem::ProblemBody;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::jobs::by_hand;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(desk))
        .routes(routes!(queue))
        .routes(routes!(retry))
        .routes(routes!(drop_job))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// The queues of the operator's work: how much is in each, and what has waited longest; for operators.
#[utoipa::path(get, path = "/api/operator/desk", tag = "operators",
    responses((status = 200, body = DeskView), (status = 403, body = ProblemBody)))]
async fn desk(operator: Operator, State(portal): State<Portal>) -> Result<Json<DeskView>, Problem> {
    Ok(Json(super::view(&portal, &operator).await?))
}

/// A page of a queue, the oldest first; for who works on it.
#[utoipa::path(get, path = "/api/operator/desk/{queue}", tag = "operators", params(("queue" = Queue, Path), Place),
    responses((status = 200, body = QueuePage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn queue(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(queue): InPath<Queue>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<QueuePage>, Problem> {
    queue.worked_by().map_or(Ok(()), |role| operator.require(role))?;
    Ok(Json(super::page(&portal, queue, place.cursor.unwrap_or_default()).await?))
}

/// Try a dead job again; for operators.
#[utoipa::path(post, path = "/api/operator/jobs/{id}/retry", tag = "operators", params(("id" = String, Path)),
    request_body = JobPressed,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn retry(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(pressed): Body<JobPressed>,
) -> Result<StatusCode, Problem> {
    by_hand::retry(&portal, &operator, &id, pressed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a dead job up for good; for operators.
#[utoipa::path(post, path = "/api/operator/jobs/{id}/drop", tag = "operators", params(("id" = String, Path)),
    request_body = JobPressed,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn drop_job(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(pressed): Body<JobPressed>,
) -> Result<StatusCode, Problem> {
    by_hand::drop_dead(&portal, &operator, &id, pressed).await?;
    Ok(StatusCode::NO_CONTENT)
}
