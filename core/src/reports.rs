//! Reports for the vendor's own people: what they count, by whom they may be read, and their sums (domain.md,
//! "Operators"). Money is counted per currency and never converted.

use chrono::{Datelike, Months, NaiveDate};

use crate::calendar::{days_between, shifted};
use crate::catalogue::Localized;
use crate::money::Money;
use crate::renewals::RenewalPolicy;
use crate::sessions::OperatorRole;
use crate::subscriptions::ManagedIn;
use crate::{codes, wire};

/// Months of a report.
pub const MONTHS: u32 = 12;

wire! {
    /// A report.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Report {
        /// Of the terms that ended in a month, how many were renewed.
        RenewalRate,
        /// Of the windows that opened in a month: who was reminded, who renewed, who let it lapse.
        Window,
        /// What was invoiced in a month, before tax, less what was credited.
        Revenue,
        /// What is ordered by transfer and has not arrived, by age.
        Receivables,
        /// What was invoiced for the time that is still to come.
        Deferred,
        /// How long support requests wait.
        SupportTimes,
    }
}

codes!(Report: RenewalRate = "renewal_rate", Window = "window", Revenue = "revenue", Receivables = "receivables", Deferred = "deferred", SupportTimes = "support_times");

impl Report {
    /// Whether an operator may read it: money is finance's, support times are support's, and the programme reads what
    /// becomes of memberships and of requests.
    #[must_use]
    pub const fn is_for(self, role: OperatorRole) -> bool {
        match (self, role) {
            (Self::RenewalRate | Self::Window, OperatorRole::Finance | OperatorRole::Programme)
            | (Self::Revenue | Self::Receivables | Self::Deferred, OperatorRole::Finance)
            | (Self::SupportTimes, OperatorRole::Support | OperatorRole::Programme) => true,
            (_, OperatorRole::Finance | OperatorRole::Support | OperatorRole::Programme) => false,
        }
    }

    /// Whether it goes by months; else it is as of today.
    #[must_use]
    pub const fn is_monthly(self) -> bool {
        !matches!(self, Self::Receivables)
    }
}

wire! {
    /// A report with its figures: answer of `GET /api/operator/reports/{report}`.
    pub struct ReportView {
        /// Which one.
        pub report: Report,
        /// The day it is as of, in the programme's zone.
        pub today: NaiveDate,
        /// First day of the last month that is shown.
        pub until: NaiveDate,
        /// Its tables: one for each currency; one in all where there is no money.
        pub tables: Vec<Table>,
    }
}

wire! {
    /// A table of figures, which can be drawn too.
    pub struct Table {
        /// ISO 4217 code of its amounts, if it has any.
        pub currency: Option<String>,
        /// Its columns.
        pub columns: Vec<Column>,
        /// Its rows.
        pub rows: Vec<Row>,
    }
}

wire! {
    /// A column.
    pub struct Column {
        /// What it is called.
        pub name: Localized,
        /// Whether it is drawn, on top of those before it. Others are sums and shares of these.
        pub is_drawn: bool,
    }
}

wire! {
    /// A row.
    pub struct Row {
        /// What it is about.
        pub about: RowName,
        /// Its figures, by column.
        pub cells: Vec<Cell>,
    }
}

wire! {
    /// What a row is about.
    #[serde(rename_all = "snake_case")]
    pub enum RowName {
        /// The month that begins on this day.
        Month(NaiveDate),
        /// Something with a name.
        Named(Localized),
    }
}

wire! {
    /// A figure.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Cell {
        /// So many.
        Count(u64),
        /// So much.
        Amount(Money),
        /// A share, in ten thousandths.
        Share(u32),
        /// A time, in minutes.
        Minutes(u64),
        /// There is none.
        Nothing,
    }
}

impl Cell {
    /// As a number that can be drawn.
    #[must_use]
    pub fn size(self) -> i64 {
        match self {
            Self::Count(number) | Self::Minutes(number) => i64::try_from(number).unwrap_or(i64::MAX),
            Self::Amount(money) => money.amount,
            Self::Share(share) => i64::from(share),
            Self::Nothing => 0,
        }
    }
}

/// `part` of `whole` as a share, rounded to the nearest; none of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> Cell {
    let ten_thousandths = (u128::from(part) * 20_000 + u128::from(whole)).checked_div(u128::from(whole) * 2);
    ten_thousandths.and_then(|share| u32::try_from(share).ok()).map_or(Cell::Nothing, Cell::Share)
}

/// The first day of the month of `day`.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The last day of the month that begins on `first`.
#[must_use]
pub fn last_of(first: NaiveDate) -> NaiveDate {
    first.checked_add_months(Months::new(1)).map_or(NaiveDate::MAX, |next| shifted(next, -1))
}

/// First days of the months of a report whose last is that of `until`, in their order.
#[must_use]
pub fn months_until(until: NaiveDate) -> Vec<NaiveDate> {
    let last = month_of(until);
    (0..MONTHS).rev().filter_map(|back| last.checked_sub_months(Months::new(back))).collect()
}

