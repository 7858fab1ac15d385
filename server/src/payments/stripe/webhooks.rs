//! Stripe's messages: whether one comes from Stripe, and what it is about.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::config::Secret;
use crate::payments::NotTaken;

/// How old or how far ahead a signature may be, in seconds; what Stripe's own libraries allow.
const TOLERANCE: i64 = 300;

/// Checks a message's header `Stripe-Signature`: `t=1700000000,v1=…`, with several `v1` while a secret is changed.
pub fn check(secret: &Secret, signature: &str, body: &[u8], now: i64) -> Result<(), NotTaken> {
    let parts: Vec<(&str, &str)> =
        signature.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let signed_at = parts.iter().find_map(|(name, value)| (*name == "t").then_some(*value));
    let signed_at = signed_at.ok_or(NotTaken::Unsigned("The message carries no Stripe-Signature."))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
        .map_err(|_| NotTaken::Unsigned("The secret cannot be used."))?;
    mac.update(signed_at.as_bytes());
    mac.update(b".");
    mac.update(body);
    let given = parts.iter().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| bytes(hex));
    // `verify_slice` takes the same time whatever is right about it.
    if !given.into_iter().any(|given| mac.clone().verify_slice(&given).is_ok()) {
        return Err(NotTaken::Unsigned("The message is not signed with the webhook's secret."));
    }
    let age = signed_at.parse::<i64>().ok().and_then(|at| now.checked_sub(at));
    if age.is_some_and(|age| (-TOLERANCE..=TOLERANCE).contains(&age)) {
        Ok(())
    } else {
        Err(NotTaken::Unsigned("The message was signed too long ago, or the server's clock is wrong."))
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()).collect()
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    data: Subject,
}

#[derive(Deserialize)]
struct Subject {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    id: String,
    #[serde(default)]
    payment_intent: Option<String>,
}

/// The intent that a message is about, itself or by one of its refunds.
pub fn charge_of(body: &[u8]) -> Option<String> {
    let Event { kind, data: Subject { object } } = serde_json::from_slice(body).ok()?;
    if kind.starts_with("payment_intent.") {
        Some(object.id)
    } else if kind.starts_with("refund.") || kind == "charge.refund.updated" {
        object.payment_intent
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn secret() -> Secret {
        Secret::from("whsec_one".to_owned())
    }

    /// The `v1` of a message.
    pub fn signed(secret: &str, at: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at}.{body}").as_bytes());
        crate::ids::hex(&mac.finalize().into_bytes())
    }

    fn checked(header: &str, body: &str) -> bool {
        check(&secret(), header, body.as_bytes(), NOW).is_ok()
    }

    #[test]
    fn a_signature_by_stripes_own_recipe_is_right() {
        // echo -n '1800000000.{}' | openssl dgst -sha256 -hmac whsec_one
        let known = "10bcd498d32a3c7024d73eb0bdca8767278653e6bbcd5a60bb497b5d8d2afd81";
        assert!(checked(&format!("t={NOW},v1={known}"), "{}"));
    }

    #[test]
    fn another_body_another_secret_and_no_signature_are_refused() {
        let right = signed("whsec_one", NOW, "{}");
        assert!(checked(&format!("t={NOW},v1={right}"), "{}"));
        assert!(!checked(&format!("t={NOW},v1={right}"), "{ }"));
        assert!(!checked(&format!("t={},v1={right}", NOW + 1), "{}"));
        assert!(!checked(&format!("t={NOW},v1={}", signed("whsec_two", NOW, "{}")), "{}"));
        // Only the scheme v1 counts: v0 is a signature for tests.
        assert!(!checked(&format!("t={NOW},v0={right}"), "{}"));
        for broken in [
            "",
            "t=1",
            "v1=",
            &format!("v1={right}"),
            &format!("t={NOW},v1=zz"),
            &format!("t={NOW},v1={}", &right[1..]),
        ] {
            assert!(!checked(broken, "{}"), "{broken}");
        }
    }

    #[test]
    fn a_message_is_taken_for_five_minutes() {
        for (at, taken) in [(NOW - 300, true), (NOW - 301, false), (NOW + 300, true), (NOW + 301, false)] {
            assert_eq!(checked(&format!("t={at},v1={}", signed("whsec_one", at, "{}")), "{}"), taken, "{at}");
        }
    }

    #[test]
    fn while_a_secret_is_changed_either_signature_counts() {
        let (old, new) = (signed("whsec_old", NOW, "{}"), signed("whsec_one", NOW, "{}"));
        assert!(checked(&format!("t={NOW},v1={old},v1={new}"), "{}"));
        assert!(checked(&format!("t={NOW},v1={new},v1={old}"), "{}"));
        assert!(!checked(&format!("t={NOW},v1={old}"), "{}"));
    }

    #[test]
    fn only_messages_about_intents_and_their_refunds_are_about_a_charge() {
        let event = |kind: &str| format!(r#"{{"type":"{kind}","data":{{"object":{{"id":"pi_1"}}}}}}"#);
        assert_eq!(charge_of(event("payment_intent.succeeded").as_bytes()), Some("pi_1".to_owned()));
        for kind in ["refund.failed", "refund.updated", "charge.refund.updated"] {
            let refund =
                format!(r#"{{"type":"{kind}","data":{{"object":{{"id":"re_1","payment_intent":"pi_1"}}}}}}"#);
            assert_eq!(charge_of(refund.as_bytes()), Some("pi_1".to_owned()), "{kind}");
        }
        assert_eq!(charge_of(event("customer.created").as_bytes()), None);
        assert_eq!(charge_of(b"no JSON"), None);
    }
}
