//! `/api/operator/transfers`: the desk of the vendor's finance.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tokuten_core::orders::OrderNumber;
use tokuten_core::problem::ProblemBody;
use tokuten_core::refunds::RefundTransferred;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::transfers::{
    Allocation, HeldApplied, HeldReturned, MoneyArrived, MoneyReturn, ProofRejected, TransferDesk,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, IdempotencyKey, InPath};
use crate::identity::signed_in::Operator;
use crate::orders::transfers;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(desk))
        .routes(routes!(record))
        .routes(routes!(reject))
        .routes(routes!(proof))
        .routes(routes!(apply))
        .routes(routes!(give_back))
        .routes(routes!(returned))
}

/// Orders that await their transfer, and money that pays nothing yet; for finance.
#[utoipa::path(get, path = "/api/operator/transfers", tag = "operators",
    security(("session" = []), ("token" = ["transfers:read"])),
    responses((status = 200, body = TransferDesk), (status = 403, body = ProblemBody)))]
async fn desk(operator: Operator, State(portal): State<Portal>) -> Result<Json<TransferDesk>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(transfers::desk(&portal).await?))
}

/// Record money that has arrived. The bank's reference makes it once, however often it is sent.
#[utoipa::path(post, path = "/api/operator/payments", tag = "operators",
    security(("session" = []), ("token" = ["transfers:write"])),
    request_body = MoneyArrived,
    responses((status = 200, body = Allocation), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn record(
    operator: Operator,
    State(portal): State<Portal>,
    Body(arrived): Body<MoneyArrived>,
) -> Result<Json<Allocation>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(transfers::record(&portal, &operator, arrived).await?))
}

/// Apply held money to an order that awaits its transfer. What the order does not need stays held.
#[utoipa::path(post, path = "/api/operator/payments/{id}/apply", tag = "operators",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    request_body = HeldApplied,
    responses((status = 200, body = Allocation), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn apply(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    IdempotencyKey(key): IdempotencyKey,
    Body(asked): Body<HeldApplied>,
) -> Result<Json<Allocation>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(transfers::apply(&portal, &operator, (&id, &key), asked).await?))
}

/// Decide that held money is given back to who paid it: finance is to transfer it.
#[utoipa::path(post, path = "/api/operator/payments/{id}/return", tag = "operators",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    request_body = HeldReturned,
    responses((status = 200, body = MoneyReturn), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn give_back(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    IdempotencyKey(key): IdempotencyKey,
    Body(asked): Body<HeldReturned>,
) -> Result<Json<MoneyReturn>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(transfers::give_back(&portal, &operator, (&id, &key), asked).await?))
}

/// Record that held money was transferred back.
#[utoipa::path(post, path = "/api/operator/returns/{id}/made", tag = "operators",
    params(("id" = String, Path)), request_body = RefundTransferred,
    responses((status = 200, body = MoneyReturn), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn returned(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(made): Body<RefundTransferred>,
) -> Result<Json<MoneyReturn>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(transfers::returned(&portal, &operator, &id, made).await?))
}

/// Do not accept a payment proof; the partner reads why.
#[utoipa::path(post, path = "/api/operator/orders/{number}/reject-proof", tag = "operators",
    params(("number" = i64, Path)), request_body = ProofRejected,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn reject(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    Body(rejected): Body<ProofRejected>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Finance)?;
    transfers::reject_proof(&portal, &operator, number, &rejected.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file of a payment proof; for finance.
#[utoipa::path(get, path = "/api/operator/orders/{number}/proofs/{id}", tag = "operators",
    params(("number" = i64, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ProblemBody)))]
async fn proof(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(OrderNumber, String)>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Finance)?;
    let proof = transfers::file(&portal, None, number, &id).await?;
    Ok(attachment(&proof.file_name, proof.media_type, proof.content))
}
