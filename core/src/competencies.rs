//! Competencies: what a partner has shown it can do, which silver and gold memberships ask for.

use chrono::NaiveDate;

use crate::wire;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_competency_counts_from_its_first_to_its_last_day() {
        let silver = Attainment {
            area: "cloud".into(),
            level: Level::Silver,
            from: date("2019-01-10"),
            until: Some(date("2019-02-10")),
        };
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
}