/// The month of a day as it stands in addresses: `2027-03`.
#[must_use]
pub fn month_name(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// The first day of the month that stands in an address like that.
#[must_use]
pub fn month_named(name: &str) -> Option<NaiveDate> {
    format!("{name}-01").parse().ok().filter(|day: &NaiveDate| (1900..2200).contains(&day.year()))
}

/// Of the terms that end from `first` to `last`, those that end before this day can no longer be renewed on `today`: what
/// was not renewed of them has lapsed.
#[must_use]
pub fn undecided_from(
    policies: &[RenewalPolicy],
    (first, last): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> NaiveDate {
    let closes = |anniversary| {
        let place = ManagedIn::PartnerCenter;
        RenewalPolicy::in_force(policies, place, anniversary).window(place, anniversary).closes
    };
    let days = first.iter_days().take_while(|day| *day <= last);
    days.into_iter().find(|day| closes(*day) >= today).unwrap_or_else(|| shifted(last, 1))
}

/// What of `net` is still to be earned after `day`, if it was paid for the days from `starts` to `ends`: each of them earns
/// the same, and what does not come out even is earned last.
#[must_use]
pub fn deferred(net: i64, (starts, ends): (NaiveDate, NaiveDate), day: NaiveDate) -> i64 {
    let all = days_between(starts, ends) + 1;
    let gone = (days_between(starts, day) + 1).clamp(0, all.max(0));
    if all <= 0 {
        return 0;
    }
    let earned = i128::from(net) * i128::from(gone) / i128::from(all);
    i64::try_from(i128::from(net) - earned).unwrap_or(0)
}

/// Ages of receivables, in days since the order was placed: from, and up to.
pub const AGES: [(i64, Option<i64>); 4] = [(0, Some(7)), (8, Some(14)), (15, Some(30)), (31, None)];

/// The place in [`AGES`] of what is so many days old.
#[must_use]
pub fn age_class(days: i64) -> usize {
    AGES.iter().position(|(_, to)| to.is_none_or(|to| days <= to)).unwrap_or(AGES.len() - 1)
}

/// The smallest of `sorted` values that so many per cent of them do not exceed.
#[must_use]
pub fn percentile(sorted: &[u64], per_cent: usize) -> Option<u64> {
    let place = (sorted.len() * per_cent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::{catalogue, date};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_year_of_months_ends_with_the_one_that_is_asked_for() {
        let months = months_until(date("2027-02-28"));
        assert_eq!((months.len(), months[0], months[11]), (12, date("2026-03-01"), date("2027-02-01")));
        assert_eq!(last_of(date("2028-02-01")), date("2028-02-29"));
        assert_eq!(month_named(&month_name(date("2027-03-31"))), Some(date("2027-03-01")));
        for wrong in ["2027-13", "2027-03-01", "0000-01", "march"] {
            assert_eq!(month_named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_was_not_renewed_lapses_when_its_window_has_closed() {
        let policies = catalogue().policies;
        let month = (date("2027-02-01"), date("2027-02-28"));
        // Of 8 February the last day is 10 March.
        assert_eq!(undecided_from(&policies, month, date("2027-03-10")), date("2027-02-08"));
        assert_eq!(undecided_from(&policies, month, date("2027-04-01")), date("2027-03-01"));
        assert_eq!(undecided_from(&policies, month, date("2027-01-01")), date("2027-02-01"));
    }

    #[test]
    fn each_day_of_a_term_earns_the_same() {
        let term = (date("2027-01-01"), date("2027-12-31"));
        assert_eq!(deferred(36_500, term, date("2026-12-31")), 36_500);
        assert_eq!(deferred(36_500, term, date("2027-01-31")), 33_400);
        assert_eq!(deferred(-36_500, term, date("2027-01-31")), -33_400);
        assert_eq!(deferred(36_500, term, date("2027-12-31")), 0);
        assert_eq!(deferred(36_500, term, date("2028-12-31")), 0);
    }

    #[test]
    fn shares_and_percentiles_of_nothing_are_none() {
        assert_eq!(
            (share(1, 3), share(2, 3), share(3, 3)),
            (Cell::Share(3_333), Cell::Share(6_667), Cell::Share(10_000))
        );
        assert_eq!(share(0, 0), Cell::Nothing);
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4], 90), Some(4));
    }

    #[test]
    fn an_age_has_one_class() {
        let classes: Vec<_> = [0, 7, 8, 14, 15, 30, 31, 400].into_iter().map(age_class).collect();
        assert_eq!(classes, [0, 0, 1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn somebody_reads_each_report_and_codes_lead_back() {
        for report in Report::ALL {
            assert!(OperatorRole::ALL.into_iter().any(|role| report.is_for(role)), "{}", report.code());
            assert_eq!(Report::of_code(report.code()), Some(report));
            assert_eq!(serde_json::to_value(report).unwrap(), report.code());
        }
        assert!(!Report::Revenue.is_for(OperatorRole::Support));
    }

    proptest! {
        #[test]
        fn what_is_deferred_only_shrinks_and_nothing_gets_lost(net in 0_i64..1_000_000_000, days in 1_i32..800, day in 0_i32..900) {
            let (starts, ends) = (date("2027-01-01"), shifted(date("2027-01-01"), days - 1));
            let on = |day| deferred(net, (starts, ends), shifted(starts, day));
            prop_assert!(on(day) <= on(day - 1) && on(day) >= 0);
            prop_assert_eq!((on(-1), on(days)), (net, 0));
        }
    }
}
