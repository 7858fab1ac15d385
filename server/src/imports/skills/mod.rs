//! Bringing in skills from a CSV file: one row is one skill of a partner or of one of its people.
//!
//! As with members, the whole file is read first and compared with what is stored, and either all rows come in or none;
//! the same file a second time changes nothing. What is stored is changed only where a row asks for it in so many
//! words (column `change`): so a person, whose certificates count for one partner at a time, never moves by a slip.

mod columns;
mod file;
mod rows;
mod store;
mod stored;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::io::Read;

use chrono::{DateTime, Utc};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::competencies::{SkillsImported, Tally};

use self::file::File;
use super::errors::{ImportError, RowErrors};
use super::{Progress, audit_line};
use crate::competencies::follow;
use crate::db::{Db, next_number_of};
use crate::offers::touch;

pub use self::columns::Column;
pub use self::rows::SkillKey;

/// Name of the sequence that counts imports: whoever counts holds it, so that one import comes after the other.
const IN_TURN: &str = "skill_imports";

/// Brings in the skills of a CSV file (`reader`, buffered here), all of them or none, on behalf of `actor`.
///
/// `now` is the portal's instant: who moves does so on its day. `progress` is called every few thousand rows.
pub async fn import_skills(
    db: &Db,
    catalogue: &Catalogue,
    (now, actor): (DateTime<Utc>, &str),
    reader: impl Read,
    mut progress: impl FnMut(Progress),
) -> Result<SkillsImported, ImportError> {
    let file = File::read(catalogue, reader, &mut progress)?;
    let tx = db.begin().await?;
    // Two imports may name the same people and lock their partners in another order: one waits for the other.
    next_number_of(&tx, IN_TURN).await?;
    let mut errors = RowErrors::default();
    let news = stored::compare(&tx, &file, now, &mut errors).await?;
    errors.none_or_refuse()?;
    let mut imported = SkillsImported {
        rows: file.rows,
        people: Tally {
            new: news.new_people.len(),
            known: file.people.len() - news.new_people.len() - news.corrected_people.len(),
        },
        skills: Tally {
            new: news.new_skills.len(),
            known: file.skills.len()
                - news.new_skills.len()
                - news.corrected_skills.len()
                - news.removed.len(),
        },
        corrected: news.corrected_people.len() + news.corrected_skills.len(),
        removed: news.removed.len(),
        moved: Vec::new(),
    };
    let partners = news.partners(&file)?;
    if partners.is_empty() {
        // Not even the turn was taken.
        return Ok(imported);
    }
    for partner in &partners {
        touch(&tx, partner).await?;
    }
    imported.moved = store::store(&tx, &file, &news).await?;
    for partner in &partners {
        follow(&tx, catalogue, partner).await?;
    }
    audit_line(&tx, (now, actor), ("skills imported", imported.rows), &imported).await?;
    tx.commit().await?;
    Ok(imported)
}

/// What an import did, for the command line.
#[must_use]
pub fn told(imported: &SkillsImported) -> String {
    let mut text = format!(
        "{} rows\nskills: {} new, {} already there, {} removed\npeople: {} new, {} already there\ncorrected: {}",
        imported.rows,
        imported.skills.new,
        imported.skills.known,
        imported.removed,
        imported.people.new,
        imported.people.known,
        imported.corrected
    );
    for moved in &imported.moved {
        let person = format!("{} ({})", moved.person.name, moved.person.id);
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "\nmoved: {person} counted for partner {} and counts for {} from {} on",
            moved.from, moved.to, moved.on
        );
    }
    text
}
