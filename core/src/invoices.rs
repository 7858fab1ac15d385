//! Invoices and credit notes: their numbers and what lists say of them (domain.md, "Invoices").

use chrono::{Datelike, NaiveDate};

use crate::money::Money;
use crate::orders::OrderNumber;
use crate::wire;

wire! {
    /// What sort of document it is.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum InvoiceKind {
        /// For a paid order.
        Invoice,
        /// For a refund.
        CreditNote,
    }
}

impl InvoiceKind {
    /// As it stands in JSON and in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }

    /// Name of the sequence that numbers the documents of this kind that are issued on `day`: one a year, so
    /// that the numbers of a year have no gap.
    #[must_use]
    pub fn sequence(self, day: NaiveDate) -> String {
        format!("{}s-{}", self.code(), day.year())
    }

    /// The number of the `place`-th document of this kind in the year of `day`: `2027-000001`, `C2027-000001`.
    #[must_use]
    pub fn number(self, day: NaiveDate, place: i64) -> String {
        format!("{}{}-{place:06}", self.prefix(), day.year())
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "",
            Self::CreditNote => "C",
        }
    }

    /// What sort of document has that number.
    #[must_use]
    pub fn of_number(number: &str) -> Self {
        if number.starts_with(Self::CreditNote.prefix()) { Self::CreditNote } else { Self::Invoice }
    }
}

wire! {
    /// One row of the list of invoices.
    pub struct InvoiceRow {
        /// Its number, which is its name in addresses too.
        pub number: String,
        /// What sort of document it is.
        pub kind: InvoiceKind,
        /// Day of issue, where the partner is.
        pub issued_on: NaiveDate,
        /// The order it is for.
        pub order: OrderNumber,
        /// What it comes to, tax included; negative for a credit note.
        pub total: Money,
    }
}

wire! {
    /// A page of the invoices of one year, the newest first.
    pub struct InvoicePage {
        /// The year.
        pub year: i32,
        /// Years in which there are invoices, the newest first.
        pub years: Vec<i32>,
        /// At most 50.
        pub invoices: Vec<InvoiceRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn numbers_start_anew_each_year_and_apart_for_credit_notes() {
        let (old, new) = (date("2027-12-31"), date("2028-01-01"));
        assert_eq!(InvoiceKind::Invoice.number(old, 1), "2027-000001");
        assert_eq!(InvoiceKind::CreditNote.number(old, 12), "C2027-000012");
        for kind in [InvoiceKind::Invoice, InvoiceKind::CreditNote] {
            assert_eq!(InvoiceKind::of_number(&kind.number(new, 7)), kind);
        }
        let sequences = [
            InvoiceKind::Invoice.sequence(old),
            InvoiceKind::Invoice.sequence(new),
            InvoiceKind::CreditNote.sequence(old),
        ];
        assert_eq!(sequences, ["invoices-2027", "invoices-2028", "credit_notes-2027"]);
    }
}
