//! What the API answers when it does not do what was asked: RFC 9457 problem+json.

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::DbErr;
use tokuten_core::api_access::Scope;
use tokuten_core::competencies::ImportFault;
use tokuten_core::desk::Meanwhile;
use tokuten_core::orders::{OrderNumber, OrderView};
use tokuten_core::problem::{FieldError, ProblemBody, ProblemCode};
use tokuten_core::users::WhyNot;
use tokuten_core::verdict::{Code, Verdict};

/// A problem on its way to the client.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    body: Box<ProblemBody>,
    retry_after: Option<u64>,
    challenge: Option<HeaderValue>,
}

impl Problem {
    /// A problem: its status, stable code and title, and what happened, what was not done and what to do next.
    #[must_use]
    pub fn new(status: StatusCode, code: ProblemCode, title: &str, detail: impl Into<String>) -> Self {
        let body = ProblemBody {
            kind: format!("/api/reference#problem-{}", code_name(code)),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            verdict: None,
            why_not: Vec::new(),
            fields: Vec::new(),
            order: None,
            current: None,
            rows: Vec::new(),
            row_faults: 0,
            changes: Vec::new(),
            request_id: None,
        };
        Self { status, body: Box::new(body), retry_after: None, challenge: None }
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn signed_out() -> Self {
        let detail =
            "The session has ended, or nobody is signed in here. Nothing was done. Sign in and try again.";
        Self::new(StatusCode::UNAUTHORIZED, ProblemCode::SignedOut, "Not signed in", detail)
    }

    /// There is no such thing, or not for this user: the two look the same.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let detail =
            format!("There is no {what} of that name for you. Nothing was done. Go back and choose again.");
        Self::new(StatusCode::NOT_FOUND, ProblemCode::NotFound, "Not found", detail)
    }

    /// The user's roles do not allow it.
    #[must_use]
    pub fn role_missing() -> Self {
        let detail = "Your roles do not allow this. Nothing was done. Ask one of your company's admins.";
        Self::new(StatusCode::FORBIDDEN, ProblemCode::RoleMissing, "Not allowed", detail)
    }

    /// The API token does not open this.
    #[must_use]
    pub fn scope_missing(scopes: &[Scope]) -> Self {
        let codes: Vec<_> = scopes.iter().map(|scope| scope.code()).collect();
        let detail = format!(
            "This takes an API token with the scope {}. Nothing was done. Make a token that has it on the page API access.",
            codes.join(" or ")
        );
        let challenge =
            format!("Bearer realm=\"Tokuten\", error=\"insufficient_scope\", scope=\"{}\"", codes.join(" "));
        Self::new(StatusCode::FORBIDDEN, ProblemCode::ScopeMissing, "Not in the token's scopes", detail)
            .challenging(&challenge)
    }

    /// No API token opens this.
    #[must_use]
    pub fn token_not_taken() -> Self {
        let detail = "API tokens do not open this: it takes a person who is signed in. Nothing was done. /api/openapi.json says what they open.";
        Self::new(StatusCode::FORBIDDEN, ProblemCode::TokenNotTaken, "Not by an API token", detail)
    }

    /// The request could not be understood.
    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ProblemCode::Malformed, "Request not understood", detail)
    }

    /// Some fields are wrong.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let detail = "Some fields are not right. Nothing was saved. Correct them and send them again.";
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::InvalidFields,
            "Some fields are wrong",
            detail,
        );
        problem.body.fields = fields;
        problem
    }

    /// A rule refuses: 403 if the user lacks the role, else 422. Carries the whole verdict.
    #[must_use]
    pub fn refused(verdict: Verdict) -> Self {
        let unmet: Vec<_> = verdict.unmet().map(|requirement| requirement.code().as_str()).collect();
        let detail = format!(
            "The programme's rules do not allow this today ({}). Nothing was ordered, charged or given back. The verdict lists every requirement.",
            unmet.join(", ")
        );
        let lacks_role = verdict.unmet().any(|requirement| requirement.code() == Code::Role);
        let (status, code) = if lacks_role {
            (StatusCode::FORBIDDEN, ProblemCode::RoleMissing)
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Refused)
        };
        let mut problem = Self::new(status, code, "Not allowed by the programme's rules", detail);
        problem.body.verdict = Some(verdict);
        problem
    }

    /// A rule about users refuses: 403 if it is the roles of who asks, else 422. Carries every reason.
    #[must_use]
    pub fn not_about_users(why_not: Vec<WhyNot>) -> Self {
        let lacks_role =
            why_not.iter().any(|why| matches!(why, WhyNot::LacksRole { .. } | WhyNot::AboveOwn { .. }));
        let (status, code) = if lacks_role {
            (StatusCode::FORBIDDEN, ProblemCode::RoleMissing)
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Refused)
        };
        let detail = "The rules about users do not allow this. Nothing was changed. The reasons are listed.";
        let mut problem = Self::new(status, code, "Not allowed by the rules about users", detail);
        problem.body.why_not = why_not;
        problem
    }

    /// The same with what is wrong in a file: the first of its faults, and how many there are.
    #[must_use]
    pub fn with_rows(mut self, rows: Vec<ImportFault>, count: usize) -> Self {
        self.body.rows = rows;
        self.body.row_faults = count;
        self
    }

    /// Tells what others have done to it meanwhile, or that they have it, the newest first.
    #[must_use]
    pub fn with_changes(mut self, changes: Vec<Meanwhile>) -> Self {
        self.body.changes = changes;
        self
    }

    /// Too many attempts.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        let detail = format!("Too many attempts. Nothing was done. Wait {seconds} seconds and try again.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyAttempts, "Too many attempts", detail)
            .retry_after(seconds)
    }

    /// The state of things stands in the way.
    #[must_use]
    pub fn conflict(code: ProblemCode, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, title, detail)
    }

    /// Names the order that stands in the way.
    #[must_use]
    pub fn about_order(mut self, order: OrderNumber) -> Self {
        self.body.order = Some(order);
        self
    }

    /// Adds the order as it is now.
    #[must_use]
    pub fn with_current(mut self, order: OrderView) -> Self {
        self.body.current = Some(Box::new(order));
        self
    }

    /// Asks to wait so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Says with which credentials it would be done (RFC 6750): ASCII, as it stands in the header.
    #[must_use]
    pub fn challenging(mut self, challenge: &str) -> Self {
        self.challenge = HeaderValue::from_str(challenge).ok();
        self
    }

    /// Something that should not happen did: logged with its cause, told without it.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        let detail = "The server failed. If you were paying, look at your orders before you try again: an order that was placed is there.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ProblemCode::Internal, "The server failed", detail)
    }
}

/// The code as it stands in JSON.
fn code_name(code: ProblemCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        self.body.request_id = crate::telemetry::request_id();
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Self::internal(&error)
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let detail = "The request is larger than the server takes. Nothing was saved. Send less.";
            return Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, "Too large", detail);
        }
        Self::malformed(format!(
            "{}. Nothing was done. The body must be the JSON that /api/openapi.json describes.",
            rejection.body_text()
        ))
    }
}

impl From<FormRejection> for Problem {
    fn from(rejection: FormRejection) -> Self {
        Self::malformed(format!("{}. Nothing was sent. Open the page again.", rejection.body_text()))
    }
}

impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let detail =
                "The file is much larger than the server takes. Nothing was uploaded. Send a smaller one.";
            return Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, "Too large", detail);
        }
        Self::malformed(format!("{}. Nothing was uploaded.", error.body_text()))
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found("page")
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::malformed(format!("{}. Nothing was done.", rejection.body_text()))
    }
}
