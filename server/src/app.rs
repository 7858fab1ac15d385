//! The router: every room's addresses, and what stands before all of them.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use tokuten_core::problem::ProblemCode;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::assets::{Foreign, content_security_policy};
use crate::jobs::Handlers;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::telemetry::{is_read, observe};
use crate::{
    account, api_access, assets, audit, benefits, claims, competencies, desk, diary, directory, factors,
    identity, invoices, joining, leads, mail, membership_center, notices, offers, operators, orders,
    overrides, partners, passkeys, profiles, programme, renewals, subscriptions, support, users, webhooks,
};

/// Where the API's description is.
const DESCRIPTION: &str = "/api/openapi.json";
/// The largest body that is read.
const LARGEST_BODY: usize = 64 * 1024;
/// How long a request may take; longer than the gateway may.
const LONGEST_REQUEST: std::time::Duration = std::time::Duration::from_secs(30);

#[derive(OpenApi)]
#[openapi(info(
    title = "Tokuten",
    description = "Buy, renew and manage membership offers. Sign in with POST /api/session; the session is a cookie, \
        and writes need an Origin header of the portal itself. Systems of the vendor's come with an API token \
        (Authorization: Bearer tkt_…) where a route names the scope that opens it, and need no Origin. Dates are YYYY-MM-DD where the partner is, instants RFC 3339 UTC, \
        money is in minor units. What is not done is answered as problem+json (RFC 9457)."
))]
struct Api;

/// The whole server.
pub fn router(portal: &Portal, metrics: Option<PrometheusHandle>) -> Router {
    let (api, mut description) = api(portal).split_for_parts();
    api_access::gate::describe(&mut description);
    let opened = api_access::gate::Opened::of(&description);
    let api = api.layer(from_fn_with_state((portal.clone(), opened), api_access::gate::gate));
    let reference = SwaggerUi::new("/api/reference").config(Config::from(DESCRIPTION));
    let mut router = api
        .merge(reference)
        .route(DESCRIPTION, described(&description))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .route("/api/{*unknown}", axum::routing::any(|| async { Problem::not_found("address of the API") }))
        .route("/webhooks/stripe", post(orders::webhooks::take))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .fallback(assets::serve)
        .layer(from_fn_with_state(portal.clone(), on_the_disk_first))
        .layer(from_fn_with_state(portal.clone(), same_origin))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(portal.clone());
    if let Some(metrics) = metrics {
        router = router.route("/metrics", get(async move || metrics.render()));
    }
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal(&"a handler panicked").into_response()
        }))
        .layer(from_fn_with_state(Headers::of(portal), safe_headers))
        .layer(from_fn(observe))
}

/// Answers the description as text, so that what it is made from is not kept for this alone.
fn described(description: &utoipa::openapi::OpenApi) -> MethodRouter<Portal> {
    let text = Bytes::from(serde_json::to_vec(description).expect("names and texts are JSON"));
    get(async move || ([(header::CONTENT_TYPE, "application/json")], text))
}

/// What is done by itself: each room registers its own here.
#[must_use]
pub fn handlers() -> Handlers {
    Handlers::default()
        .round(async |portal: Portal| Ok(orders::settlement::reconcile(&portal).await?))
        .round(async |portal: Portal| Ok(usize::try_from(orders::stale::abandon_stale(&portal).await?)?))
        .round(async |portal: Portal| Ok(orders::transfers::expire_unpaid(&portal).await?))
        .round(renewals::round)
        .round(support::close_resolved)
        .round(leads::round)
        .round(competencies::tell_of_losses)
        .round(audit::seals::round)
        .round(programme::publishing::round)
        .job(programme::following::JOB, programme::following::run)
        .round(webhooks::telling::round)
        .round(webhooks::forget_old)
        .round_apart(webhooks::sending::round)
        .job(membership_center::JOB, membership_center::run)
        .job(renewals::JOB, renewals::renew)
        .job(orders::refunds::JOB, orders::refunds::ask_gateway)
        .job(users::passwords::JOB, users::passwords::mail_link)
        .round(joining::applications::forget_expired)
        .job(joining::applications::JOB, joining::applications::write_mail)
        .job(mail::JOB, mail::deliver)
}

