//! `/api/leads`.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::leads::{Deal, Declining, LeadOutcome, LeadPage, LeadState, LeadView};
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Filter;
use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
        .routes(routes!(show))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(close))
}

/// Which leads a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Shown {
    /// Only those in this state.
    state: Option<LeadState>,
    /// `next_cursor` of the page before.
    cursor: Option<i64>,
}

/// Which leads are exported, and in which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Exported {
    /// Only those in this state.
    state: Option<LeadState>,
    /// Language of the headings.
    lang: Option<Language>,
}

/// The partner's leads, the newest first.
#[utoipa::path(get, path = "/api/leads", tag = "leads", params(Shown),
    responses((status = 200, body = LeadPage), (status = 403, body = ProblemBody)))]
async fn list(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(Shown { state, cursor }): InQuery<Shown>,
) -> Result<Json<LeadPage>, Problem> {
    user.require(Permission::ManageLeads)?;
    Ok(Json(super::page(&portal, &user, &Filter { state, before: cursor }).await?))
}

/// The partner's leads as CSV for a spreadsheet program.
#[utoipa::path(get, path = "/api/leads/export", tag = "leads", params(Exported),
    responses((status = 200, content_type = "text/csv"), (status = 403, body = ProblemBody)))]
async fn export(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(Exported { state, lang }): InQuery<Exported>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::ManageLeads)?;
    let file = super::export(&portal, &user, (state, lang.unwrap_or_default())).await?;
    Ok(attachment("leads.csv", "text/csv; charset=utf-8".to_owned(), file))
}

/// A lead with all that is known of it.
#[utoipa::path(get, path = "/api/leads/{number}", tag = "leads", params(("number" = i64, Path)),
    responses((status = 200, body = LeadView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn show(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
) -> Result<Json<LeadView>, Problem> {
    user.require(Permission::ManageLeads)?;
    Ok(Json(super::show(&portal, &user, number).await?))
}

/// Take a lead up as a deal. The same again changes nothing.
#[utoipa::path(post, path = "/api/leads/{number}/accept", tag = "leads", params(("number" = i64, Path)), request_body = Deal,
    responses((status = 200, body = LeadView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn accept(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    Body(deal): Body<Deal>,
) -> Result<Json<LeadView>, Problem> {
    user.require(Permission::ManageLeads)?;
    Ok(Json(super::accept(&portal, &user, number, deal).await?))
}

/// Decline a lead. The same again changes nothing.
#[utoipa::path(post, path = "/api/leads/{number}/decline", tag = "leads", params(("number" = i64, Path)), request_body = Declining,
    responses((status = 200, body = LeadView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn decline(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    Body(declining): Body<Declining>,
) -> Result<Json<LeadView>, Problem> {
    user.require(Permission::ManageLeads)?;
    Ok(Json(super::decline(&portal, &user, number, declining).await?))
}

/// Note how the deal of a lead went. The same again changes nothing.
#[utoipa::path(post, path = "/api/leads/{number}/outcome", tag = "leads", params(("number" = i64, Path)), request_body = LeadOutcome,
    responses((status = 200, body = LeadView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn close(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    Body(LeadOutcome { won }): Body<LeadOutcome>,
) -> Result<Json<LeadView>, Problem> {
    user.require(Permission::ManageLeads)?;
    Ok(Json(super::close(&portal, &user, number, won).await?))
}
