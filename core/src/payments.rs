//! How an order is paid, and what a payment gateway says.

use chrono::{Datelike, NaiveDate};

use crate::wire;

wire! {
    /// How an order is paid.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum PaymentMethod {
        /// Charged at once.
        CreditCard,
        /// Electronic bank transfer: placed now, paid within days.
        BankTransfer,
    }
}

wire! {
    /// What may be known of a card: never its number.
    pub struct CardSummary {
        /// `visa`, `mastercard` …, as the gateway says it.
        pub brand: String,
        /// The last four digits.
        pub last4: String,
        /// 1 to 12.
        pub exp_month: u32,
        /// Four digits.
        pub exp_year: i32,
    }
}

impl CardSummary {
    /// Whether the card can still be charged on `day`: it is good to the end of its month.
    #[must_use]
    pub fn is_good_on(&self, day: NaiveDate) -> bool {
        (day.year(), day.month()) <= (self.exp_year, self.exp_month)
    }
}

wire! {
    /// Why the gateway said no. Nothing was charged.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum DeclineReason {
        /// The bank refused without a reason.
        CardDeclined,
        /// Not enough money.
        InsufficientFunds,
        /// The card has expired.
        ExpiredCard,
        /// The bank asks the cardholder to authenticate.
        AuthenticationRequired,
    }
}

impl DeclineReason {
    /// The reason as it stands in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CardDeclined => "card_declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ExpiredCard => "expired_card",
            Self::AuthenticationRequired => "authentication_required",
        }
    }

    /// The reason of that code; one without a reason for any other.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let told = [Self::InsufficientFunds, Self::ExpiredCard, Self::AuthenticationRequired];
        told.into_iter().find(|reason| reason.code() == code).unwrap_or(Self::CardDeclined)
    }
}

wire! {
    /// A card as typed into the gateway's own form. It goes to the gateway and nowhere else.
    #[serde(deny_unknown_fields)]
    pub struct CardEntry {
        /// Digits, blanks allowed.
        pub number: String,
        /// 1 to 12.
        pub exp_month: u32,
        /// Four digits.
        pub exp_year: i32,
        /// Three or four digits.
        pub cvc: String,
        /// Name on the card.
        pub holder: String,
    }
}

wire! {
    /// What the gateway gives for a card.
    pub struct CardToken {
        /// Stands for the card at the gateway.
        pub token: String,
        /// What may be shown of it.
        pub card: CardSummary,
    }
}

wire! {
    /// Leave to give the gateway a card of this partner's: answer of `POST /api/card-setups`.
    pub struct CardSetup {
        /// What the gateway's script wants to see with the card.
        pub client_secret: String,
    }
}

wire! {
    /// What is wrong with a card as it was typed.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum CardFault {
        /// The number fails its check digit or length.
        InvalidNumber,
        /// The month does not exist or is over.
        InvalidExpiry,
        /// Not three or four digits.
        InvalidCvc,
    }
}

impl CardEntry {
    /// What is wrong with it on `today`, before the gateway is asked.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<CardFault> {
        let over = (self.exp_year, self.exp_month) < (today.year(), today.month());
        let cvc_digits =
            (3..=4).contains(&self.cvc.len()) && self.cvc.bytes().all(|byte| byte.is_ascii_digit());
        [
            (!is_card_number(&self.digits()), CardFault::InvalidNumber),
            (!(1..=12).contains(&self.exp_month) || over, CardFault::InvalidExpiry),
            (!cvc_digits, CardFault::InvalidCvc),
        ]
        .into_iter()
        .filter_map(|(wrong, fault)| wrong.then_some(fault))
        .collect()
    }

    /// The number without blanks and hyphens.
    #[must_use]
    pub fn digits(&self) -> String {
        self.number.chars().filter(|char| !matches!(char, ' ' | '-')).collect()
    }
}

/// Whether `digits` has the length of a card number and a right check digit (Luhn, ISO/IEC 7812-1).
#[must_use]
pub fn is_card_number(digits: &str) -> bool {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || !(12..=19).contains(&digits.len()) {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn card() -> CardEntry {
        CardEntry {
            number: "4242 4242 4242 4242".into(),
            exp_month: 6,
            exp_year: 2019,
            cvc: "123".into(),
            holder: "Haru Aoba".into(),
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        assert_eq!(card().faults(date("2019-06-30")), []);
        assert_eq!(card().faults(date("2019-07-01")), [CardFault::InvalidExpiry]);
    }

    #[test]
    fn every_fault_is_named() {
        let wrong =
            CardEntry { number: "4242 4242 4242 4241".into(), exp_month: 13, cvc: "12".into(), ..card() };
        assert_eq!(
            wrong.faults(date("2019-06-30")),
            [CardFault::InvalidNumber, CardFault::InvalidExpiry, CardFault::InvalidCvc]
        );
    }

    #[test]
    fn check_digits_hold_for_the_test_cards() {
        for number in [
            "4242424242424242",
            "4000000000000002",
            "4000000000009995",
            "4000000000000069",
            "4000000000000341",
            "4000002500003155",
        ] {
            assert!(is_card_number(number), "{number}");
        }
        assert!(!is_card_number(""));
        assert!(!is_card_number("424242424242424２"));
    }
}
