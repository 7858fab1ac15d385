//! `/api/offers`.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use tokuten_core::offers::OffersView;
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(offers))
}

/// Membership offers: what the partner holds, what is on sale, and the facts behind what may be done.
#[utoipa::path(get, path = "/api/offers", tag = "offers",
    responses((status = 200, body = OffersView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn offers(user: PartnerUser, State(portal): State<Portal>) -> Result<impl IntoResponse, Problem> {
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((json, super::view(&portal, &user).await?))
}
