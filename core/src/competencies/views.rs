//! What the pages of competencies and the import of skills are answered.

use chrono::NaiveDate;

use super::row_faults::RowFault;
use super::{AreaProgress, Level, Person, What};
use crate::calendar::Today;
use crate::catalogue::{ListEntry, Localized, OfferCode};
use crate::partners::PartnerId;
use crate::wire;

wire! {
    /// What the codes of skills are called.
    pub struct Names {
        /// Certifications.
        pub certifications: Vec<ListEntry>,
        /// Assessments.
        pub assessments: Vec<ListEntry>,
        /// Measures of performance.
        pub measures: Vec<ListEntry>,
    }
}

wire! {
    /// An active subscription that cannot be renewed on its anniversary if nothing is done.
    pub struct RiskView {
        /// The subscription's id.
        pub subscription: String,
        /// What is held.
        pub offer: OfferCode,
        /// What that is called.
        pub name: Localized,
        /// The level that it asks for.
        pub required: Level,
        /// Its anniversary.
        pub anniversary: NaiveDate,
        /// Whether that is held today.
        pub is_held: bool,
        /// The last day on which the level is or was held; none if it never was.
        pub held_until: Option<NaiveDate>,
        /// The last day on which it can be renewed, and so regained.
        pub closes: NaiveDate,
    }
}

wire! {
    /// A certificate or assessment that expires soon.
    pub struct Expiring {
        /// What it is.
        pub what: What,
        /// Whose it is.
        pub person: Person,
        /// Its last day.
        pub expires_on: NaiveDate,
        /// Names of the areas that it counts in.
        pub areas: Vec<Localized>,
    }
}

wire! {
    /// Answer of `GET /api/competencies`.
    pub struct CompetenciesView {
        /// The server's clock, where the partner is.
        pub clock: Today,
        /// Every area of the programme, with at most five contributors to each requirement.
        pub areas: Vec<AreaProgress>,
        /// Memberships whose competency will not hold at their anniversary.
        pub risks: Vec<RiskView>,
        /// What expires within the days in which the programme reminds of it.
        pub expiring: Vec<Expiring>,
        /// What the codes are called.
        pub names: Names,
    }
}

wire! {
    /// A skill, as the page of an area lists it.
    pub struct Record {
        /// What was shown.
        pub what: What,
        /// Whose it is.
        pub person: Option<Person>,
        /// The day it was earned.
        pub earned_on: NaiveDate,
        /// The last day on which it counts for the partner, if one is known.
        pub until: Option<NaiveDate>,
        /// Whether it counts today.
        pub counts: bool,
    }
}

wire! {
    /// Answer of `GET /api/competencies/{area}`.
    pub struct AreaView {
        /// The server's clock, where the partner is.
        pub clock: Today,
        /// How far the partner has come.
        pub area: AreaProgress,
        /// Memberships whose competency will not hold at their anniversary.
        pub risks: Vec<RiskView>,
        /// Every skill that bears on the area, the latest first; fifty on a page.
        pub records: Vec<Record>,
        /// Where the next page begins.
        pub next_cursor: Option<String>,
        /// What the codes are called.
        pub names: Names,
    }
}

wire! {
    /// How many came in, and how many were there before.
    #[derive(Copy, Default)]
    pub struct Tally {
        /// Came in.
        pub new: usize,
        /// Were there already.
        pub known: usize,
    }
}

wire! {
    /// A person whose certificates count for another partner from now on.
    pub struct Moved {
        /// Whose.
        pub person: Person,
        /// Partner ID of the one they counted for.
        pub from: PartnerId,
        /// Partner ID of the one they count for now.
        pub to: PartnerId,
        /// The first day on which they do.
        pub on: NaiveDate,
    }
}

wire! {
    /// What an import of skills did.
    #[derive(Default)]
    pub struct SkillsImported {
        /// Rows of the file, the first line aside.
        pub rows: u64,
        /// People.
        pub people: Tally,
        /// Skills.
        pub skills: Tally,
        /// Skills and people that are stored differently from now on.
        pub corrected: usize,
        /// Skills that were taken out.
        pub removed: usize,
        /// People whose certificates count for another partner from now on.
        pub moved: Vec<Moved>,
    }
}

impl SkillsImported {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_nothing_new(&self) -> bool {
        self.people.new + self.skills.new + self.corrected + self.removed + self.moved.len() == 0
    }
}

wire! {
    /// One thing that is wrong in a file that was to be imported.
    pub struct ImportFault {
        /// Line of the file, from 1.
        pub line: u64,
        /// The column, unless the whole line is meant.
        pub column: Option<String>,
        /// What is wrong, and what to write instead, in English.
        pub reason: String,
        /// The same by its code, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub fault: Option<RowFault>,
    }
}
