//! The one place that calls the API.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use js_sys::JSON;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokuten_core::competencies::ImportFault;
use tokuten_core::desk::Meanwhile;
use tokuten_core::openid::GoOn;
use tokuten_core::orders::OrderNumber;
use tokuten_core::payments::{CardEntry, CardFault, CardToken};
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::json;

/// Why there is no answer of the kind that was asked for.
#[derive(Debug, Clone)]
pub enum ApiError {
    /// No answer came: what became of the request is not known.
    Network,
    /// The server said what was not done and why.
    Problem(Problem),
    /// The server answered something else.
    Unreadable,
}

/// What the app reads of a [`ProblemBody`](tokuten_core::problem::ProblemBody). Verdicts it reaches itself,
/// and what has changed it asks for again; not reading them here saves a tenth of the module.
#[derive(Debug, Clone, Deserialize)]
pub struct Problem {
    /// Stable code.
    pub code: ProblemCode,
    /// What is wrong with which field.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// The order that stands in the way.
    #[serde(default)]
    pub order: Option<OrderNumber>,
    /// What is wrong in a file that was sent.
    #[serde(default)]
    pub rows: Vec<ImportFault>,
    /// How many things are.
    #[serde(default)]
    pub row_faults: usize,
    /// What others have done to it meanwhile, or that they have it.
    #[serde(default)]
    pub changes: Vec<Meanwhile>,
    /// Look for this in the server's log.
    #[serde(default)]
    pub request_id: Option<String>,
}

impl ApiError {
    /// The problem's code, if the server told one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Network | Self::Unreadable => None,
        }
    }
}

/// Asks for something.
pub async fn get<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    parsed(&get_text(url).await?)
}

/// Asks for something; answers its text.
pub async fn get_text(url: &str) -> Result<String, ApiError> {
    text(RequestBuilder::new(url).build()).await
}

/// Reads an answer's text.
pub fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let parsed = JSON::parse(text).map_err(|_| ApiError::Unreadable)?;
    json::read(parsed).map_err(|_| ApiError::Unreadable)
}

/// Sends something and reads the answer.
pub async fn send<T: DeserializeOwned>(
    method: Method,
    url: &str,
    key: Option<&str>,
    body: &impl Serialize,
) -> Result<T, ApiError> {
    parsed(&text(request(method, url, key, serde_json::to_string(body))).await?)
}

/// Uploads a form with files.
pub async fn upload<T: DeserializeOwned>(
    url: &str,
    key: Option<&str>,
    form: web_sys::FormData,
) -> Result<T, ApiError> {
    parsed(&text(prepared(Method::POST, url, key).body(form)).await?)
}

/// Sends a file of text as it is.
pub async fn send_text<T: DeserializeOwned>(
    method: Method,
    url: &str,
    file: web_sys::File,
) -> Result<T, ApiError> {
    let request = prepared(method, url, None).header("Content-Type", "text/plain; charset=utf-8");
    parsed(&text(request.body(file)).await?)
}

/// Sends something that has no answer but that it was done.
pub async fn send_only(method: Method, url: &str, body: &impl Serialize) -> Result<(), ApiError> {
    text(request(method, url, None, serde_json::to_string(body))).await.map(drop)
}

/// Ends the session; answers where to go on to end it at the provider too, if it began there.
pub async fn sign_out() -> Result<Option<GoOn>, ApiError> {
    let answer = text(request(Method::DELETE, "/api/session", None, serde_json::to_string(&()))).await?;
    if answer.is_empty() { Ok(None) } else { parsed(&answer).map(Some) }
}

/// Gives a card to the gateway, straight to its own address, and gets a token for it.
pub async fn tokenize(url: &str, card: &CardEntry) -> Result<CardToken, CardRefused> {
    let request = request(Method::POST, url, None, serde_json::to_string(card));
    let answer = answer(request).await.map_err(|_| CardRefused::Unreachable)?;
    let accepted = answer.ok();
    let text = answer.text().await.map_err(|_| CardRefused::Unreachable)?;
    if accepted {
        return parsed(&text).map_err(|_| CardRefused::Unreachable);
    }
    match parsed::<Refusal>(&text) {
        Ok(refusal) => Err(CardRefused::Fault(refusal.code)),
        Err(_) => Err(CardRefused::Unreachable),
    }
}

/// Why the gateway gave no token.
#[derive(Debug, Clone, Copy)]
pub enum CardRefused {
    /// Something is wrong with the card.
    Fault(CardFault),
    /// It did not answer.
    Unreachable,
}

#[derive(Deserialize)]
struct Refusal {
    code: CardFault,
}

type Prepared = Result<Request, gloo_net::Error>;

fn prepared(method: Method, url: &str, key: Option<&str>) -> RequestBuilder {
    let request = RequestBuilder::new(url).method(method);
    if let Some(key) = key { request.header("Idempotency-Key", key) } else { request }
}

fn request(method: Method, url: &str, key: Option<&str>, body: serde_json::Result<String>) -> Prepared {
    prepared(method, url, key).header("Content-Type", "application/json").body(body?)
}

async fn answer(request: Prepared) -> Result<Response, ApiError> {
    request.map_err(|_| ApiError::Unreadable)?.send().await.map_err(|_| ApiError::Network)
}

/// The text of an answer that says that it was done.
async fn text(request: Prepared) -> Result<String, ApiError> {
    let answer = answer(request).await?;
    let is_done = answer.ok();
    let text = answer.text().await.map_err(|_| ApiError::Network)?;
    if is_done { Ok(text) } else { Err(parsed(&text).map_or(ApiError::Unreadable, ApiError::Problem)) }
}
