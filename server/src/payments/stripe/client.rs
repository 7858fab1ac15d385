//! Asking Stripe: forms out, JSON in.

use reqwest::{RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::config::Secret;
use crate::outward;
use crate::payments::{GATEWAY_PATIENCE, GatewayError};

/// The version of Stripe's API that this is written for; the account may be set to another.
const VERSION: &str = "2024-06-20";

/// A line to Stripe.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    api: String,
    key: Secret,
}

/// Why Stripe did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It said no, and asked again it would say no again.
    #[error("Stripe refuses ({status} {code}): {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stripe's code, for programs.
        code: String,
        /// Stripe's words, for whoever reads the log.
        message: String,
    },
    /// No answer that says what was done.
    #[error("{0}")]
    Unreachable(String),
}

#[derive(Debug, Deserialize)]
struct Refusal {
    error: RefusalBody,
}

#[derive(Debug, Deserialize)]
struct RefusalBody {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

impl Client {
    /// A line to the Stripe at `api` as the account of `key`.
    pub fn new(api: &str, key: Secret) -> Result<Self, GatewayError> {
        let http = outward::client(GATEWAY_PATIENCE).map_err(GatewayError::Unreachable)?;
        Ok(Self { http, api: api.trim_end_matches('/').to_owned(), key })
    }

    /// Asks for something.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.send(self.http.get(format!("{}{path}", self.api))).await
    }

    /// Has something done; under the same `once` it is done once within a day.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, String)],
        once: Option<&str>,
    ) -> Result<T, Failure> {
        let mut request = self.http.post(format!("{}{path}", self.api)).form(form);
        if let Some(once) = once {
            request = request.header("idempotency-key", once);
        }
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let request = request.bearer_auth(self.key.reveal()).header("stripe-version", VERSION);
        let response = request.send().await.map_err(no_answer)?;
        let status = response.status();
        if status.is_success() {
            return response.json().await.map_err(no_answer);
        }
        let error = response.json::<Refusal>().await.ok().map(|refusal| refusal.error);
        let (code, message) = error.map(|error| (error.code, error.message)).unwrap_or_default();
        let failure = Failure::Refused {
            status: status.as_u16(),
            code: code.unwrap_or_default(),
            message: message.unwrap_or_default(),
        };
        // A wrong key, too many requests, a lock that another request holds, a fault of Stripe's own: asked again
        // the answer may be another.
        let is_final =
            matches!(status, StatusCode::BAD_REQUEST | StatusCode::PAYMENT_REQUIRED | StatusCode::NOT_FOUND);
        Err(if is_final { failure } else { Failure::Unreachable(failure.to_string()) })
    }
}

fn no_answer(error: reqwest::Error) -> Failure {
    // Without the address, which may carry ids; the cause says more than reqwest's own words.
    let error = error.without_url();
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Failure::Unreachable(format!("Stripe does not answer: {error}{cause}"))
}
