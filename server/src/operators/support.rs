//! `/api/operator/support`: requests that the vendor's support answers.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::support::Answer;
use tokuten_core::support_desk::{DeskPage, Merge, NewNote, RequestCase, StateChange};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, IdempotencyKey, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::support::desk;
use crate::support::routes::Shown;
use crate::uploads::attachment;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(answer))
        .routes(routes!(note))
        .routes(routes!(state))
        .routes(routes!(merge))
        .routes(routes!(cancel_subscription))
        .routes(routes!(file))
}

/// Support requests; without a state those that wait for the vendor, the longest first; for support.
#[utoipa::path(get, path = "/api/operator/support", tag = "operators",
    security(("session" = []), ("token" = ["support:read"])),
    params(Shown),
    responses((status = 200, body = DeskPage), (status = 403, body = ProblemBody)))]
async fn list(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<Json<DeskPage>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::page(&portal, &shown.into()).await?))
}

/// A support request with its thread; for support.
#[utoipa::path(get, path = "/api/operator/support/{number}", tag = "operators",
    security(("session" = []), ("token" = ["support:read"])),
    params(("number" = i64, Path)),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn show(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::show(&portal, &operator, number).await?))
}

/// Answer a support request; for support.
#[utoipa::path(post, path = "/api/operator/support/{number}/answers", tag = "operators",
    security(("session" = []), ("token" = ["support:write"])),
    request_body = Answer,
    params(("number" = i64, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn answer(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    IdempotencyKey(key): IdempotencyKey,
    Body(answer): Body<Answer>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::answer(&portal, &operator, number, (&key, answer)).await?))
}

/// Tell the other operators something about a request; no partner gets it; for support.
#[utoipa::path(post, path = "/api/operator/support/{number}/notes", tag = "operators",
    security(("session" = []), ("token" = ["support:write"])),
    request_body = NewNote,
    params(("number" = i64, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn note(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    IdempotencyKey(key): IdempotencyKey,
    Body(new): Body<NewNote>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::add_note(&portal, &operator, number, (&key, new)).await?))
}

/// Give a request a state without an answer; for support.
#[utoipa::path(post, path = "/api/operator/support/{number}/state", tag = "operators",
    security(("session" = []), ("token" = ["support:write"])),
    request_body = StateChange,
    params(("number" = i64, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn state(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    IdempotencyKey(key): IdempotencyKey,
    Body(change): Body<StateChange>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::change_state(&portal, &operator, number, (&key, change)).await?))
}

/// Go on with a request in another of the same partner's: replies follow; for support.
#[utoipa::path(post, path = "/api/operator/support/{number}/merge", tag = "operators", request_body = Merge,
    params(("number" = i64, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn merge(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    IdempotencyKey(key): IdempotencyKey,
    Body(merge): Body<Merge>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::merge(&portal, &operator, number, (&key, merge)).await?))
}

/// Cancel the subscription that a request asks to cancel, without a refund: it ends on its anniversary; for support.
#[utoipa::path(post, path = "/api/operator/support/{number}/cancel-subscription", tag = "operators",
    params(("number" = i64, Path)),
    responses((status = 200, body = RequestCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn cancel_subscription(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
) -> Result<Json<RequestCase>, Problem> {
    operator.require(OperatorRole::Support)?;
    Ok(Json(desk::cancel_subscription(&portal, &operator, number).await?))
}

/// A file of a support request; for support.
#[utoipa::path(get, path = "/api/operator/support/{number}/attachments/{id}", tag = "operators",
    security(("session" = []), ("token" = ["support:read"])),
    params(("number" = i64, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ProblemBody)))]
async fn file(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(i64, String)>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Support)?;
    let file = desk::file(&portal, (number, &id)).await?;
    Ok(attachment(&file.file_name, file.media_type, file.content))
}
