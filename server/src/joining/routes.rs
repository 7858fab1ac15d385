//! `/api/profile`.

use axum::extract::State;
use axum::http::StatusCode;
use tokuten_core::joining::ProfileChange;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Body;
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(submit))
}

/// Change or confirm the legal profile: it waits for the vendor then. It is read with `GET /api/offers`.
#[utoipa::path(put, path = "/api/profile", tag = "joining", request_body = ProfileChange,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn submit(
    user: PartnerUser,
    State(portal): State<Portal>,
    Body(change): Body<ProfileChange>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::EditLegalProfile)?;
    super::submit(&portal, &user, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
