//! Reading tables field by field: mistakes are gathered, and reading goes on.

use tokuten_core::catalogue::{Catalogue, Language};
use toml_span::value::{Table, Value, ValueInner};
use toml_span::{Span, Spanned};

use super::check::Mentions;
use super::errors::{CatalogueErrors, Lines};

/// What is gathered while a catalogue is read.
///
/// Readers take a value and a `Reading`; they answer `None` after they have noted a mistake.
pub(super) struct Reading<'s> {
    lines: Lines<'s>,
    mistakes: Vec<(usize, String)>,
    /// The programme's languages, once they are read: the ones that every text must have.
    pub(super) languages: Vec<Language>,
    /// What the file defines and what it refers to.
    pub(super) mentions: Mentions,
}

impl<'s> Reading<'s> {
    /// Nothing read yet.
    pub(super) fn new(lines: Lines<'s>) -> Self {
        Self { lines, mistakes: Vec::new(), languages: Vec::new(), mentions: Mentions::default() }
    }

    /// Notes a mistake.
    pub(super) fn note(&mut self, at: Span, message: impl Into<String>) {
        self.mistakes.push((at.start, message.into()));
    }

    /// Notes a mistake, and has nothing to show for it.
    pub(super) fn refuse<T>(&mut self, at: Span, message: impl Into<String>) -> Option<T> {
        self.note(at, message);
        None
    }

    /// Notes that a value is of the wrong type.
    pub(super) fn refuse_type<T>(&mut self, value: &Value<'_>, expected: &str) -> Option<T> {
        self.refuse(value.span, format!("expected {expected}, found {}", kind(value)))
    }

    /// Notes every item that equals an earlier one; `said` names the item: `the offer "gold"`.
    pub(super) fn each_once<T: PartialEq>(&mut self, items: &[Spanned<T>], said: impl Fn(&T) -> String) {
        for (index, item) in items.iter().enumerate() {
            if let Some(first) = items[..index].iter().find(|earlier| earlier.value == item.value) {
                let line = self.lines.line(first.span.start);
                self.note(item.span, format!("{} stands on line {line} already", said(&item.value)));
            }
        }
    }

    /// The catalogue, if there was no mistake.
    pub(super) fn conclude(self, catalogue: Option<Catalogue>) -> Result<Catalogue, CatalogueErrors> {
        let Self { lines, mistakes, .. } = self;
        let mut errors: Vec<_> =
            mistakes.into_iter().map(|(offset, message)| lines.error(offset, message)).collect();
        errors.sort();
        catalogue.filter(|_| errors.is_empty()).ok_or(CatalogueErrors(errors))
    }
}

/// The type of a value, for people.
fn kind(value: &Value<'_>) -> &'static str {
    match value.as_ref() {
        ValueInner::String(_) => "a text",
        ValueInner::Integer(_) => "a whole number",
        ValueInner::Float(_) => "a number with decimals",
        ValueInner::Boolean(_) => "true or false",
        ValueInner::Array(_) => "a list",
        ValueInner::Table(_) => "a table",
    }
}

/// The fields of one table.
pub(super) struct Fields<'v, 'de> {
    table: &'v Table<'de>,
    what: &'static str,
    span: Span,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'v, 'de> Fields<'v, 'de> {
    /// The fields of `value`; `what` names the sort of thing it describes, for messages.
    pub(super) fn of(value: &'v Value<'de>, what: &'static str, reading: &mut Reading<'_>) -> Option<Self> {
        match value.as_table() {
            Some(table) => {
                Some(Self { table, what, span: value.span, known: Vec::new(), missing: Vec::new() })
            }
            None => reading.refuse_type(value, &format!("a table that describes one {what}")),
        }
    }

    /// Reads a field that must be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        reading: &mut Reading<'_>,
        read: impl FnOnce(&Value<'de>, &mut Reading<'_>) -> Option<T>,
    ) -> Option<T> {
        let field = self.optional(key, reading, read);
        if !self.table.contains_key(key) {
            self.missing.push(key);
        }
        field
    }

    /// Reads a field that may be left out.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        reading: &mut Reading<'_>,
        read: impl FnOnce(&Value<'de>, &mut Reading<'_>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(key);
        self.table.get(key).and_then(|value| read(value, reading))
    }

    /// Notes every field that was never asked for, and every one that was and is not there. A field that is
    /// there under a misspelt name is noted once.
    pub(super) fn finish(mut self, reading: &mut Reading<'_>) {
        for key in self.table.keys().filter(|key| !self.known.contains(&key.name.as_ref())) {
            let hint = match similar(&key.name, &self.known) {
                Some(meant) => {
                    self.missing.retain(|missing| *missing != meant);
                    format!("did you mean \"{meant}\"?")
                }
                None => format!("it may have {}", self.known.join(", ")),
            };
            reading.note(key.span, format!("{:?} is no field of this {}; {hint}", key.name, self.what));
        }
        for missing in self.missing {
            reading.note(self.span, format!("this {} has no \"{missing}\"", self.what));
        }
    }
}

/// The one of `known` that `word` is most likely a slip of.
pub(crate) fn similar<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}
