//! The catalogue: the whole programme, read from one TOML file.
//!
//! What it means is core's `catalogue`; here it is parsed and checked. Every mistake is reported with its
//! line and column, not only the first, so that whoever writes a programme mends the file in one go.
//! `server/catalogue/demo.toml` is the demo's programme and, by its comments, the format's description.

mod amounts;
mod benefits;
mod check;
pub(crate) mod codes;
mod competencies;
pub(crate) mod edits;
mod errors;
mod offers;
mod parse;
mod reading;
mod values;

#[cfg(test)]
mod tests;

pub use errors::{CatalogueError, CatalogueErrors};
use tokuten_core::catalogue::Catalogue;

pub(crate) use self::reading::similar;

use self::errors::Lines;
use self::reading::Reading;

/// The demo's programme, as a file has it.
pub(crate) const DEMO: &str = include_str!("../../catalogue/demo.toml");

/// Reads a catalogue. Errors name every mistake in it, in the order of their lines.
pub fn parse(toml: &str) -> Result<Catalogue, CatalogueErrors> {
    let lines = Lines::of(toml);
    let value = match toml_span::parse(toml) {
        Ok(value) => value,
        Err(error) => return Err(CatalogueErrors(vec![lines.syntax_error(&error)])),
    };
    let mut reading = Reading::new(lines);
    let catalogue = parse::catalogue(&value, &mut reading);
    check::check(&mut reading);
    reading.conclude(catalogue)
}

/// The IANA names of all time zones.
#[must_use]
pub fn zones() -> Vec<String> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect()
}

/// The demo's programme.
///
/// # Panics
/// Never: a test holds that it parses.
#[must_use]
pub fn demo() -> Catalogue {
    parse(DEMO).expect("the demo catalogue is part of the program, and a test holds that it parses")
}
