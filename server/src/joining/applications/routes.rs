//! `/api/programme` and `/api/joining`: for who is no partner yet.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use tokuten_core::applications::{Application, ApplicationView, JoiningView, Joins, ProgrammeView, Receipt};
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::SessionView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, IdempotencyKey, InPath};
use crate::identity;
use crate::identity::routes::signed_in;
use crate::identity::signed_in::{Browser, ClientAddress};
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(programme))
        .routes(routes!(view, apply))
        .routes(routes!(mail_again))
        .routes(routes!(look, join))
}

/// What the programme is, and what is on sale.
#[utoipa::path(get, path = "/api/programme", tag = "joining", responses((status = 200, body = ProgrammeView)))]
async fn programme(State(portal): State<Portal>) -> Json<ProgrammeView> {
    Json(super::programme(&portal))
}

/// What one can choose on joining, and what is agreed to.
#[utoipa::path(get, path = "/api/joining", tag = "joining", responses((status = 200, body = JoiningView)))]
async fn view(State(portal): State<Portal>) -> Json<JoiningView> {
    Json(super::view(&portal))
}

/// Apply to join. A mail goes to the address; the answer is the same whether anybody has it already or not.
#[utoipa::path(post, path = "/api/joining", tag = "joining", request_body = Application,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 202, body = Receipt), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn apply(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    IdempotencyKey(key): IdempotencyKey,
    Body(application): Body<Application>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let receipt = super::apply(&portal, from, &key, application).await?;
    Ok((StatusCode::ACCEPTED, Json(receipt)))
}

/// Have the mail of an application sent again. The link of the one before ends.
#[utoipa::path(post, path = "/api/joining/{id}/mail", tag = "joining", params(("id" = String, Path)),
    responses((status = 202), (status = 429, body = ProblemBody)))]
async fn mail_again(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    super::mail_again(&portal, from, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Whose application the link of a mail belongs to. Looking at it uses nothing up.
#[utoipa::path(get, path = "/api/joining/links/{token}", tag = "joining", params(("token" = String, Path)),
    responses((status = 200, body = ApplicationView), (status = 404, body = ProblemBody)))]
async fn look(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(token): InPath<String>,
) -> Result<Json<ApplicationView>, Problem> {
    portal.limits.address(from).map_err(Problem::too_many)?;
    Ok(Json(super::look(&portal, &token).await?))
}

/// Use the link of a mail: the company is a partner now, and its primary contact is signed in as Global admin.
#[utoipa::path(post, path = "/api/joining/links/{token}", tag = "joining", params(("token" = String, Path)),
    request_body = Joins,
    responses((status = 201, body = SessionView), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn join(
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    InPath(token): InPath<String>,
    Body(with): Body<Joins>,
) -> Result<(StatusCode, CookieJar, Json<SessionView>), Problem> {
    portal.limits.address(browser.address).map_err(Problem::too_many)?;
    let user = super::join(&portal, &token, with).await?;
    let session = identity::open_session(&portal, &user, &browser).await?;
    let (jar, session) = signed_in(&portal, jar, session).await?;
    Ok((StatusCode::CREATED, jar, session))
}
