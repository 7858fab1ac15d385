//! A device with passkeys and the browser before it, as somebody else has built them (the crate `passkey`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{CredentialCreationOptions, CredentialRequestOptions};
use serde::Serialize;
use serde_json::{Value, json};
use webauthn_rs::prelude::Url;

/// A device that keeps one passkey; a clone of it is a copy of its key.
#[derive(Clone)]
pub struct Device {
    key: Option<Passkey>,
    counts: bool,
    origin: &'static str,
}

/// Presses, and shows the finger where it is asked for.
struct Owner;

#[async_trait::async_trait]
impl UserValidationMethod for Owner {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Device {
    /// One whose passkey goes along with its owner, and so counts nothing.
    pub fn new() -> Self {
        Self { key: None, counts: false, origin: "http://localhost:8080" }
    }

    /// One whose passkey stays in it, and which counts how often it signs.
    pub fn counting() -> Self {
        Self { counts: true, ..Self::new() }
    }

    /// The same before a page of another address.
    pub fn at(&self, origin: &'static str) -> Self {
        Self { origin, ..self.clone() }
    }

    fn authenticator(&self) -> Authenticator<Option<Passkey>, Owner, RustCryptoBackend> {
        let mut authenticator =
            Authenticator::new(Aaguid::new_empty(), self.key.clone(), Owner, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(self.counts);
        authenticator
    }

    fn origin(&self) -> Url {
        self.origin.parse().unwrap()
    }

    /// Makes a key, and answers what the browser would.
    pub async fn make(&mut self, options: &Value) -> Value {
        let public_key = serde_json::from_str(options["options"].as_str().unwrap()).unwrap();
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let request = CredentialCreationOptions { public_key };
        let made = client.register(&self.origin(), request, DefaultClientData).await.unwrap();
        self.key.clone_from(client.authenticator().store());
        said(&made)
    }

    /// Signs, and answers what the browser would.
    pub async fn sign(&mut self, options: &Value) -> Value {
        let public_key = serde_json::from_str(options["options"].as_str().unwrap()).unwrap();
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let request = CredentialRequestOptions { public_key };
        let signed = client.authenticate(&self.origin(), request, DefaultClientData).await.unwrap();
        self.key.clone_from(client.authenticator().store());
        said(&signed)
    }
}

/// As the browser's `toJSON` says it: bytes, which the crate writes as numbers, as base64url.
fn said(credential: &impl Serialize) -> Value {
    let mut json = serde_json::to_value(credential).unwrap();
    for place in ["rawId", "response"] {
        encode(&mut json[place]);
    }
    json!({ "credential": json.to_string() })
}

fn encode(value: &mut Value) {
    let bytes = |values: &[Value]| {
        values.iter().map(|value| u8::try_from(value.as_u64()?).ok()).collect::<Option<Vec<_>>>()
    };
    match value {
        Value::Array(values) => {
            if let Some(bytes) = bytes(values) {
                *value = URL_SAFE_NO_PAD.encode(bytes).into();
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(encode),
        _ => {}
    }
}
