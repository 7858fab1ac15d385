//! `/api/operator/webhooks`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole::Programme;
use tokuten_core::webhooks::{
    DeliveryPage, DeliveryState, EndpointChange, EndpointSeen, EndpointView, Endpoints, Event, ReplayFailed,
    Replayed, SecretMade,
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::webhooks::store::Shown;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change))
        .routes(routes!(renew_secret))
        .routes(routes!(remove))
        .routes(routes!(test))
        .routes(routes!(replay))
        .routes(routes!(replay_failed))
}

/// Endpoints of webhooks, without their secrets; for the programme.
#[utoipa::path(get, path = "/api/operator/webhooks", tag = "operators",
    responses((status = 200, body = Endpoints), (status = 403, body = ProblemBody)))]
async fn list(operator: Operator, State(portal): State<Portal>) -> Result<Json<Endpoints>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::all(&portal).await?))
}

/// Make an endpoint. The answer is the only one that has its secret; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks", tag = "operators", request_body = EndpointChange,
    responses((status = 201, body = SecretMade), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn add(
    operator: Operator,
    State(portal): State<Portal>,
    Body(new): Body<EndpointChange>,
) -> Result<(StatusCode, Json<SecretMade>), Problem> {
    operator.require(Programme)?;
    Ok((StatusCode::CREATED, Json(super::add(&portal, &operator, new).await?)))
}

/// Which deliveries are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// In this state.
    state: Option<DeliveryState>,
    /// Of this event.
    event: Option<Event>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An endpoint, and what was sent to it, the newest first; for the programme.
#[utoipa::path(get, path = "/api/operator/webhooks/{id}", tag = "operators", params(("id" = String, Path), Filter),
    responses((status = 200, body = DeliveryPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn show(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    InQuery(filter): InQuery<Filter>,
) -> Result<Json<DeliveryPage>, Problem> {
    operator.require(Programme)?;
    let (state, event) = (filter.state.map(DeliveryState::code), filter.event.map(Event::code));
    let shown = Shown { state, event, after: filter.cursor.as_deref() };
    Ok(Json(super::page(&portal, &id, shown).await?))
}

/// Change an endpoint as it was shown, turn it on or off; for the programme.
#[utoipa::path(put, path = "/api/operator/webhooks/{id}", tag = "operators", request_body = EndpointChange,
    params(("id" = String, Path)),
    responses((status = 200, body = EndpointView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(wanted): Body<EndpointChange>,
) -> Result<Json<EndpointView>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::change(&portal, &operator, &id, wanted).await?))
}

/// Give an endpoint a new secret, which only this answer has. The one before signs too for 24 hours; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks/{id}/secret", tag = "operators", request_body = EndpointSeen,
    params(("id" = String, Path)),
    responses((status = 200, body = SecretMade), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn renew_secret(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(EndpointSeen { seen }): Body<EndpointSeen>,
) -> Result<Json<SecretMade>, Problem> {
    operator.require(Programme)?;
    Ok(Json(super::renew_secret(&portal, &operator, (&id, seen)).await?))
}

/// Remove an endpoint with the log of what was sent to it; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks/{id}/removal", tag = "operators", request_body = EndpointSeen,
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn remove(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(EndpointSeen { seen }): Body<EndpointSeen>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::remove(&portal, &operator, (&id, seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send an event that has not happened (`webhook.test`), to try an endpoint out; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks/{id}/test", tag = "operators", params(("id" = String, Path)),
    responses((status = 202), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn test(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::test(&portal, &operator, &id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Send a delivery again, taken or not, as the same message; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks/{id}/deliveries/{delivery}/replay", tag = "operators",
    params(("id" = String, Path), ("delivery" = String, Path)),
    responses((status = 202), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn replay(
    operator: Operator,
    State(portal): State<Portal>,
    InPath((id, delivery)): InPath<(String, String)>,
) -> Result<StatusCode, Problem> {
    operator.require(Programme)?;
    super::replay(&portal, &operator, (&id, &delivery)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Send everything again that was given up and written since then; for the programme.
#[utoipa::path(post, path = "/api/operator/webhooks/{id}/replays", tag = "operators", request_body = ReplayFailed,
    params(("id" = String, Path)),
    responses((status = 202, body = Replayed), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn replay_failed(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(ReplayFailed { since }): Body<ReplayFailed>,
) -> Result<(StatusCode, Json<Replayed>), Problem> {
    operator.require(Programme)?;
    Ok((StatusCode::ACCEPTED, Json(super::replay_failed(&portal, &operator, (&id, since)).await?)))
}
