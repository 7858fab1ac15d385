//! What a document says.

use chrono::NaiveDate;
use tokuten_core::catalogue::{BankAccount, Language, Supplier};
use tokuten_core::money::MoneyError;
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::quotes::Quote;

/// One document, whole: nothing is looked up when it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What sort of document it is, with its number.
    pub kind: Kind,
    /// The language of the whole document.
    pub language: Language,
    /// The day of issue, where the partner is; also the PDF's date of creation.
    pub issued_on: NaiveDate,
    /// The order it is about.
    pub order: OrderNumber,
    /// The partner who is billed.
    pub partner: PartnerId,
    /// Who sells.
    pub supplier: Supplier,
    /// ISO 3166-1 alpha-2 code of the bill-to address.
    pub country: String,
    /// To whom it is billed.
    pub bill_to: BillTo,
    /// What was ordered, in the document's language.
    pub offer_name: String,
    /// What it costs. A credit note gets the quote of the order as it was sold, and prints every amount with the
    /// opposite sign.
    pub quote: Quote,
    /// How it was, or is to be, paid.
    pub payment: Payment,
}

/// The sorts of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// For a paid order.
    Invoice {
        /// Gapless per year.
        number: String,
    },
    /// For an order whose transfer is awaited; not a tax invoice, so it has no number of its own.
    ProForma,
    /// For a refunded order.
    CreditNote {
        /// Gapless per year.
        number: String,
        /// Number of the invoice that it corrects.
        corrects: String,
        /// The day of the sale that it takes back.
        sold_on: NaiveDate,
    },
}

/// How an order was, or is to be, paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payment {
    /// Charged to a card.
    Card {
        /// `visa`, `mastercard` …, as the gateway says it.
        brand: String,
        /// The last four digits.
        last4: String,
        /// The day on which it was charged.
        paid_on: NaiveDate,
    },
    /// By a transfer that has arrived.
    Transfer {
        /// The day on which it arrived.
        paid_on: NaiveDate,
    },
    /// By a transfer that has not arrived yet.
    Awaited {
        /// Where it goes.
        account: BankAccount,
        /// What it must name.
        reference: String,
        /// Last day.
        pay_by: NaiveDate,
    },
    /// Given back.
    Refunded {
        /// The day on which it was given back.
        on: NaiveDate,
    },
}

/// Why a document could not be set.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// An amount of the quote cannot be turned into its opposite.
    #[error("the amounts of the document cannot be worked out: {0}")]
    Money(#[from] MoneyError),
    /// The day of issue is one that PDF cannot say.
    #[error("a document cannot be issued on {0}")]
    Date(NaiveDate),
    /// An embedded font does not parse: the build is broken.
    #[error("an embedded font cannot be read")]
    Font,
    /// The template failed, or what it made is not PDF/A; typst's own words.
    #[error("the document cannot be typeset: {0}")]
    Typesetting(String),
}
