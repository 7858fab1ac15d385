//! Money: what was invoiced, what is earned of it, and what has not arrived.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DbErr;
use tokuten_core::calendar::{days_between, shifted};
use tokuten_core::catalogue::Localized;
use tokuten_core::money::{Currency, Money, currency};
use tokuten_core::orders::OrderState;
use tokuten_core::quotes::Quote;
use tokuten_core::reports::{
    AGES, Cell, Column, Row, RowName, Table, age_class, deferred as still_to_earn, last_of,
};

use super::words::{self, drawn, told};
use super::{Asked, rows};
use crate::offers::parsed;
use crate::portal::Portal;

const REVENUE: &str = "SELECT invoices.currency, orders.offer, CAST(SUM(invoices.net) AS BIGINT) AS net \
    FROM invoices JOIN orders ON orders.number = invoices.order_number \
    WHERE invoices.issued_on BETWEEN $1 AND $2 GROUP BY invoices.currency, orders.offer";

/// What was invoiced up to `$2` for terms that run on after `$1`, or was invoiced since: by day and term, of which there
/// are few however many partners there are.
const TERMS: &str = "SELECT invoices.currency, invoices.issued_on, terms.starts, terms.expires_on, \
        CAST(SUM(invoices.net) AS BIGINT) AS net \
    FROM invoices JOIN terms ON terms.order_number = invoices.order_number \
    WHERE invoices.issued_on <= $2 AND (terms.expires_on > $1 OR invoices.issued_on > $1) \
    GROUP BY invoices.currency, invoices.issued_on, terms.starts, terms.expires_on";

const OUTSTANDING: &str = "SELECT started_at, quote, CAST(COALESCE((SELECT SUM(allocated) FROM payments \
        WHERE payments.order_number = orders.number), 0) AS BIGINT) AS received \
    FROM orders WHERE state = $1";

fn unit(code: &str) -> Result<Currency, DbErr> {
    currency(code).ok_or_else(|| DbErr::Custom(format!("there is no currency {code}")))
}

/// What was invoiced in each month before tax, less what was credited, by offer.
pub async fn revenue(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let mut sums: BTreeMap<String, HashMap<(NaiveDate, String), i64>> = BTreeMap::new();
    for month in &asked.months {
        let values = [(*month).into(), last_of(*month).into()];
        for row in rows(portal.db.read(), REVENUE, values).await? {
            let of_currency = sums.entry(row.try_get("", "currency")?).or_default();
            of_currency.insert((*month, row.try_get("", "offer")?), row.try_get("", "net")?);
        }
    }
    let table = |(code, sums): (String, HashMap<(NaiveDate, String), i64>)| {
        let unit = unit(&code)?;
        let offers: BTreeSet<_> = sums.keys().map(|(_, offer)| offer.clone()).collect();
        let row = |month: &NaiveDate| {
            let net = |offer: &String| sums.get(&(*month, offer.clone())).copied().unwrap_or_default();
            let total = offers.iter().map(net).sum();
            let cells = offers.iter().map(net).chain([total]).map(|net| Cell::Amount(Money::new(net, unit)));
            Row { about: RowName::Month(*month), cells: cells.collect() }
        };
        let columns = offers.iter().map(|offer| Column { name: offer_name(portal, offer), is_drawn: true });
        Ok(Table {
            columns: columns.chain([told(words::TOTAL)]).collect(),
            rows: asked.months.iter().map(row).collect(),
            currency: Some(code),
        })
    };
    sums.into_iter().map(table).collect()
}

fn offer_name(portal: &Portal, code: &str) -> Localized {
    let catalogue = portal.catalogue();
    let offer = catalogue.offer(&code.into());
    offer.map_or_else(|| words::named((code, code)), |offer| offer.name.clone())
}

/// Orders by transfer whose money has not arrived, by the days since they were started.
pub async fn receivables(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let zone = portal.programme_zone();
    let mut classes: BTreeMap<String, [(u64, i64); AGES.len()]> = BTreeMap::new();
    for state in [OrderState::AwaitingTransfer, OrderState::ProofSubmitted] {
        for row in rows(portal.db.read(), OUTSTANDING, [state.code().into()]).await? {
            let quote: Quote = parsed(&row.try_get::<String>("", "quote")?)?;
            let started: DateTime<Utc> = row.try_get("", "started_at")?;
            let days = days_between(started.with_timezone(&zone).date_naive(), asked.today);
            let of_currency = classes.entry(quote.total.currency.code().to_owned()).or_default();
            let (orders, amount) = &mut of_currency[age_class(days)];
            *orders += 1;
            *amount += quote.total.amount - row.try_get::<i64>("", "received")?;
        }
    }
    let table = |(code, classes): (String, [(u64, i64); AGES.len()])| {
        let unit = unit(&code)?;
        let row = |(name, (orders, amount)): (Localized, (u64, i64))| Row {
            about: RowName::Named(name),
            cells: vec![Cell::Amount(Money::new(amount, unit)), Cell::Count(orders)],
        };
        Ok(Table {
            columns: vec![drawn(words::OUTSTANDING), told(words::ORDERS)],
            rows: words::ages().zip(classes).map(row).collect(),
            currency: Some(code),
        })
    };
    classes.into_iter().map(table).collect()
}

/// What was invoiced for a term on one day.
struct Sold {
    issued_on: NaiveDate,
    term: (NaiveDate, NaiveDate),
    net: i64,
}

/// What each month begins with, invoices, earns, and ends with.
pub async fn deferred(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let (first, last) = asked.span();
    let mut sold: BTreeMap<String, Vec<Sold>> = BTreeMap::new();
    for row in rows(portal.db.read(), TERMS, [shifted(first, -1).into(), last.into()]).await? {
        sold.entry(row.try_get("", "currency")?).or_default().push(Sold {
            issued_on: row.try_get("", "issued_on")?,
            term: (row.try_get("", "starts")?, row.try_get("", "expires_on")?),
            net: row.try_get("", "net")?,
        });
    }
    let table = |(code, sold): (String, Vec<Sold>)| {
        let unit = unit(&code)?;
        let on = |day: NaiveDate| -> i64 {
            let issued = sold.iter().filter(|sold| sold.issued_on <= day);
            issued.map(|sold| still_to_earn(sold.net, sold.term, day)).sum()
        };
        let row = |month: &NaiveDate| {
            let (before, end) = (shifted(*month, -1), last_of(*month));
            let issued = sold.iter().filter(|sold| (*month..=end).contains(&sold.issued_on));
            let invoiced: i64 = issued.map(|sold| sold.net).sum();
            let amounts = [on(end), invoiced, on(before) + invoiced - on(end)];
            let cells = amounts.into_iter().map(|amount| Cell::Amount(Money::new(amount, unit)));
            Row { about: RowName::Month(*month), cells: cells.collect() }
        };
        Ok(Table {
            columns: vec![drawn(words::DEFERRED), told(words::INVOICED), told(words::EARNED)],
            rows: asked.months.iter().map(row).collect(),
            currency: Some(code),
        })
    };
    sold.into_iter().map(table).collect()
}
