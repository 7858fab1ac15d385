//! A provider for tests, in this process: it signs by keys that it makes, gives codes to who asks as the standard says,
//! and lies when told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::config::Settings;
use crate::config::openid::{OpenidSettings, ProviderName};

pub const CLIENT: &str = "portal";
const SECRET: &str = "by-this-secret-the-portal-is-known";

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Fine,
    Failing,
    Rubbish,
    Endless,
    Slow,
}

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    ByKey,
    /// `alg` is `none`.
    Not,
    /// By the client's secret, as if that were a key.
    BySecret,
    /// By a key that is not its own, under the name of one that is.
    ByStranger,
}

pub struct Script {
    pub mood: Mood,
    pub signing: Signing,
    /// What `/userinfo` answers; nothing: there is no such address.
    pub user_info: Option<Value>,
    /// Names a key that is not there.
    pub kid: Option<&'static str>,
    /// Every address that it was asked for.
    pub asked: Vec<&'static str>,
    keys: Vec<CoreEdDsaPrivateSigningKey>,
    codes: BTreeMap<String, Grant>,
    made: u32,
}

struct Grant {
    challenge: String,
    redirect_uri: String,
    claims: Value,
}

/// A running one; clones are the same.
#[derive(Clone)]
pub struct ScriptedProvider {
    script: Arc<Mutex<Script>>,
    pub issuer: String,
}

/// An Ed25519 key that was just made (RFC 8410).
fn new_key(name: &str) -> CoreEdDsaPrivateSigningKey {
    let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    der.extend(seed);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(name.to_owned()))).unwrap()
}

impl ScriptedProvider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let script = Script {
            mood: Mood::Fine,
            signing: Signing::ByKey,
            user_info: None,
            kid: None,
            asked: Vec::new(),
            keys: vec![new_key("key-1")],
            codes: BTreeMap::new(),
            made: 1,
        };
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { script: Arc::new(Mutex::new(script)), issuer };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// Settings of a portal whose users sign in here.
    pub fn settings(&self) -> Settings {
        let openid = OpenidSettings {
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(SECRET.to_owned().into()),
            name: ProviderName { en: "Example ID".to_owned(), ja: "サンプル ID".to_owned() },
            scopes: None,
        };
        Settings { openid: Some(openid), sign_in_attempts: 10_000, ..Settings::default() }
    }

    /// Signs by another key from now on; the one before is gone.
    pub fn change_keys(&self) {
        let mut script = self.script();
        script.made += 1;
        script.keys = vec![new_key(&format!("key-{}", script.made))];
    }

    /// How often an address was asked.
    pub fn asked(&self, what: &str) -> usize {
        self.script().asked.iter().filter(|asked| **asked == what).count()
    }

    /// What somebody does here whom the portal has sent: agrees, as who these claims say. Answers the query with which
    /// the browser goes back. A claim of `null` is left out.
    pub fn agree(&self, sent_to: &str, claims: Value) -> String {
        let asked: BTreeMap<_, _> =
            reqwest::Url::parse(sent_to).unwrap().query_pairs().into_owned().collect();
        assert_eq!((&*asked["response_type"], &*asked["code_challenge_method"]), ("code", "S256"));
        assert_eq!(asked["client_id"], CLIENT);
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{}", asked["scope"]);
        let now = Clock::real().real_seconds();
        let mut all = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        });
        let Value::Object(claims) = claims else { panic!("claims are an object") };
        for (name, value) in claims {
            all[name] = value;
        }
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let code = crate::ids::new_secret();
        let grant = Grant {
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            claims: all,
        };
        self.script().codes.insert(code.clone(), grant);
        format!("code={code}&state={}", asked["state"])
    }
}

/// The state that a browser was sent away with.
pub fn state_of(sent_to: &str) -> String {
    let url = reqwest::Url::parse(sent_to).unwrap();
    url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Script {
    fn signed(&self, claims: &Value) -> String {
        let key = &self.keys[0];
        let kid = self.kid.map_or_else(|| json!(format!("key-{}", self.made)), |kid| json!(kid));
        let algorithm = match self.signing {
            Signing::ByKey | Signing::ByStranger => "EdDSA",
            Signing::Not => "none",
            Signing::BySecret => "HS256",
        };
        let text = format!("{}.{}", part(&json!({ "alg": algorithm, "kid": kid })), part(claims));
        let by = |key: &CoreEdDsaPrivateSigningKey| {
            key.sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap()
        };
        let signature = match self.signing {
            Signing::ByKey => by(key),
            Signing::ByStranger => by(&new_key("key-1")),
            Signing::Not => Vec::new(),
            Signing::BySecret => {
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
                mac.update(text.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
        };
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Notes what was asked; answers something else where the mood is not fine.
async fn moody(provider: &ScriptedProvider, what: &'static str) -> Option<Response> {
    let mood = {
        let mut script = provider.script();
        script.asked.push(what);
        script.mood
    };
    match mood {
        Mood::Fine => None,
        Mood::Failing => Some(StatusCode::BAD_GATEWAY.into_response()),
        Mood::Rubbish => Some(([(header::CONTENT_TYPE, "application/json")], "{\"a\": [").into_response()),
        Mood::Endless => {
            Some(([(header::CONTENT_TYPE, "application/json")], " ".repeat(1 << 20)).into_response())
        }
        Mood::Slow => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            None
        }
    }
}

async fn describe(State(provider): State<ScriptedProvider>) -> Response {
    if let Some(other) = moody(&provider, "description").await {
        return other;
    }
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let mut description = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"),
        "end_session_endpoint": at("/leave"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    });
    if provider.script().user_info.is_some() {
        description["userinfo_endpoint"] = json!(at("/userinfo"));
    }
    Json(description).into_response()
}

async fn keys(State(provider): State<ScriptedProvider>) -> Response {
    if let Some(other) = moody(&provider, "keys").await {
        return other;
    }
    let keys: Vec<_> = provider.script().keys.iter().map(PrivateSigningKey::as_verification_key).collect();
    Json(json!({ "keys": keys })).into_response()
}

fn refused(code: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": code }))).into_response()
}

async fn token(
    State(provider): State<ScriptedProvider>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    if let Some(other) = moody(&provider, "token").await {
        return other;
    }
    let mut script = provider.script();
    let known = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).is_none_or(|shown| shown != known.as_str()) {
        return refused("invalid_client");
    }
    // A code works once, whatever comes of it.
    let Some(grant) = script.codes.remove(&form["code"]) else { return refused("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    if challenge != grant.challenge || form["redirect_uri"] != grant.redirect_uri {
        return refused("invalid_grant");
    }
    let id_token = script.signed(&grant.claims);
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": id_token })).into_response()
}

async fn user_info(State(provider): State<ScriptedProvider>, headers: HeaderMap) -> Response {
    if let Some(other) = moody(&provider, "userinfo").await {
        return other;
    }
    assert_eq!(headers[header::AUTHORIZATION], "Bearer access");
    Json(provider.script().user_info.clone()).into_response()
}
