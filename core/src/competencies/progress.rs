//! What follows from skills: which levels are attained when, and how far a partner has come on a day.

use chrono::NaiveDate;

use super::spans::{both, reached};
use super::{Attainment, Level, Record, Skill, SkillRequirement, Span, What, held_to, highest_held};
use crate::catalogue::{CompetencyArea, Localized};
use crate::wire;

/// Everything that is attained by these skills, on every day: the longest spans in which all requirements of a
/// level are met, and what the programme grants without them.
#[must_use]
pub fn attainments(areas: &[CompetencyArea], skills: &[Skill]) -> Vec<Attainment> {
    areas.iter().flat_map(|area| attained_in(area, skills)).collect()
}

fn attained_in(area: &CompetencyArea, skills: &[Skill]) -> Vec<Attainment> {
    let attained =
        |level, span: Span| Attainment { area: area.code.clone(), level, from: span.from, until: span.until };
    let earned = Level::ALL.into_iter().flat_map(|level| {
        let spans = met(area, area.asks(level), skills);
        spans.into_iter().map(move |span| (level, span))
    });
    let granted = skills.iter().filter_map(|skill| match &skill.what {
        What::Recognition { area: of, level } if *of == area.code => Some((*level, skill.counts()?)),
        _ => None,
    });
    earned.chain(granted).map(|(level, span)| attained(level, span)).collect()
}

/// The spans in which all requirements are met; none where nothing is asked for, since then the level is not to be had.
fn met(area: &CompetencyArea, asked: &[SkillRequirement], skills: &[Skill]) -> Vec<Span> {
    let spans = asked.iter().map(|requirement| met_by(area, requirement, skills));
    spans.reduce(|one, other| both(&one, &other)).unwrap_or_default()
}

fn met_by(area: &CompetencyArea, requirement: &SkillRequirement, skills: &[Skill]) -> Vec<Span> {
    let parts: Vec<_> = skills.iter().filter_map(|skill| requirement.part(&area.code, skill)).collect();
    reached(&parts, requirement.need())
}

wire! {
    /// How far a partner has come in an area.
    pub struct AreaProgress {
        /// Code of the area.
        pub code: String,
        /// What it is called.
        pub name: Localized,
        /// The highest level held.
        pub held: Option<Level>,
        /// The last day on which it is held if nothing is done; none if no end is known, or nothing is held.
        pub until: Option<NaiveDate>,
        /// What the programme grants without its requirements.
        pub recognised: Option<Recognised>,
        /// Each level that the area has, the lower first.
        pub levels: Vec<LevelProgress>,
    }
}

wire! {
    /// A level that the programme grants without its requirements.
    pub struct Recognised {
        /// Which.
        pub level: Level,
        /// Its last day, if one is known.
        pub until: Option<NaiveDate>,
    }
}

wire! {
    /// How far a partner has come on a level.
    pub struct LevelProgress {
        /// Which.
        pub level: Level,
        /// Whether it is held: by its requirements, or because the programme grants it.
        pub is_held: bool,
        /// What it asks for.
        pub requirements: Vec<RequirementProgress>,
    }
}

wire! {
    /// How far a partner has come with a requirement.
    pub struct RequirementProgress {
        /// What is asked for.
        pub asked: SkillRequirement,
        /// How much there is.
        pub have: u64,
        /// How much is needed.
        pub need: u64,
        /// If it is met: the last day on which it is if nothing is done; none if no end is known.
        pub until: Option<NaiveDate>,
        /// What counts, the last to expire first: of each person, assessment and customer the one that counts longest.
        pub contributors: Vec<Contributor>,
    }
}

impl RequirementProgress {
    /// Whether there is enough.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.have >= self.need
    }

    /// How much is missing.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.need.saturating_sub(self.have)
    }
}

wire! {
    /// Something that counts for a requirement.
    pub struct Contributor {
        /// What was shown.
        pub what: What,
        /// The person's name, if it is a person's.
        pub person: Option<String>,
        /// The day it was earned.
        pub earned_on: NaiveDate,
        /// The last day on which it counts, if one is known.
        pub until: Option<NaiveDate>,
    }
}

