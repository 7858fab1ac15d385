//! Passkeys in this browser: asking its authenticators, by the browser's own JSON functions.

use gloo_net::http::Method;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use tokuten_core::passkeys::{Confirmation, PasskeyAnswer, PasskeyOptions};
use tokuten_core::sessions::SessionView;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::client::{ApiError, send};

/// Why there is no answer of an authenticator, or none that counts.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The person or the browser said no, or nothing for too long.
    NotGiven,
    /// The server said no.
    Api(ApiError),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<JsValue> for Failure {
    fn from(_: JsValue) -> Self {
        Self::NotGiven
    }
}

/// Whether passkeys work here: the browser knows them, and the page stands under the host that they are bound to.
pub fn work_here(host: Option<&str>) -> bool {
    let here = window().location().hostname().ok();
    here.is_some() && here.as_deref() == host && function(&class(), "parseRequestOptionsFromJSON").is_some()
}

/// Has an authenticator make a key; answers for the server.
pub async fn made(options: &PasskeyOptions) -> Result<PasskeyAnswer, Failure> {
    answered(options, "parseCreationOptionsFromJSON", "create").await
}

/// Signs in by a passkey at a door of the API.
pub async fn sign_in(door: &str) -> Result<SessionView, Failure> {
    let asked = send(Method::POST, "/api/session/passkey/options", None, &()).await?;
    let answer = signed(&asked).await?;
    Ok(send(Method::POST, door, None, &answer).await?)
}

/// Confirms something by one of one's own passkeys.
pub async fn confirmation() -> Result<Confirmation, Failure> {
    let asked = send(Method::POST, "/api/account/confirmation", None, &()).await?;
    Ok(Confirmation::Passkey(signed(&asked).await?.credential))
}

async fn signed(options: &PasskeyOptions) -> Result<PasskeyAnswer, Failure> {
    answered(options, "parseRequestOptionsFromJSON", "get").await
}

/// Asks `navigator.credentials` for what the options say, both in the browser's own words.
async fn answered(options: &PasskeyOptions, read: &str, ask: &str) -> Result<PasskeyAnswer, Failure> {
    let options = call(&class(), read, &JSON::parse(&options.options)?)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let promise: Promise = call(&credentials, ask, &asked)?.dyn_into()?;
    let credential = JsFuture::from(promise).await?;
    let json = call(&credential, "toJSON", &JsValue::UNDEFINED)?;
    let credential = JSON::stringify(&json)?.as_string().ok_or(Failure::NotGiven)?;
    Ok(PasskeyAnswer { credential })
}

/// The browser's `PublicKeyCredential`; undefined where it knows none.
fn class() -> JsValue {
    Reflect::get(&window(), &"PublicKeyCredential".into()).unwrap_or(JsValue::UNDEFINED)
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn call(of: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    function(of, name).ok_or(JsValue::UNDEFINED)?.call1(of, argument)
}
