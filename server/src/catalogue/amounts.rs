//! Amounts, shares, and the accounts that money is sent to.

use tokuten_core::money::{Currency, InexactNumber, Money, Rate, exact};
use toml_span::Spanned;
use toml_span::value::Value;

use super::reading::Reading;
use super::values::text;

/// The text of an amount, still without its currency.
pub(super) fn amount_text(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Spanned<String>> {
    if let Some(number) = value.as_integer() {
        return reading.refuse(value.span, format!("amounts stand in quotes: \"{number}\""));
    }
    if let Some(number) = value.as_float() {
        return reading.refuse(value.span, format!("amounts stand in quotes: \"{number:.2}\""));
    }
    Some(Spanned::with_span(text(value, reading)?, value.span))
}

/// A price above zero, written in the currency's major units.
pub(super) fn price(text: &Spanned<String>, currency: Currency, reading: &mut Reading<'_>) -> Option<Money> {
    match exact(&text.value, currency.exponent().unwrap_or(0).into(), 15) {
        Ok(0) => reading.refuse(text.span, "a price must be above 0"),
        Ok(minor) => Some(Money::new(minor, currency)),
        Err(InexactNumber::TooManyDecimals(most)) => {
            let code = currency.code();
            reading.refuse(text.span, format!("{:?} has more decimals than {code} ({most})", text.value))
        }
        Err(InexactNumber::NotANumber) if text.value.starts_with('-') => {
            reading.refuse(text.span, "a price must be above 0")
        }
        Err(InexactNumber::NotANumber) => {
            let advice = "write digits without separators, and a point before decimals: \"1234.50\"";
            reading.refuse(text.span, format!("{:?} is not an amount; {advice}", text.value))
        }
    }
}

/// A share such as `"7.75 %"`, from 0 to 100 %.
pub(super) fn rate(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Rate> {
    let Some(text) = value.as_str() else {
        return reading.refuse_type(value, "a share in quotes, such as \"10 %\"");
    };
    let points = text.strip_suffix('%').and_then(|number| exact(number.trim_end(), 2, 6).ok());
    match points.map(u32::try_from) {
        Some(Ok(points)) if points <= 10_000 => Some(Rate::basis_points(points)),
        Some(_) => reading.refuse(value.span, format!("{text:?} is more than 100 %")),
        None => {
            let advice = "write a number from 0 to 100 with at most two decimals, then %: \"7.75 %\"";
            reading.refuse(value.span, format!("{text:?} is not a share; {advice}"))
        }
    }
}

/// BIC: 8 or 11 capitals and digits.
pub(super) fn bic(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let bic = text(value, reading)?;
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if matches!(bic.len(), 8 | 11) && bic.bytes().all(allowed) {
        Some(bic)
    } else {
        reading.refuse(value.span, format!("{bic:?} is not a BIC; it has 8 or 11 capital letters and digits"))
    }
}

/// An account number: what looks like an IBAN must be one, since money is sent to it.
pub(super) fn account(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let account = text(value, reading)?;
    match iban_remainder(&account) {
        Some(remainder) if remainder != 1 => reading
            .refuse(value.span, format!("{account:?} is not a valid IBAN: its check digits do not fit")),
        _ => Some(account),
    }
}

/// The remainder that ISO 13616 asks to be 1; none if `account` does not begin like an IBAN.
fn iban_remainder(account: &str) -> Option<u32> {
    let compact: String = account.chars().filter(|c| *c != ' ').collect();
    let looks_like_one = compact.len() >= 15
        && compact.is_ascii()
        && compact.chars().take(2).all(|c| c.is_ascii_uppercase())
        && compact.chars().skip(2).take(2).all(|c| c.is_ascii_digit());
    if !looks_like_one {
        return None;
    }
    let (head, tail) = compact.split_at(4);
    tail.chars().chain(head.chars()).try_fold(0, |remainder, c| {
        let digit = c.to_digit(36)?;
        Some((remainder * if digit < 10 { 10 } else { 100 } + digit) % 97)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_taken_exactly_or_not_at_all() {
        assert_eq!(exact("53900", 0, 15), Ok(53_900));
        assert_eq!(exact("425.00", 2, 15), Ok(42_500));
        assert_eq!(exact("425.5", 2, 15), Ok(42_550));
        assert_eq!(exact("425", 2, 15), Ok(42_500));
        assert_eq!(exact("425.005", 2, 15), Err(InexactNumber::TooManyDecimals(2)));
        assert_eq!(exact("1.0", 0, 15), Err(InexactNumber::TooManyDecimals(0)));
    }

    #[test]
    fn what_is_not_plain_digits_is_no_amount() {
        for wrong in ["", "53,900", "1e3", "-1", "+1", ".5", "5.", "1.2.3", " 1", "１２", "1234567890123456"]
        {
            assert_eq!(exact(wrong, 2, 15), Err(InexactNumber::NotANumber), "{wrong}");
        }
    }

    #[test]
    fn an_iban_with_a_slip_is_found_and_other_account_numbers_are_left_alone() {
        assert_eq!(iban_remainder("GB29 NWBK 6016 1331 9268 19"), Some(1));
        assert_ne!(iban_remainder("GB29 NWBK 6016 1331 9268 91"), Some(1));
        assert_eq!(iban_remainder("普通 1234567"), None);
        assert_eq!(iban_remainder("0012345678"), None);
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_it_was_written(minor in 0_i64..1_000_000_000_000) {
            let written = Money::new(minor, Currency::EUR).to_string();
            prop_assert_eq!(exact(written.trim_end_matches(" EUR"), 2, 15), Ok(minor));
        }
    }
}
