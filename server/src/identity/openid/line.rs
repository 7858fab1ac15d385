//! The line to the provider: what `openidconnect` asks goes out by the portal's own HTTP client, and no answer is read
//! beyond what one can be.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Url;

use crate::config::openid::is_safe;
use crate::outward;

/// How long the provider may take for each answer. On its way back a browser waits for five of them at the most, and for
/// a request's 30 seconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer that is read.
const LARGEST: usize = 256 * 1024;

/// The line.
#[derive(Debug)]
pub struct Line(reqwest::Client);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// Nobody, or not in time.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// More than an answer can be.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    /// The provider's own description leads there without TLS.
    #[error("{0} can be read by others on its way")]
    Unsafe(String),
}

impl Line {
    /// The line.
    pub fn new() -> Result<Self, String> {
        outward::client(PATIENCE).map(Self)
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, LineError> {
        let request = reqwest::Request::try_from(request).map_err(no_answer)?;
        if !is_safe(request.url()) {
            return Err(LineError::Unsafe(origin(request.url())));
        }
        let mut response = self.0.execute(request).await.map_err(no_answer)?;
        let mut answer = HttpResponse::default();
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if answer.body().len() + chunk.len() > LARGEST {
                return Err(LineError::TooLarge);
            }
            answer.body_mut().extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = LineError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, LineError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

fn no_answer(error: reqwest::Error) -> LineError {
    // Without the address, which may carry a code; the cause says more than reqwest's own words.
    let error = error.without_url();
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    LineError::NoAnswer(format!("{error}{cause}"))
}
