//! Where a token is let in. What a route opens by stands at its handler, in its description (`security`), and the
//! description is what is asked here: a route whose description names no scope takes no token.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokuten_core::api_access::{ACTOR, Scope, scopes_of};
use tokuten_core::problem::ProblemCode;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::{store, used};
use crate::identity::signed_in::{COOKIE, ClientAddress, Operator};
use crate::portal::Portal;
use crate::problem::Problem;

/// What the description calls a token.
pub const SCHEME: &str = "token";
/// How a client is asked for one that is good.
const CHALLENGE: &str = "Bearer realm=\"Tokuten\", error=\"invalid_token\"";

/// Which scopes open which route: any one of them does.
#[derive(Debug, Clone, Default)]
pub struct Opened(Arc<HashMap<(String, String), Vec<Scope>>>);

impl Opened {
    /// What the API's own description says.
    #[must_use]
    pub fn of(description: &OpenApi) -> Self {
        let mut opened = HashMap::new();
        for (path, item) in &description.paths.paths {
            for (method, operation) in operations(item) {
                // The library lets nobody look into its requirements but in the description itself.
                let ways = serde_json::to_value(&operation.security).unwrap_or_default();
                let codes = ways.as_array().into_iter().flatten().filter_map(|way| way[SCHEME].as_array());
                let codes = codes.flatten().filter_map(|code| code.as_str());
                let scopes: Vec<_> = codes.filter_map(Scope::of_code).collect();
                if !scopes.is_empty() {
                    opened.insert((method.to_string(), path.clone()), scopes);
                }
            }
        }
        Self(Arc::new(opened))
    }

    /// The scopes of a route; none of a route that takes no token.
    fn by(&self, method: &Method, path: &str) -> &[Scope] {
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        self.0.get(&(method.to_owned(), path.to_owned())).map_or(&[], Vec::as_slice)
    }
}

/// What can be asked at a path, by its methods.
fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let ways = [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::DELETE, delete),
        (Method::PATCH, patch),
    ];
    ways.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// Describes the two ways to be let in.
pub fn describe(description: &mut OpenApi) {
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("tkt_…").description(Some(
        "An API token for a system of the vendor's, made on the page API access. A route names the scope that opens it; \
         one that names none takes no token.",
    ));
    let session = ApiKey::Cookie(ApiKeyValue::with_description(COOKIE, "The session of who is signed in."));
    let parts = description.components.get_or_insert_default();
    parts.add_security_scheme(SCHEME, SecurityScheme::Http(token.build()));
    parts.add_security_scheme("session", SecurityScheme::ApiKey(session));
}

/// Whether a request comes with a token: then it comes from no page, and cookies do not count.
#[must_use]
pub fn has_token(headers: &HeaderMap) -> bool {
    token(headers).is_some()
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Lets a token in where it may go; who comes with none goes on to the sessions.
pub async fn gate(
    State((portal, opened)): State<(Portal, Opened)>,
    request: Request,
    next: Next,
) -> Response {
    if !has_token(request.headers()) {
        return next.run(request).await;
    }
    match admitted(&portal, &opened, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// The request as the system's that has the token.
async fn admitted(portal: &Portal, opened: &Opened, request: Request) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    let Ok(ClientAddress(from)) = ClientAddress::from_request_parts(&mut parts, portal).await;
    let hash = portal.key.hash(token(&parts.headers).unwrap_or_default());
    let found = store::presented(portal.db.read(), &hash).await?;
    let Some(found) = found else {
        portal.api_limits.wrong(from).map_err(Problem::too_many)?;
        return Err(unknown());
    };
    // Only who has the secret is told that the token was one.
    if found.expires_on < portal.clock.today(portal.programme_zone()) {
        return Err(expired());
    }
    portal.api_limits.request(&found.id).map_err(Problem::too_many)?;
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let (by, has) = (opened.by(&parts.method, path), scopes_of(&found.scopes));
    if by.is_empty() {
        return Err(Problem::token_not_taken());
    }
    let scope = by.iter().find(|scope| has.contains(scope)).ok_or_else(|| Problem::scope_missing(by))?;
    if let Err(error) = used(portal, &found).await {
        // What the token is for goes on.
        tracing::warn!(token = found.id, %error, "it could not be noted that a token was used");
    }
    let system = Operator { id: format!("{ACTOR}{}", found.name), role: scope.work(), scopes: Some(has) };
    parts.headers.remove(header::COOKIE);
    parts.extensions.insert(system);
    Ok(Request::from_parts(parts, body))
}

fn unknown() -> Problem {
    let detail = "This API token is none of the portal's, or is revoked. Nothing was done. Send one as it was shown when it was made, after \"Bearer \".";
    Problem::new(StatusCode::UNAUTHORIZED, ProblemCode::TokenInvalid, "Token not known", detail)
        .challenging(CHALLENGE)
}

fn expired() -> Problem {
    let detail =
        "The last day of this API token is over. Nothing was done. Make another on the page API access.";
    Problem::new(StatusCode::UNAUTHORIZED, ProblemCode::TokenExpired, "Token expired", detail)
        .challenging(CHALLENGE)
}
