//! What is wrong with a file, and where.

use std::collections::BTreeSet;
use std::fmt;

use sea_orm::DbErr;
use tokuten_core::competencies::{RowCode, RowFault};

/// How many errors are kept and shown; more would not be read, and would fill the memory.
const SHOWN: usize = 200;

/// A column of a file: its place among those that the file is to have, and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub(super) at: usize,
    pub(super) name: &'static str,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What is wrong, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// What a page can say in its language.
    Coded(RowFault),
    /// What only the command line says, in English.
    Said(String),
}

impl Reason {
    /// The code, if it has one.
    #[must_use]
    pub fn coded(&self) -> Option<&RowFault> {
        match self {
            Self::Coded(fault) => Some(fault),
            Self::Said(_) => None,
        }
    }
}

impl From<RowFault> for Reason {
    fn from(fault: RowFault) -> Self {
        Self::Coded(fault)
    }
}

impl From<RowCode> for Reason {
    fn from(code: RowCode) -> Self {
        Self::Coded(code.into())
    }
}

impl From<String> for Reason {
    fn from(said: String) -> Self {
        Self::Said(said)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coded(fault) => fault.fmt(f),
            Self::Said(text) => f.write_str(text),
        }
    }
}

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowError {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column, unless the whole line is meant.
    pub column: Option<Place>,
    /// What is wrong, and what to write instead.
    pub reason: Reason,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.reason),
            None => write!(f, "line {}: {}", self.line, self.reason),
        }
    }
}

/// Everything that is wrong in a file: the first 200 in the order of lines, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowErrors {
    first: BTreeSet<RowError>,
    count: usize,
}

impl RowErrors {
    pub(super) fn note(&mut self, line: u64, column: impl Into<Place>, reason: impl Into<Reason>) {
        self.keep(RowError { line, column: Some(column.into()), reason: reason.into() });
    }

    pub(super) fn note_line(&mut self, line: u64, reason: impl Into<Reason>) {
        self.keep(RowError { line, column: None, reason: reason.into() });
    }

    /// Notes what is wrong with a line, and has nothing to show for it.
    pub(super) fn refuse_line<T>(&mut self, line: u64, reason: impl Into<Reason>) -> Option<T> {
        self.note_line(line, reason);
        None
    }

    fn keep(&mut self, error: RowError) {
        self.count += 1;
        self.first.insert(error);
        if self.first.len() > SHOWN {
            self.first.pop_last();
        }
    }

    /// The first of them, in the order of lines.
    pub fn first(&self) -> impl Iterator<Item = &RowError> {
        self.first.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn none_or_refuse(self) -> Result<(), ImportError> {
        if self.is_empty() { Ok(()) } else { Err(ImportError::Rows(self)) }
    }
}

impl fmt::Display for RowErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.first {
            writeln!(f, "{error}")?;
        }
        let hidden = self.count.saturating_sub(self.first.len());
        if hidden > 0 {
            writeln!(f, "… and {hidden} more")?;
        }
        let mistakes =
            if self.count == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", self.count) };
        write!(f, "{mistakes}; nothing was imported")
    }
}

/// Why nothing came in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error("the file cannot be read: {0}; nothing was imported")]
    Unreadable(#[from] csv::Error),
    /// Rows are wrong, or contradict each other or what is stored.
    #[error("{0}")]
    Rows(RowErrors),
    /// The database failed.
    #[error("the database failed: {0}; nothing was imported")]
    Database(#[from] DbErr),
}
