//! Ids and secrets: the only place that asks for randomness.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
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
    hex(&random::<32>())
}

/// So many random bytes.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("without randomness there is nothing safe to do");
    bytes
}

/// Characters of codes that people type: none that looks like another, and no vowels that would make words.
const TYPED: &[u8; 24] = b"BCDFGHJKMPQRTVWXY2346789";

/// A code that cannot be guessed, for people to type: so many groups of five characters.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
pub fn new_code(groups: usize) -> String {
    let mut code = String::with_capacity(groups * 6);
    let mut count = 0;
    while count < groups * 5 {
        let bytes = random::<32>();
        // 240 is 24 times 10: above it, some characters would come more often than others.
        for byte in bytes.into_iter().filter(|byte| *byte < 240).take(groups * 5 - count) {
            if count > 0 && count % 5 == 0 {
                code.push('-');
            }
            code.push(char::from(TYPED[usize::from(byte) % TYPED.len()]));
            count += 1;
        }
    }
    code
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

/// Bytes of a nonce of AES-GCM.
const NONCE: usize = 12;

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

    /// Seals something that has to be read again, for one purpose and owner (`of`): whoever reads the database cannot
    /// read it, and put elsewhere it does not open.
    ///
    /// # Panics
    /// If the operating system has no randomness to give.
    #[must_use]
    pub fn seal(&self, plain: &[u8], of: &str) -> String {
        let nonce = random::<NONCE>();
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: of.as_bytes() })
            .expect("AES-GCM seals whatever fits into memory");
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// What was sealed for `of`, if this key sealed it and nobody has changed it.
    #[must_use]
    pub fn unseal(&self, sealed: &str, of: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE>()?;
        self.cipher().decrypt(&Nonce::from(*nonce), Payload { msg, aad: of.as_bytes() }).ok()
    }

    /// With a key of its own, so that sealing and hashing have nothing to do with each other.
    fn cipher(&self) -> Aes256Gcm {
        let key: [u8; 32] = self.mac("the key that seals").finalize().into_bytes().into();
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(key))
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
    fn codes_are_typed_in_groups_of_five() {
        let code = new_code(5);
        let groups: Vec<_> = code.split('-').collect();
        assert!(groups.len() == 5 && groups.iter().all(|group| group.len() == 5), "{code}");
        assert!(code.bytes().all(|byte| byte == b'-' || TYPED.contains(&byte)), "{code}");
        assert_ne!(code, new_code(5));
    }

    #[test]
    fn another_key_gives_another_hash() {
        let [one, other] = [new_secret(), new_secret()].map(|secret| SecretKey::new(&secret).unwrap());
        assert_eq!(one.hash("token"), one.hash("token"));
        assert_ne!(one.hash("token"), other.hash("token"));
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_and_key_alone() {
        let [one, other] = [new_secret(), new_secret()].map(|secret| SecretKey::new(&secret).unwrap());
        let sealed = one.seal(b"secret", "app of ann");
        assert_eq!(one.unseal(&sealed, "app of ann").as_deref(), Some(&b"secret"[..]));
        assert_ne!(sealed, one.seal(b"secret", "app of ann"));
        assert!(one.unseal(&sealed, "app of ben").is_none() && other.unseal(&sealed, "app of ann").is_none());
        let mut changed = sealed.into_bytes();
        changed[20] ^= 1;
        assert!(one.unseal(&String::from_utf8(changed).unwrap(), "app of ann").is_none());
        assert!(one.unseal("", "app of ann").is_none());
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
