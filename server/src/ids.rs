//! Ids and secrets: the only place that asks for randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// A new id that sorts by the time it was made (`UUIDv7`).
#[must_use]
pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// A secret that cannot be guessed: 256 random bits as hexadecimal digits.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
pub fn new_secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("without randomness there is nothing safe to do");
    hex(&bytes)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The installation's key. Session and link tokens are stored only as keyed hashes: who reads the database
/// cannot sign in with what is there, and who can write to it cannot make up a session.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Why a secret was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// There is none.
    #[error("no secret is set")]
    Missing,
    /// Fewer than 32 bytes.
    #[error("the secret is shorter than 32 characters")]
    Short,
    /// Nearly always the same character.
    #[error("the secret has fewer than 10 different characters")]
    Uniform,
}

impl SecretKey {
    /// Accepts a secret that is long and varied enough.
    pub fn new(secret: &str) -> Result<Self, WeakSecret> {
        let mut different: Vec<u8> = secret.bytes().collect();
        different.sort_unstable();
        different.dedup();
        match secret.len() {
            0 => Err(WeakSecret::Missing),
            1..32 => Err(WeakSecret::Short),
            _ if different.len() < 10 => Err(WeakSecret::Uniform),
            _ => Ok(Self(secret.as_bytes().to_vec())),
        }
    }

    /// The keyed hash under which a token is stored.
    #[must_use]
    pub fn hash(&self, token: &str) -> String {
        hex(&self.mac(token).finalize().into_bytes())
    }

    /// A signature of `text` for an address, without characters that mean something there.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(text).finalize().into_bytes())
    }

    /// Whether `signature` is [`sign`](Self::sign)'s of `text`; it takes as long for each wrong one.
    #[must_use]
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature);
        signature.is_ok_and(|signature| self.mac(text).verify_slice(&signature).is_ok())
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_varied() {
        assert_eq!(SecretKey::new("").unwrap_err(), WeakSecret::Missing);
        assert_eq!(SecretKey::new("changeme").unwrap_err(), WeakSecret::Short);
        assert_eq!(SecretKey::new(&"a".repeat(64)).unwrap_err(), WeakSecret::Uniform);
        assert!(SecretKey::new(&new_secret()).is_ok());
    }

    #[test]
    fn another_key_gives_another_hash() {
        let [one, other] = [new_secret(), new_secret()].map(|secret| SecretKey::new(&secret).unwrap());
        assert_eq!(one.hash("token"), one.hash("token"));
        assert_ne!(one.hash("token"), other.hash("token"));
    }

    #[test]
    fn a_signature_is_good_for_its_own_text_and_key() {
        let [one, other] = [new_secret(), new_secret()].map(|secret| SecretKey::new(&secret).unwrap());
        let signature = one.sign("text");
        assert!(one.has_signed("text", &signature));
        assert!(!one.has_signed("texts", &signature) && !other.has_signed("text", &signature));
        assert!(!one.has_signed("text", &signature[1..]) && !one.has_signed("text", ""));
    }
}
