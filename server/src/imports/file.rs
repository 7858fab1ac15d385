//! The whole file, read row by row: errors name every row that is wrong in itself or contradicts another.

use std::io::Read;

use chrono::{DateTime, Utc};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, Trim};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::competencies::RowCode;

use super::columns::Column;
use super::errors::{ImportError, Place, RowErrors};
use super::header::Header;
use super::lines::LineCounter;
use super::members::Members;
use super::rows::RowReader;
use super::{PROGRESS_EVERY, Progress};

/// Reads a file; gives the members and the number of rows.
pub(super) fn read(
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    reader: impl Read,
    progress: &mut impl FnMut(Progress),
) -> Result<(Members, u64), ImportError> {
    let mut lines = Records::of(reader);
    let mut errors = RowErrors::default();
    let Some(header) = lines.header(&Column::ALL.map(Place::from), &mut errors)? else {
        return Err(ImportError::Rows(errors));
    };
    let row_reader = RowReader { header, catalogue, now };
    let mut members = Members::default();
    let mut rows = 0;
    while let Some((line, record)) = lines.next(&mut errors)? {
        rows += 1;
        if let Some(row) = record.and_then(|record| row_reader.read(&record, line, &mut errors)) {
            members.add(row, &mut errors);
        }
        if rows % PROGRESS_EVERY == 0 {
            progress(Progress::Read { rows });
        }
    }
    members.note_overlaps(&mut errors);
    if errors.is_empty() {
        // Otherwise the offer may be in a row that was left out because of something else.
        members.note_missing_offers(&mut errors);
    }
    errors.none_or_refuse()?;
    Ok((members, rows))
}

/// The records of a CSV file, each with its line.
pub(super) struct Records<R> {
    csv: Reader<LineCounter<R>>,
    bytes: ByteRecord,
}

impl<R: Read> Records<R> {
    pub(super) fn of(reader: R) -> Self {
        // Flexible, so that a row of another length is noted like any other mistake and reading goes on. The
        // csv crate takes off a byte order mark and takes all sorts of line ends.
        let csv = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(Trim::All)
            .from_reader(LineCounter::new(reader));
        Self { csv, bytes: ByteRecord::new() }
    }

    /// The first line; `None` after it has noted what is wrong with it.
    pub(super) fn header(
        &mut self,
        columns: &[Place],
        errors: &mut RowErrors,
    ) -> Result<Option<Header>, csv::Error> {
        Ok(match self.next(errors)? {
            Some((_, names)) => names.and_then(|names| Header::of(&names, columns, errors)),
            None => errors.refuse_line(1, RowCode::NoRows),
        })
    }

    /// The next record: its line, and its text if that could be read. `None` at the end.
    pub(super) fn next(
        &mut self,
        errors: &mut RowErrors,
    ) -> Result<Option<(u64, Option<StringRecord>)>, csv::Error> {
        if !self.csv.read_byte_record(&mut self.bytes)? {
            return Ok(None);
        }
        let from = self.bytes.position().map_or(0, csv::Position::byte);
        let line = self.csv.get_mut().line_from(from);
        let text = StringRecord::from_byte_record(self.bytes.clone()).ok();
        let text = text.or_else(|| errors.refuse_line(line, RowCode::NotUtf8));
        Ok(Some((line, text)))
    }
}
