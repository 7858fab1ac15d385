//! A requirement: how much there is of it as a bar and in words, what is missing, and who contributes.

use leptos::prelude::*;
use tokuten_core::catalogue::ListEntry;
use tokuten_core::competencies::{Contributor, Names, RequirementProgress, SkillRequirement, What};

use super::{named, skill_name};
use crate::format::{count, date};
use crate::texts::competencies::t;
use crate::texts::fill;

/// An item of a list of requirements; `id` names its parts.
pub fn shown(
    progress: &RequirementProgress,
    (id, brief): (&str, bool),
    names: &Names,
) -> impl IntoView + use<> {
    let (id, have, need) = (id.to_owned(), progress.have, progress.need);
    let met = progress.is_met();
    let numbers = fill(t().have, &[("have", &count(have)), ("need", &count(need))]);
    let contributing = contributing(progress, brief, names);
    view! {
        <li class=if met { "met" } else { "unmet" }>
            <p class="what"><span id=id.clone()>{title(&progress.asked, names)}</span>" "<strong>{numbers}</strong></p>
            <progress max=need.to_string() value=have.min(need).to_string() aria-labelledby=id></progress>
            <p class="small">{said(progress, names)}</p>
            {contributing.map(|text| view! { <p class="small">{text}</p> })}
        </li>
    }
}

fn title(asked: &SkillRequirement, names: &Names) -> String {
    let aged = |text: &str, months: &Option<u32>| match months {
        Some(months) => format!("{text} ({})", fill(t().no_older, &[("months", &months.to_string())])),
        None => text.to_owned(),
    };
    match asked {
        SkillRequirement::CertifiedPeople { .. } => t().people.to_owned(),
        SkillRequirement::Assessments { months, .. } => aged(t().assessments, months),
        SkillRequirement::References { months, .. } => aged(t().references, months),
        SkillRequirement::Performance { measure, months, .. } => {
            let measure = named(&names.measures, measure);
            fill(t().performance, &[("measure", &measure), ("months", &months.to_string())])
        }
    }
}

/// What is missing, or until when it is met.
fn said(progress: &RequirementProgress, names: &Names) -> String {
    if progress.is_met() {
        return match progress.until {
            Some(until) => fill(t().met_to, &[("date", &date(until))]),
            None => t().met.to_owned(),
        };
    }
    let list = |all: &[ListEntry], codes: &[String]| {
        codes.iter().map(|code| named(all, code)).collect::<Vec<_>>().join("; ")
    };
    let (text, listed) = match &progress.asked {
        SkillRequirement::CertifiedPeople { certifications, .. } => {
            (t().missing_people, list(&names.certifications, certifications))
        }
        SkillRequirement::Assessments { assessments, .. } => {
            let passed = |code: &&String| {
                let passes = |one: &Contributor| matches!(&one.what, What::Assessment { assessment } if assessment == *code);
                progress.contributors.iter().any(passes)
            };
            let open: Vec<_> = assessments.iter().filter(|code| !passed(code)).cloned().collect();
            (t().missing_assessments, list(&names.assessments, &open))
        }
        SkillRequirement::References { .. } => (t().missing_references, String::new()),
        SkillRequirement::Performance { .. } => (t().missing_performance, String::new()),
    };
    fill(text, &[("count", &count(progress.missing())), ("names", &listed)])
}

/// Who contributes: on a card by their names, else each with the last day that it counts.
fn contributing(progress: &RequirementProgress, brief: bool, names: &Names) -> Option<String> {
    let is_performance = matches!(progress.asked, SkillRequirement::Performance { .. });
    let one = |one: &Contributor| {
        let name = match (&one.what, &one.person) {
            (What::Performance { amount, .. }, _) => {
                format!("{} ({})", count((*amount).into()), date(one.earned_on))
            }
            (_, Some(person)) if brief => person.clone(),
            (what, Some(person)) => format!("{person}: {}", skill_name(what, names)),
            (what, None) => skill_name(what, names),
        };
        match one.until.filter(|_| !brief) {
            Some(until) => fill(t().counts_to, &[("name", &name), ("date", &date(until))]),
            None => name,
        }
    };
    let mut listed: Vec<_> = progress.contributors.iter().map(one).collect();
    if brief {
        listed.dedup();
    }
    if listed.is_empty() || (brief && is_performance) {
        return None;
    }
    let text = listed.join(if brief { ", " } else { "; " });
    let shown = u64::try_from(progress.contributors.len()).unwrap_or(u64::MAX);
    let rest = if is_performance { 0 } else { progress.have.saturating_sub(shown) };
    let text = match rest {
        0 => text,
        rest => fill(t().and_more, &[("names", &text), ("count", &count(rest))]),
    };
    Some(fill(t().contributors, &[("names", &text)]))
}
