//! What the server tells of itself: a log line and a measurement per request, under an id that the client gets too.
//!
//! No personal data: the log names routes, not addresses with ids in them, and never a user, a body or a cookie.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

use crate::config::Settings;
use crate::ids::new_id;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// Id of the request that is being answered.
#[must_use]
pub fn request_id() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Starts logging to standard error as the settings say.
pub fn start_logging(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settings.log_json { log.json().init() } else { log.init() }
}

/// Starts measuring; the handle renders `/metrics`.
pub fn start_measuring() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(
            Matcher::Full("http_request_duration_seconds".into()),
            &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0],
        )?
        .install_recorder()
}

/// Gives each request an id, measures it, and logs it: reads that went well only at debug level.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = new_id();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(files)", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = %id);
    let begun = Instant::now();
    let mut response = CURRENT.scope(id.clone(), next.run(request).instrument(span)).await;
    let took = begun.elapsed();
    let status = response.status();
    if status.is_server_error() || !is_read(&method) {
        tracing::info!(%id, %method, %route, status = status.as_u16(), ms = took.as_millis(), "request");
    } else {
        tracing::debug!(%id, %method, %route, status = status.as_u16(), ms = took.as_millis(), "request");
    }
    let labels = [("method", method.to_string()), ("route", route), ("status", status.as_u16().to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels[..2]).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Whether a method changes nothing.
#[must_use]
pub fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
