//! Bank statements: brought in, compared with what orders await, confirmed by finance.
//!
//! Importing books nothing. A line is one row, known again in any other file by `core`'s `identity`; what it seems to be
//! is worked out each time that it is looked at; confirming it goes through `orders::transfers`, which books each of the
//! bank's references once.

mod camt;
mod confirming;
mod csv_file;
mod file;
mod listing;
mod store;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::HashSet;
use std::fmt::Write;

use axum::http::StatusCode;
use chrono::NaiveDate;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use tokuten_core::calendar::shifted;
use tokuten_core::competencies::ImportFault;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::statements::identity::{Recognised, recognise, written};
use tokuten_core::statements::mapping::{self, CsvMapping};
use tokuten_core::statements::{BankLine, Direction, PreviewedLine, StatementImported, StatementPreview};

use crate::audit::Entry;
use crate::db::{Change, next_number_of};
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::orders::OrderError;
use crate::orders::transfers;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{payment, statement, statement_line};
use crate::uploads::File;

pub use confirming::{confirm, confirm_exact, reopen, set_aside};
use file::{Faults, Read};
pub use listing::{list, view};

/// How many lines a preview shows.
const PREVIEWED: usize = 20;
/// The longest reference of a bank that is kept as it is.
const LONGEST_REFERENCE: usize = 80;

/// Why something was not done with a statement.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Lines of the file are wrong.
    #[error("lines of the file are wrong")]
    Wrong(Vec<ImportFault>, usize),
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Somebody has decided about the line.
    #[error("the line is decided")]
    Decided,
    /// The money could not be booked.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The work was cut off.
    #[error("the server is shutting down")]
    Interrupted,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<StatementError> for Problem {
    fn from(error: StatementError) -> Self {
        match error {
            StatementError::NotFound(what) => Self::not_found(what),
            StatementError::Wrong(rows, count) => {
                let detail = format!(
                    "Mistakes in the file: {count}. Nothing was imported. Look at the lines that are named, correct the mapping or export the file again."
                );
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Self::new(status, ProblemCode::RowsWrong, "Lines of the file are wrong", detail)
                    .with_rows(rows, count)
            }
            StatementError::Invalid(fields) => Self::invalid(fields),
            StatementError::Decided => Self::conflict(
                ProblemCode::Conflict,
                "Decided already",
                "Somebody has booked this line or set it aside meanwhile. Nothing was done. Load the page again.",
            ),
            StatementError::Order(error) => error.into(),
            StatementError::Interrupted | StatementError::Database(_) => Self::internal(&error),
        }
    }
}

/// Reads a file; nothing is stored. A CSV file without a mapping is read as one with its headings was before.
async fn read(
    portal: &Portal,
    content: Vec<u8>,
    mapping: Option<CsvMapping>,
) -> Result<Read, StatementError> {
    let currency = likely_currency(portal, &content);
    let mapping = match mapping {
        Some(mapping) => Some((mapping, false)),
        None if file::is_xml(&content) => None,
        None => {
            let key = mapping_key(&csv_file::headings(&content, &currency));
            store::mapping(portal.db.read(), &key).await?.map(|mapping| (mapping, true))
        }
    };
    let today = portal.clock.today(portal.programme_zone());
    let reading = tokio::task::spawn_blocking(move || {
        let read = if file::is_xml(&content) {
            match file::xml_text(&content) {
                Ok(text) => camt::read(&text),
                Err(reason) => {
                    let mut read = Read::camt();
                    read.faults.note(1, None, reason);
                    read
                }
            }
        } else {
            csv_file::read(&content, mapping.as_ref(), &currency)
        };
        not_of_tomorrow(read.checked(), today)
    });
    reading.await.map_err(|_| StatementError::Interrupted)
}

/// The currency of a file that has no column for it: of the vendor's accounts the yen for one in Japanese, else the first.
fn likely_currency(portal: &Portal, content: &[u8]) -> String {
    let catalogue = portal.catalogue();
    let currencies = || catalogue.bank_accounts.iter().map(|account| account.currency.as_str());
    let yen = currencies().find(|currency| *currency == "JPY" && csv_file::is_japanese(content));
    yen.or_else(|| currencies().next()).unwrap_or("EUR").to_owned()
}

