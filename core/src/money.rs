//! Money: integer minor units and an ISO 4217 currency, with checked arithmetic.

use std::fmt;

pub use iso_currency::Currency;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire;

wire! {
    /// An amount in the currency's minor units: 53,900 yen is `53900 JPY`, 12 euros are `1200 EUR`.
    #[derive(Copy, Hash)]
    #[serde(deny_unknown_fields)]
    pub struct Money {
        /// Minor units; negative for a discount.
        pub amount: i64,
        /// ISO 4217 code.
        #[serde(with = "currency_code")]
        #[cfg_attr(feature = "openapi", schema(value_type = String, example = "JPY"))]
        pub currency: Currency,
    }
}

/// Why a sum could not be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    /// Two amounts of different currencies were added.
    CurrenciesDiffer,
    /// The result does not fit 64 bits.
    TooLarge,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CurrenciesDiffer => "amounts of different currencies cannot be added",
            Self::TooLarge => "the amount is too large",
        })
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    /// `amount` minor units of `currency`.
    #[must_use]
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrenciesDiffer);
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// The sum of `parts`, in `currency`; nothing for no parts.
    pub fn sum(currency: Currency, parts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        parts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// `rate` of this amount, rounded once to whole minor units.
    pub fn share(self, rate: Rate, rounding: Rounding) -> Result<Self, MoneyError> {
        let exact = i128::from(self.amount) * i128::from(rate.0);
        let whole = rounding.divide(exact, i128::from(Rate::WHOLE));
        let amount = i64::try_from(whole).map_err(|_| MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// The same amount with the opposite sign.
    pub fn negated(self) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_neg().ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// How many decimals the currency shows: 0 for JPY, 2 for EUR.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.currency.exponent().map_or(0, u32::from)
    }

    /// The number in major units, without separators, as it is typed and stands in files: `53900`, `12.00`.
    #[must_use]
    pub fn in_major_units(self) -> String {
        let unit = 10_u64.pow(self.decimals());
        let sign = if self.amount < 0 { "-" } else { "" };
        let (whole, part) = (self.amount.unsigned_abs() / unit, self.amount.unsigned_abs() % unit);
        match self.decimals() {
            0 => format!("{sign}{whole}"),
            decimals => {
                let width = decimals as usize;
                format!("{sign}{whole}.{part:0width$}")
            }
        }
    }
}

/// Why a number could not be taken exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InexactNumber {
    /// It has more decimals than so many.
    TooManyDecimals(usize),
    /// It is not digits with at most one point among them, or has too many digits.
    NotANumber,
}

/// Digits with at most one point, in units of the last of `decimals` places: `"7.5"` with two is 750. At most
/// `most_digits` digits before the point.
pub fn exact(text: &str, decimals: usize, most_digits: usize) -> Result<i64, InexactNumber> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(part) || whole.len() > most_digits {
        return Err(InexactNumber::NotANumber);
    }
    if text.contains('.') && part.len() > decimals {
        return Err(InexactNumber::TooManyDecimals(decimals));
    }
    let part: String = part.chars().chain(std::iter::repeat('0')).take(decimals).collect();
    format!("{whole}{part}").parse().map_err(|_| InexactNumber::NotANumber)
}

/// For logs and messages of the server: `53900 JPY`, `12.00 EUR`. The browser formats by its own locale.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.in_major_units(), self.currency.code())
    }
}

/// A share in basis points: 10 % is `Rate::basis_points(1000)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Rate(u32);

impl Rate {
    const WHOLE: u32 = 10_000;
    /// 0 %.
    pub const ZERO: Self = Self(0);

    /// A rate of so many hundredths of a percent.
    #[must_use]
    pub const fn basis_points(points: u32) -> Self {
        Self(points)
    }

    /// The rate in hundredths of a percent.
    #[must_use]
    pub const fn in_basis_points(self) -> u32 {
        self.0
    }
}

/// `10 %`, `7.75 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (percent, hundredths) = (self.0 / 100, self.0 % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{percent} %"),
            (_, 0) => write!(f, "{percent}.{} %", hundredths / 10),
            _ => write!(f, "{percent}.{hundredths:02} %"),
        }
    }
}

wire! {
    /// How a share is brought to whole minor units. Japan's qualified invoices commonly round down.
    #[derive(Copy, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum Rounding {
        /// To the nearest, halves away from zero.
        #[default]
        HalfUp,
        /// Towards zero.
        Down,
    }
}

impl Rounding {
    fn divide(self, dividend: i128, divisor: i128) -> i128 {
        let half = match self {
            Self::HalfUp => divisor / 2 * dividend.signum(),
            Self::Down => 0,
        };
        (dividend + half) / divisor
    }
}

/// Parses an ISO 4217 code in capitals.
#[must_use]
pub fn currency(code: &str) -> Option<Currency> {
    Currency::from_code(code)
}

mod currency_code {
    use super::{Currency, Deserialize, Deserializer, Serializer};

    // serde's `with` hands the field over by reference.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn serialize<S: Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(currency.code())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(deserializer)?;
        Currency::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("{code} is not an ISO 4217 currency code")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn yen_have_no_decimals_and_euros_two() {
        assert_eq!(Money::new(53_900, Currency::JPY).to_string(), "53900 JPY");
        assert_eq!(Money::new(-1_205, Currency::EUR).to_string(), "-12.05 EUR");
    }

    #[test]
    fn money_is_written_as_amount_and_code() {
        let json = serde_json::to_string(&Money::new(53_900, Currency::JPY)).unwrap();
        assert_eq!(json, r#"{"amount":53900,"currency":"JPY"}"#);
        assert!(serde_json::from_str::<Money>(r#"{"amount":1,"currency":"YEN"}"#).is_err());
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::JPY).plus(Money::new(1, Currency::EUR));
        assert_eq!(sum, Err(MoneyError::CurrenciesDiffer));
    }

    #[test]
    fn too_large_a_sum_is_an_error_and_not_a_wrap() {
        let most = Money::new(i64::MAX, Currency::JPY);
        assert_eq!(most.plus(Money::new(1, Currency::JPY)), Err(MoneyError::TooLarge));
        assert_eq!(most.share(Rate::basis_points(20_000), Rounding::Down), Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_share_is_rounded_once() {
        let amount = Money::new(105, Currency::EUR);
        assert_eq!(amount.share(Rate::basis_points(1_000), Rounding::HalfUp).unwrap().amount, 11);
        assert_eq!(amount.share(Rate::basis_points(1_000), Rounding::Down).unwrap().amount, 10);
    }

    #[test]
    fn rates_read_as_percent() {
        let shown = [1_000, 775, 750, 5].map(|points| Rate::basis_points(points).to_string());
        assert_eq!(shown, ["10 %", "7.75 %", "7.5 %", "0.05 %"]);
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn rounding_is_less_than_one_minor_unit_off(amount in -1_000_000_000_i64..1_000_000_000, points in 0_u32..20_000) {
            for rounding in [Rounding::HalfUp, Rounding::Down] {
                let share = Money::new(amount, Currency::JPY).share(Rate::basis_points(points), rounding).unwrap();
                let exact = i128::from(amount) * i128::from(points);
                prop_assert!((i128::from(share.amount) * 10_000 - exact).abs() < 10_000);
            }
        }
    }
}
