//! The books of a period as a table: invoices and credit notes with their taxes, money that came and went, and totals.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::Language;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::money::{Money, Rate, currency};
use tokuten_core::partners::BillTo;
use tokuten_core::quotes::{Quote, TaxRelief};

use super::store;
use crate::offers::{parsed, partner_names};
use crate::spreadsheets::{Cell, Sheet};
use crate::tables::{invoice, order};

const HEADINGS: [&str; 17] = [
    "Type",
    "Number",
    "Date",
    "Order",
    "Partner ID",
    "Partner",
    "Country",
    "Tax ID",
    "Corrects",
    "Net",
    "Tax",
    "Tax rate",
    "Tax amount",
    "Gross",
    "Currency",
    "Method",
    "Bank reference",
];

/// One row. What it does not have stays empty.
#[derive(Default)]
struct Row {
    kind: &'static str,
    number: String,
    date: Option<NaiveDate>,
    order: Option<i64>,
    partner: (String, String),
    country: String,
    tax_id: String,
    corrects: String,
    net: Option<Money>,
    tax: String,
    rate: Option<Rate>,
    tax_amount: Option<Money>,
    gross: Option<Money>,
    currency: String,
    method: &'static str,
    reference: String,
}

impl Row {
    fn cells(self) -> Vec<Cell> {
        let text = Cell::Text;
        let amount = |money: Option<Money>| money.map_or_else(|| Cell::Text(String::new()), Cell::Amount);
        vec![
            text(self.kind.to_owned()),
            text(self.number),
            text(self.date.map(|date| date.to_string()).unwrap_or_default()),
            text(self.order.map(|order| order.to_string()).unwrap_or_default()),
            text(self.partner.0),
            text(self.partner.1),
            text(self.country),
            text(self.tax_id),
            text(self.corrects),
            amount(self.net),
            text(self.tax),
            text(self.rate.map(|rate| rate.to_string()).unwrap_or_default()),
            amount(self.tax_amount),
            amount(self.gross),
            text(self.currency),
            text(self.method.to_owned()),
            text(self.reference),
        ]
    }
}

/// Sums of rows of one type, currency, tax and rate.
type Totals = BTreeMap<(&'static str, String, String, Option<u32>), [i64; 3]>;

/// The table of a period, both days included.
pub async fn table(db: &impl ConnectionTrait, days: (NaiveDate, NaiveDate)) -> Result<Vec<u8>, DbErr> {
    let mut rows = documents(db, days).await?;
    rows.extend(money_in(db, days).await?);
    rows.extend(money_out(db, days).await?);
    name_partners(db, &mut rows).await?;
    let totals = totals(&rows);
    let mut sheet = Sheet::new(&HEADINGS)?;
    for row in rows {
        sheet.cells(row.cells())?;
    }
    for ((kind, code, tax, points), [net, tax_amount, gross]) in totals {
        let Some(unit) = currency(&code) else { continue };
        let money = |amount: i64| Some(Money::new(amount, unit));
        let row = Row {
            kind: total_of(kind),
            net: money(net).filter(|_| kind == INVOICE || kind == CREDIT_NOTE),
            tax,
            rate: points.map(Rate::basis_points),
            tax_amount: money(tax_amount).filter(|_| points.is_some()),
            gross: money(gross),
            currency: code,
            ..Row::default()
        };
        sheet.cells(row.cells())?;
    }
    sheet.into_file()
}

const INVOICE: &str = "Invoice";
const CREDIT_NOTE: &str = "Credit note";
const PAYMENT: &str = "Payment";
const REFUND: &str = "Refund";
const RETURN: &str = "Return";

fn total_of(kind: &str) -> &'static str {
    match kind {
        INVOICE => "Total of invoices",
        CREDIT_NOTE => "Total of credit notes",
        PAYMENT => "Total of payments",
        REFUND => "Total of refunds",
        _ => "Total of returns",
    }
}

fn totals(rows: &[Row]) -> Totals {
    let mut totals = Totals::new();
    for row in rows {
        let points = row.rate.map(Rate::in_basis_points);
        let sums = totals.entry((row.kind, row.currency.clone(), row.tax.clone(), points)).or_default();
        for (sum, amount) in sums.iter_mut().zip([row.net, row.tax_amount, row.gross]) {
            *sum = sum.saturating_add(amount.map_or(0, |money| money.amount));
        }
    }
    totals
}

/// Invoices and credit notes, one row for each rate of tax; credit notes with a minus.
async fn documents(db: &impl ConnectionTrait, days: (NaiveDate, NaiveDate)) -> Result<Vec<Row>, DbErr> {
    let mut rows = Vec::new();
    for (invoice, order) in store::documents(db, days).await? {
        rows.extend(of_document(invoice, &order)?);
    }
    Ok(rows)
}

