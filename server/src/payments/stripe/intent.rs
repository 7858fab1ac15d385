//! What Stripe answers, as far as it is read here.

use serde::Deserialize;
use tokuten_core::money::Money;
use tokuten_core::payments::{CardSummary, DeclineReason};

/// A customer.
#[derive(Debug, Deserialize)]
pub struct Customer {
    /// `cus_…`.
    pub id: String,
}

/// A card that is being set up.
#[derive(Debug, Deserialize)]
pub struct SetupIntent {
    /// For the browser.
    pub client_secret: String,
}

/// A card.
#[derive(Debug, Deserialize)]
pub struct PaymentMethod {
    /// Whose it is.
    pub customer: Option<String>,
    /// None if it is no card.
    pub card: Option<CardSummary>,
}

/// A charge from its opening to its end.
#[derive(Debug, Clone, Deserialize)]
pub struct Intent {
    /// `pi_…`.
    pub id: String,
    /// How far it has come.
    pub status: Status,
    #[serde(default)]
    next_action: Option<NextAction>,
    #[serde(default)]
    last_payment_error: Option<PaymentError>,
    #[serde(default)]
    cancellation_reason: Option<String>,
    #[serde(default)]
    latest_charge: Option<LatestCharge>,
}

/// How far an intent has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Opened, and nobody has asked for the money.
    RequiresConfirmation,
    /// The bank asks the cardholder.
    RequiresAction,
    /// Declined.
    RequiresPaymentMethod,
    /// Being worked on.
    Processing,
    /// Paid.
    Succeeded,
    /// Given up.
    Canceled,
    /// Something that this is not written for.
    #[serde(other)]
    Other,
}

#[derive(Debug, Clone, Deserialize)]
struct NextAction {
    #[serde(default)]
    redirect_to_url: Option<Redirect>,
}

#[derive(Debug, Clone, Deserialize)]
struct Redirect {
    url: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct PaymentError {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
}

/// Asked for in full; where it is not, only its id comes.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Full { created: i64 },
    Id(#[allow(dead_code)] String),
}

impl Intent {
    /// When the money was taken, in seconds since 1970.
    pub fn charged_at(&self) -> Option<i64> {
        match self.latest_charge {
            Some(LatestCharge::Full { created }) => Some(created),
            _ => None,
        }
    }

    /// Where the cardholder authenticates.
    pub fn redirect(self) -> Option<String> {
        self.next_action?.redirect_to_url.map(|redirect| redirect.url)
    }

    /// Why it was declined. An intent that was given up for want of an authentication has no error of its own.
    pub fn decline(&self) -> DeclineReason {
        if self.last_payment_error.is_none() && self.cancellation_reason.as_deref() == Some("abandoned") {
            return DeclineReason::AuthenticationRequired;
        }
        let error = self.last_payment_error.clone().unwrap_or_default();
        // The bank's reason says more than Stripe's `card_declined`.
        error
            .decline_code
            .as_deref()
            .and_then(reason)
            .or_else(|| reason(error.code.as_deref()?))
            .unwrap_or(DeclineReason::CardDeclined)
    }
}

fn reason(code: &str) -> Option<DeclineReason> {
    match code {
        "insufficient_funds" => Some(DeclineReason::InsufficientFunds),
        "expired_card" => Some(DeclineReason::ExpiredCard),
        "authentication_required"
        | "authentication_not_handled"
        | "payment_intent_authentication_failure" => Some(DeclineReason::AuthenticationRequired),
        _ => None,
    }
}

/// An amount as Stripe counts it: in ISO 4217's minor units but for a few currencies, whose decimals it keeps as they
/// once were.
pub fn units(amount: Money) -> i64 {
    match amount.currency.code() {
        "ISK" | "UGX" => amount.amount.saturating_mul(100),
        "MGA" => amount.amount / 100,
        _ => amount.amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn declined(error: &serde_json::Value) -> DeclineReason {
        let intent =
            json!({ "id": "pi_1", "status": "requires_payment_method", "last_payment_error": error });
        serde_json::from_value::<Intent>(intent).unwrap().decline()
    }

    #[test]
    fn the_banks_reason_is_told_where_it_gives_one() {
        let card = |decline: &str| declined(&json!({ "code": "card_declined", "decline_code": decline }));
        assert_eq!(card("insufficient_funds"), DeclineReason::InsufficientFunds);
        assert_eq!(card("authentication_required"), DeclineReason::AuthenticationRequired);
        assert_eq!(card("generic_decline"), DeclineReason::CardDeclined);
        assert_eq!(declined(&json!({ "code": "expired_card" })), DeclineReason::ExpiredCard);
        let failed = declined(&json!({ "code": "payment_intent_authentication_failure" }));
        assert_eq!(failed, DeclineReason::AuthenticationRequired);
        assert_eq!(declined(&json!(null)), DeclineReason::CardDeclined);
    }

    #[test]
    fn a_charge_that_comes_as_an_id_and_a_status_of_tomorrow_are_read() {
        let intent = json!({ "id": "pi_1", "status": "requires_divination", "latest_charge": "ch_1" });
        let intent: Intent = serde_json::from_value(intent).unwrap();
        assert_eq!((intent.status, intent.charged_at()), (Status::Other, None));
    }

    #[test]
    fn amounts_are_in_stripes_units() {
        let of = |code: &str| units(Money::new(500, tokuten_core::money::currency(code).unwrap()));
        assert_eq!((of("JPY"), of("EUR"), of("ISK"), of("MGA")), (500, 500, 50_000, 5));
    }
}