/// A bank books no day that has not come; where the bank is, it may be a day later than here.
fn not_of_tomorrow(mut read: Read, today: NaiveDate) -> Read {
    let Read { lines, faults, .. } = &mut read;
    for line in lines.iter().filter(|line| line.booked_on > shifted(today, 1)) {
        faults.note(line.line, None, format!("it is of {}, and that day has not come", line.booked_on));
    }
    read
}

fn mapping_key(headings: &[String]) -> String {
    hex(&Sha256::digest(mapping::key(headings)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What would come in.
pub async fn preview(
    portal: &Portal,
    content: Vec<u8>,
    mapping: Option<CsvMapping>,
) -> Result<StatementPreview, StatementError> {
    let read = read(portal, content, mapping).await?;
    let known = match days(&read.lines) {
        Some(days) => {
            let stored = store::lines_between(portal.db.read(), days).await?;
            recognise(&read.lines, read.format, &stored)
        }
        None => Vec::new(),
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let credits = read.lines.iter().filter(|line| line.direction == Direction::Credit).count();
    let days = days(&read.lines);
    Ok(StatementPreview {
        format: read.format,
        credits: count(credits),
        others: count(read.lines.len() - credits),
        known: count(known.iter().filter(|known| **known == Recognised::Known).count()),
        pending: read.pending,
        from: days.map(|(from, _)| from),
        to: days.map(|(_, to)| to),
        lines: read
            .lines
            .into_iter()
            .zip(known)
            .take(PREVIEWED)
            .map(|(line, known)| PreviewedLine { line, known: known == Recognised::Known })
            .collect(),
        csv: read.csv,
        faults: read.faults.first,
        fault_count: read.faults.count,
    })
}

fn days(lines: &[BankLine]) -> Option<(NaiveDate, NaiveDate)> {
    let days = || lines.iter().map(|line| line.booked_on);
    Some((days().min()?, days().max()?))
}

/// Brings in what is new in a file: all of it, or nothing.
pub async fn import(
    portal: &Portal,
    operator: &Operator,
    upload: File,
    mapping: Option<CsvMapping>,
) -> Result<StatementImported, StatementError> {
    let file_name = upload.harmless_name("statement");
    let Read { format, lines, pending, csv, faults } = read(portal, upload.content, mapping).await?;
    let Faults { first, count } = faults;
    if count > 0 {
        return Err(StatementError::Wrong(first, count));
    }
    let tx = portal.db.begin().await?;
    // Who imports at the same time waits here, and then sees these lines.
    let number = next_number_of(&tx, "statements").await?;
    if let Some(csv) = csv {
        store::remember(&tx, (&mapping_key(&csv.headings), operator, portal.clock.now()), &csv).await?;
    }
    let nothing = |lines: usize| StatementImported {
        number: None,
        new: 0,
        known: u32::try_from(lines).unwrap_or(u32::MAX),
        pending,
    };
    let Some(days) = days(&lines) else {
        tx.rollback().await?;
        return Ok(nothing(0));
    };
    let stored = store::lines_between(&tx, days).await?;
    let recognised = recognise(&lines, format, &stored);
    let new: Vec<_> =
        lines.iter().zip(&recognised).filter(|(_, recognised)| **recognised != Recognised::Known).collect();
    if new.is_empty() {
        tx.rollback().await?;
        return Ok(nothing(lines.len()));
    }
    let row = statement::Model {
        number,
        file_name,
        format: format.code().to_owned(),
        from_day: days.0,
        to_day: days.1,
        imported_by: operator.id.clone(),
        imported_at: portal.clock.now(),
    };
    let rows = rows(&tx, number, &new).await?;
    let imported = StatementImported {
        number: Some(number),
        new: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        known: u32::try_from(lines.len() - rows.len()).unwrap_or(u32::MAX),
        pending,
    };
    store::insert(&tx, row, rows).await?;
    let subject = format!("statement {number}");
    let at = portal.clock.now();
    let entry = Entry { at, actor: &operator.id, action: "statement imported", subject, partner: None };
    entry.record(&tx, None::<&()>, Some(&imported)).await?;
    tx.commit().await?;
    Ok(imported)
}

/// New lines as they are stored. Money that finance has recorded by hand under the same reference is booked already.
async fn rows(
    tx: &Change,
    number: i64,
    new: &[(&BankLine, &Recognised)],
) -> Result<Vec<statement_line::Model>, DbErr> {
    let own: Vec<String> = new.iter().filter_map(|(line, _)| own_reference(line)).collect();
    let days: HashSet<_> = new.iter().map(|(line, _)| line.booked_on).collect();
    let mut taken = store::references(tx, &own, &days).await?;
    let recorded = transfers::recorded_under(tx, &own).await?;
    let mut rows = Vec::with_capacity(new.len());
    for ((line, recognised), position) in new.iter().zip(1..) {
        let own_reference = own_reference(line);
        let before = own_reference.as_ref().and_then(|reference| recorded.get(reference));
        let before = before.filter(|payment| is_that(line, payment) && line.direction == Direction::Credit);
        let row = row((number, position), line, booking_reference(line, &mut taken))?;
        rows.push(statement_line::Model {
            own_reference,
            resembles: match recognised {
                Recognised::Resembles(other) => Some(other.clone()),
                Recognised::New | Recognised::Known => None,
            },
            ..match before {
                Some(payment) => booked_before(row, payment),
                None => row,
            }
        });
    }
    Ok(rows)
}

fn is_that(line: &BankLine, payment: &payment::Model) -> bool {
    payment.amount == line.amount.amount && payment.currency == line.amount.currency.code()
}

fn booked_before(row: statement_line::Model, payment: &payment::Model) -> statement_line::Model {
    statement_line::Model {
        state: store::BOOKED.to_owned(),
        order_number: payment.order_number,
        allocation: Some(payment.allocation.clone()),
        decided_by: Some(payment.recorded_by.clone()),
        decided_at: Some(payment.recorded_at),
        ..row
    }
}

fn row(
    (statement_number, position): (i64, i32),
    line: &BankLine,
    bank_reference: String,
) -> Result<statement_line::Model, DbErr> {
    let state = if line.direction == Direction::Credit { store::OPEN } else { store::OTHER };
    Ok(statement_line::Model {
        id: new_id(),
        statement_number,
        position,
        line: i32::try_from(line.line).unwrap_or(i32::MAX),
        direction: line.direction.code().to_owned(),
        booked_on: line.booked_on,
        amount: line.amount.amount,
        currency: line.amount.currency.code().to_owned(),
        bank_reference,
        own_reference: None,
        payer: line.payer.clone(),
        texts: serde_json::to_string(&line.texts).map_err(|error| DbErr::Json(error.to_string()))?,
        account: line.account.clone(),
        resembles: None,
        state: state.to_owned(),
        order_number: None,
        allocation: None,
        reason: None,
        decided_by: None,
        decided_at: None,
    })
}

fn own_reference(line: &BankLine) -> Option<String> {
    let reference = line.reference.as_deref().map(str::trim).filter(|reference| !reference.is_empty())?;
    Some(reference.chars().take(LONGEST_REFERENCE).collect())
}

/// The reference under which a line is booked: the bank's own; with its day where the bank has used it before, as those do
/// that count anew every day; and one of its words where the bank gives none.
fn booking_reference(line: &BankLine, taken: &mut HashSet<String>) -> String {
    let day = line.booked_on;
    let base = own_reference(line).unwrap_or_else(|| {
        let words = format!("{}|{}|{}", line.direction.code(), line.amount, written(line));
        format!("{day} {}", &hex(&Sha256::digest(words))[..10])
    });
    let with_day = if line.reference.is_some() { format!("{base} ({day})") } else { base.clone() };
    let numbered = (2..).map(|place| format!("{with_day} #{place}"));
    let mut names = [base, with_day.clone()].into_iter().chain(numbered);
    let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}
