//! One row: a skill, and the person whose it is.

use chrono::NaiveDate;
use csv::StringRecord;
use tokuten_core::catalogue::{Catalogue, ListEntry};
use tokuten_core::competencies::{
    HIGHEST_AMOUNT, LONGEST_PERSON_NUMBER, Level, RowCode, RowFault, is_person_number,
};
use tokuten_core::partners::PartnerId;

use super::columns::Column;
use crate::catalogue::similar;
use crate::competencies::store::{ASSESSMENT, CERTIFICATE, PERFORMANCE, RECOGNITION, REFERENCE};
use crate::imports::cells::Cells;
use crate::imports::errors::RowErrors;
use crate::imports::header::Header;

/// The sorts of skill.
const KINDS: [&str; 5] = [CERTIFICATE, ASSESSMENT, REFERENCE, PERFORMANCE, RECOGNITION];

/// Which skill a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkillKey {
    pub(super) kind: &'static str,
    /// The person's number, or the Partner ID.
    pub(super) holder: String,
    pub(super) code: String,
    pub(super) earned_on: NaiveDate,
    pub(super) detail: String,
}

impl SkillKey {
    /// The skill of that sort, of a person or a partner.
    #[must_use]
    pub fn new(kind: &'static str, holder: &str, code: &str, earned_on: NaiveDate, detail: &str) -> Self {
        let own = str::to_owned;
        Self { kind, holder: own(holder), code: own(code), earned_on, detail: own(detail) }
    }

    /// All of it in one text, by which it is stored. No part but the last can have a slash in it.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}/{}/{}/{}", self.kind, self.holder, self.code, self.earned_on, self.detail)
    }

    /// Whether it is a person's.
    pub(super) fn is_personal(&self) -> bool {
        is_personal(self.kind)
    }
}

fn is_personal(kind: &str) -> bool {
    [CERTIFICATE, ASSESSMENT].contains(&kind)
}

/// What is to change of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing: it must be new, or stored as the row says.
    Nothing,
    /// It is stored as the row says from now on.
    Correct,
    /// The person's certificates count for the row's partner from now on.
    Move,
    /// It is taken out.
    Remove,
}

