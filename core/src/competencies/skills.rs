//! Skills: the certificates, assessments, references and figures that competencies are attained by, and what a
//! level asks for.

use chrono::{Months, NaiveDate};

use super::spans::Part;
use super::{Level, Span};
use crate::wire;

wire! {
    /// Somebody who has certificates.
    #[derive(PartialOrd, Ord)]
    pub struct Person {
        /// The number under which the certificates were given out: the same whomever they count for.
        pub id: String,
        /// Name.
        pub name: String,
    }
}

wire! {
    /// What was shown.
    #[serde(rename_all = "snake_case")]
    pub enum What {
        /// A person has a certificate.
        Certificate {
            /// Code of the certification.
            certification: String,
        },
        /// A person has passed an assessment for the company.
        Assessment {
            /// Code of the assessment.
            assessment: String,
        },
        /// A customer vouches for work done.
        Reference {
            /// Code of the area.
            area: String,
            /// The customer.
            customer: String,
        },
        /// So much was sold or brought into use.
        Performance {
            /// Code of the area.
            area: String,
            /// Code of the measure.
            measure: String,
            /// How much.
            amount: u32,
        },
        /// The programme grants a level without asking for what it takes: what was attained elsewhere.
        Recognition {
            /// Code of the area.
            area: String,
            /// At which level.
            level: Level,
        },
    }
}

wire! {
    /// One thing that a partner has shown.
    pub struct Skill {
        /// Names it; stable.
        pub id: String,
        /// What was shown.
        pub what: What,
        /// Who has the certificate, or passed the assessment.
        pub person: Option<Person>,
        /// The day it was earned, given or reported.
        pub earned_on: NaiveDate,
        /// Its own last day, if it has one.
        pub expires_on: Option<NaiveDate>,
        /// The days on which it counts for the partner, its own days aside: a person's certificates count for one
        /// partner at a time.
        pub here: Span,
    }
}

impl Skill {
    /// The days on which it is valid, and counts for the partner.
    #[must_use]
    pub fn counts(&self) -> Option<Span> {
        Span { from: self.earned_on, until: self.expires_on }.and(self.here)
    }
}

wire! {
    /// Something that a level of an area asks for, as the catalogue says.
    #[serde(rename_all = "snake_case")]
    pub enum SkillRequirement {
        /// So many people who have one of these certifications; each counts once.
        CertifiedPeople {
            /// How many.
            count: u32,
            /// Codes of the certifications.
            certifications: Vec<String>,
        },
        /// So many of these assessments, by whomever.
        Assessments {
            /// How many.
            count: u32,
            /// Codes of the assessments.
            assessments: Vec<String>,
            /// For how many months one counts; without it for good.
            months: Option<u32>,
        },
        /// References of so many customers.
        References {
            /// How many.
            count: u32,
            /// For how many months one counts; without it for good.
            months: Option<u32>,
        },
        /// So much within so many months.
        Performance {
            /// How much.
            amount: u32,
            /// Code of the measure.
            measure: String,
            /// How many months.
            months: u32,
        },
    }
}

impl SkillRequirement {
    /// How much is needed.
    #[must_use]
    pub fn need(&self) -> u64 {
        let need = match self {
            Self::CertifiedPeople { count, .. }
            | Self::Assessments { count, .. }
            | Self::References { count, .. } => count,
            Self::Performance { amount, .. } => amount,
        };
        u64::from(*need)
    }

    /// What a skill counts for it in `area`, and when; nothing if it is another sort of thing.
    pub(super) fn part<'s>(&self, area: &str, skill: &'s Skill) -> Option<Part<'s>> {
        let (key, amount, months) = match (self, &skill.what) {
            (Self::CertifiedPeople { certifications, .. }, What::Certificate { certification }) => {
                let one = certifications.contains(certification);
                (one.then_some(skill.person.as_ref()?.id.as_str())?, 1, None)
            }
            (Self::Assessments { assessments, months, .. }, What::Assessment { assessment }) => {
                (assessments.contains(assessment).then_some(assessment.as_str())?, 1, *months)
            }
            (Self::References { months, .. }, What::Reference { area: of, customer }) => {
                ((of == area).then_some(customer.as_str())?, 1, *months)
            }
            (
                Self::Performance { measure, months, .. },
                What::Performance { area: of, measure: by, amount },
            ) => {
                let fits = of == area && by == measure;
                (fits.then_some(skill.id.as_str())?, u64::from(*amount), Some(*months))
            }
            _ => return None,
        };
        let last = months.map(|months| last_of_months(skill.earned_on, months));
        Some(Part { key, amount, span: skill.counts()?.ended(last)? })
    }
}

/// The last day on which something of `day` is at most so many months old.
fn last_of_months(day: NaiveDate, months: u32) -> NaiveDate {
    let end = day.checked_add_months(Months::new(months)).and_then(|day| day.pred_opt());
    end.unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn twelve_months_end_on_the_day_before_their_anniversary() {
        assert_eq!(last_of_months(date("2019-03-10"), 12), date("2020-03-09"));
        assert_eq!(last_of_months(date("2020-02-29"), 12), date("2021-02-27"));
        assert_eq!(last_of_months(date("2019-08-31"), 6), date("2020-02-28"));
    }
}
