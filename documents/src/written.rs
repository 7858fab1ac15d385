//! How amounts, rates and dates are written on paper.

use chrono::{Datelike, NaiveDate};
use tokuten_core::catalogue::Language;
use tokuten_core::money::{Currency, Money, Rate};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The figure alone, with thousands separators and the currency's decimals: `53,900`, `-1,234.50`.
pub(crate) fn figure(money: Money) -> String {
    let unit = 10_u64.pow(money.decimals());
    let (whole, part) = (money.amount.unsigned_abs() / unit, money.amount.unsigned_abs() % unit);
    let sign = if money.amount < 0 { "-" } else { "" };
    match money.decimals() as usize {
        0 => format!("{sign}{}", grouped(whole)),
        decimals => format!("{sign}{}.{part:0decimals$}", grouped(whole)),
    }
}

/// The figure with its currency: `JPY 53,900`; yen in a Japanese document are `53,900円`.
pub(crate) fn amount(money: Money, language: Language) -> String {
    match (language, money.currency) {
        (Language::Ja, Currency::JPY) => format!("{}円", figure(money)),
        (_, currency) => format!("{} {}", currency.code(), figure(money)),
    }
}

/// `10%`, `7.75%`.
pub(crate) fn rate(rate: Rate) -> String {
    rate.to_string().replace(' ', "")
}

/// `23 November 2026`, `2026年11月23日`.
pub(crate) fn date(day: NaiveDate, language: Language) -> String {
    match language {
        Language::En => format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year()),
        Language::Ja => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_separators_and_the_decimals_of_their_currency() {
        let figures =
            [0, 7, 999, 1_000, -150_000, 1_234_567].map(|yen| figure(Money::new(yen, Currency::JPY)));
        assert_eq!(figures, ["0", "7", "999", "1,000", "-150,000", "1,234,567"]);
        assert_eq!(figure(Money::new(-123_405, Currency::EUR)), "-1,234.05");
        assert_eq!(figure(Money::new(5, Currency::EUR)), "0.05");
        assert_eq!(figure(Money::new(1_234_567, Currency::KWD)), "1,234.567");
    }

    #[test]
    fn the_largest_and_the_smallest_amount_are_written_in_full() {
        assert_eq!(figure(Money::new(i64::MIN, Currency::JPY)), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn yen_are_en_in_japanese_only() {
        let yen = Money::new(59_290, Currency::JPY);
        assert_eq!(amount(yen, Language::En), "JPY 59,290");
        assert_eq!(amount(yen, Language::Ja), "59,290円");
        assert_eq!(amount(Money::new(41_500, Currency::EUR), Language::Ja), "EUR 415.00");
    }

    #[test]
    fn dates_are_written_out() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        assert_eq!(date(day, Language::En), "3 November 2026");
        assert_eq!(date(day, Language::Ja), "2026年11月3日");
    }

    #[test]
    fn rates_keep_their_hundredths() {
        assert_eq!(rate(Rate::basis_points(1_000)), "10%");
        assert_eq!(rate(Rate::basis_points(775)), "7.75%");
    }
}
