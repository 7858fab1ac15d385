//! The words of the notices, in both languages side by side.

mod competencies;
mod factors;
mod joining;
mod leads;
mod membership_center;
mod orders;
mod programme;
mod refunds;
mod renewals;
#[cfg(test)]
mod snapshots;
mod standing;
mod support;
mod users;
mod webhooks;

use chrono::NaiveDate;
use tokuten_core::catalogue::Language;
use tokuten_core::money::Money;
use tokuten_core::payments::{CardSummary, DeclineReason};

pub use competencies::{at_risk, certificates_expire};
pub use factors::{app, factors_reset, passkey, recovery_code};
pub use joining::{joined, joining_known, joining_link, profile_decided};
pub use leads::{Asked, lead_expiring, lead_received};
pub use membership_center::{CarriedOver, HandedOver, handed_over};
pub use orders::{Paid, order_expired, order_paid, proof_rejected, purchase_declined, transfer_awaited};
pub use programme::programme_held_back;
pub use refunds::{Ends, GivenBack, refund, refund_made, refund_refused, tax_refund};
pub use renewals::{Reminded, automatic_declined, automatic_refused, automatic_unpayable, lapsed, reminder};
pub use standing::{exempted, override_approved, suspended};
pub use support::{
    subscription_cancelled, support_answered, support_closed, support_merged, support_received,
};
pub use users::{
    invitation, operator_invitation, password_changed, password_reset, provider_connected,
    provider_disconnected,
};
pub use webhooks::webhook_off;

/// `en` or `ja`, as the language asks.
fn in_language(language: Language, en: String, ja: String) -> String {
    match language {
        Language::En => en,
        Language::Ja => ja,
    }
}

/// `9 March 2027`, `2027年3月9日`.
fn date(language: Language, day: NaiveDate) -> String {
    match language {
        Language::En => day.format("%-d %B %Y").to_string(),
        Language::Ja => day.format("%Y年%-m月%-d日").to_string(),
    }
}

/// `JPY 59,290`, `EUR 493.85`.
#[must_use]
pub fn amount(money: Money) -> String {
    let text = money.to_string();
    let (number, code) = text.split_once(' ').unwrap_or((&text, ""));
    let (whole, part) =
        number.split_once('.').map_or((number, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{code} {sign}{grouped}{part}")
}

fn row(language: Language, en: &str, ja: &str, value: String) -> (String, String) {
    (in_language(language, en.to_owned(), ja.to_owned()), value)
}

fn card_row(language: Language, card: &CardSummary) -> (String, String) {
    row(language, "Card", "カード", format!("•••• {}", card.last4))
}

fn to_order(language: Language, number: i64) -> (String, String) {
    let text = in_language(language, "View order".into(), "注文を表示".into());
    (text, format!("/orders/{number}"))
}

fn to_membership_center(language: Language) -> (String, String) {
    let text = in_language(language, "Open the Membership Center".into(), "Membership Center を開く".into());
    (text, "/membership-center".to_owned())
}

fn to_subscription(language: Language, id: &str) -> (String, String) {
    let text = in_language(language, "View subscription".into(), "サブスクリプションを表示".into());
    (text, format!("/subscriptions/{id}"))
}

/// Why a card was declined, as a part of a sentence; in Japanese as one of its own.
fn why_declined(language: Language, reason: DeclineReason) -> &'static str {
    match (language, reason) {
        (Language::En, DeclineReason::CardDeclined) => "the bank declined the card",
        (Language::En, DeclineReason::InsufficientFunds) => "the card does not have enough funds",
        (Language::En, DeclineReason::ExpiredCard) => "the card has expired",
        (Language::En, DeclineReason::AuthenticationRequired) => {
            "the bank asks the cardholder to confirm the payment"
        }
        (Language::Ja, DeclineReason::CardDeclined) => "カード会社がカードの利用を承認しませんでした",
        (Language::Ja, DeclineReason::InsufficientFunds) => "カードの残高または利用可能額が不足しています",
        (Language::Ja, DeclineReason::ExpiredCard) => "カードの有効期限が切れています",
        (Language::Ja, DeclineReason::AuthenticationRequired) => {
            "カード会社がカード所有者本人による認証を求めています"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokuten_core::money::Currency;

    #[test]
    fn amounts_are_grouped_and_keep_their_decimals() {
        assert_eq!(amount(Money::new(59_290, Currency::JPY)), "JPY 59,290");
        assert_eq!(amount(Money::new(-123_456_789, Currency::EUR)), "EUR -1,234,567.89");
        assert_eq!(amount(Money::new(5, Currency::EUR)), "EUR 0.05");
    }
}
