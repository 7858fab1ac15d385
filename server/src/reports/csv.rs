//! A report as a file for a spreadsheet program: its tables one below the other, with the currency in a column.

use sea_orm::DbErr;
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::reports::{Cell, Column, ReportView, RowName, Table, month_name};

use super::words;
use crate::spreadsheets::{Cell as Plain, Sheet};

/// The file. Amounts are plain decimals, shares per cent, times minutes.
pub fn csv(view: &ReportView, language: Language) -> Result<Vec<u8>, DbErr> {
    let text = |name: &Localized| name.text(language).to_owned();
    let columns = columns(view);
    let about = if view.report.is_monthly() { words::MONTH } else { words::ROW };
    let headings: Vec<_> = [about, words::CURRENCY]
        .into_iter()
        .map(|name| text(&words::named(name)))
        .chain(columns.iter().map(|column| text(&column.name)))
        .collect();
    let nothing = || Plain::Text(String::new());
    let mut sheet = Sheet::new(&headings.iter().map(String::as_str).collect::<Vec<_>>())?;
    for table in &view.tables {
        for row in &table.rows {
            let about = match &row.about {
                RowName::Month(month) => month_name(*month),
                RowName::Named(name) => text(name),
            };
            let cell = |column: &&Column| {
                let place = table.columns.iter().position(|own| own == *column);
                place.and_then(|place| row.cells.get(place)).map_or_else(nothing, |cell| plain(*cell))
            };
            let currency = table.currency.clone().unwrap_or_default();
            sheet.cells([about, currency].map(Plain::Text).into_iter().chain(columns.iter().map(cell)))?;
        }
    }
    sheet.into_file()
}

/// The columns of all tables: two currencies may have sold different offers.
fn columns(view: &ReportView) -> Vec<&Column> {
    let mut all: Vec<&Column> = Vec::new();
    for column in view.tables.iter().flat_map(|Table { columns, .. }| columns) {
        if !all.contains(&column) {
            all.push(column);
        }
    }
    all
}

fn plain(cell: Cell) -> Plain {
    match cell {
        Cell::Count(number) | Cell::Minutes(number) => Plain::Text(number.to_string()),
        Cell::Amount(money) => Plain::Amount(money),
        Cell::Share(share) => Plain::Text(format!("{}.{:02}", share / 100, share % 100)),
        Cell::Nothing => Plain::Text(String::new()),
    }
}