/// How far a partner with these skills has come in an area on `day`.
#[must_use]
pub fn progress(area: &CompetencyArea, skills: &[Skill], day: NaiveDate) -> AreaProgress {
    let attained = attained_in(area, skills);
    let held = highest_held(&attained, day, day);
    let granted = skills.iter().filter_map(|skill| match &skill.what {
        What::Recognition { area: of, level } if *of == area.code => {
            let span = skill.counts()?;
            span.contains(day).then_some(Recognised { level: *level, until: span.until })
        }
        _ => None,
    });
    let levels = Level::ALL.into_iter().filter(|level| !area.asks(*level).is_empty());
    let level_progress = |level| LevelProgress {
        level,
        is_held: held >= Some(level),
        requirements: area.asks(level).iter().map(|asked| requirement(area, asked, skills, day)).collect(),
    };
    AreaProgress {
        code: area.code.clone(),
        name: area.name.clone(),
        held,
        until: held.and_then(|level| held_to(&attained, level, day)).flatten(),
        recognised: granted.max_by_key(|one| (one.level, one.until.unwrap_or(NaiveDate::MAX))),
        levels: levels.map(level_progress).collect(),
    }
}

fn requirement(
    area: &CompetencyArea,
    asked: &SkillRequirement,
    skills: &[Skill],
    day: NaiveDate,
) -> RequirementProgress {
    let counting = skills.iter().filter_map(|skill| Some((skill, asked.part(&area.code, skill)?)));
    let mut counting: Vec<_> = counting.filter(|(_, part)| part.span.contains(day)).collect();
    counting.sort_by_key(|(skill, part)| {
        (std::cmp::Reverse(part.span.until.unwrap_or(NaiveDate::MAX)), part.key, skill.earned_on)
    });
    let mut seen = std::collections::HashSet::new();
    counting.retain(|(_, part)| seen.insert(part.key));
    let met = met_by(area, asked, skills).into_iter().find(|span| span.contains(day));
    RequirementProgress {
        asked: asked.clone(),
        have: counting.iter().map(|(_, part)| part.amount).sum(),
        need: asked.need(),
        until: met.and_then(|span| span.until),
        contributors: counting
            .into_iter()
            .map(|(skill, part)| Contributor {
                what: skill.what.clone(),
                person: skill.person.as_ref().map(|person| person.name.clone()),
                earned_on: skill.earned_on,
                until: part.span.until,
            })
            .collect(),
    }
}

/// Whether a skill can count for anything in an area.
#[must_use]
pub fn bears_on(area: &CompetencyArea, skill: &Skill) -> bool {
    let granted = matches!(&skill.what, What::Recognition { area: of, .. } if *of == area.code);
    granted || asked(area).any(|asked| asked.part(&area.code, skill).is_some())
}

/// Everything that an area asks for, on either level.
fn asked(area: &CompetencyArea) -> impl Iterator<Item = &SkillRequirement> {
    area.silver.iter().chain(&area.gold)
}

