//! A bank's CSV file, by a mapping of its columns.

use csv::{ReaderBuilder, StringRecord};
use tokuten_core::statements::mapping::{CsvMapping, DateFormat, DecimalMark, Delimiter, guessed};
use tokuten_core::statements::{CsvPreview, MOST_LINES};

use super::file::{Read, csv_text, is_japanese_letter, likely_encoding};

/// How many rows a preview shows.
const SHOWN: usize = 5;
/// Among how many rows the headings are looked for.
const HEAD: usize = 15;

/// The rows of a file, each with its line.
struct Rows(Vec<(u32, StringRecord)>);

impl Rows {
    fn of(text: &str, delimiter: Delimiter) -> Result<Self, (u32, String)> {
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        let (mut at, mut line) = (0, 1_u32);
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(Self(rows)),
                Err(error) => return Err((line, error.to_string())),
            }
            // The reader skips empty lines before a row: it stands on the first that is not.
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(text.len());
            let passed = text.get(at..end).unwrap_or_default();
            let skipped = passed.len() - passed.trim_start_matches(['\r', '\n']).len();
            let ends = |part: &str| u32::try_from(part.matches('\n').count()).unwrap_or(u32::MAX);
            let begins = line.saturating_add(ends(&passed[..skipped]));
            rows.push((begins, record.clone()));
            line = line.saturating_add(ends(passed));
            at = end;
            if rows.len() > MOST_LINES + HEAD + 1 {
                return Ok(Self(rows));
            }
        }
    }

    fn cells(&self, at: usize) -> Vec<String> {
        let row = self.0.get(at).map(|(_, record)| record);
        row.map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default()
    }

    fn after(&self, heading: usize) -> &[(u32, StringRecord)] {
        self.0.get(heading + 1..).unwrap_or_default()
    }
}

/// How a file is likely to be read; `currency` is the programme's.
fn first_guess(content: &[u8], currency: &str) -> CsvMapping {
    let encoding = likely_encoding(content);
    let text = csv_text(content, encoding).unwrap_or_default();
    let head: String = text.lines().take(HEAD).collect::<Vec<_>>().join("\n");
    let count = |delimiter: &Delimiter| head.bytes().filter(|byte| *byte == delimiter.byte()).count();
    let delimiter = Delimiter::ALL.into_iter().max_by_key(count).unwrap_or_default();
    let rows = Rows::of(&head, delimiter).map(|rows| rows.0).unwrap_or_default();
    let is_heading = |record: &StringRecord| {
        let named = |cell: &&str| !cell.trim().is_empty() && !cell.chars().any(|char| char.is_ascii_digit());
        record.len() > 2 && record.iter().filter(named).count() * 3 >= record.len() * 2
    };
    let heading = rows.iter().position(|(_, record)| is_heading(record)).unwrap_or(0);
    CsvMapping {
        encoding,
        delimiter,
        heading_line: u32::try_from(heading + 1).unwrap_or(1),
        date: 0,
        date_format: DateFormat::default(),
        amount: 1,
        debit: None,
        decimal_mark: DecimalMark::default(),
        currency: currency.to_owned(),
        currency_column: None,
        reference: None,
        payer: None,
        texts: Vec::new(),
    }
}

/// Whether a file is in Japanese, as far as its beginning tells.
pub fn is_japanese(content: &[u8]) -> bool {
    let text = csv_text(content, likely_encoding(content)).unwrap_or_default();
    text.chars().take(500).any(is_japanese_letter)
}

/// The headings of a file, as far as can be told without a mapping.
pub fn headings(content: &[u8], currency: &str) -> Vec<String> {
    let guess = first_guess(content, currency);
    let text = csv_text(content, guess.encoding).unwrap_or_default();
    let rows = Rows::of(&text, guess.delimiter).unwrap_or(Rows(Vec::new()));
    rows.cells(guess.heading_line.saturating_sub(1) as usize)
}

/// Reads a file by a mapping, or by what it is likely to be.
pub fn read(content: &[u8], mapping: Option<&(CsvMapping, bool)>, currency: &str) -> Read {
    let mut read = Read::csv();
    let (base, remembered) = match mapping {
        Some((mapping, remembered)) => (mapping.clone(), *remembered),
        None => (first_guess(content, currency), false),
    };
    let text = match csv_text(content, base.encoding) {
        Ok(text) => text,
        Err(reason) => {
            read.faults.note(1, None, reason);
            read.csv = Some(CsvPreview { headings: Vec::new(), rows: Vec::new(), mapping: base, remembered });
            return read;
        }
    };
    let rows = Rows::of(&text, base.delimiter).unwrap_or_else(|(line, reason)| {
        read.faults.note(line, None, reason);
        Rows(Vec::new())
    });
    let heading = (base.heading_line as usize).saturating_sub(1);
    let headings = rows.cells(heading);
    let shown: Vec<Vec<String>> =
        (heading + 1..rows.0.len().min(heading + 1 + SHOWN)).map(|at| rows.cells(at)).collect();
    let mapping = if mapping.is_some() { base } else { guessed(&headings, &shown, base) };
    lines(&rows, heading, &headings, &mapping, &mut read);
    read.csv = Some(CsvPreview { headings, rows: shown, mapping, remembered });
    read
}

fn lines(rows: &Rows, heading: usize, headings: &[String], mapping: &CsvMapping, read: &mut Read) {
    let beyond = mapping.beyond(headings.len());
    if let Some(column) = beyond.first() {
        let line = rows.0.get(heading).map_or(1, |(line, _)| *line);
        let reason =
            format!("line {line} has {} columns; column {} is none of them", headings.len(), column + 1);
        read.faults.note(line, None, reason);
        return;
    }
    let name = |at: u32| headings.get(at as usize).cloned();
    for (line, record) in rows.after(heading) {
        let cells: Vec<&str> = record.iter().collect();
        match mapping.line(&cells, *line) {
            Ok(Some(found)) => read.lines.push(found),
            Ok(None) => {}
            Err(faults) => {
                for (column, reason) in faults {
                    read.faults.note(*line, column.and_then(name), reason);
                }
            }
        }
    }
}