/// Every address of the API; what each needs stands at its handler.
fn api(portal: &Portal) -> OpenApiRouter<Portal> {
    let rooms = OpenApiRouter::with_openapi(Api::openapi())
        .merge(identity::routes::router())
        .merge(identity::openid::routes::router())
        .merge(passkeys::routes::router())
        .merge(factors::routes::router())
        .merge(users::routes::router())
        .merge(joining::routes::router())
        .merge(joining::applications::routes::router())
        .merge(account::routes::router())
        .merge(diary::routes::router())
        .merge(offers::routes::router())
        .merge(subscriptions::routes::router())
        .merge(competencies::routes::router())
        .merge(support::routes::router())
        .merge(profiles::routes::router())
        .merge(leads::routes::router())
        .merge(directory::routes::router())
        .merge(benefits::routes::router())
        .merge(orders::routes::router())
        .merge(invoices::routes::router())
        .merge(notices::unsubscribing::router())
        .merge(claims::routes::router())
        .merge(desk::routes::router())
        .merge(overrides::routes::router())
        .merge(programme::routes::router())
        .merge(partners::routes::router())
        .merge(support::canned::routes::router())
        .merge(api_access::routes::router())
        .merge(operators::routes::router());
    if portal.demo { rooms.merge(operators::clock::router()) } else { rooms }
}

/// The process answers.
async fn healthy() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can work: its database answers.
async fn ready(State(portal): State<Portal>) -> Response {
    match portal.db.ping().await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the database does not answer" })))
                .into_response()
        }
    }
}

/// Refuses writes to the API and inquiries that do not come from the portal's own pages: a foreign page can make a browser
/// send its cookie, but not this `Origin`. What comes with a token comes from no page: its cookies do not count.
async fn same_origin(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let guarded = ["/api/", "/directory/"].into_iter().any(|start| request.uri().path().starts_with(start));
    if is_read(request.method()) || !guarded {
        return next.run(request).await;
    }
    if is_own(&portal, request.headers()) || api_access::gate::has_token(request.headers()) {
        return next.run(request).await;
    }
    let detail = "This request did not come from the portal's own pages. Nothing was done. Use the portal, or send its Origin.";
    Problem::new(StatusCode::FORBIDDEN, ProblemCode::ForeignOrigin, "Foreign origin", detail).into_response()
}

/// A write is answered when what it saw of other changes is on the disk, also where it was refused because of them.
async fn on_the_disk_first(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let write = !is_read(request.method());
    let response = next.run(request).await;
    if write {
        portal.db.settled().await;
    }
    response
}

fn is_own(portal: &Portal, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return false };
    match &portal.settings.public_url {
        Some(url) => origin == url.trim_end_matches('/'),
        None => origin.split_once("://").map(|(_, authority)| authority) == text(header::HOST),
    }
}

/// Headers that every answer carries.
#[derive(Clone)]
struct Headers {
    policy: HeaderValue,
    over_tls: bool,
}

/// The reference page styles itself from its scripts; it shows nothing but our own description.
const REFERENCE_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is no page may use nothing, should a browser show it as one.
const NO_PAGE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

impl Headers {
    fn of(portal: &Portal) -> Self {
        let policy = HeaderValue::from_str(&content_security_policy(&Foreign::of(&portal.settings)))
            .unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { policy, over_tls: portal.settings.secure_cookies() }
    }
}

async fn safe_headers(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (of_api, of_reference) = (path.starts_with("/api/"), path.starts_with("/api/reference"));
    let mut response = next.run(request).await;
    let out = response.headers_mut();
    let content = out.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let policy = match content {
        Some(kind) if !kind.starts_with(b"text/html") => HeaderValue::from_static(NO_PAGE_POLICY),
        _ if of_reference => HeaderValue::from_static(REFERENCE_POLICY),
        _ => headers.policy,
    };
    // A page outside the app brings its own, for its own style.
    out.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if headers.over_tls {
        out.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if of_api && !of_reference {
        // What one partner sees is kept by nobody.
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
