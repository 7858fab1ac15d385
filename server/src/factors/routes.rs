//! `/api/operator/session` and `/api/operator/factors`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use tokuten_core::factors::{
    CodeEntry, Enrolled, Enrolment, FactorsView, FirstPasskey, HalfView, OperatorSignIn, RecoveryCodes,
};
use tokuten_core::passkeys::{Confirmed, PasskeyAnswer, PasskeyOptions, passkey_faults};
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::{Credentials, SessionView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Progress;
use super::half::{self, HalfSignedIn};
use crate::extract::Body;
use crate::identity::signed_in::{Browser, Operator};
use crate::identity::{Door, routes as sessions};
use crate::passkeys::routes::{own, put};
use crate::passkeys::{self, Asked};
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(show_half, sign_in, give_up))
        .routes(routes!(enter_code))
        .routes(routes!(sign_in_by_passkey))
        .routes(routes!(start_enrolment, enrol_app))
        .routes(routes!(ask_for_first_passkey))
        .routes(routes!(enrol_passkey))
        .routes(routes!(show))
        .routes(routes!(start_app, change_app))
        .routes(routes!(remove_app))
        .routes(routes!(renew_codes))
}

/// Take an operator's e-mail and password. The second factor is asked for next, or set up; the demo lets in who has none.
#[utoipa::path(post, path = "/api/operator/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = OperatorSignIn), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn sign_in(
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    Body(credentials): Body<Credentials>,
) -> Result<(CookieJar, Json<OperatorSignIn>), Problem> {
    match super::sign_in(&portal, &credentials, &browser).await? {
        Progress::SignedIn(token) => {
            let (jar, Json(session)) = sessions::signed_in(&portal, jar, token).await?;
            Ok((jar, Json(OperatorSignIn::SignedIn(session))))
        }
        Progress::Half(token, user) => {
            let view = half::view(&portal, &user).await?;
            Ok((jar.add(half::cookie(&portal, token)), Json(OperatorSignIn::NeedsFactor(view))))
        }
    }
}

/// Who has given the password and owes the second factor.
#[utoipa::path(get, path = "/api/operator/session", tag = "session",
    responses((status = 200, body = HalfView), (status = 401, body = ProblemBody)))]
async fn show_half(half: HalfSignedIn, State(portal): State<Portal>) -> Result<Json<HalfView>, Problem> {
    Ok(Json(half::view(&portal, &half.user).await?))
}

/// Give up signing in: the password is asked for again.
#[utoipa::path(delete, path = "/api/operator/session", tag = "session", responses((status = 204)))]
async fn give_up(State(portal): State<Portal>, jar: CookieJar) -> Result<(CookieJar, StatusCode), Problem> {
    half::end(&portal, &jar).await?;
    Ok((jar.add(half::no_cookie(&portal)), StatusCode::NO_CONTENT))
}

/// A whole session in the place of the half one.
async fn whole(
    portal: &Portal,
    jar: CookieJar,
    token: String,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    sessions::signed_in(portal, jar.add(half::no_cookie(portal)), token).await
}

/// Give the second factor: a code of the authenticator app, or a recovery code.
#[utoipa::path(post, path = "/api/operator/session/code", tag = "session", request_body = CodeEntry,
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn enter_code(
    half: HalfSignedIn,
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    Body(entry): Body<CodeEntry>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let token = super::enter_code(&portal, &half, (&entry.code, &browser)).await?;
    whole(&portal, jar, token).await
}

/// Sign an operator in by a passkey, which is both factors at once.
#[utoipa::path(post, path = "/api/operator/session/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn sign_in_by_passkey(
    State(portal): State<Portal>,
    browser: Browser,
    (jar, asked): (CookieJar, Asked),
    Body(answer): Body<PasskeyAnswer>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let answered = (&asked, answer.credential.as_str());
    let token = passkeys::sign_in(&portal, answered, (&browser, Door::Operators)).await?;
    half::end(&portal, &jar).await?;
    whole(&portal, jar, token).await
}

