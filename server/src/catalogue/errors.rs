//! What is wrong with a catalogue, and where.

use std::fmt;

use toml_span::ErrorKind;

/// One mistake in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogueError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// Every mistake in a catalogue, in the order of their lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueErrors(pub Vec<CatalogueError>);

impl fmt::Display for CatalogueErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogueErrors {}

/// A text with the places where its lines begin: turns offsets into lines and columns.
pub(super) struct Lines<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// The lines of `text`.
    pub(super) fn of(text: &'s str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset + 1);
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The line of a byte offset, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// `message`, said of the place at a byte offset.
    pub(super) fn error(&self, offset: usize, message: String) -> CatalogueError {
        let line = self.line(offset);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        CatalogueError { line, column: before.chars().count() + 1, message }
    }

    /// What the TOML parser says, in words for whoever wrote the file.
    pub(super) fn syntax_error(&self, error: &toml_span::Error) -> CatalogueError {
        let at = error.span.start;
        let rest = self.text.get(at..).unwrap_or_default();
        let word = rest.split([',', ' ', '}', ']', '\n', '\r']).next().unwrap_or_default();
        let message = match &error.kind {
            ErrorKind::DuplicateKey { key, first } => {
                format!("{key:?} stands on line {} already; remove one of the two", self.line(first.start))
            }
            ErrorKind::DuplicateTable { name, first } => format!(
                "[{name}] stands on line {} already; put what belongs to it there, or write [[{name}]] \
                 in both places if there are to be several",
                self.line(first.start)
            ),
            ErrorKind::InvalidNumber | ErrorKind::UnquotedString => {
                format!("{word} is not a number; texts, dates and amounts stand in quotes: \"{word}\"")
            }
            ErrorKind::Unexpected('%') => "shares stand in quotes: \"10 %\"".to_owned(),
            ErrorKind::UnterminatedString => "the text has no closing quote".to_owned(),
            _ => format!("this is not TOML: {error}"),
        };
        self.error(at, message)
    }
}
