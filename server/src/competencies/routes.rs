//! `/api/competencies`.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::competencies::{AreaView, CompetenciesView};
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::InQuery;
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(all)).routes(routes!(area)).routes(routes!(report))
}

/// Every area of competency: how far the partner has come, what is missing, what will be lost.
#[utoipa::path(get, path = "/api/competencies", tag = "competencies",
    responses((status = 200, body = CompetenciesView), (status = 401, body = ProblemBody)))]
async fn all(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<CompetenciesView>, Problem> {
    Ok(Json(super::view(&portal, &user).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Shown {
    /// Code of the area.
    code: String,
    /// `next_cursor` of the page before.
    cursor: Option<usize>,
}

/// One area with every skill that bears on it.
#[utoipa::path(get, path = "/api/competencies/area", tag = "competencies", params(Shown),
    responses((status = 200, body = AreaView), (status = 404, body = ProblemBody)))]
async fn area(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<Json<AreaView>, Problem> {
    let found = super::area(&portal, &user, (&shown.code, shown.cursor.unwrap_or_default())).await?;
    found.map(Json).ok_or_else(|| Problem::not_found("area of competency"))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Written {
    /// In which language its words are; English without it.
    language: Option<Language>,
}

/// The skills report: every skill of the partner as CSV for a spreadsheet (UTF-8 with a byte order mark).
#[utoipa::path(get, path = "/api/competencies/report", tag = "competencies", params(Written),
    responses((status = 200, content_type = "text/csv"), (status = 403, body = ProblemBody)))]
async fn report(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(written): InQuery<Written>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::ManageCompetencies)?;
    let (name, bytes) = super::report(&portal, &user, written.language.unwrap_or_default()).await?;
    Ok(attachment(&name, "text/csv; charset=utf-8".to_owned(), bytes))
}
