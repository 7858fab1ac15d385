//! `/api/operator/overrides`, and those of a partner.

use axum::extract::State;
use axum::http::StatusCode;
use tokuten_core::overrides::{OverrideAsked, OverrideDecision};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(decide))
}

/// Ask that a partner may do something once although a requirement is not met; for the programme.
#[utoipa::path(post, path = "/api/operator/partners/{id}/overrides", tag = "operators",
    params(("id" = String, Path)), request_body = OverrideAsked,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn ask(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<PartnerId>,
    Body(asked): Body<OverrideAsked>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::ask(&portal, &operator, &id, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Approve or refuse what another operator has asked for, or take an override back; for the programme.
#[utoipa::path(post, path = "/api/operator/overrides/{id}/decision", tag = "operators",
    params(("id" = String, Path)), request_body = OverrideDecision,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn decide(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(decision): Body<OverrideDecision>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::decide(&portal, &operator, &id, decision).await?;
    Ok(StatusCode::NO_CONTENT)
}