fn of_document(invoice: invoice::Model, order: &order::Model) -> Result<Vec<Row>, DbErr> {
    let quote: Quote = parsed(&invoice.quote)?;
    let bill_to: BillTo = parsed(&order.bill_to)?;
    let is_note = invoice.kind == InvoiceKind::CreditNote.code();
    let signed = |money: Money| {
        if is_note { Money::new(money.amount.saturating_neg(), money.currency) } else { money }
    };
    let first = Row {
        kind: if is_note { CREDIT_NOTE } else { INVOICE },
        number: invoice.number,
        date: Some(invoice.issued_on),
        order: Some(invoice.order_number),
        partner: (invoice.partner_id, bill_to.name),
        country: invoice.country,
        tax_id: bill_to.tax_id,
        corrects: invoice.corrects.unwrap_or_default(),
        net: Some(signed(quote.subtotal)),
        gross: Some(signed(quote.total)),
        currency: invoice.currency,
        ..Row::default()
    };
    let mut taxes = quote.taxes.into_iter();
    let with_tax = |row: Row, tax: tokuten_core::quotes::TaxLine| {
        let why = match tax.relief {
            Some(TaxRelief::ReverseCharge) => " (reverse charge)",
            Some(TaxRelief::Exempt) => " (exempt)",
            None => "",
        };
        let tax_name = format!("{}{why}", tax.name.text(Language::En));
        Row { tax: tax_name, rate: Some(tax.rate), tax_amount: Some(signed(tax.amount)), ..row }
    };
    // A further rate of the same document has its tax alone: its net and gross stand in the first row.
    let of_rate = |tax| {
        let row = Row {
            kind: first.kind,
            number: first.number.clone(),
            date: first.date,
            order: first.order,
            partner: first.partner.clone(),
            currency: first.currency.clone(),
            ..Row::default()
        };
        with_tax(row, tax)
    };
    let one = taxes.next();
    let more: Vec<_> = taxes.map(of_rate).collect();
    let first = match one {
        Some(tax) => with_tax(first, tax),
        None => first,
    };
    Ok(std::iter::once(first).chain(more).collect())
}

/// Money that came: by card, and by transfer whatever it pays.
async fn money_in(db: &impl ConnectionTrait, days: (NaiveDate, NaiveDate)) -> Result<Vec<Row>, DbErr> {
    let mut rows = Vec::new();
    for order in store::card_payments(db, days).await? {
        let total = parsed::<Quote>(&order.quote)?.total;
        rows.push(Row { date: order.paid_on, method: "Card", ..of_order(PAYMENT, &order, total) });
    }
    let transfers = store::transfers(db, days).await?;
    let orders = store::orders(db, transfers.iter().filter_map(|row| row.order_number)).await?;
    for payment in transfers {
        let order = payment.order_number.and_then(|number| orders.get(&number));
        rows.push(Row {
            kind: PAYMENT,
            date: Some(payment.received_on),
            order: payment.order_number,
            partner: (order.map(|order| order.partner_id.clone()).unwrap_or_default(), String::new()),
            gross: currency(&payment.currency).map(|unit| Money::new(payment.amount, unit)),
            currency: payment.currency,
            method: "Transfer",
            reference: payment.bank_reference,
            ..Row::default()
        });
    }
    Ok(rows)
}

/// Money that went back: of orders, and what nobody awaited; with a minus.
async fn money_out(db: &impl ConnectionTrait, days: (NaiveDate, NaiveDate)) -> Result<Vec<Row>, DbErr> {
    let mut rows = Vec::new();
    let refunds = store::refunds(db, days).await?;
    let orders = store::orders(db, refunds.iter().map(|row| row.order_number)).await?;
    let out = |amount: i64, code: &str| currency(code).map(|unit| Money::new(amount.saturating_neg(), unit));
    for refund in refunds {
        let order = orders.get(&refund.order_number);
        rows.push(Row {
            kind: REFUND,
            number: refund.credit_note,
            date: refund.made_on,
            order: Some(refund.order_number),
            partner: (order.map(|order| order.partner_id.clone()).unwrap_or_default(), String::new()),
            gross: out(refund.amount, &refund.currency),
            currency: refund.currency,
            method: if refund.bank_reference.is_some() { "Transfer" } else { "Card" },
            reference: refund.bank_reference.unwrap_or_default(),
            ..Row::default()
        });
    }
    for (back, of) in store::returns(db, days).await? {
        rows.push(Row {
            kind: RETURN,
            date: back.made_on,
            gross: out(back.amount, &of.currency),
            currency: of.currency,
            corrects: of.bank_reference,
            method: "Transfer",
            reference: back.bank_reference.unwrap_or_default(),
            ..Row::default()
        });
    }
    Ok(rows)
}

fn of_order(kind: &'static str, order: &order::Model, gross: Money) -> Row {
    Row {
        kind,
        order: Some(order.number),
        partner: (order.partner_id.clone(), String::new()),
        gross: Some(gross),
        currency: gross.currency.code().to_owned(),
        ..Row::default()
    }
}

/// Rows that know a partner and not what it is called.
async fn name_partners(db: &impl ConnectionTrait, rows: &mut [Row]) -> Result<(), DbErr> {
    let nameless = rows.iter().filter(|row| row.partner.1.is_empty() && !row.partner.0.is_empty());
    let ids: std::collections::BTreeSet<_> = nameless.map(|row| row.partner.0.clone()).collect();
    let names = partner_names(db, ids).await?;
    for row in rows.iter_mut().filter(|row| row.partner.1.is_empty()) {
        row.partner.1 = names.get(&row.partner.0).cloned().unwrap_or_default();
    }
    Ok(())
}
