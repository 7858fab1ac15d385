//! `/api/operator/refunds`: money that the vendor's finance gives back.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tokuten_core::orders::OrderNumber;
use tokuten_core::problem::ProblemBody;
use tokuten_core::refunds::{RefundAsked, RefundCase, RefundDesk, RefundKind, RefundRow, RefundTransferred};
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::orders::refunds;
use crate::portal::Portal;
use crate::problem::Problem;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(desk))
        .routes(routes!(case, give_back))
        .routes(routes!(give_back_tax))
        .routes(routes!(transferred))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// Refunds whose money is not given back yet, and those that are made; for finance.
#[utoipa::path(get, path = "/api/operator/refunds", tag = "operators", params(Place),
    responses((status = 200, body = RefundDesk), (status = 403, body = ProblemBody)))]
async fn desk(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<RefundDesk>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(refunds::desk(&portal, place.cursor.unwrap_or_default()).await?))
}

/// Whether the money of an order may be given back; for finance.
#[utoipa::path(get, path = "/api/operator/orders/{number}/refund", tag = "operators",
    params(("number" = i64, Path)),
    responses((status = 200, body = RefundCase), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn case(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
) -> Result<Json<RefundCase>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(refunds::case(&portal, number).await?))
}

/// Give the money of an order back. There is one refund for an order, however often this is sent.
#[utoipa::path(post, path = "/api/operator/orders/{number}/refund", tag = "operators",
    params(("number" = i64, Path)), request_body = RefundAsked,
    responses((status = 200, body = RefundRow), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn give_back(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    Body(asked): Body<RefundAsked>,
) -> Result<Json<RefundRow>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(refunds::give_back(&portal, &operator, number, (RefundKind::Whole, asked)).await?))
}

/// Give the tax of an order back to a partner that is exempt. What was bought goes on; there is one such refund for an
/// order, however often this is sent.
#[utoipa::path(post, path = "/api/operator/orders/{number}/tax-refund", tag = "operators",
    params(("number" = i64, Path)), request_body = RefundAsked,
    responses((status = 200, body = RefundRow), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn give_back_tax(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    Body(asked): Body<RefundAsked>,
) -> Result<Json<RefundRow>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(refunds::give_back(&portal, &operator, number, (RefundKind::Tax, asked)).await?))
}

/// Record that a refund was transferred.
#[utoipa::path(post, path = "/api/operator/refunds/{id}/made", tag = "operators",
    params(("id" = String, Path)), request_body = RefundTransferred,
    responses((status = 200, body = RefundRow), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn transferred(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(made): Body<RefundTransferred>,
) -> Result<Json<RefundRow>, Problem> {
    operator.require(OperatorRole::Finance)?;
    Ok(Json(refunds::transferred(&portal, &operator, &id, made).await?))
}
