//! `/api/operator/claims`: what operators say they work on.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use tokuten_core::desk::{Claim, ClaimAsked, Released, Thing};
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Body;
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(claim)).routes(routes!(release))
}

fn require(operator: &Operator, thing: &Thing) -> Result<(), Problem> {
    thing.worked_by().map_or(Ok(()), |role| operator.require(role))
}

/// Claim a thing, so that no other operator does the same; for who works on such things. Claimed again it is held for
/// longer. What somebody else holds is taken over by who names that holder.
#[utoipa::path(post, path = "/api/operator/claims", tag = "operators", request_body = ClaimAsked,
    responses((status = 200, body = Claim), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn claim(
    operator: Operator,
    State(portal): State<Portal>,
    Body(asked): Body<ClaimAsked>,
) -> Result<Json<Claim>, Problem> {
    require(&operator, &asked.thing)?;
    Ok(Json(super::claim(&portal, &operator, asked).await?))
}

/// Give back what one has claimed.
#[utoipa::path(post, path = "/api/operator/claims/release", tag = "operators", request_body = Released,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn release(
    operator: Operator,
    State(portal): State<Portal>,
    Body(released): Body<Released>,
) -> Result<StatusCode, Problem> {
    require(&operator, &released.thing)?;
    super::release(&portal, &operator, &released.thing).await?;
    Ok(StatusCode::NO_CONTENT)
}
