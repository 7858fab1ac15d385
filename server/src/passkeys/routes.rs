//! `/api/account/passkeys`, `/api/account/confirmation` and `/api/session/passkey`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use tokuten_core::passkeys::{
    Confirmed, NewPasskey, PasskeyAnswer, PasskeyOptions, PasskeyView, PasskeysView,
};
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::SessionView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, PasskeyError, Question, cookie};
use crate::extract::{Body, InPath};
use crate::factors;
use crate::identity::signed_in::{Browser, ClientAddress, SignedIn};
use crate::identity::{Door, routes as sessions, store as accounts};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::user;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(ask_for_new))
        .routes(routes!(remove))
        .routes(routes!(ask_to_confirm))
        .routes(routes!(ask_to_sign_in))
        .routes(routes!(sign_in))
}

/// The row of who is signed in.
pub(crate) async fn own(portal: &Portal, id: &str) -> Result<user::Model, Problem> {
    accounts::user(portal.db.read(), id).await?.ok_or_else(Problem::signed_out)
}

/// A question with the cookie that binds it to the browser.
pub(crate) fn put(portal: &Portal, jar: CookieJar, question: Question) -> (CookieJar, Json<PasskeyOptions>) {
    let Question { options, token } = question;
    (jar.add(cookie(portal, token)), Json(PasskeyOptions { options }))
}

/// One's own passkeys.
#[utoipa::path(get, path = "/api/account/passkeys", tag = "account",
    responses((status = 200, body = PasskeysView), (status = 401, body = ProblemBody)))]
async fn list(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    asked: Asked,
) -> Result<Json<PasskeysView>, Problem> {
    Ok(Json(super::view(&portal, &own(&portal, &signed_in.id).await?, &asked).await?))
}

/// What the browser is to ask for, to add a passkey. It takes a fresh confirmation.
#[utoipa::path(post, path = "/api/account/passkeys/options", tag = "account", request_body = NewPasskey,
    responses((status = 200, body = PasskeyOptions), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn ask_for_new(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    (jar, asked): (CookieJar, Asked),
    Body(new): Body<NewPasskey>,
) -> Result<(CookieJar, Json<PasskeyOptions>), Problem> {
    let (user, faults) = (own(&portal, &signed_in.id).await?, new.faults());
    if !faults.is_empty() {
        return Err(PasskeyError::Invalid(faults).into());
    }
    super::confirm(&portal, &user, (&asked, new.confirmation)).await?;
    Ok(put(&portal, jar, super::ask_for_new(&portal, &user, &new.name).await?))
}

/// Add the passkey that was made.
#[utoipa::path(post, path = "/api/account/passkeys", tag = "account", request_body = PasskeyAnswer,
    responses((status = 201, body = PasskeyView), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn add(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    (jar, asked): (CookieJar, Asked),
    Body(answer): Body<PasskeyAnswer>,
) -> Result<(StatusCode, Json<PasskeyView>), Problem> {
    let user = own(&portal, &signed_in.id).await?;
    let made = super::made(&portal, &user, (&asked, &answer.credential)).await?;
    let tx = portal.db.begin().await?;
    let view = super::add(&portal, &tx, &user, made).await?;
    factors::keep_only_here(&portal, &tx, &user, &jar).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Remove a passkey. It takes a fresh confirmation; the last way to sign in stays.
#[utoipa::path(post, path = "/api/account/passkeys/{id}/removal", tag = "account", request_body = Confirmed,
    params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn remove(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    asked: Asked,
    InPath(id): InPath<String>,
    Body(confirmed): Body<Confirmed>,
) -> Result<StatusCode, Problem> {
    let user = own(&portal, &signed_in.id).await?;
    super::confirm(&portal, &user, (&asked, confirmed.confirmation)).await?;
    super::remove(&portal, &user, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the browser is to ask for, to confirm a change by a passkey.
#[utoipa::path(post, path = "/api/account/confirmation", tag = "account",
    responses((status = 200, body = PasskeyOptions), (status = 401, body = ProblemBody)))]
async fn ask_to_confirm(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    jar: CookieJar,
) -> Result<(CookieJar, Json<PasskeyOptions>), Problem> {
    let user = own(&portal, &signed_in.id).await?;
    Ok(put(&portal, jar, super::ask_for_own(&portal, &user).await?))
}

/// What the browser is to ask for, to sign in by a passkey; for partners' users and operators alike.
#[utoipa::path(post, path = "/api/session/passkey/options", tag = "session",
    responses((status = 200, body = PasskeyOptions), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn ask_to_sign_in(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    jar: CookieJar,
) -> Result<(CookieJar, Json<PasskeyOptions>), Problem> {
    Ok(put(&portal, jar, super::ask_for_any(&portal, from).await?))
}

/// Sign a partner's user in by a passkey; the session's cookie comes with the answer.
#[utoipa::path(post, path = "/api/session/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn sign_in(
    State(portal): State<Portal>,
    browser: Browser,
    (jar, asked): (CookieJar, Asked),
    Body(answer): Body<PasskeyAnswer>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let answered = (&asked, answer.credential.as_str());
    let token = super::sign_in(&portal, answered, (&browser, Door::Partners)).await?;
    sessions::signed_in(&portal, jar, token).await
}
