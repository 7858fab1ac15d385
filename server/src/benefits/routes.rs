//! `/api/benefits`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::benefits::{
    AssignAgain, BenefitsView, Grant, GrantView, Move, NewUse, Person, Secret, UsePage, Used,
};
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, IdempotencyKey, InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(people))
        .routes(routes!(show))
        .routes(routes!(uses, make_use))
        .routes(routes!(assign_again))
        .routes(routes!(secret))
        .routes(routes!(reassign))
        .routes(routes!(free))
        .routes(routes!(file))
}

/// What the company's subscriptions grant, and how much of it is used.
#[utoipa::path(get, path = "/api/benefits", tag = "benefits",
    responses((status = 200, body = BenefitsView), (status = 401, body = ProblemBody)))]
async fn overview(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<BenefitsView>, Problem> {
    Ok(Json(super::overview(&portal, &user).await?))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Named {
    /// A part of the name or of the address.
    #[serde(default)]
    named: String,
}

/// Colleagues to whom a licence can be assigned, at most 20.
#[utoipa::path(get, path = "/api/benefits/people", tag = "benefits", params(Named),
    responses((status = 200, body = [Person]), (status = 403, body = ProblemBody)))]
async fn people(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(Named { named }): InQuery<Named>,
) -> Result<Json<Vec<Person>>, Problem> {
    user.require(Permission::ManageBenefits)?;
    Ok(Json(super::people(&portal, &user, &named).await?))
}

/// What a subscription grants, and what of it was used.
#[utoipa::path(get, path = "/api/benefits/{subscription}", tag = "benefits", params(("subscription" = String, Path)),
    responses((status = 200, body = GrantView), (status = 404, body = ProblemBody)))]
async fn show(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(subscription): InPath<String>,
) -> Result<Json<GrantView>, Problem> {
    Ok(Json(super::show(&portal, &user, &subscription).await?))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// Of which benefit.
    #[serde(default)]
    benefit: String,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What was used of a benefit, the newest first.
#[utoipa::path(get, path = "/api/benefits/{subscription}/uses", tag = "benefits",
    params(("subscription" = String, Path), Paging),
    responses((status = 200, body = UsePage), (status = 404, body = ProblemBody)))]
async fn uses(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(subscription): InPath<String>,
    InQuery(Paging { benefit, cursor }): InQuery<Paging>,
) -> Result<Json<UsePage>, Problem> {
    Ok(Json(super::uses(&portal, &user, (&subscription, &benefit), cursor.as_deref()).await?))
}

/// Use a benefit: view a product key, activate seats, assign a licence, use an incident or hours, download. Any use ends
/// the right to a refund of its term, so the body names the refund that is given up.
#[utoipa::path(post, path = "/api/benefits/{subscription}/uses", tag = "benefits", request_body = NewUse,
    params(("subscription" = String, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 201, body = Used), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn make_use(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(subscription): InPath<String>,
    IdempotencyKey(key): IdempotencyKey,
    Body(new): Body<NewUse>,
) -> Result<(StatusCode, Json<Used>), Problem> {
    user.require(Permission::ManageBenefits)?;
    let made = super::make_use(&portal, &user, &subscription, (&key, new)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Assign licences to those who had one in the term before, are still there and have none now, as far as they reach: all of
/// those who are named, or nobody. It ends the right to a refund of its term, so the body names the refund that is given up.
#[utoipa::path(post, path = "/api/benefits/{subscription}/uses/again", tag = "benefits", request_body = AssignAgain,
    params(("subscription" = String, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 200, body = Grant), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn assign_again(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(subscription): InPath<String>,
    IdempotencyKey(key): IdempotencyKey,
    Body(asked): Body<AssignAgain>,
) -> Result<Json<Grant>, Problem> {
    user.require(Permission::ManageBenefits)?;
    Ok(Json(super::assign_again(&portal, &user, &subscription, (&key, asked)).await?))
}

/// View a key or token again that was viewed before. That it was is recorded.
#[utoipa::path(post, path = "/api/benefits/{subscription}/uses/{id}/secret", tag = "benefits",
    params(("subscription" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Secret), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn secret(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((subscription, id)): InPath<(String, String)>,
) -> Result<Json<Secret>, Problem> {
    user.require(Permission::ManageBenefits)?;
    Ok(Json(super::secret(&portal, &user, (&subscription, &id)).await?))
}

/// Give a licence to somebody else.
#[utoipa::path(post, path = "/api/benefits/{subscription}/uses/{id}/move", tag = "benefits", request_body = Move,
    params(("subscription" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Grant), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn reassign(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((subscription, id)): InPath<(String, String)>,
    Body(wanted): Body<Move>,
) -> Result<Json<Grant>, Problem> {
    user.require(Permission::ManageBenefits)?;
    Ok(Json(super::reassign(&portal, &user, (&subscription, &id), wanted).await?))
}

/// Take a licence back, so that it can be assigned again.
#[utoipa::path(post, path = "/api/benefits/{subscription}/uses/{id}/free", tag = "benefits",
    params(("subscription" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Grant), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn free(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((subscription, id)): InPath<(String, String)>,
) -> Result<Json<Grant>, Problem> {
    user.require(Permission::ManageBenefits)?;
    Ok(Json(super::free(&portal, &user, (&subscription, &id)).await?))
}

/// The file of marketing material that was taken.
#[utoipa::path(get, path = "/api/benefits/{subscription}/uses/{id}/file", tag = "benefits",
    params(("subscription" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn file(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((subscription, id)): InPath<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::ManageBenefits)?;
    let (name, content) = super::file(&portal, &user, (&subscription, &id)).await?;
    Ok(attachment(&name, "application/octet-stream".to_owned(), content))
}
