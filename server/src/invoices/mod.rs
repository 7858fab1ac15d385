//! Invoices, pro forma invoices and credit notes. A number is taken in the transaction in which the money is
//! recorded, so that the numbers of a year have no gap; the PDF is set when it is asked for, from what was
//! frozen then.

pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::Language;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::orders::{OrderNumber, TransferInstructions};
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::CardSummary;
use tokuten_core::quotes::Quote;
use tokuten_documents::{Document, DocumentError, Kind, Payment, Typesetter};

use crate::db::{Change, next_number_of};
use crate::offers::{parsed, partner_id, partner_row};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{invoice, order, partner};

pub use store::{numbers_of_orders, page};

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum InvoiceError {
    /// There is no such invoice for this partner.
    #[error("there is no such invoice")]
    NotFound,
    /// It cannot be set.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<InvoiceError> for Problem {
    fn from(error: InvoiceError) -> Self {
        match error {
            InvoiceError::NotFound => Self::not_found("invoice"),
            InvoiceError::Document(_) | InvoiceError::Database(_) => Self::internal(&error),
        }
    }
}

/// Issues the invoice of an order that is being paid, or the credit note of one that is being refunded, and
/// answers with its number.
pub async fn issue(
    portal: &Portal,
    tx: &Change,
    owner: &partner::Model,
    order: &order::Model,
    (kind, issued_on): (InvoiceKind, NaiveDate),
) -> Result<String, DbErr> {
    let country = owner.country.clone();
    let Quote { subtotal, total, .. } = parsed(&order.quote)?;
    let sign = if kind == InvoiceKind::Invoice { 1 } else { -1 };
    let corrects = match kind {
        InvoiceKind::Invoice => None,
        InvoiceKind::CreditNote => store::invoice_of(tx, order.number).await?,
    };
    let number = kind.number(issued_on, next_number_of(tx, &kind.sequence(issued_on)).await?);
    let row = invoice::Model {
        number: number.clone(),
        kind: kind.code().to_owned(),
        order_number: order.number,
        partner_id: order.partner_id.clone(),
        year: issued_on.year(),
        issued_on,
        total: sign * total.amount,
        net: sign * subtotal.amount,
        currency: total.currency.code().to_owned(),
        supplier: serde_json::to_string(&portal.catalogue().supplier_for(&country))
            .map_err(|error| DbErr::Json(error.to_string()))?,
        country,
        quote: order.quote.clone(),
        corrects,
    };
    store::insert(tx, row).await?;
    Ok(number)
}

/// An invoice or credit note as PDF.
pub async fn pdf(
    portal: &Portal,
    partner: &PartnerId,
    number: &str,
    language: Language,
) -> Result<Vec<u8>, InvoiceError> {
    set(document(portal.db.read(), Some(partner), number, language).await?).await
}

/// An invoice or credit note as UBL, of a partner or whosever it is, with the name of its file.
pub async fn ubl(
    portal: &Portal,
    partner: Option<&PartnerId>,
    number: &str,
    language: Language,
) -> Result<(String, String), InvoiceError> {
    let document = document(portal.db.read(), partner, number, language).await?;
    let xml = tokuten_documents::ubl(&document)?.ok_or(InvoiceError::NotFound)?;
    Ok((format!("{}.xml", file_name(number)), xml))
}

/// What the file of an invoice or credit note is called, without its ending.
fn file_name(number: &str) -> String {
    match InvoiceKind::of_number(number) {
        InvoiceKind::Invoice => format!("invoice-{number}"),
        InvoiceKind::CreditNote => format!("credit-note-{number}"),
    }
}

/// What an invoice or credit note says.
async fn document(
    db: &impl ConnectionTrait,
    partner: Option<&PartnerId>,
    number: &str,
    language: Language,
) -> Result<Document, InvoiceError> {
    let invoice = store::find(db, partner, number).await?.ok_or(InvoiceError::NotFound)?;
    let order = store::order_of(db, &invoice).await?.ok_or(InvoiceError::NotFound)?;
    let quote: Quote = parsed(&invoice.quote)?;
    let kind = match invoice.corrects {
        Some(corrects) => {
            let sold = store::find(db, partner, &corrects).await?.ok_or(InvoiceError::NotFound)?;
            Kind::CreditNote { number: invoice.number, corrects, sold_on: sold.issued_on }
        }
        None => Kind::Invoice { number: invoice.number },
    };
    Ok(Document {
        payment: payment(&order, &kind, invoice.issued_on)?,
        kind,
        language,
        issued_on: invoice.issued_on,
        order: OrderNumber(order.number),
        partner: partner_id(&invoice.partner_id)?,
        supplier: parsed(&invoice.supplier)?,
        country: invoice.country,
        bill_to: parsed(&order.bill_to)?,
        offer_name: offer_name(&quote, language),
        quote,
    })
}

/// How a paid or refunded order was paid.
fn payment(order: &order::Model, kind: &Kind, issued_on: NaiveDate) -> Result<Payment, DbErr> {
    if matches!(kind, Kind::CreditNote { .. }) {
        return Ok(Payment::Refunded { on: issued_on });
    }
    let paid_on = order.paid_on.unwrap_or(issued_on);
    let card: Option<CardSummary> = order.card.as_deref().map(parsed).transpose()?;
    Ok(match card {
        Some(CardSummary { brand, last4, .. }) => Payment::Card { brand, last4, paid_on },
        None => Payment::Transfer { paid_on },
    })
}

/// What a transfer is asked for with: not a tax invoice, and without a number of its own.
pub async fn pro_forma(
    portal: &Portal,
    order: &order::Model,
    transfer: TransferInstructions,
    language: Language,
) -> Result<Vec<u8>, InvoiceError> {
    let partner = partner_id(&order.partner_id)?;
    let row = partner_row(portal.db.read(), &partner).await?;
    let quote: Quote = parsed(&order.quote)?;
    let zone = crate::offers::partner_zone(&row)?;
    let document = Document {
        kind: Kind::ProForma,
        language,
        issued_on: order.started_at.with_timezone(&zone).date_naive(),
        order: OrderNumber(order.number),
        partner,
        supplier: portal.catalogue().supplier_for(&row.country),
        country: row.country,
        bill_to: parsed(&order.bill_to)?,
        offer_name: offer_name(&quote, language),
        quote,
        payment: Payment::Awaited {
            account: transfer.account,
            reference: transfer.reference,
            pay_by: transfer.pay_by,
        },
    };
    set(document).await
}

/// What was ordered, from the order's own lines.
fn offer_name(quote: &Quote, language: Language) -> String {
    quote.offer_name().map(|name| name.text(language).to_owned()).unwrap_or_default()
}

/// Sets a document on a thread where that may take its time.
async fn set(document: Document) -> Result<Vec<u8>, InvoiceError> {
    static TYPESETTER: OnceLock<Typesetter> = OnceLock::new();
    let work = tokio::task::spawn_blocking(move || {
        let typesetter = if let Some(typesetter) = TYPESETTER.get() {
            typesetter
        } else {
            let made = Typesetter::new()?;
            TYPESETTER.get_or_init(|| made)
        };
        typesetter.pdf(&document)
    });
    let pdf = work.await.map_err(|error| DbErr::Custom(format!("a document was not finished: {error}")))?;
    Ok(pdf?)
}