/// Make a secret for the authenticator app of who has no second factor yet.
#[utoipa::path(post, path = "/api/operator/session/enrolment", tag = "session",
    responses((status = 200, body = Enrolment), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn start_enrolment(
    half: HalfSignedIn,
    State(portal): State<Portal>,
) -> Result<Json<Enrolment>, Problem> {
    super::refuse_enrolled(&portal, &half).await?;
    Ok(Json(super::start_app(&portal, &half.user).await?))
}

/// Give a code of that app: it is the second factor then, and signs in. The recovery codes are shown this once.
#[utoipa::path(put, path = "/api/operator/session/enrolment", tag = "session", request_body = CodeEntry,
    responses((status = 200, body = Enrolled), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn enrol_app(
    half: HalfSignedIn,
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    Body(entry): Body<CodeEntry>,
) -> Result<(CookieJar, Json<Enrolled>), Problem> {
    let (token, recovery_codes) = super::enrol_app(&portal, &half, (&entry.code, &browser)).await?;
    let (jar, Json(session)) = whole(&portal, jar, token).await?;
    Ok((jar, Json(Enrolled { session, recovery_codes })))
}

/// What the browser is to ask for, to make a passkey the first second factor.
#[utoipa::path(post, path = "/api/operator/session/enrolment/passkey/options", tag = "session", request_body = FirstPasskey,
    responses((status = 200, body = PasskeyOptions), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn ask_for_first_passkey(
    half: HalfSignedIn,
    State(portal): State<Portal>,
    jar: CookieJar,
    Body(first): Body<FirstPasskey>,
) -> Result<(CookieJar, Json<PasskeyOptions>), Problem> {
    super::refuse_enrolled(&portal, &half).await?;
    let faults = passkey_faults(&first.name);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    Ok(put(&portal, jar, passkeys::ask_for_new(&portal, &half.user, &first.name).await?))
}

/// Give the passkey that was made: it is the second factor then, and signs in. The recovery codes are shown this once.
#[utoipa::path(post, path = "/api/operator/session/enrolment/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 200, body = Enrolled), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn enrol_passkey(
    half: HalfSignedIn,
    State(portal): State<Portal>,
    browser: Browser,
    (jar, asked): (CookieJar, Asked),
    Body(answer): Body<PasskeyAnswer>,
) -> Result<(CookieJar, Json<Enrolled>), Problem> {
    super::refuse_enrolled(&portal, &half).await?;
    let answered = ((&asked, answer.credential.as_str()), &browser);
    let (token, recovery_codes) = super::enrol_passkey(&portal, &half, answered).await?;
    let (jar, Json(session)) = whole(&portal, jar, token).await?;
    Ok((jar, Json(Enrolled { session, recovery_codes })))
}

/// How one's own second factors stand; for operators.
#[utoipa::path(get, path = "/api/operator/factors", tag = "operators",
    responses((status = 200, body = FactorsView), (status = 403, body = ProblemBody)))]
async fn show(operator: Operator, State(portal): State<Portal>) -> Result<Json<FactorsView>, Problem> {
    Ok(Json(super::view(&portal, &own(&portal, &operator.id).await?).await?))
}

/// Make a secret for an authenticator app, which takes the place of the present one when a code of it was given. It takes
/// a fresh confirmation; for operators.
#[utoipa::path(post, path = "/api/operator/factors/app", tag = "operators", request_body = Confirmed,
    responses((status = 200, body = Enrolment), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn start_app(
    operator: Operator,
    State(portal): State<Portal>,
    asked: Asked,
    Body(confirmed): Body<Confirmed>,
) -> Result<Json<Enrolment>, Problem> {
    let user = own(&portal, &operator.id).await?;
    passkeys::confirm(&portal, &user, (&asked, confirmed.confirmation)).await?;
    Ok(Json(super::start_app(&portal, &user).await?))
}

/// Give a code of that app: it is the second factor from then on. Recovery codes come along if there are none; for operators.
#[utoipa::path(put, path = "/api/operator/factors/app", tag = "operators", request_body = CodeEntry,
    responses((status = 200, body = RecoveryCodes), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn change_app(
    operator: Operator,
    State(portal): State<Portal>,
    browser: Browser,
    jar: CookieJar,
    Body(entry): Body<CodeEntry>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let user = own(&portal, &operator.id).await?;
    let codes = super::change_app(&portal, &user, (&entry.code, &browser, &jar)).await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Take the authenticator app away, where a passkey is left. It takes a fresh confirmation; for operators.
#[utoipa::path(post, path = "/api/operator/factors/app/removal", tag = "operators", request_body = Confirmed,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn remove_app(
    operator: Operator,
    State(portal): State<Portal>,
    asked: Asked,
    Body(confirmed): Body<Confirmed>,
) -> Result<StatusCode, Problem> {
    let user = own(&portal, &operator.id).await?;
    passkeys::confirm(&portal, &user, (&asked, confirmed.confirmation)).await?;
    super::remove_app(&portal, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes, shown this once; those from before end. It takes a fresh confirmation; for operators.
#[utoipa::path(post, path = "/api/operator/factors/recovery-codes", tag = "operators", request_body = Confirmed,
    responses((status = 200, body = RecoveryCodes), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn renew_codes(
    operator: Operator,
    State(portal): State<Portal>,
    asked: Asked,
    Body(confirmed): Body<Confirmed>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let user = own(&portal, &operator.id).await?;
    passkeys::confirm(&portal, &user, (&asked, confirmed.confirmation)).await?;
    Ok(Json(RecoveryCodes { codes: super::renew_codes(&portal, &user).await? }))
}
