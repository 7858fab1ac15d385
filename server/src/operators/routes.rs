//! `/api/operator`.

use axum::Json;
use axum::extract::State;
use tokuten_core::operators::Overview;
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .merge(super::transfers::router())
        .merge(super::refunds::router())
        .merge(super::support::router())
        .merge(super::partners::router())
        .merge(super::membership_center::router())
        .merge(super::skills::router())
        .merge(super::statements::router())
        .merge(crate::reports::routes::router())
        .merge(super::audit::router())
        .merge(super::team::routes::router())
        .merge(super::exports::router())
        .merge(super::webhooks::routes::router())
}

/// How the portal stands; for operators.
#[utoipa::path(get, path = "/api/operator/overview", tag = "operators",
    responses((status = 200, body = Overview), (status = 403, body = ProblemBody)))]
async fn overview(_: Operator, State(portal): State<Portal>) -> Result<Json<Overview>, Problem> {
    Ok(Json(super::overview(&portal).await?))
}
