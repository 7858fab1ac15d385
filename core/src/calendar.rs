//! Civil dates: anniversaries, leap years, and the clock that the server tells the browser.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::wire;

wire! {
    /// What the server's clock says where the partner is.
    ///
    /// The browser never trusts its own clock; it only counts down from `now` to `next_midnight`.
    pub struct Today {
        /// The server's instant, in UTC.
        pub now: DateTime<Utc>,
        /// The civil date in the partner's time zone.
        pub today: NaiveDate,
        /// The instant at which `today` is over in that zone.
        pub next_midnight: DateTime<Utc>,
        /// IANA name of the zone.
        pub zone: String,
    }
}

/// The day in `year` on which an anniversary counted from `anchor` falls.
///
/// 29 February falls on the 28th in a common year and is back on the 29th in the next leap year
/// (domain.md, "Renewal window"): that is why the anchor is kept and not only the last anniversary.
#[must_use]
pub fn anniversary_in(anchor: NaiveDate, year: i32) -> NaiveDate {
    anchor
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, anchor.month(), 28))
        .unwrap_or(NaiveDate::MAX)
}

/// The first anniversary of something bought on `day`.
#[must_use]
pub fn first_anniversary(day: NaiveDate) -> NaiveDate {
    anniversary_in(day, day.year() + 1)
}

/// `day` moved by a signed number of days; stays at the calendar's ends instead of overflowing.
#[must_use]
pub fn shifted(day: NaiveDate, days: i32) -> NaiveDate {
    let distance = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 {
        day.checked_sub_days(distance).unwrap_or(NaiveDate::MIN)
    } else {
        day.checked_add_days(distance).unwrap_or(NaiveDate::MAX)
    }
}

/// Days from `from` to `to`; negative if `to` is earlier.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_anniversary_is_one_year_after_the_purchase() {
        assert_eq!(first_anniversary(date("2018-09-01")), date("2019-09-01"));
    }

    #[test]
    fn the_29th_of_february_is_the_28th_in_common_years_and_comes_back_in_leap_years() {
        let anchor = date("2024-02-29");
        let days: Vec<_> = (2025..=2028).map(|year| anniversary_in(anchor, year).to_string()).collect();
        assert_eq!(days, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]);
    }

    #[test]
    fn a_purchase_on_the_28th_stays_on_the_28th_in_a_leap_year() {
        assert_eq!(anniversary_in(date("2023-02-28"), 2024), date("2024-02-28"));
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_overflow() {
        assert_eq!(shifted(NaiveDate::MAX, 1), NaiveDate::MAX);
        assert_eq!(shifted(NaiveDate::MIN, -1), NaiveDate::MIN);
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn an_anniversary_keeps_month_and_is_at_most_a_day_early(days in 0_i32..80_000, years in 1_i32..50) {
            let anchor = shifted(date("1970-01-01"), days);
            let anniversary = anniversary_in(anchor, anchor.year() + years);
            prop_assert_eq!(anniversary.month(), anchor.month());
            prop_assert!(anchor.day() - anniversary.day() <= 1);
        }

        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn shifting_there_and_back_ends_where_it_began(days in 0_i32..80_000, by in -5_000_i32..5_000) {
            let day = shifted(date("1970-01-01"), days);
            prop_assert_eq!(shifted(shifted(day, by), -by), day);
            prop_assert_eq!(days_between(day, shifted(day, by)), i64::from(by));
        }
    }
}
