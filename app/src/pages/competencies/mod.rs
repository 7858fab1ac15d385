//! Competencies: how far the company has come in each area, what is missing, and what will be lost.

pub mod area;
mod requirement;

use std::cmp::Reverse;

use leptos::prelude::*;
use tokuten_core::catalogue::ListEntry;
use tokuten_core::competencies::{
    AreaProgress, CompetenciesView, Expiring, Level, LevelProgress, Names, RiskView, What,
};
use tokuten_core::roles::Permission;

use crate::components::ask::WhomToAsk;
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::{context, local, t as common};
use crate::format::date;
use crate::loaded::Loaded;
use crate::texts::competencies::t;
use crate::texts::fill;
use crate::words;

/// What a level is called.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Silver => t().silver,
        Level::Gold => t().gold,
    }
}

fn named(all: &[ListEntry], code: &str) -> String {
    all.iter().find(|one| one.code == code).map_or_else(|| code.to_owned(), |one| local(&one.name))
}

/// What a skill is called: the certification, the assessment, the customer, the measure.
fn skill_name(what: &What, names: &Names) -> String {
    match what {
        What::Certificate { certification } => named(&names.certifications, certification),
        What::Assessment { assessment } => named(&names.assessments, assessment),
        What::Reference { customer, .. } => customer.clone(),
        What::Performance { measure, .. } => named(&names.measures, measure),
        What::Recognition { level, .. } => level_name(*level).to_owned(),
    }
}

/// The page.
#[component]
pub fn CompetenciesPage() -> impl IntoView {
    let loaded = Loaded::<CompetenciesView>::from(|| "/api/competencies".to_owned());
    view! {
        <Heading text=Signal::derive(|| common().competencies.to_owned())/>
        <p class="prose">{live(move || t().intro)}</p>
        {shown(loaded, page)}
    }
}

fn page(mut view: CompetenciesView) -> AnyView {
    if view.areas.is_empty() {
        return view! { <p class="empty">{t().none_offered}</p> }.into_any();
    }
    // What is held and what is begun comes first; the programme's order otherwise.
    view.areas.sort_by_key(|area| Reverse((area.held, has_begun(area))));
    let names = StoredValue::new(view.names);
    let cards = view.areas.iter().map(|area| card(area, names)).collect_view();
    view! {
        {risks(view.risks)}
        <Report/>
        {names.with_value(|names| expiring(&view.expiring, names))}
        <section aria-labelledby="areas">
            <h2 id="areas">{t().all_areas}</h2>
            <div class="tiles">{cards}</div>
        </section>
    }
    .into_any()
}

fn has_begun(area: &AreaProgress) -> bool {
    area.levels.iter().flat_map(|level| &level.requirements).any(|one| one.have > 0)
}

/// The memberships that cannot be renewed if nothing is done.
fn risks(risks: Vec<RiskView>) -> impl IntoView {
    let warning = |risk: RiskView| {
        let text = match (risk.held_until, risk.is_held) {
            (Some(_), true) => t().risk_soon,
            (Some(_), false) => t().risk_lost,
            (None, _) => t().risk_never,
        };
        let until = risk.held_until.map(date).unwrap_or_default();
        let places = [
            ("offer", &*local(&risk.name)),
            ("date", &*date(risk.anniversary)),
            ("level", words::level(Some(risk.required))),
            ("until", &*until),
            ("closes", &*date(risk.closes)),
        ];
        view! { <p class="notice warn" role="note">{fill(text, &places)}</p> }
    };
    risks.into_iter().map(warning).collect_view()
}

/// The skills report, for who may have it.
#[component]
fn Report() -> impl IntoView {
    let context = context();
    move || {
        if context.may(Permission::ManageCompetencies) {
            let href = format!("/api/competencies/report?language={}", context.language.get().tag());
            view! {
                <p class="actions"><a class="button" href=href download="" rel="external">{t().report}</a></p>
            }
            .into_any()
        } else {
            view! {
                <p class="actions"><button class="button" type="button" disabled>{t().report}</button></p>
                <WhomToAsk permission=Permission::ManageCompetencies/>
            }
            .into_any()
        }
    }
}

fn expiring(expiring: &[Expiring], names: &Names) -> Option<impl IntoView + use<>> {
    let line = |one: &Expiring| {
        let areas: Vec<_> = one.areas.iter().map(local).collect();
        let places = [
            ("person", one.person.name.as_str()),
            ("name", &skill_name(&one.what, names)),
            ("date", &date(one.expires_on)),
            ("areas", &areas.join(", ")),
        ];
        view! { <li>{fill(t().expiring_line, &places)}</li> }
    };
    let lines = expiring.iter().map(line).collect_view();
    (!expiring.is_empty()).then(|| {
        view! {
            <section aria-labelledby="expiring">
                <h2 id="expiring">{t().expiring}</h2>
                <ul>{lines}</ul>
            </section>
        }
    })
}

/// What is held in an area, in words.
fn standing(area: &AreaProgress) -> (&'static str, String) {
    match (area.held, area.until) {
        (Some(level), Some(until)) => {
            ("strip open", fill(t().held_to, &[("level", level_name(level)), ("date", &date(until))]))
        }
        (Some(level), None) => ("strip open", fill(t().held, &[("level", level_name(level))])),
        (None, _) => ("strip over", t().not_held.to_owned()),
    }
}

/// What the programme grants without its requirements.
fn recognised(area: &AreaProgress) -> Option<impl IntoView + use<>> {
    let granted = area.recognised.as_ref()?;
    let text = if granted.until.is_some() { t().recognised_to } else { t().recognised };
    let until = granted.until.map(date).unwrap_or_default();
    Some(
        view! { <p class="small">{fill(text, &[("level", level_name(granted.level)), ("date", &until)])}</p> },
    )
}

/// An area with the level that comes next; once all are held, with the highest.
fn card(area: &AreaProgress, names: StoredValue<Names>) -> impl IntoView + use<> {
    let (class, text) = standing(area);
    let (name, code) = (local(&area.name), area.code.clone());
    let heading = format!("area-{code}");
    let href = format!("/competencies/{code}");
    let next = area.levels.iter().find(|level| !level.is_held).or(area.levels.last());
    let requirements = next.map(|level| level_of(level, &code, names, true));
    let label = format!("{}: {name}", t().details);
    view! {
        <article class="tile competency" aria-labelledby=heading.clone() data-area=code.clone()>
            <h3 id=heading.clone()>{name}</h3>
            {recognised(area)}
            {requirements}
            <p class="links"><a href=href aria-label=label>{t().details}</a></p>
            <p class=class>{text}</p>
        </article>
    }
}

/// A level with its requirements; on a card below the area's heading, else with one of its own.
fn level_of(
    level: &LevelProgress,
    area: &str,
    names: StoredValue<Names>,
    brief: bool,
) -> impl IntoView + use<> {
    let title = fill(t().towards, &[("level", level_name(level.level))]);
    let id = format!("{area}-{}", level.level.code());
    let requirement = |(place, one): (usize, &tokuten_core::competencies::RequirementProgress)| {
        names.with_value(|names| requirement::shown(one, (&format!("{id}-{place}"), brief), names))
    };
    let requirements = level.requirements.iter().enumerate().map(requirement).collect_view();
    let heading =
        if brief { view! { <h4>{title}</h4> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() };
    view! { {heading} <ul class="requirements">{requirements}</ul> }
}
