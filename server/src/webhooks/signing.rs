//! Signatures by Standard Webhooks (v1, HMAC-SHA256), and the secrets that they are made with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokuten_core::webhooks::SECRET_PREFIX;

use crate::ids::random;
use crate::portal::Portal;
use crate::tables::webhook_endpoint;

/// Bytes of a secret.
const SECRET: usize = 32;

/// What a sealed secret is sealed for.
fn of(endpoint: &str) -> String {
    format!("webhook endpoint {endpoint}")
}

/// A new secret of an endpoint: sealed for the table, and as it is shown.
#[must_use]
pub fn new_secret(portal: &Portal, endpoint: &str) -> (String, String) {
    let secret = random::<SECRET>();
    (portal.key.seal(&secret, &of(endpoint)), format!("{SECRET_PREFIX}{}", STANDARD.encode(secret)))
}

/// The secrets that sign for an endpoint now: its own, and the one before as long as that is good. None if they were sealed
/// with another key.
#[must_use]
pub fn secrets(portal: &Portal, endpoint: &webhook_endpoint::Model) -> Option<Vec<Vec<u8>>> {
    let open = |sealed: &String| portal.key.unseal(sealed, &of(&endpoint.id));
    let before = endpoint.old_secret_until.is_some_and(|until| portal.clock.now() < until);
    let before = endpoint.old_secret.as_ref().filter(|_| before).and_then(open);
    let own = open(&endpoint.secret)?;
    Some([own].into_iter().chain(before).collect())
}

/// The header `webhook-signature` of a message that is sent at so many seconds since 1970.
///
/// # Panics
/// Never: HMAC takes a key of any length.
#[must_use]
pub fn signature(secrets: &[Vec<u8>], (message, at): (&str, i64), payload: &str) -> String {
    let sign = |secret: &Vec<u8>| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(format!("{message}.{at}.{payload}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    secrets.iter().map(sign).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Standard Webhooks' own libraries.
    #[test]
    fn it_signs_as_standard_webhooks_does() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let of = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        let payload = "{\"test\": 2432232314}";
        let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature(std::slice::from_ref(&secret), of, payload), good);
        let both = signature(&[vec![1; 32], secret], of, payload);
        assert!(both.ends_with(&format!(" {good}")) && both.len() > good.len() + 40);
    }
}
