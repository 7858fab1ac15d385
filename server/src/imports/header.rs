//! The first line of a file: where it has each column.

use csv::StringRecord;
use tokuten_core::competencies::RowCode;

use super::errors::{Place, RowErrors};
use crate::catalogue::similar;

/// Where the file has each column.
pub(super) struct Header {
    positions: Vec<usize>,
    /// How many fields each row has.
    pub(super) width: usize,
}

impl Header {
    /// Reads the first line of a file that is to have these columns, each once and in any order; `None` after it
    /// has noted what is wrong with it.
    pub(super) fn of(names: &StringRecord, columns: &[Place], errors: &mut RowErrors) -> Option<Self> {
        if let Some(separator) = foreign_separator(names) {
            return errors.refuse_line(1, separator);
        }
        note_unknown(names, columns, errors);
        let mut positions = vec![0; columns.len()];
        for (position, column) in positions.iter_mut().zip(columns) {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column.name);
            match (found.next(), found.next()) {
                (Some((index, _)), None) => *position = index,
                (None, _) => errors.note_line(1, RowCode::ColumnMissing.with("column", column)),
                (Some(_), Some(_)) => errors.note_line(1, RowCode::ColumnTwice.with("column", column)),
            }
        }
        errors.is_empty().then_some(Self { positions, width: names.len() })
    }

    /// What `record` has in `column`.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: impl Into<Place>) -> &'r str {
        let position = self.positions.get(column.into().at);
        position.and_then(|position| record.get(*position)).unwrap_or_default()
    }
}

/// What separates the columns, if it is plainly not the comma.
fn foreign_separator(names: &StringRecord) -> Option<RowCode> {
    let only = names.get(0).filter(|_| names.len() == 1)?;
    [(";", RowCode::Semicolons), ("\t", RowCode::Tabs)]
        .into_iter()
        .find(|(sign, _)| only.contains(sign))
        .map(|(_, code)| code)
}

fn note_unknown(names: &StringRecord, columns: &[Place], errors: &mut RowErrors) {
    let known: Vec<_> = columns.iter().map(|column| column.name).collect();
    for name in names.iter().filter(|name| !known.contains(name)) {
        let fault = RowCode::UnknownColumn.with("text", name);
        errors.note_line(1, fault.hinting(similar(name, &known), &known));
    }
}
