//! The browser app: embedded in a release build, read from `target/site` in a debug build.
//!
//! Files whose paths carry a hash never change and are kept by browsers for a year; the rest is asked for
//! again each time, by its digest. Each file has a brotli and a gzip twin beside it.

use std::fmt::Write;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::config::{GatewayChoice, Settings};
use crate::payments::stripe::origin;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

const INDEX: &str = "index.html";

/// Answers a path that is not of the API: a file, or the app's page for its own addresses. A path with a file
/// extension is never answered with the page: that would hide that the file is missing.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let looks_like_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (Site::get(path), looks_like_file) {
        (Some(file), true) if !is_twin(path) => respond(path, &file, &headers),
        (_, true) => StatusCode::NOT_FOUND.into_response(),
        (_, false) => match Site::get(INDEX) {
            Some(page) => respond(INDEX, &page, &headers),
            None => {
                (StatusCode::SERVICE_UNAVAILABLE, "The browser app is not built. Run: cargo xtask build\n")
                    .into_response()
            }
        },
    }
}

fn is_twin(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("br" | "gz"))
}

fn respond(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!(
        "\"{}\"",
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..12])
    );
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let (body, encoding) = if known { (Body::empty(), None) } else { encoded(path, file, headers) };
    let mut response = Response::new(body);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let caching = match path {
        INDEX => "no-cache",
        _ if is_hashed(path) => "public, max-age=31536000, immutable",
        _ => "public, max-age=3600",
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> (Body, Option<&'static str>) {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let twin = |encoding: &'static str, suffix: &str| {
        let wanted = accepted.split(',').any(|one| one.trim().split(';').next() == Some(encoding));
        let file = wanted.then(|| Site::get(&format!("{path}.{suffix}"))).flatten()?;
        Some((Body::from(file.data), Some(encoding)))
    };
    twin("br", "br").or_else(|| twin("gzip", "gz")).unwrap_or_else(|| (Body::from(file.data.clone()), None))
}

/// Whether the path carries a hash of its content, as the bundler writes it: `app-0123456789abcdef/tokuten.js`.
fn is_hashed(path: &str) -> bool {
    path.split(['/', '-', '.', '_'])
        .any(|part| part.len() >= 15 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What the app's pages may use of somebody else's: the gateway's script, the frames it opens, and whom it asks.
#[derive(Debug, Default)]
pub struct Foreign {
    script: String,
    frame: String,
    connect: String,
}

impl Foreign {
    /// Nothing, unless cards go to Stripe.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let origins = (origin(&settings.stripe_script), origin(&settings.stripe_api));
        let (GatewayChoice::Stripe, (Some(script), Some(api))) = (settings.gateway, origins) else {
            return Self::default();
        };
        // What Stripe asks for besides: its script loads parts of itself, and banks authenticate in a frame.
        let (parts, banks) = if script == STRIPES_OWN {
            (" https://*.js.stripe.com", " https://hooks.stripe.com")
        } else {
            ("", "")
        };
        Self {
            frame: format!(" frame-src {script}{parts}{banks};"),
            script: format!(" {script}{parts}"),
            connect: format!(" {api}"),
        }
    }
}

const STRIPES_OWN: &str = "https://js.stripe.com";

/// The content security policy of the app's pages: only our own files, the inline pieces of `index.html` by their
/// digests, and what the gateway needs.
#[must_use]
pub fn content_security_policy(foreign: &Foreign) -> String {
    let Foreign { script, frame, connect } = foreign;
    let page =
        Site::get(INDEX).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
    let digests = |tag: &str| {
        inline(&page, tag).fold(String::new(), |mut list, text| {
            let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
            // Writing to a String does not fail.
            let _ = write!(list, " 'sha256-{digest}'");
            list
        })
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}{script}; style-src 'self'{}; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'{connect};{frame} manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        digests("script"),
        digests("style"),
    )
}

/// The text of each inline `<tag>` of our own page, which the bundler writes well-formed.
fn inline<'a>(page: &'a str, tag: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let mut rest = page;
    std::iter::from_fn(move || {
        let from = rest.find(&open)?;
        let text = from + rest[from..].find('>')? + 1;
        let end = text + rest[text..].find(&close)?;
        let found = &rest[text..end];
        rest = &rest[end..];
        Some(found)
    })
    .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_pieces_are_found_and_files_are_not() {
        let page =
            r#"<script src="a.js"></script><script type="module">let a = 1;</script><style>b{}</style>"#;
        assert_eq!(inline(page, "script").collect::<Vec<_>>(), ["let a = 1;"]);
        assert_eq!(inline(page, "style").collect::<Vec<_>>(), ["b{}"]);
    }

    #[test]
    fn pages_use_stripes_script_only_where_cards_go_to_stripe() {
        let policy = |settings: &Settings| content_security_policy(&Foreign::of(settings));
        let sandbox = Settings::default();
        assert!(!policy(&sandbox).contains("stripe") && !policy(&sandbox).contains("frame-src"));
        let stripe = Settings { gateway: GatewayChoice::Stripe, ..sandbox };
        let real = policy(&stripe);
        assert!(
            real.contains("connect-src 'self' https://api.stripe.com; frame-src https://js.stripe.com "),
            "{real}"
        );
        assert!(real.contains("https://hooks.stripe.com;"), "{real}");
        let [stripe_api, stripe_script] =
            ["http://127.0.0.1:8420/", "http://127.0.0.1:8420/js.stripe.com/v3/"].map(str::to_owned);
        let local = policy(&Settings { stripe_api, stripe_script, ..stripe });
        assert!(
            local.contains("connect-src 'self' http://127.0.0.1:8420; frame-src http://127.0.0.1:8420; "),
            "{local}"
        );
        assert!(!local.contains("stripe"), "{local}");
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("app-1f3870be274f6c49/tokuten.js"));
        assert!(is_hashed("app-1f3870be274f6c49/tokuten_bg.wasm"));
        assert!(!is_hashed("robots.txt"));
        assert!(!is_hashed("favicon-dark.svg"));
    }
}
