//! Table of invoices and credit notes.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::invoices::{InvoiceKind, InvoicePage, InvoiceRow};
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::partners::PartnerId;

use crate::db::Change;
use crate::tables::{invoice, order};

/// Rows of a page of the list.
const PAGE: u64 = 50;

pub async fn insert(tx: &Change, row: invoice::Model) -> Result<(), DbErr> {
    tx.insert(invoice::ActiveModel::from(row)).await
}

/// Number of the invoice of an order.
pub async fn invoice_of(db: &impl ConnectionTrait, order: i64) -> Result<Option<String>, DbErr> {
    Ok(numbers_of_orders(db, [order]).await?.remove(&order))
}

/// Numbers of the invoices of orders, by order: of each the one that holds, which no credit note has corrected or which
/// came in the place of one that was.
pub async fn numbers_of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, String>, DbErr> {
    let rows: Vec<(i64, String)> = invoice::Entity::find()
        .filter(invoice::Column::OrderNumber.is_in(orders))
        .filter(invoice::Column::Kind.eq(InvoiceKind::Invoice.code()))
        .select_only()
        .columns([invoice::Column::OrderNumber, invoice::Column::Number])
        // Numbers rise as text too (year, then place), and the later one stays in the map.
        .order_by_asc(invoice::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// An invoice or credit note, of a partner or whosever it is.
pub async fn find(
    db: &impl ConnectionTrait,
    partner: Option<&PartnerId>,
    number: &str,
) -> Result<Option<invoice::Model>, DbErr> {
    let row = invoice::Entity::find_by_id(number).one(db).await?;
    Ok(row.filter(|row| partner.is_none_or(|partner| row.partner_id == partner.as_str())))
}

pub async fn order_of(
    db: &impl ConnectionTrait,
    invoice: &invoice::Model,
) -> Result<Option<order::Model>, DbErr> {
    order::Entity::find_by_id(invoice.order_number).one(db).await
}

/// A page of a partner's invoices of `year`, or of the latest year in which there are some; `today` says
/// which year it is if there are none.
pub async fn page(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    year: Option<i32>,
    after: u64,
    today: NaiveDate,
) -> Result<InvoicePage, DbErr> {
    let of_partner = || invoice::Entity::find().filter(invoice::Column::PartnerId.eq(partner.as_str()));
    let years: Vec<i32> = of_partner()
        .select_only()
        .column(invoice::Column::Year)
        .distinct()
        .order_by_desc(invoice::Column::Year)
        .into_tuple()
        .all(db)
        .await?;
    let year = year.or_else(|| years.first().copied()).unwrap_or_else(|| today.year());
    let mut rows = of_partner()
        .filter(invoice::Column::Year.eq(year))
        .order_by_desc(invoice::Column::IssuedOn)
        .order_by_desc(invoice::Column::Number)
        .offset(after)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next_cursor = more.then(|| (after + PAGE).to_string());
    Ok(InvoicePage { year, years, invoices: rows.into_iter().filter_map(listed).collect(), next_cursor })
}

/// Money of a currency that there is no longer cannot be shown; the catalogue does not take such.
fn listed(row: invoice::Model) -> Option<InvoiceRow> {
    let kinds = [InvoiceKind::Invoice, InvoiceKind::CreditNote];
    Some(InvoiceRow {
        kind: kinds.into_iter().find(|kind| kind.code() == row.kind)?,
        total: Money::new(row.total, currency(&row.currency)?),
        number: row.number,
        issued_on: row.issued_on,
        order: OrderNumber(row.order_number),
    })
}
