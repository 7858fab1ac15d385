//! A report as a file for a spreadsheet program: its tables one below the other, with the currency in a column.

use sea_orm::DbErr;
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::reports::{Cell, Column, ReportView, RowName, Table, month_name};

use super::words;
use crate::spreadsheets::Sheet;

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
    let mut sheet = Sheet::new(&headings.iter().map(String::as_str).collect::<Vec<_>>())?;
    for table in &view.tables {
        for row in &table.rows {
            let about = match &row.about {
                RowName::Month(month) => month_name(*month),
                RowName::Named(name) => text(name),
            };
            let cell = |column: &&Column| {
                let place = table.columns.iter().position(|own| own == *column);
                place.and_then(|place| row.cells.get(place)).map(|cell| plain(*cell)).unwrap_or_default()
            };
            let currency = table.currency.clone().unwrap_or_default();
            sheet.row([about, currency].into_iter().chain(columns.iter().map(cell)))?;
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

fn plain(cell: Cell) -> String {
    match cell {
        Cell::Count(number) | Cell::Minutes(number) => number.to_string(),
        Cell::Amount(money) => decimal(money.amount, money.decimals()),
        Cell::Share(share) => decimal(i64::from(share), 2),
        Cell::Nothing => String::new(),
    }
}

fn decimal(amount: i64, decimals: u32) -> String {
    let (sign, digits) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    match 10_u64.checked_pow(decimals).filter(|_| decimals > 0) {
        Some(scale) => {
            format!("{sign}{}.{:0width$}", digits / scale, digits % scale, width = decimals as usize)
        }
        None => format!("{sign}{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_decimals() {
        assert_eq!(decimal(53_900, 0), "53900");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(42_500, 2), "425.00");
    }
}
