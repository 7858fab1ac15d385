//! `/api/openid`, `/api/account/openid`, and where browsers come back from the provider.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use tokuten_core::openid::{GoOn, ProviderConfirmation, ProviderConnection, ProviderSignIn};
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{MINUTES_AWAY, Returned};
use crate::extract::Body;
use crate::identity::signed_in::{Browser, ClientAddress, PartnerUser, cookie, token};
use crate::passkeys::Asked;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(arrive))
        .routes(routes!(connect, disconnect))
        .routes(routes!(confirm))
}

/// Name of the cookie that a browser has while it is away. Where it goes over TLS, no other host of the same domain can
/// set one of that name.
fn away(portal: &Portal) -> &'static str {
    if portal.settings.secure_cookies() { "__Host-tokuten_openid" } else { "tokuten_openid" }
}

fn secret_of<'a>(portal: &Portal, jar: &'a CookieJar) -> Option<&'a str> {
    jar.get(away(portal)).map(Cookie::value)
}

/// The answer that sends a browser away, with its cookie.
fn depart(portal: &Portal, jar: CookieJar, to: super::Departure) -> (CookieJar, Json<GoOn>) {
    let mut cookie = Cookie::new(away(portal), to.secret);
    cookie.set_http_only(true);
    cookie.set_secure(portal.settings.secure_cookies());
    // Not `Strict`: the provider's page leads back here.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_max_age(time::Duration::minutes(MINUTES_AWAY));
    (jar.add(cookie), Json(GoOn { continue_at: to.continue_at }))
}

/// Begin to sign in at the provider: the browser goes on to the address that is answered, and comes back signed in.
#[utoipa::path(post, path = "/api/openid", tag = "session", request_body = ProviderSignIn,
    responses((status = 200, body = GoOn), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
async fn sign_in(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    jar: CookieJar,
    Body(with): Body<ProviderSignIn>,
) -> Result<(CookieJar, Json<GoOn>), Problem> {
    portal.limits.address(from).map_err(Problem::too_many)?;
    let wanted = (with.return_to.as_deref(), with.language);
    let to = super::begin(&portal, secret_of(&portal, &jar), wanted).await?;
    Ok(depart(&portal, jar, to))
}

/// Page: where the provider sends a browser back. It leads on to one of the portal's own pages, signed in or told why not.
#[utoipa::path(get, path = "/openid/return", tag = "session", params(Returned), responses((status = 303)))]
async fn arrive(
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    returned: Result<Query<Returned>, QueryRejection>,
) -> impl IntoResponse {
    let returned = returned.map(|Query(returned)| returned).unwrap_or_default();
    let arrival = super::arrive(&portal, &browser, secret_of(&portal, &jar), returned).await;
    let seconds = i64::from(portal.settings.session_hours) * 3_600;
    let jar = match arrival.session {
        Some(session) => jar.add(cookie(&portal, session, seconds)),
        None => jar,
    };
    let headers = [(header::LOCATION, arrival.at), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, headers, jar)
}

/// Begin to connect the provider with one's account: the browser goes on to the address that is answered. It takes a fresh
/// confirmation.
#[utoipa::path(post, path = "/api/account/openid", tag = "account", request_body = ProviderConnection,
    responses((status = 200, body = GoOn), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn connect(
    user: PartnerUser,
    State(portal): State<Portal>,
    (jar, asked): (CookieJar, Asked),
    Body(with): Body<ProviderConnection>,
) -> Result<(CookieJar, Json<GoOn>), Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    let to =
        super::begin_connecting(&portal, (&user, session), (&asked, secret_of(&portal, &jar)), with).await?;
    Ok(depart(&portal, jar, to))
}

/// Begin to confirm by signing in once more at the provider, for who has no password: the browser goes on to the address
/// that is answered. For some minutes afterwards the session is confirmed, as `provider` in what takes a confirmation.
#[utoipa::path(post, path = "/api/account/openid/confirmation", tag = "account", request_body = ProviderConfirmation,
    responses((status = 200, body = GoOn), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn confirm(
    user: PartnerUser,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    jar: CookieJar,
    Body(with): Body<ProviderConfirmation>,
) -> Result<(CookieJar, Json<GoOn>), Problem> {
    portal.limits.address(from).map_err(Problem::too_many)?;
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    let to = super::begin_confirming(&portal, (&user, session), secret_of(&portal, &jar), with).await?;
    Ok(depart(&portal, jar, to))
}

/// Disconnect the provider from one's account. The last way to sign in stays.
#[utoipa::path(delete, path = "/api/account/openid", tag = "account",
    responses((status = 204), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn disconnect(
    user: PartnerUser,
    State(portal): State<Portal>,
    jar: CookieJar,
) -> Result<StatusCode, Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    super::disconnect(&portal, &user, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
