//! `/api/account`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum_extra::extract::CookieJar;
use tokuten_core::account::{AccountView, Erasure, RemindersChoice, ZoneChoice};
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Everything;
use crate::extract::{Body, InPath};
use crate::identity::signed_in::{PartnerUser, SignedIn, cookie, token};
use crate::passkeys::{self, Asked};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::users;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(view))
        .routes(routes!(held))
        .routes(routes!(set_zone))
        .routes(routes!(set_reminders))
        .routes(routes!(sign_out_others))
        .routes(routes!(sign_out))
        .routes(routes!(erase))
}

/// How one's account is set, and where one is signed in.
#[utoipa::path(get, path = "/api/account", tag = "account",
    responses((status = 200, body = AccountView), (status = 401, body = ProblemBody)))]
async fn view(
    user: SignedIn,
    State(portal): State<Portal>,
    jar: CookieJar,
) -> Result<Json<AccountView>, Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    Ok(Json(super::view(&portal, &user.id, session).await?))
}

/// Everything the portal holds on who asks, as a file.
#[utoipa::path(get, path = "/api/account/all", tag = "account",
    responses((status = 200, body = Everything), (status = 401, body = ProblemBody)))]
async fn held(
    user: SignedIn,
    State(portal): State<Portal>,
    jar: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    let everything = super::held(&portal, &user.id, session).await?;
    let text = serde_json::to_string_pretty(&everything).map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-account.json\""),
    ];
    Ok((headers, text))
}

/// Set the zone in which instants are shown. Dates stay those of the partner's zone.
#[utoipa::path(put, path = "/api/account/zone", tag = "account", request_body = ZoneChoice,
    responses((status = 204), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn set_zone(
    user: SignedIn,
    State(portal): State<Portal>,
    Body(choice): Body<ZoneChoice>,
) -> Result<StatusCode, Problem> {
    super::set_zone(&portal, &user.id, choice).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stop reminders to renew by hand, or have them again.
#[utoipa::path(put, path = "/api/account/reminders", tag = "account", request_body = RemindersChoice,
    responses((status = 204), (status = 401, body = ProblemBody)))]
async fn set_reminders(
    user: PartnerUser,
    State(portal): State<Portal>,
    Body(choice): Body<RemindersChoice>,
) -> Result<StatusCode, Problem> {
    super::set_reminders(&portal, &user.id, choice.reminders).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere but here.
#[utoipa::path(delete, path = "/api/account/sessions", tag = "account",
    responses((status = 204), (status = 401, body = ProblemBody)))]
async fn sign_out_others(
    user: SignedIn,
    State(portal): State<Portal>,
    jar: CookieJar,
) -> Result<StatusCode, Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    super::sign_out_others(&portal, &user.id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out in one browser.
#[utoipa::path(delete, path = "/api/account/sessions/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn sign_out(
    user: SignedIn,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    super::sign_out(&portal, &user.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erase one's own account for good. It takes a fresh confirmation. What was done stays, under a pseudonym.
#[utoipa::path(post, path = "/api/account/erasure", tag = "account", request_body = Erasure,
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn erase(
    user: PartnerUser,
    State(portal): State<Portal>,
    (jar, asked): (CookieJar, Asked),
    Body(with): Body<Erasure>,
) -> Result<(CookieJar, StatusCode), Problem> {
    let row = passkeys::routes::own(&portal, &user.id).await?;
    passkeys::confirm(&portal, &row, (&asked, with.confirmation)).await?;
    users::erasing::oneself(&portal, &user).await?;
    Ok((jar.add(cookie(&portal, String::new(), 0)), StatusCode::NO_CONTENT))
}
