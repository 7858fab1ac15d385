//! `/api/operator/membership-center`: what the predecessor still manages, for the vendor's programme people.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::membership_center::{HandOver, KeptTherePage};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::membership_center;
use crate::portal::Portal;
use crate::problem::Problem;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(kept)).routes(routes!(hand_over))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
    /// Only what this partner has there.
    #[param(value_type = Option<String>)]
    partner: Option<PartnerId>,
}

/// What is managed in the Membership Center, the next anniversary first; for the programme.
#[utoipa::path(get, path = "/api/operator/membership-center", tag = "operators", params(Place),
    responses((status = 200, body = KeptTherePage), (status = 403, body = ProblemBody)))]
async fn kept(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<KeptTherePage>, Problem> {
    operator.require(OperatorRole::Programme)?;
    let partner = place.partner.as_ref().map(PartnerId::as_str);
    Ok(Json(membership_center::kept(&portal, partner, place.cursor.unwrap_or_default()).await?))
}

/// Move a subscription to Partner Center before its anniversary; for the programme.
#[utoipa::path(post, path = "/api/operator/membership-center/{id}/hand-over", tag = "operators",
    params(("id" = String, Path)), request_body = HandOver,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn hand_over(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(pressed): Body<HandOver>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Programme)?;
    membership_center::move_early(&portal, &operator, &id, &pressed).await?;
    Ok(StatusCode::NO_CONTENT)
}
