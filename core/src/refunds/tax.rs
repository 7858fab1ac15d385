//! The tax of an order, given back to a partner that is exempt (domain.md, "Cancelling, refunds": one year).
//!
//! The sale itself stands. Its invoice is corrected by a credit note of the whole and a new invoice without tax, so that
//! each document is right by itself; the difference is the money that goes back.

use chrono::{Datelike, NaiveDate};

use super::{paid, refund_period};
use crate::calendar::anniversary_in;
use crate::money::Money;
use crate::orders::OrderState;
use crate::verdict::{Finding, Requirement, Verdict};

/// An order, as far as the refund of its tax asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxedOrder {
    /// Where it stands.
    pub state: OrderState,
    /// The day it was paid, where the partner is.
    pub paid_on: Option<NaiveDate>,
    /// The tax that it was charged and that was not given back.
    pub tax: Money,
}

/// May the tax of this order be given back today? `years` after its payment it can no longer be. Neither the use of
/// benefits nor an upgrade bears on it: what was bought is kept.
#[must_use]
pub fn may_refund_tax(is_exempt: bool, order: &TaxedOrder, years: u32, today: NaiveDate) -> Verdict {
    let years = i32::try_from(years).unwrap_or(i32::MAX);
    let last_day = |paid_on: NaiveDate| anniversary_in(paid_on, paid_on.year().saturating_add(years));
    Verdict::of(vec![
        paid(order.state),
        refund_period(order.paid_on, last_day, today),
        Requirement::new(is_exempt, Finding::TaxExempt),
        Requirement::new(order.tax.amount > 0, Finding::TaxCharged),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    use crate::verdict::Code;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn taxed(paid_on: &str) -> TaxedOrder {
        let tax = Money::new(5_390, Currency::JPY);
        TaxedOrder { state: OrderState::Paid, paid_on: Some(date(paid_on)), tax }
    }

    fn unmet(is_exempt: bool, order: &TaxedOrder, today: &str) -> Vec<Code> {
        may_refund_tax(is_exempt, order, 1, date(today)).unmet().map(Requirement::code).collect()
    }

    #[test]
    fn the_tax_is_given_back_for_a_year_to_who_is_exempt() {
        let order = taxed("2019-06-22");
        assert_eq!(unmet(true, &order, "2019-06-22"), []);
        assert_eq!(unmet(true, &order, "2020-06-22"), []);
        assert_eq!(unmet(true, &order, "2020-06-23"), [Code::RefundPeriod]);
        assert_eq!(unmet(false, &order, "2019-06-22"), [Code::TaxExempt]);
    }

    #[test]
    fn a_year_from_29_february_ends_on_the_28th() {
        assert_eq!(unmet(true, &taxed("2020-02-29"), "2021-02-28"), []);
        assert_eq!(unmet(true, &taxed("2020-02-29"), "2021-03-01"), [Code::RefundPeriod]);
    }

    #[test]
    fn only_tax_that_was_paid_is_given_back() {
        let untaxed = TaxedOrder { tax: Money::zero(Currency::JPY), ..taxed("2019-06-22") };
        assert_eq!(unmet(true, &untaxed, "2019-06-22"), [Code::TaxCharged]);
        let refunded = TaxedOrder { state: OrderState::Refunded, ..taxed("2019-06-22") };
        assert_eq!(unmet(true, &refunded, "2019-06-22"), [Code::Paid]);
        let unpaid = TaxedOrder { state: OrderState::Draft, paid_on: None, ..taxed("2019-06-22") };
        assert_eq!(unmet(true, &unpaid, "2019-06-22"), [Code::Paid, Code::RefundPeriod]);
    }
}