/// Every skill that bears on an area, the latest first, with the days on which it counts there.
#[must_use]
pub fn records(area: &CompetencyArea, skills: &[Skill], day: NaiveDate) -> Vec<Record> {
    let record = |skill: &Skill| {
        let granted = matches!(skill.what, What::Recognition { .. }).then(|| skill.counts()).flatten();
        let spans = asked(area).filter_map(|asked| asked.part(&area.code, skill)).map(|part| part.span);
        let longest = spans.chain(granted).max_by_key(|span| span.until.unwrap_or(NaiveDate::MAX))?;
        Some(Record {
            what: skill.what.clone(),
            person: skill.person.clone(),
            earned_on: skill.earned_on,
            until: longest.until,
            counts: longest.contains(day),
        })
    };
    let bearing = skills.iter().filter(|skill| bears_on(area, skill));
    let mut records: Vec<_> = bearing.filter_map(record).collect();
    records.sort_by(|one, other| (other.earned_on, &one.person).cmp(&(one.earned_on, &other.person)));
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{attained, certificate, cloud, date, performance, reference};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Two people are certified from March on, the first to the end of the year.
    fn two_people() -> Vec<Skill> {
        vec![
            certificate("1", "builder", "2019-01-10", Some("2019-12-31")),
            certificate("2", "architect", "2019-03-01", None),
        ]
    }

    #[test]
    fn silver_is_held_while_all_of_its_requirements_are_met() {
        let mut skills = two_people();
        assert_eq!(attainments(&[cloud()], &skills), [], "the reference is missing");
        skills.push(reference("Contoso", "2019-04-01"));
        let silver = attained(Level::Silver, "2019-04-01", Some("2019-12-31"));
        assert_eq!(attainments(&[cloud()], &skills), [silver]);
    }

    #[test]
    fn a_person_counts_once_and_holds_on_with_a_newer_certificate() {
        let mut skills = vec![
            certificate("1", "builder", "2019-01-10", Some("2019-12-31")),
            certificate("1", "architect", "2019-01-10", None),
            reference("Contoso", "2019-01-01"),
        ];
        assert_eq!(attainments(&[cloud()], &skills), [], "one person with two certificates");
        skills.push(certificate("2", "builder", "2019-02-01", Some("2019-06-30")));
        skills.push(certificate("2", "builder", "2019-06-15", Some("2020-06-14")));
        let silver = attained(Level::Silver, "2019-02-01", Some("2020-06-14"));
        assert_eq!(attainments(&[cloud()], &skills), [silver]);
    }

    #[test]
    fn gold_asks_for_performance_of_the_last_twelve_months() {
        let mut skills = two_people();
        skills.extend([reference("Contoso", "2019-04-01"), reference("Fabrikam", "2019-05-01")]);
        skills.extend([performance(60, "2019-02-01"), performance(50, "2019-06-01")]);
        let gold: Vec<_> =
            attainments(&[cloud()], &skills).into_iter().filter(|one| one.level == Level::Gold).collect();
        assert_eq!(gold, [attained(Level::Gold, "2019-06-01", Some("2019-12-31"))]);
        let progress = progress(&cloud(), &skills, date("2020-02-01"));
        let of_gold = &progress.levels[1].requirements[2];
        assert_eq!((of_gold.have, of_gold.missing()), (50, 50), "the 60 are a year old");
        assert_eq!(progress.held, None, "the first certificate has expired");
    }

    #[test]
    fn progress_says_what_is_missing_who_contributes_and_until_when_it_holds() {
        let mut skills = two_people();
        skills.push(reference("Contoso", "2019-04-01"));
        let on = |day| progress(&cloud(), &skills, date(day));
        let now = on("2019-05-01");
        assert_eq!((now.held, now.until), (Some(Level::Silver), Some(date("2019-12-31"))));
        let people = &now.levels[0].requirements[0];
        assert_eq!((people.have, people.need, people.until), (2, 2, Some(date("2019-12-31"))));
        let names: Vec<_> = people.contributors.iter().map(|one| one.person.as_deref().unwrap()).collect();
        assert_eq!(names, ["Person 2", "Person 1"], "the last to expire first");
        assert_eq!((now.levels[1].is_held, now.levels[1].requirements[1].missing()), (false, 1));
        let later = on("2020-01-01");
        assert_eq!((later.held, later.until), (None, None));
        assert_eq!(later.levels[0].requirements[0].missing(), 1);
        assert_eq!(on("2019-02-01").levels[0].requirements[0].have, 1, "on any day");
    }

    #[test]
    fn certificates_count_while_the_person_is_here() {
        let mut skills = two_people();
        skills.push(reference("Contoso", "2019-01-01"));
        skills[1].here = Span { from: date("2019-07-01"), until: Some(date("2019-07-31")) };
        let silver = attained(Level::Silver, "2019-07-01", Some("2019-07-31"));
        assert_eq!(attainments(&[cloud()], &skills), [silver]);
    }

    #[test]
    fn what_the_programme_grants_needs_no_requirement() {
        let granted = Skill {
            what: What::Recognition { area: "cloud".into(), level: Level::Gold },
            person: None,
            ..certificate("1", "builder", "2019-01-01", Some("2019-06-30"))
        };
        let gold = attained(Level::Gold, "2019-01-01", Some("2019-06-30"));
        assert_eq!(attainments(&[cloud()], std::slice::from_ref(&granted)), [gold]);
        let now = progress(&cloud(), &[granted], date("2019-06-01"));
        assert_eq!((now.held, now.until), (Some(Level::Gold), Some(date("2019-06-30"))));
        assert!(now.levels.iter().all(|level| level.is_held));
        assert_eq!(now.recognised.map(|one| one.level), Some(Level::Gold));
    }

    #[test]
    fn an_area_lists_what_bears_on_it_and_says_what_does_not_count_any_more() {
        let mut skills = two_people();
        skills.extend([performance(60, "2018-02-01"), certificate("3", "juggler", "2019-01-01", None)]);
        let records = records(&cloud(), &skills, date("2019-05-01"));
        let seen: Vec<_> = records.iter().map(|one| (one.earned_on.to_string(), one.counts)).collect();
        let expected = [
            ("2019-03-01".to_owned(), true),
            ("2019-01-10".to_owned(), true),
            ("2018-02-01".to_owned(), false),
        ];
        assert_eq!(seen, expected);
        assert_eq!(records[2].until, Some(date("2019-01-31")), "a year long");
    }

    #[test]
    fn an_area_without_requirements_attains_nothing() {
        let bare = CompetencyArea { silver: Vec::new(), gold: Vec::new(), ..cloud() };
        assert_eq!(attainments(&[bare], &two_people()), []);
    }
}
