//! Competencies: what a partner has shown it can do, which silver and gold memberships ask for (domain.md,
//! "Competencies").
//!
//! The truth is the [`Skill`]s, each with its days. What is attained on a day follows from them by
//! [`attainments`], how far one has come by [`progress`]: on any day, so what will be lost is known in advance.

mod expiry;
mod progress;
mod row_faults;
mod skills;
mod spans;
mod views;

use chrono::NaiveDate;

use crate::calendar::shifted;
use crate::{codes, wire};

pub use expiry::{expiring, is_renewed, next_expiry_notice};
pub use progress::{
    AreaProgress, Contributor, LevelProgress, Recognised, RequirementProgress, attainments, bears_on,
    progress, records,
};
pub use row_faults::{Hint, RowCode, RowFault, RowValue};
pub use skills::{Person, Skill, SkillRequirement, What};
pub use spans::Span;
pub use views::{
    AreaView, CompetenciesView, Expiring, ImportFault, Moved, Names, Record, RiskView, SkillsImported, Tally,
};

/// The largest file of skills, in bytes.
pub const LARGEST_SKILLS_FILE: usize = 5 * 1024 * 1024;
/// The highest amount of a performance, reached or asked for.
pub const HIGHEST_AMOUNT: u32 = 1_000_000_000;
/// The longest that a person's number may be, in characters.
pub const LONGEST_PERSON_NUMBER: usize = 40;

/// Whether a person's number has the form of one.
#[must_use]
pub fn is_person_number(number: &str) -> bool {
    let allowed = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    number.len() <= LONGEST_PERSON_NUMBER && number.chars().all(allowed)
}

wire! {
    /// How high a competency or a membership is. Gold is above silver.
    #[derive(Copy, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        /// The lower.
        Silver,
        /// The higher; it counts as silver too.
        Gold,
    }
}

codes!(Level: Silver = "silver", Gold = "gold");

wire! {
    /// A competency that a partner has attained in one area.
    pub struct Attainment {
        /// Code of the area in the catalogue.
        pub area: String,
        /// At which level.
        pub level: Level,
        /// First day on which it is held.
        pub from: NaiveDate,
        /// Last day on which it is held; none if no end is known.
        pub until: Option<NaiveDate>,
    }
}

impl Attainment {
    /// Whether it is held on some day from `first` to `last`, both included.
    #[must_use]
    pub fn is_held_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.from <= last && self.until.is_none_or(|until| first <= until)
    }
}

/// The highest level held on some day from `first` to `last`, both included.
#[must_use]
pub fn highest_held(attainments: &[Attainment], first: NaiveDate, last: NaiveDate) -> Option<Level> {
    attainments
        .iter()
        .filter(|attainment| attainment.is_held_within(first, last))
        .map(|attainment| attainment.level)
        .max()
}

/// The last day up to which `level` or more is held without a gap from `day` on, if it is held then; the inner
/// is none if no end is known.
#[must_use]
pub fn held_to(attainments: &[Attainment], level: Level, day: NaiveDate) -> Option<Option<NaiveDate>> {
    let mut held = None;
    let mut next = day;
    loop {
        let enough = |one: &&Attainment| one.level >= level && one.is_held_within(next, next);
        let ends = attainments.iter().filter(enough).map(|one| one.until.unwrap_or(NaiveDate::MAX)).max();
        match ends {
            None => return held,
            Some(NaiveDate::MAX) => return Some(None),
            Some(end) => {
                held = Some(Some(end));
                next = shifted(end, 1);
            }
        }
    }
}

/// The last day before or on `day` on which `level` or more is held.
#[must_use]
pub fn last_held(attainments: &[Attainment], level: Level, day: NaiveDate) -> Option<NaiveDate> {
    let begun = attainments.iter().filter(|one| one.level >= level && one.from <= day);
    begun.map(|one| one.until.map_or(day, |until| until.min(day))).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{attained, date};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_persons_number_is_short_and_plain() {
        assert!(is_person_number("MCP-12.3_x") && is_person_number(&"9".repeat(40)));
        assert!(!is_person_number(&"9".repeat(41)) && !is_person_number("12 3") && !is_person_number("番号"));
    }

    #[test]
    fn a_competency_counts_from_its_first_to_its_last_day() {
        let silver = attained(Level::Silver, "2019-01-10", Some("2019-02-10"));
        let held = |first, last| highest_held(std::slice::from_ref(&silver), date(first), date(last));
        assert_eq!(held("2019-01-01", "2019-01-09"), None);
        assert_eq!(held("2019-01-01", "2019-01-10"), Some(Level::Silver));
        assert_eq!(held("2019-02-10", "2019-03-01"), Some(Level::Silver));
        assert_eq!(held("2019-02-11", "2019-03-01"), None);
    }

    #[test]
    fn gold_is_above_silver() {
        assert!(Level::Gold > Level::Silver);
    }

    #[test]
    fn what_follows_without_a_gap_holds_on_and_gold_counts_as_silver() {
        let mut held = vec![
            attained(Level::Silver, "2019-01-01", Some("2019-02-10")),
            attained(Level::Gold, "2019-02-11", Some("2019-03-01")),
            attained(Level::Silver, "2019-03-03", None),
        ];
        let to = |held: &[Attainment], level, day| held_to(held, level, date(day));
        assert_eq!(to(&held, Level::Silver, "2019-01-05"), Some(Some(date("2019-03-01"))));
        assert_eq!(to(&held, Level::Gold, "2019-01-05"), None);
        assert_eq!(to(&held, Level::Silver, "2019-03-02"), None, "the gap");
        held[1].until = Some(date("2019-03-02"));
        assert_eq!(to(&held, Level::Silver, "2019-01-05"), Some(None), "no end is known");
        assert_eq!(last_held(&held, Level::Gold, date("2019-12-31")), Some(date("2019-03-02")));
        assert_eq!(last_held(&held, Level::Gold, date("2019-02-10")), None);
    }
}