impl Change {
    const ALL: [(&'static str, Self); 3] =
        [("correct", Self::Correct), ("move", Self::Move), ("remove", Self::Remove)];
}

/// What a row says of a person.
#[derive(Debug)]
pub(super) struct PersonRow {
    pub(super) line: u64,
    pub(super) partner: PartnerId,
    pub(super) name: String,
    pub(super) user_email: Option<String>,
    /// Whether one of the person's rows says so.
    pub(super) may_move: bool,
    /// The same.
    pub(super) may_correct: bool,
}

/// What a row says of a skill.
#[derive(Debug)]
pub(super) struct SkillRow {
    pub(super) line: u64,
    pub(super) partner: PartnerId,
    pub(super) amount: i32,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) change: Change,
}

/// A row without mistakes of its own.
pub(super) struct Row {
    /// Number and the rest, if the skill is a person's.
    pub(super) person: Option<(String, PersonRow)>,
    pub(super) skill: (SkillKey, SkillRow),
}

/// Reads a row; `None` after every mistake in it has been noted.
pub(super) fn read(
    header: &Header,
    catalogue: &Catalogue,
    (record, line): (&StringRecord, u64),
    errors: &mut RowErrors,
) -> Option<Row> {
    let mut cells = Cells::of(header, record, line, errors)?;
    let partner = cells.partner_id(Column::PartnerId);
    let change = change(&mut cells);
    let earned_on = cells.date(Column::EarnedOn);
    let expires_on = expires_on(&mut cells, earned_on);
    let kind = cells.parsed(Column::Skill, |word| {
        let known = KINDS.into_iter().find(|kind| *kind == word);
        known.ok_or_else(|| unknown(word, RowCode::UnknownSkill, &KINDS))
    })?;
    let code = cells.parsed(Column::Code, |code| known_code(catalogue, kind, code));
    let detail = detail(&mut cells, catalogue, kind);
    let amount = amount(&mut cells, kind);
    let person = person(&mut cells, kind, (partner.as_ref(), change));

    let (partner, change) = (partner?, change?);
    if change == Change::Move && !is_personal(kind) {
        return cells.refuse(Column::Change, RowCode::NobodyMoves.with("skill", kind));
    }
    let person = person?;
    let holder = person.as_ref().map_or_else(|| partner.to_string(), |(id, _)| id.clone());
    let key = SkillKey { kind, holder, code: code?, earned_on: earned_on?, detail: detail? };
    let skill = SkillRow { line, partner, amount: amount?, expires_on: expires_on?, change };
    Some(Row { person, skill: (key, skill) })
}

fn change(cells: &mut Cells<'_>) -> Option<Change> {
    let word = cells.text(Column::Change);
    if word.is_empty() {
        return Some(Change::Nothing);
    }
    let known = Change::ALL.into_iter().find(|(name, _)| *name == word);
    let words = Change::ALL.map(|(name, _)| name);
    known
        .map(|(_, change)| change)
        .or_else(|| cells.refuse(Column::Change, unknown(word, RowCode::UnknownChange, &words)))
}

fn unknown(word: &str, code: RowCode, known: &[&str]) -> RowFault {
    code.with("text", word).hinting(similar(word, known), known)
}

/// The last day, if there is one; `None` after a mistake has been noted.
#[allow(clippy::option_option)] // Whether there is one, and whether it could be read.
fn expires_on(cells: &mut Cells<'_>, earned_on: Option<NaiveDate>) -> Option<Option<NaiveDate>> {
    if cells.text(Column::ExpiresOn).is_empty() {
        return Some(None);
    }
    let end = cells.date(Column::ExpiresOn)?;
    match earned_on {
        Some(earned_on) if end < earned_on => cells
            .refuse(Column::ExpiresOn, RowCode::EndsBeforeEarned.with("text", end).with("earned", earned_on)),
        _ => Some(Some(end)),
    }
}

fn known_code(catalogue: &Catalogue, kind: &str, code: &str) -> Result<String, RowFault> {
    let named = |all: &[ListEntry]| all.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
    let (known, what) = match kind {
        CERTIFICATE => (named(&catalogue.certifications), RowCode::UnknownCertification),
        ASSESSMENT => (named(&catalogue.assessments), RowCode::UnknownAssessment),
        _ => {
            let areas = catalogue.competencies.iter().map(|area| area.code.clone()).collect();
            (areas, RowCode::UnknownArea)
        }
    };
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    if known.contains(&code) { Ok(code.to_owned()) } else { Err(unknown(code, what, &known)) }
}

fn must_be_empty<T: Default>(cells: &mut Cells<'_>, column: Column, kind: &str) -> Option<T> {
    if cells.text(column).is_empty() {
        return Some(T::default());
    }
    let fault = RowCode::NotOfThisSkill.with("text", cells.text(column)).with("skill", kind);
    cells.refuse(column, fault)
}

fn detail(cells: &mut Cells<'_>, catalogue: &Catalogue, kind: &str) -> Option<String> {
    match kind {
        REFERENCE => cells.line_of(Column::Detail),
        PERFORMANCE => cells.parsed(Column::Detail, |code| {
            let known: Vec<_> = catalogue.measures.iter().map(|one| one.code.as_str()).collect();
            if known.contains(&code) {
                return Ok(code.to_owned());
            }
            Err(unknown(code, RowCode::UnknownMeasure, &known))
        }),
        RECOGNITION => cells.parsed(Column::Detail, |word| {
            let level = Level::of_code(word).map(|level| level.code().to_owned());
            level.ok_or_else(|| unknown(word, RowCode::UnknownLevel, &Level::ALL.map(Level::code)))
        }),
        _ => must_be_empty(cells, Column::Detail, kind),
    }
}

fn amount(cells: &mut Cells<'_>, kind: &str) -> Option<i32> {
    if kind != PERFORMANCE {
        return must_be_empty(cells, Column::Amount, kind);
    }
    cells.parsed(Column::Amount, |text| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let amount = text.parse().ok().filter(|amount| digits && (1..=HIGHEST_AMOUNT).contains(amount));
        let amount = amount.and_then(|amount| i32::try_from(amount).ok());
        amount.ok_or_else(|| RowCode::NoAmount.with("text", text).with("most", HIGHEST_AMOUNT))
    })
}

/// The person of a row, if the skill is a person's; `None` after a mistake has been noted.
#[allow(clippy::option_option)] // Whether there is one, and whether it could be read.
fn person(
    cells: &mut Cells<'_>,
    kind: &str,
    (partner, change): (Option<&PartnerId>, Option<Change>),
) -> Option<Option<(String, PersonRow)>> {
    if !is_personal(kind) {
        for column in [Column::PersonId, Column::PersonName, Column::UserEmail] {
            must_be_empty::<String>(cells, column, kind)?;
        }
        return Some(None);
    }
    let id = cells.parsed(Column::PersonId, |id| {
        let fault = || RowCode::NoPersonId.with("text", id).with("most", LONGEST_PERSON_NUMBER);
        is_person_number(id).then(|| id.to_owned()).ok_or_else(fault)
    });
    let name = cells.line_of(Column::PersonName);
    let user_email = if cells.text(Column::UserEmail).is_empty() {
        Some(None)
    } else {
        cells.email(Column::UserEmail).map(Some)
    };
    let row = PersonRow {
        line: cells.line,
        partner: partner?.clone(),
        name: name?,
        user_email: user_email?,
        may_move: change == Some(Change::Move),
        may_correct: change == Some(Change::Correct),
    };
    Some(Some((id?, row)))
}
