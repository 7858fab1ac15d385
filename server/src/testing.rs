//! Databases and portals for tests: a fresh one for each, on SQLite or Postgres, behind the real router.

use std::collections::BTreeMap;
use std::ops::Deref;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use sea_orm::{ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokuten_core::api_access::Scope;
use tokuten_core::payments::CardEntry;
use tower::ServiceExt;

use crate::config::Settings;
use crate::db::Db;
use crate::ids::new_id;
use crate::payments::sandbox::SandboxGateway;
use crate::portal::Portal;
use crate::serve::{Mode, open};
use crate::tables::mail;
use crate::{app, demo};

/// A fresh database: a file that goes with it, or, where `TEST_DATABASE_URL` names a Postgres database, a
/// schema of its own in there.
pub struct TestDb {
    db: Db,
    _folder: TempDir,
}

impl TestDb {
    /// Makes one, with its tables.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = fresh_database().await.unwrap_or_else(|| Db::sqlite_url(folder.path()));
        let db = Db::open(&url).await.expect("a fresh database opens");
        Self { db, _folder: folder }
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// The address of a new schema of the Postgres for tests, if there is one.
pub async fn fresh_database() -> Option<String> {
    #[allow(clippy::disallowed_methods)] // A test's setting, and none of the server's.
    let url = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
    Some(new_schema(&url).await)
}

async fn new_schema(url: &str) -> String {
    let schema = format!("test_{}", new_id().replace('-', "_"));
    let maker = Database::connect(url).await.expect("the Postgres for tests answers");
    maker.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.expect("a schema can be made");
    maker.close().await.expect("a connection closes");
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-csearch_path%3D{schema}")
}

/// The first day of the demo in tests: T of design.md's table.
pub const T: &str = "2027-03-10";

/// The demo behind the real router.
pub struct TestApp {
    pub portal: Portal,
    pub gateway: SandboxGateway,
    router: Router,
    _folder: TempDir,
}

impl TestApp {
    /// The demo on its first day, at noon UTC: the same day in all of its zones.
    pub async fn demo() -> Self {
        Self::with(Settings { sign_in_attempts: 10_000, ..Settings::default() }).await
    }

    /// The same with other settings.
    pub async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().to_owned();
        let settings = Settings { data, database_url: fresh_database().await, ..settings };
        let clock: DateTime<Utc> = format!("{T}T12:00:00Z").parse().expect("an instant");
        let (portal, gateway) =
            open(settings, Mode::Demo { clock: Some(clock) }).await.expect("the demo opens");
        let gateway = gateway.expect("the demo's cards are in the sandbox");
        let router = app::router(&portal, None).merge(gateway.router(true));
        Self { portal, gateway, router, _folder: folder }
    }

    /// A real programme, with nobody in it.
    pub async fn real() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings {
            data: folder.path().to_owned(),
            database_url: fresh_database().await,
            secret: Some("0123456789abcdef0123456789abcdef".to_owned()),
            sign_in_attempts: 10_000,
            ..Settings::default()
        };
        let (portal, gateway) = open(settings, Mode::Real).await.expect("the portal opens");
        let gateway = gateway.expect("cards are in the sandbox");
        let router = app::router(&portal, None);
        Self { portal, gateway, router, _folder: folder }
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Client {
        Client { router: self.router.clone(), cookie: None, token: None }
    }

    /// A system of the vendor's that comes with a new API token of these scopes.
    pub async fn system(&self, name: &str, scopes: &[Scope]) -> Client {
        let programme = self.signed_in("programme@vendor.example").await;
        let new = json!({ "name": name, "scopes": scopes, "expires_on": "2028-03-10" });
        let made = programme.post("/api/operator/api-tokens", &new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        self.with_token(made.body["token"].as_str().expect("a token"))
    }

    /// Who comes with this for an API token.
    pub fn with_token(&self, token: &str) -> Client {
        Client { token: Some(token.to_owned()), ..self.stranger() }
    }

    /// A user of the demo, signed in.
    pub async fn signed_in(&self, email: &str) -> Client {
        let mut client = self.stranger();
        let answer = client.sign_in(email, demo::PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{email}: {}", answer.body);
        client
    }

    /// Token of a card of this number.
    pub async fn card(&self, number: &str) -> String {
        let entry = CardEntry {
            number: number.into(),
            exp_month: 12,
            exp_year: 2039,
            cvc: "123".into(),
            holder: String::new(),
        };
        self.gateway.tokenize(&entry).await.expect("the sandbox takes the card").token
    }

    /// How often the gateway was asked to charge a card, and how often it did.
    pub async fn ledger(&self, token: &str) -> (i64, i64) {
        let answer = self.stranger().get(&format!("/sandbox-gateway/ledger/{token}")).await;
        (answer.body["asked"].as_i64().expect("a count"), answer.body["charged"].as_i64().expect("a count"))
    }

    /// The kinds of the mails that were written to an address, in their order.
    pub async fn mails(&self, to: &str) -> Vec<String> {
        let rows = mail::Entity::find()
            .filter(mail::Column::Recipient.eq(to))
            .order_by_asc(mail::Column::WrittenAt)
            .order_by_asc(mail::Column::Id)
            .all(self.portal.db.read())
            .await
            .expect("the database answers");
        rows.into_iter().map(|row| row.kind).collect()
    }

    /// Renews the first of a partner's subscriptions with a card of this number; answers the order.
    pub async fn renew_by_hand(&self, client: &Client, number: &str) -> Value {
        let token = self.card(number).await;
        let offers = client.get("/api/offers").await.body;
        let renew = &offers["facts"]["subscriptions"][0]["id"];
        let body = json!({ "wish": { "renew": renew }, "payment": { "card": { "token": token } } });
        let order = client.post_once("/api/orders", &token, &body).await.body;
        client.buy(&order).await.body
    }

    /// Moves the clock to noon UTC of a day.
    pub async fn on(&self, day: &str) {
        self.at(&format!("{day}T12:00:00Z")).await;
    }

    /// Moves the clock to an instant.
    pub async fn at(&self, instant: &str) {
        let moved = self.stranger().post("/api/test/clock", &json!({ "now": instant })).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    }
}

/// A browser, as far as the API can tell.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub cookie: Option<String>,
    /// An API token; who comes with one sends no `Origin`.
    pub token: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    /// Null if it was no JSON.
    pub body: Value,
    /// As they came.
    pub bytes: axum::body::Bytes,
}

impl Answer {
    /// The problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The codes of the unmet requirements of its verdict.
    pub fn unmet(&self) -> Vec<&str> {
        let requirements = self.body["verdict"]["requirements"].as_array().expect("a verdict");
        requirements.iter().filter(|one| one["met"] == false).filter_map(|one| one["code"].as_str()).collect()
    }
}

impl Client {
    /// Signs in, at the door where somebody of this address is let in.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let of_vendor = email.to_lowercase().ends_with("@vendor.example");
        let door = if of_vendor { "/api/operator/session" } else { "/api/session" };
        self.post_keeping(door, &json!({ "email": email, "password": password })).await
    }

    /// Posts, and keeps the cookies that come with the answer.
    pub async fn post_keeping(&mut self, path: &str, body: &impl Serialize) -> Answer {
        self.send_keeping(Method::POST, path, body).await
    }

    /// Sends, and keeps the cookies that come with the answer.
    pub async fn send_keeping(&mut self, method: Method, path: &str, body: &impl Serialize) -> Answer {
        let answer = self.send(method, path, None, Some(body)).await;
        let parted = |cookie: &str| {
            let (name, value) =
                cookie.split(';').next().unwrap_or_default().split_once('=').expect("a cookie");
            (name.to_owned(), value.to_owned())
        };
        let mut kept: BTreeMap<_, _> =
            self.cookie.iter().flat_map(|all| all.split("; ")).map(parted).collect();
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (name, value) = parted(cookie.to_str().expect("a cookie is text"));
            if value.is_empty() {
                kept.remove(&name)
            } else {
                kept.insert(name, value)
            };
        }
        let all: Vec<_> = kept.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.cookie = (!all.is_empty()).then(|| all.join("; "));
        answer
    }

    /// Presses **Buy** on an order as it was shown.
    pub async fn buy(&self, order: &Value) -> Answer {
        let pressed =
            json!({ "total": order["quote"]["total"], "agreement_version": order["agreement"]["version"] });
        let path = format!("/api/orders/{}/buy", order["number"]);
        self.post_once(&path, order["next_attempt_key"].as_str().expect("a key"), &pressed).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None::<&()>).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(Method::POST, path, None, Some(body)).await
    }

    pub async fn post_once(&self, path: &str, key: &str, body: &impl Serialize) -> Answer {
        self.send(Method::POST, path, Some(key), Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(Method::PUT, path, None, Some(body)).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&impl Serialize>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "portal.example")
            .header(header::CONTENT_TYPE, "application/json");
        request = match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request.header(header::ORIGIN, "http://portal.example"),
        };
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(serde_json::to_vec(body).expect("JSON")));
        self.raw(request.body(body).expect("a request")).await
    }

    pub async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }
}
