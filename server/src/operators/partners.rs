//! `/api/operator/partners`: partners whose legal profile the vendor's programme people check.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tokuten_core::joining::{Decision, PendingPage, PendingPartner};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::joining;
use crate::portal::Portal;
use crate::problem::Problem;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(pending)).routes(routes!(decide))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// Partners whose legal profile waits to be verified, the longest waiting first; for the programme.
#[utoipa::path(get, path = "/api/operator/partners", tag = "operators",
    security(("session" = []), ("token" = ["partners:read"])),
    params(Place),
    responses((status = 200, body = PendingPage), (status = 403, body = ProblemBody)))]
async fn pending(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<PendingPage>, Problem> {
    operator.require(OperatorRole::Programme)?;
    Ok(Json(joining::pending(&portal, place.cursor.unwrap_or_default()).await?))
}

/// Verify a legal profile, or reject it with a reason that the partner reads; for the programme.
#[utoipa::path(post, path = "/api/operator/partners/{id}/verification", tag = "operators",
    params(("id" = String, Path)), request_body = Decision,
    responses((status = 200, body = PendingPartner), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn decide(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<PartnerId>,
    Body(decision): Body<Decision>,
) -> Result<Json<PendingPartner>, Problem> {
    operator.require(OperatorRole::Programme)?;
    Ok(Json(joining::decide(&portal, &operator, &id, decision).await?))
}
