//! Tables for a spreadsheet program: CSV that opens right in it, and in which nothing is a formula.

use sea_orm::DbErr;
use tokuten_core::money::Money;

/// So that a spreadsheet program knows that this is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What stands in one place of a row.
pub enum Cell {
    /// Whatever somebody wrote.
    Text(String),
    /// An amount, without its currency.
    Amount(Money),
}

/// A table that grows row by row.
pub struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    /// A table with these headings.
    pub fn new(headings: &[&str]) -> Result<Self, DbErr> {
        let mut sheet = Self::beginning_with(BYTE_ORDER_MARK);
        sheet.row(headings.iter().map(|heading| (*heading).to_owned()))?;
        Ok(sheet)
    }

    /// What comes after the rows of another piece of the same table.
    pub fn further() -> Self {
        Self::beginning_with("")
    }

    fn beginning_with(text: &str) -> Self {
        let terminator = csv::Terminator::CRLF;
        Self(csv::WriterBuilder::new().terminator(terminator).from_writer(text.into()))
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) -> Result<(), DbErr> {
        self.0.write_record(cells.into_iter().map(|cell| harmless(&cell))).map_err(|error| unwritten(&error))
    }

    /// Adds a row in which some cells are amounts, which stay numbers.
    pub fn cells(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), DbErr> {
        let text = |cell: Cell| match cell {
            Cell::Text(text) => harmless(&text),
            // Digits, a point and a minus are no formula.
            Cell::Amount(money) => money.in_major_units(),
        };
        self.0.write_record(cells.into_iter().map(text)).map_err(|error| unwritten(&error))
    }

    /// The whole file.
    pub fn into_file(self) -> Result<Vec<u8>, DbErr> {
        self.0.into_inner().map_err(|error| unwritten(&error))
    }
}

fn unwritten(error: &dyn std::fmt::Display) -> DbErr {
    DbErr::Custom(format!("a table for a spreadsheet could not be written: {error}"))
}

/// A cell that no spreadsheet program takes for a formula: an apostrophe before what could be the beginning of one.
fn harmless(cell: &str) -> String {
    let begins =
        |char| matches!(char, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.trim_start_matches(' ').starts_with(begins) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(cells: &[&str]) -> String {
        let mut sheet = Sheet::new(&["Name", "名前"]).unwrap();
        sheet.row(cells.iter().map(|cell| (*cell).to_owned())).unwrap();
        String::from_utf8(sheet.into_file().unwrap()).unwrap()
    }

    #[test]
    fn a_table_opens_as_utf_8_with_what_is_quoted_kept_whole() {
        assert_eq!(file(&["a \"b\", c", "一\n二"]), "\u{feff}Name,名前\r\n\"a \"\"b\"\", c\",\"一\n二\"\r\n");
    }

    #[test]
    fn an_amount_stays_a_number_and_a_text_like_one_does_not() {
        let mut sheet = Sheet::new(&["Net", "Note"]).unwrap();
        let amount = Money::new(-1_250, tokuten_core::money::Currency::EUR);
        sheet.cells([Cell::Amount(amount), Cell::Text("-12.50".into())]).unwrap();
        assert_eq!(sheet.into_file().unwrap(), "\u{feff}Net,Note\r\n-12.50,'-12.50\r\n".as_bytes());
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+81 3-1234-5678", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        for text in ["", "1-1", "Ada = Byron", "2027-03-10", "'x", "株式会社"] {
            assert_eq!(harmless(text), text);
        }
    }
}
