//! What stands where on a document's page, every word and figure already written out.

use serde::Serialize;
use tokuten_core::catalogue::Language;
use tokuten_core::money::{Money, MoneyError};
use tokuten_core::partners::is_tax_id;
use tokuten_core::quotes::{LineItem, TaxLine, TaxRelief};

use crate::parties::{Party, bill_to, supplier};
use crate::words::{Words, fill, words};
use crate::written::{amount, date, figure, rate};
use crate::{Document, Kind, Payment};

/// The template's view of a document; `templates/document.typ` reads these fields.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub language: &'static str,
    /// Of the PDF, with the number.
    pub title: String,
    pub heading: &'static str,
    pub facts: Vec<Fact>,
    pub supplier: Party,
    pub bill_to: Party,
    pub description: &'static str,
    pub amount: String,
    pub lines: Vec<Fact>,
    pub sums: Vec<Fact>,
    pub total: Fact,
    pub payment: Vec<Fact>,
    pub payment_heading: &'static str,
    pub notes: Vec<String>,
}

/// A label, or what a line is for, and what is said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Fact {
    pub label: String,
    pub value: String,
}

impl Fact {
    fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

impl Page {
    /// Writes the document out. Errors if an amount has no opposite.
    pub(crate) fn of(document: &Document) -> Result<Self, MoneyError> {
        let words = words(document.language);
        let (heading, number) = match &document.kind {
            Kind::Invoice { number } => (words.invoice, number.clone()),
            Kind::ProForma => (words.pro_forma, document.order.to_string()),
            Kind::CreditNote { number, .. } => (words.credit_note, number.clone()),
        };
        let total_label = match document.kind {
            Kind::CreditNote { .. } => words.total_credited,
            Kind::Invoice { .. } | Kind::ProForma => words.total,
        };
        let total = amount(signed(document, document.quote.total)?, document.language);
        let currency = document.quote.total.currency.code();
        Ok(Self {
            language: document.language.tag(),
            title: format!("{heading} {number}"),
            heading,
            facts: facts(document, words),
            supplier: supplier(&document.supplier, document.language),
            bill_to: bill_to(&document.bill_to, &document.country, document.language),
            description: words.description,
            amount: fill(words.amount_in, &[("currency", currency)]),
            lines: lines(document, words)?,
            sums: sums(document, words)?,
            total: Fact::new(total_label, total),
            payment: payment(document, words)?,
            payment_heading: match document.payment {
                Payment::Awaited { .. } => words.how_to_pay,
                Payment::Refunded { .. } => words.refund,
                Payment::Card { .. } | Payment::Transfer { .. } => words.payment,
            },
            notes: notes(document, words),
        })
    }
}

/// The amount as the document shows it: a credit note takes back what was sold.
fn signed(document: &Document, money: Money) -> Result<Money, MoneyError> {
    match document.kind {
        Kind::CreditNote { .. } => money.negated(),
        Kind::Invoice { .. } | Kind::ProForma => Ok(money),
    }
}

fn facts(document: &Document, words: &Words) -> Vec<Fact> {
    let mut facts = match &document.kind {
        Kind::Invoice { number } => vec![Fact::new(words.invoice_number, number)],
        Kind::ProForma => Vec::new(),
        Kind::CreditNote { number, corrects, sold_on } => vec![
            Fact::new(words.credit_note_number, number),
            Fact::new(words.corrects, corrects),
            Fact::new(words.sold_on, date(*sold_on, document.language)),
        ],
    };
    facts.extend([
        Fact::new(words.issued_on, date(document.issued_on, document.language)),
        Fact::new(words.order_number, document.order.to_string()),
        Fact::new(words.partner_id, document.partner.as_str()),
        Fact::new(words.subject, &document.offer_name),
    ]);
    facts
}

fn lines(document: &Document, words: &Words) -> Result<Vec<Fact>, MoneyError> {
    let line = |item: &LineItem| match item {
        LineItem::Membership { name, .. } => {
            fill(words.membership, &[("offer", name.text(document.language))])
        }
        LineItem::UpgradeDiscount { name, rate: less, .. } => {
            fill(words.upgrade_discount, &[("offer", name.text(document.language)), ("rate", &rate(*less))])
        }
    };
    document
        .quote
        .lines
        .iter()
        .map(|quoted| Ok(Fact::new(line(&quoted.item), figure(signed(document, quoted.amount)?))))
        .collect()
}

/// Subtotal and tax per rate. A quote's taxes are each a share of the whole subtotal (`core::quotes`), so that
/// is the taxable amount of each.
fn sums(document: &Document, words: &Words) -> Result<Vec<Fact>, MoneyError> {
    let subtotal = figure(signed(document, document.quote.subtotal)?);
    let tax = |tax: &TaxLine| {
        let values =
            [("name", tax.name.text(document.language)), ("rate", &rate(tax.rate)), ("taxable", &subtotal)];
        Ok(Fact::new(fill(words.tax, &values), figure(signed(document, tax.amount)?)))
    };
    let taxes: Result<Vec<_>, MoneyError> = document.quote.taxes.iter().map(tax).collect();
    let mut sums = vec![Fact::new(words.subtotal, subtotal.clone())];
    sums.extend(taxes?);
    Ok(sums)
}

fn payment(document: &Document, words: &Words) -> Result<Vec<Fact>, MoneyError> {
    let day = |day| date(day, document.language);
    Ok(match &document.payment {
        Payment::Card { brand, last4, paid_on } => {
            let card = fill(words.card_ending, &[("brand", brand_name(brand, words)), ("last4", last4)]);
            vec![Fact::new(words.method, card), Fact::new(words.paid_on, day(*paid_on))]
        }
        Payment::Transfer { paid_on } => {
            vec![Fact::new(words.method, words.transfer), Fact::new(words.paid_on, day(*paid_on))]
        }
        Payment::Awaited { account, reference, pay_by } => vec![
            Fact::new(words.method, words.transfer),
            Fact::new(words.amount, amount(document.quote.total, document.language)),
            Fact::new(words.pay_by, day(*pay_by)),
            Fact::new(words.reference, reference),
            Fact::new(words.bank, &account.bank),
            Fact::new(words.account_holder, &account.holder),
            Fact::new(words.account, &account.account),
            Fact::new(words.bic, &account.bic),
        ],
        Payment::Refunded { on } => vec![
            Fact::new(words.amount, amount(signed(document, document.quote.total)?, document.language)),
            Fact::new(words.refunded_on, day(*on)),
        ],
    })
}

fn brand_name<'a>(brand: &'a str, words: &'a Words) -> &'a str {
    match brand {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "jcb" => "JCB",
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "" | "unknown" => words.card,
        other => other,
    }
}

fn notes(document: &Document, words: &Words) -> Vec<String> {
    let mut notes: Vec<String> =
        document.quote.taxes.iter().filter_map(|tax| relief(tax, document.language)).collect();
    // Only the holder of a registration number can issue a qualified invoice.
    let is_qualified = document.country == "JP" && is_tax_id(&document.supplier.tax_id, "JP");
    match document.kind {
        Kind::ProForma => notes.push(words.not_a_tax_invoice.to_owned()),
        Kind::Invoice { .. } if is_qualified => notes.push(words.qualified_invoice.to_owned()),
        Kind::CreditNote { .. } if is_qualified => notes.push(words.qualified_return_invoice.to_owned()),
        Kind::Invoice { .. } | Kind::CreditNote { .. } => {}
    }
    if matches!(document.payment, Payment::Awaited { .. }) {
        notes.insert(0, words.give_reference.to_owned());
    }
    notes
}

fn relief(tax: &TaxLine, language: Language) -> Option<String> {
    let words = words(language);
    Some(match tax.relief? {
        TaxRelief::ReverseCharge => words.reverse_charge.to_owned(),
        TaxRelief::Exempt => fill(words.exempt, &[("name", tax.name.text(language))]),
    })
}
