//! What will expire: listed and told in advance.

use chrono::NaiveDate;

use super::{Skill, What};
use crate::calendar::shifted;

/// Certificates and assessments that count on `day` and expire on it or within so many days, the first to expire first; what
/// the same person has renewed already is left out.
#[must_use]
pub fn expiring(skills: &[Skill], day: NaiveDate, days: u32) -> Vec<&Skill> {
    let last = shifted(day, i32::try_from(days).unwrap_or(i32::MAX));
    let soon = |skill: &&Skill| {
        let counts = skill.counts().is_some_and(|span| span.contains(day));
        skill.person.is_some()
            && counts
            && skill.expires_on.is_some_and(|end| end <= last)
            && !is_renewed(skill, skills)
    };
    let mut found: Vec<_> = skills.iter().filter(soon).collect();
    found
        .sort_by_key(|skill| (skill.expires_on, skill.person.as_ref().map(|person| &person.name), &skill.id));
    found
}

/// Whether the same person has the same from before its end on, and for longer.
#[must_use]
pub fn is_renewed(skill: &Skill, skills: &[Skill]) -> bool {
    let Some(end) = skill.expires_on else { return false };
    let person = |of: &Skill| of.person.as_ref().map(|person| person.id.clone());
    skills.iter().any(|other| {
        same(&other.what, &skill.what)
            && person(other) == person(skill)
            && other.earned_on <= shifted(end, 1)
            && other.expires_on.is_none_or(|later| later > end)
    })
}

fn same(one: &What, other: &What) -> bool {
    matches!(one, What::Certificate { .. } | What::Assessment { .. }) && one == other
}

/// The next day on which somebody is told that something expires: so many days before, for each of `days`, but
/// not before or on `told`, the last day on which it was. In the past if it is overdue; none if nothing is left to tell.
#[must_use]
pub fn next_expiry_notice(
    expires_on: NaiveDate,
    told: Option<NaiveDate>,
    today: NaiveDate,
    days: &[u32],
) -> Option<NaiveDate> {
    if expires_on < today {
        return None;
    }
    let notices = days.iter().map(|days| shifted(expires_on, -i32::try_from(*days).unwrap_or(i32::MAX)));
    notices.filter(|day| told.is_none_or(|told| *day > told)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{certificate, date};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_expires_soon_is_listed_unless_it_was_renewed() {
        let mut skills = vec![
            certificate("1", "builder", "2018-01-01", Some("2019-06-30")),
            certificate("2", "builder", "2018-01-01", Some("2019-06-10")),
            certificate("3", "builder", "2018-01-01", Some("2019-05-31")),
            certificate("4", "builder", "2018-01-01", Some("2019-07-01")),
        ];
        let people = |skills: &[Skill]| -> Vec<_> {
            let found = expiring(skills, date("2019-06-01"), 29);
            found.into_iter().map(|skill| skill.person.clone().unwrap().id).collect()
        };
        assert_eq!(people(&skills), ["2", "1"]);
        skills.push(certificate("2", "builder", "2019-06-11", Some("2021-06-10")));
        assert_eq!(people(&skills), ["1"], "renewed without a gap");
        skills[4].earned_on = date("2019-06-12");
        assert_eq!(people(&skills), ["2", "1"], "a day without");
    }

    #[test]
    fn each_notice_comes_once_and_one_that_was_missed_comes_late() {
        let next = |told: Option<&str>, today| {
            next_expiry_notice(date("2019-06-30"), told.map(date), date(today), &[60, 14])
        };
        assert_eq!(next(None, "2019-01-01"), Some(date("2019-05-01")));
        assert_eq!(next(None, "2019-06-28"), Some(date("2019-05-01")), "overdue");
        assert_eq!(next(Some("2019-05-01"), "2019-05-01"), Some(date("2019-06-16")));
        assert_eq!(next(Some("2019-06-28"), "2019-06-28"), None, "both are told at once");
        assert_eq!(next(None, "2019-07-01"), None, "expired");
    }
}
