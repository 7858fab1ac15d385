//! The one place that calls the API.

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokuten_core::competencies::ImportFault;
use tokuten_core::desk::Meanwhile;
use tokuten_core::openid::GoOn;
use tokuten_core::orders::OrderNumber;
use tokuten_core::payments::{CardEntry, CardFault, CardToken};
use tokuten_core::problem::{FieldError, ProblemCode};

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
    let response = RequestBuilder::new(url).send().await.map_err(|_| ApiError::Network)?;
    read(response).await
}

/// Sends something and reads the answer.
pub async fn send<T: DeserializeOwned>(
    method: Method,
    url: &str,
    key: Option<&str>,
    body: &impl Serialize,
) -> Result<T, ApiError> {
    read(deliver(method, url, key, body).await?).await
}

/// Uploads a form with files.
pub async fn upload<T: DeserializeOwned>(
    url: &str,
    key: Option<&str>,
    form: web_sys::FormData,
) -> Result<T, ApiError> {
    let mut request = RequestBuilder::new(url).method(Method::POST);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let response =
        request.body(form).map_err(|_| ApiError::Unreadable)?.send().await.map_err(|_| ApiError::Network)?;
    read(response).await
}

/// Sends a file of text as it is.
pub async fn send_text<T: DeserializeOwned>(
    method: Method,
    url: &str,
    file: web_sys::File,
) -> Result<T, ApiError> {
    let request = RequestBuilder::new(url).method(method).header("Content-Type", "text/plain; charset=utf-8");
    let request = request.body(file).map_err(|_| ApiError::Unreadable)?;
    read(request.send().await.map_err(|_| ApiError::Network)?).await
}

/// Sends something that has no answer but that it was done.
pub async fn send_only(method: Method, url: &str, body: &impl Serialize) -> Result<(), ApiError> {
    let response = deliver(method, url, None, body).await?;
    if response.ok() { Ok(()) } else { Err(problem(response).await) }
}

/// Ends the session; answers where to go on to end it at the provider too, if it began there.
pub async fn sign_out() -> Result<Option<GoOn>, ApiError> {
    let response = deliver(Method::DELETE, "/api/session", None, &()).await?;
    if response.status() == NO_CONTENT { Ok(None) } else { read(response).await.map(Some) }
}

const NO_CONTENT: u16 = 204;

/// Gives a card to the gateway, straight to its own address, and gets a token for it.
pub async fn tokenize(url: &str, card: &CardEntry) -> Result<CardToken, CardRefused> {
    let response = deliver(Method::POST, url, None, card).await.map_err(|_| CardRefused::Unreachable)?;
    if response.ok() {
        return response.json().await.map_err(|_| CardRefused::Unreachable);
    }
    match response.json::<Refusal>().await {
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

async fn deliver(
    method: Method,
    url: &str,
    key: Option<&str>,
    body: &impl Serialize,
) -> Result<Response, ApiError> {
    let mut request = RequestBuilder::new(url).method(method);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let request = request.json(body).map_err(|_| ApiError::Unreadable)?;
    request.send().await.map_err(|_| ApiError::Network)
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    if response.ok() {
        response.json().await.map_err(|_| ApiError::Unreadable)
    } else {
        Err(problem(response).await)
    }
}

async fn problem(response: Response) -> ApiError {
    match response.json().await {
        Ok(problem) => ApiError::Problem(problem),
        Err(_) => ApiError::Unreadable,
    }
}
