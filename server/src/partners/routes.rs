//! `/api/operator/search`, and a partner's page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::standing::{ExemptionChange, SuspensionChange};
use tokuten_core::stories::{Hits, PartnerStory, Section, StoryPage};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(search))
        .routes(routes!(story))
        .routes(routes!(section))
        .routes(routes!(suspend))
        .routes(routes!(exempt))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Asked {
    /// A name, a Partner ID, the number of an order or invoice, or an e-mail address, or its beginning.
    q: String,
}

#[derive(Debug, Deserialize, IntoParams)]
struct Place {
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// Find partners, users, orders and invoices, and for support requests; for operators.
#[utoipa::path(get, path = "/api/operator/search", tag = "operators", params(Asked),
    responses((status = 200, body = Hits), (status = 403, body = ProblemBody)))]
async fn search(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Json<Hits>, Problem> {
    Ok(Json(super::search(&portal, &operator, &asked.q).await?))
}

/// A partner's page; for operators.
#[utoipa::path(get, path = "/api/operator/partners/{id}", tag = "operators",
    security(("session" = []), ("token" = ["partners:read"])),
    params(("id" = String, Path)),
    responses((status = 200, body = PartnerStory), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn story(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<PartnerId>,
) -> Result<Json<PartnerStory>, Problem> {
    Ok(Json(super::story(&portal, &operator, &id).await?))
}

/// A part of a partner's story, in pages; for operators, what is written to support for support.
#[utoipa::path(get, path = "/api/operator/partners/{id}/{section}", tag = "operators",
    security(("session" = []), ("token" = ["partners:read"]), ("token" = ["orders:read"]), ("token" = ["invoices:read"]),
        ("token" = ["support:read"])),
    params(("id" = String, Path), ("section" = Section, Path), Place),
    responses((status = 200, body = StoryPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn section(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((id, section)): InPath<(PartnerId, Section)>,
    InQuery(place): InQuery<Place>,
) -> Result<Json<StoryPage>, Problem> {
    let operator = operator.by_scope(section.scope())?;
    if !section.is_for(operator.role) {
        return Err(Problem::role_missing());
    }
    Ok(Json(super::section(&portal, &id, section, place.cursor.unwrap_or_default()).await?))
}

/// Suspend a partner for a reason that it reads, or lift that; for the programme.
#[utoipa::path(put, path = "/api/operator/partners/{id}/suspension", tag = "operators",
    params(("id" = String, Path)), request_body = SuspensionChange,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn suspend(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<PartnerId>,
    Body(change): Body<SuspensionChange>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Programme)?;
    super::suspend(&portal, &operator, &id, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a partner from tax, or let it pay tax again; for finance.
#[utoipa::path(put, path = "/api/operator/partners/{id}/exemption", tag = "operators",
    params(("id" = String, Path)), request_body = ExemptionChange,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn exempt(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<PartnerId>,
    Body(change): Body<ExemptionChange>,
) -> Result<StatusCode, Problem> {
    operator.require(OperatorRole::Finance)?;
    super::exempt(&portal, &operator, &id, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
