//! `/api/users`.

use axum::Json;
use axum::extract::State;
use tokuten_core::problem::ProblemBody;
use tokuten_core::users::Colleague;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(colleagues))
}

/// Who in the company has which role: whom to ask for what one may not do oneself.
#[utoipa::path(get, path = "/api/users/colleagues", tag = "users",
    responses((status = 200, body = [Colleague]), (status = 401, body = ProblemBody)))]
async fn colleagues(
    user: PartnerUser,
    State(portal): State<Portal>,
) -> Result<Json<Vec<Colleague>>, Problem> {
    Ok(Json(super::colleagues(&portal, &user.partner).await?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_colleague_without_roles_learns_who_has_which_and_of_no_other_company() {
        let app = TestApp::demo().await;
        let member = app.signed_in("member@birch.example").await;
        let answer = member.get("/api/users/colleagues").await.body;
        let admin = app.signed_in("global-admin@birch.example").await.get("/api/session").await.body;
        assert_eq!(answer, json!([{ "name": admin["name"], "roles": ["global_admin"] }]));
    }
}
