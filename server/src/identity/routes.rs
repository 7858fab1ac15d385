//! `/api/session` and `/api/links`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use tokuten_core::openid::GoOn;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::{Credentials, LanguageChoice, LinkUse, LinkView, PublicView, SessionView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::openid::provider::Provider;
use super::signed_in::{Browser, ClientAddress, SignedIn, cookie, of_token, token};
use super::{links, openid, store};
use crate::audit::Entry;
use crate::demo;
use crate::extract::{Body, InPath};
use crate::passkeys;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::versions::lock_of;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(public))
        .routes(routes!(show, sign_in, sign_out))
        .routes(routes!(choose_language))
        .routes(routes!(look_at_link, use_link))
}

/// What anybody may know, signed in or not.
#[utoipa::path(get, path = "/api/public", tag = "session", responses((status = 200, body = PublicView)))]
async fn public(State(portal): State<Portal>) -> Json<PublicView> {
    Json(PublicView {
        programme: portal.catalogue().name.clone(),
        languages: portal.catalogue().languages.clone(),
        gateway: portal.gateway.view(),
        transfer_days: portal.catalogue().transfer_days,
        verification: portal.catalogue().joining.verification,
        provider: portal.openid.as_ref().map(Provider::name),
        passkey_host: passkeys::host(&portal),
        demo: if portal.demo { demo::companies() } else { Vec::new() },
    })
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/session", tag = "session",
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody)))]
async fn show(user: SignedIn, State(portal): State<Portal>) -> Result<Json<SessionView>, Problem> {
    Ok(Json(user.view(&portal).await?))
}

/// Sign a partner's user in with e-mail and password; the session's cookie comes with the answer. Operators sign in
/// elsewhere, and are unknown here.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn sign_in(
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    Body(credentials): Body<Credentials>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let new = super::sign_in(&portal, &credentials, &browser).await?;
    signed_in(&portal, jar, new).await
}

/// Who a new session's token stands for, with the cookie that carries it.
pub(crate) async fn signed_in(
    portal: &Portal,
    jar: CookieJar,
    token: String,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let user = of_token(portal, &token).await?.ok_or_else(Problem::signed_out)?;
    let seconds = i64::from(portal.settings.session_hours) * 3_600;
    Ok((jar.add(cookie(portal, token, seconds)), Json(user.view(portal).await?)))
}

/// Sign out: the session ends here and everywhere. If it began at the provider, the answer says where to end it there.
#[utoipa::path(delete, path = "/api/session", tag = "session",
    responses((status = 200, body = GoOn), (status = 204)))]
async fn sign_out(State(portal): State<Portal>, jar: CookieJar) -> Result<Response, Problem> {
    let mut began_there = None;
    if let Some(token) = token(&jar) {
        began_there = openid::id_token(&portal, token).await?;
        super::sign_out(&portal, token).await?;
    }
    let jar = jar.add(cookie(&portal, String::new(), 0));
    let there = match began_there {
        Some(id_token) => openid::farewell(&portal, &id_token).await,
        None => None,
    };
    Ok(match there {
        Some(continue_at) => (jar, Json(GoOn { continue_at })).into_response(),
        None => (jar, StatusCode::NO_CONTENT).into_response(),
    })
}

/// Keep the user's language.
#[utoipa::path(put, path = "/api/session/language", tag = "session", request_body = LanguageChoice,
    responses((status = 204), (status = 401, body = ProblemBody)))]
async fn choose_language(
    user: SignedIn,
    State(portal): State<Portal>,
    Body(choice): Body<LanguageChoice>,
) -> Result<StatusCode, Problem> {
    let tx = portal.db.begin().await?;
    let partner = lock_of(&tx, &user.id).await?;
    store::set_language(&tx, &user.id, choice.language.tag()).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: &user.id,
        action: "language chosen",
        subject: format!("user {}", user.id),
        partner: partner.as_deref(),
    };
    entry.record(&tx, None::<&()>, Some(&choice.language.tag())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For whom a one-time link is.
#[utoipa::path(get, path = "/api/links/{token}", tag = "session", params(("token" = String, Path)),
    responses((status = 200, body = LinkView), (status = 404, body = ProblemBody)))]
async fn look_at_link(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(token): InPath<String>,
) -> Result<Json<LinkView>, Problem> {
    limit(&portal, from)?;
    Ok(Json(links::look(&portal, &token).await?))
}

/// Use a one-time link to set a password.
#[utoipa::path(post, path = "/api/links/{token}", tag = "session", params(("token" = String, Path)), request_body = LinkUse,
    responses((status = 204), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn use_link(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(token): InPath<String>,
    Body(with): Body<LinkUse>,
) -> Result<StatusCode, Problem> {
    limit(&portal, from)?;
    links::redeem(&portal, &token, with).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn limit(portal: &Portal, from: std::net::IpAddr) -> Result<(), Problem> {
    portal.limits.address(from).map_err(Problem::too_many)
}
