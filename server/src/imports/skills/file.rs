//! The whole file: people and skills, each once, and rows that contradict each other.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Read;

use tokuten_core::catalogue::Catalogue;
use tokuten_core::competencies::RowCode;
use tokuten_core::partners::PartnerId;

use super::columns::Column;
use super::rows::{Change, PersonRow, Row, SkillKey, SkillRow, read};
use crate::imports::PROGRESS_EVERY;
use crate::imports::Progress;
use crate::imports::errors::{ImportError, Place, RowErrors};
use crate::imports::file::Records;

/// What a file says, each thing once.
#[derive(Default)]
pub(super) struct File {
    pub(super) rows: u64,
    pub(super) people: BTreeMap<String, PersonRow>,
    pub(super) skills: BTreeMap<SkillKey, SkillRow>,
}

impl File {
    /// Reads a file; errors name every row that is wrong in itself or contradicts another.
    pub(super) fn read(
        catalogue: &Catalogue,
        reader: impl Read,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Self, ImportError> {
        let mut lines = Records::of(reader);
        let mut errors = RowErrors::default();
        let Some(header) = lines.header(&Column::ALL.map(Place::from), &mut errors)? else {
            return Err(ImportError::Rows(errors));
        };
        let mut file = Self::default();
        while let Some((line, record)) = lines.next(&mut errors)? {
            file.rows += 1;
            let row = record.and_then(|record| read(&header, catalogue, (&record, line), &mut errors));
            if let Some(row) = row {
                file.add(row, &mut errors);
            }
            if file.rows.is_multiple_of(PROGRESS_EVERY) {
                progress(Progress::Read { rows: file.rows });
            }
        }
        errors.none_or_refuse()?;
        Ok(file)
    }

    /// Adds a row. What it repeats must be as it was said before.
    fn add(&mut self, row: Row, errors: &mut RowErrors) {
        if let Some((id, person)) = row.person {
            self.add_person(id, person, errors);
        }
        let (key, skill) = row.skill;
        self.add_skill(key, skill, errors);
    }

    fn add_skill(&mut self, key: SkillKey, said: SkillRow, errors: &mut RowErrors) {
        match self.skills.entry(key) {
            Entry::Vacant(free) => {
                free.insert(said);
            }
            Entry::Occupied(mut taken) => {
                let before = taken.get_mut();
                let mut differs = |column, text: String, other: String| {
                    if text != other {
                        let fault = RowCode::OtherThanLine.with("text", text).with("line", before.line);
                        errors.note(said.line, column, fault.with("other", other));
                    }
                };
                differs(Column::Amount, said.amount.to_string(), before.amount.to_string());
                differs(Column::ExpiresOn, written(said.expires_on), written(before.expires_on));
                let removes = |change| change == Change::Remove;
                if removes(said.change) != removes(before.change) {
                    let fault = RowCode::OtherChangeThanLine.with("line", before.line);
                    errors.note(said.line, Column::Change, fault);
                }
                if said.change == Change::Correct {
                    before.change = Change::Correct;
                }
            }
        }
    }

    fn add_person(&mut self, id: String, said: PersonRow, errors: &mut RowErrors) {
        match self.people.entry(id) {
            Entry::Vacant(free) => {
                free.insert(said);
            }
            Entry::Occupied(mut taken) => {
                let id = taken.key().clone();
                let before = taken.get_mut();
                let mut differs = |column: Column, text: &str, other: &str| {
                    if text != other {
                        let fault =
                            RowCode::OtherThanLineOfPerson.with("text", text).with("line", before.line);
                        errors.note(said.line, column, fault.with("person", &id).with("other", other));
                    }
                };
                differs(Column::PartnerId, said.partner.as_str(), before.partner.as_str());
                differs(Column::PersonName, &said.name, &before.name);
                if let (Some(email), Some(other)) = (&said.user_email, &before.user_email) {
                    differs(Column::UserEmail, email, other);
                }
                before.user_email = before.user_email.take().or(said.user_email);
                before.may_move |= said.may_move;
                before.may_correct |= said.may_correct;
            }
        }
    }

    /// Every partner that is named, with the first line that does.
    pub(super) fn partners(&self) -> BTreeMap<PartnerId, u64> {
        let mut partners = BTreeMap::new();
        for row in self.skills.values() {
            let line = partners.entry(row.partner.clone()).or_insert(row.line);
            *line = row.line.min(*line);
        }
        partners
    }
}

/// A day as it stands in files.
pub(super) fn written(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
