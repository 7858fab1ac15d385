//! What standards say how to write: countries, currencies, time zones, dates.

use chrono::NaiveDate;
use chrono_tz::Tz;
use iso_currency::Country;
use tokuten_core::money::{self, Currency};

/// Whether `code` is an ISO 3166-1 alpha-2 code, in capitals.
pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.parse::<Country>().is_ok()
}

/// The currency of an ISO 4217 code in capitals, if amounts can be billed in it: gold and test codes have
/// no minor units.
pub(crate) fn billable_currency(code: &str) -> Option<Currency> {
    money::currency(code).filter(|currency| currency.exponent().is_some())
}

/// Whether `name` is the IANA name of a time zone.
pub(crate) fn is_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The date of ten characters `YYYY-MM-DD`, if there is that day.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    // chrono alone would also take signs, blanks and months of one digit.
    let shape = |(index, byte): (usize, u8)| {
        if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
    };
    (text.len() == 10 && text.bytes().enumerate().all(shape)).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_two_capitals_that_the_standard_gave_out() {
        assert!(["JP", "IE", "GB", "GR", "SZ"].into_iter().all(is_country));
        assert!(!["", "UK", "EL", "jp", "JPN", "ZZ"].into_iter().any(is_country));
    }

    #[test]
    fn core_knows_the_same_countries() {
        assert!(tokuten_core::countries::all().all(is_country));
    }

    #[test]
    fn what_has_no_minor_units_is_no_currency_to_bill_in() {
        assert_eq!(billable_currency("JPY"), Some(Currency::JPY));
        assert_eq!(billable_currency("XAU"), None);
        assert_eq!(billable_currency("YEN"), None);
    }

    #[test]
    fn dates_are_written_in_one_way_only() {
        assert_eq!(date("2024-02-29").unwrap().to_string(), "2024-02-29");
        for wrong in ["2019-02-30", "2019-2-03", "2019/02/03", "+2019-2-3", "03.02.2019", "2019-02-030", ""] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zones_are_iana_names() {
        assert!(is_zone("Asia/Tokyo") && is_zone("Etc/UTC"));
        assert!(!is_zone("Tokyo") && !is_zone("") && !is_zone("JST"));
    }
}
