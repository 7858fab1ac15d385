//! `/api/operator/operators`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole::Programme;
use tokuten_core::team::{NewOperator, OperatorPage, OperatorRoleChange, OperatorView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::{ClientAddress, Operator};
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(invite_again))
        .routes(routes!(change_role))
        .routes(routes!(remove))
        .routes(routes!(reset_factors))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Paging {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Operators, by name; for the programme.
#[utoipa::path(get, path = "/api/operator/operators", tag = "operators", params(Paging),
    responses((status = 200, body = OperatorPage), (status = 403, body = ProblemBody)))]
async fn list(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(paging): InQuery<Paging>,
) -> Result<Json<OperatorPage>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::page(&portal, &operator, paging.cursor.as_deref()).await?))
}

/// Invite an operator: a mail with a link, by which a password is set, goes to the address; for the programme.
#[utoipa::path(post, path = "/api/operator/operators", tag = "operators", request_body = NewOperator,
    responses((status = 201, body = OperatorView), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn invite(
    operator: Operator,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    Body(new): Body<NewOperator>,
) -> Result<(StatusCode, Json<OperatorView>), Problem> {
    operator.require(Programme)?;
    limit(&portal, from, &operator)?;
    Ok((StatusCode::CREATED, Json(super::invite(&portal, &operator, new).await?)))
}

/// Send an operator's invitation again. The link of the one before ends; for the programme.
#[utoipa::path(post, path = "/api/operator/operators/{id}/invitation", tag = "operators", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn invite_again(
    operator: Operator,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    limit(&portal, from, &operator)?;
    super::invite_again(&portal, &operator, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give an operator another role than the one that was shown; for the programme.
#[utoipa::path(put, path = "/api/operator/operators/{id}/role", tag = "operators", request_body = OperatorRoleChange,
    params(("id" = String, Path)),
    responses((status = 200, body = OperatorView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change_role(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(change): Body<OperatorRoleChange>,
) -> Result<Json<OperatorView>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::change_role(&portal, &operator, &id, change).await?))
}

/// Remove an operator, whose sessions, links and second factors end at once; for the programme.
#[utoipa::path(delete, path = "/api/operator/operators/{id}", tag = "operators", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn remove(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::remove(&portal, &operator, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take away an operator's second factors, which are lost: the next sign-in sets up new ones; for the programme.
#[utoipa::path(post, path = "/api/operator/operators/{id}/factor-reset", tag = "operators", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn reset_factors(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::reset_factors(&portal, &operator, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invitations go to whatever address is typed: one operator sends no more of them than one may try passwords.
fn limit(portal: &Portal, from: std::net::IpAddr, operator: &Operator) -> Result<(), Problem> {
    portal.limits.attempt(from, &format!("invitations/{}", operator.id)).map_err(Problem::too_many)
}
