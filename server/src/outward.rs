//! Asking servers of somebody else: the one HTTP client of the portal's, over TLS.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};

/// How long it may take to reach a server at all.
const CONNECTING: Duration = Duration::from_secs(3);

/// A client that waits so long for an answer. What it sends goes to whom it asks, and to nobody they may send it to.
pub fn client(patience: Duration) -> Result<reqwest::Client, String> {
    builder(patience)?.build().map_err(|error| error.to_string())
}

/// The same before it is built, for who asks only some servers.
pub fn builder(patience: Duration) -> Result<reqwest::ClientBuilder, String> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls().map_err(|error| error.to_string())?)
        .connect_timeout(CONNECTING)
        .timeout(patience)
        .redirect(Policy::none())
        .user_agent(concat!("tokuten/", env!("CARGO_PKG_VERSION")));
    Ok(builder)
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
