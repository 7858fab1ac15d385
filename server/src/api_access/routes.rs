//! `/api/operator/api-tokens`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::api_access::{NewToken, TokenMade, TokenPage};
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole::Programme;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Paging {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// API tokens, the newest first, without their secrets; for the programme.
#[utoipa::path(get, path = "/api/operator/api-tokens", tag = "operators", params(Paging),
    responses((status = 200, body = TokenPage), (status = 403, body = ProblemBody)))]
async fn list(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(paging): InQuery<Paging>,
) -> Result<Json<TokenPage>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::page(&portal, paging.cursor.as_deref()).await?))
}

/// Make an API token. The answer is the only one that has its secret; for the programme.
#[utoipa::path(post, path = "/api/operator/api-tokens", tag = "operators", request_body = NewToken,
    responses((status = 201, body = TokenMade), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn make(
    operator: Operator,
    State(portal): State<Portal>,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<TokenMade>), Problem> {
    operator.require(Programme)?;
    Ok((StatusCode::CREATED, Json(super::make(&portal, &operator, new).await?)))
}

/// Revoke an API token, at once and for good; for the programme.
#[utoipa::path(post, path = "/api/operator/api-tokens/{id}/revocation", tag = "operators", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn revoke(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::revoke(&portal, &operator, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
