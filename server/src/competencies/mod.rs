//! Competencies: the skills of a partner, what is attained by them, and what will be lost.
//!
//! The skills are the truth. `attainments` holds what follows from them by core's rules and the catalogue, for all
//! days at once, so that verdicts need no more than to look: it is worked out anew in the transaction of every change
//! of a partner's skills, and when the server starts on a catalogue that asks for something else.

mod report;
mod round;
pub mod routes;
pub mod store;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use tokuten_core::catalogue::{Catalogue, CompetencyArea, Language};
use tokuten_core::competencies::{
    AreaProgress, AreaView, CompetenciesView, Expiring, Names, RiskView, Skill, attainments, bears_on,
    expiring, progress, records,
};
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;

use crate::db::{Change, remember};
use crate::identity::signed_in::PartnerUser;
use crate::offers::{self, partner_id, touch};
use crate::portal::Portal;

pub use round::{look_at_risk, tell_of_losses};

/// How many contributors the list of all areas names for a requirement.
const NAMED: usize = 5;
/// Skills on a page of an area.
const PAGE: usize = 50;
/// Name of the setting that remembers for which requirements `attainments` was worked out.
const ASKED: &str = "competencies";

/// Works out what a partner has attained, and has it looked at soon whether it is to be told of something. Inside the
/// transaction that has changed the partner's skills, after the partner was [`touch`]ed.
pub async fn follow(tx: &Change, catalogue: &Catalogue, partner: &PartnerId) -> Result<(), DbErr> {
    let skills = store::skills(tx, partner).await?;
    store::attain(tx, partner, &attainments(&catalogue.competencies, &skills)).await?;
    store::watch(tx, partner.as_str(), Some(chrono::DateTime::UNIX_EPOCH)).await
}

/// Works out everything anew if the catalogue asks for something else than it did: at the server's start.
pub async fn follow_catalogue(portal: &Portal) -> Result<(), DbErr> {
    let asked = serde_json::to_string(&portal.catalogue().competencies)
        .map_err(|error| DbErr::Json(error.to_string()))?;
    if portal.db.setting(ASKED).await?.as_deref() == Some(&asked) {
        return Ok(());
    }
    for partner in store::partners_with_skills(portal.db.read()).await? {
        let partner = partner_id(&partner)?;
        let tx = portal.db.begin().await?;
        touch(&tx, &partner).await?;
        follow(&tx, &portal.catalogue(), &partner).await?;
        tx.commit().await?;
    }
    let tx = portal.db.begin().await?;
    remember(&tx, ASKED, &asked).await?;
    tx.commit().await
}

/// Every area, and how far the partner has come there today.
pub async fn view(portal: &Portal, user: &PartnerUser) -> Result<CompetenciesView, DbErr> {
    let skills = store::skills(portal.db.read(), &user.partner).await?;
    let clock = portal.clock.view(user.zone);
    let areas = &portal.catalogue().competencies;
    let longest = portal.catalogue().competency_notices.expiry_days.iter().copied().max().unwrap_or_default();
    let soon = expiring(&skills, clock.today, longest);
    Ok(CompetenciesView {
        areas: areas.iter().map(|area| brief(progress(area, &skills, clock.today))).collect(),
        risks: risks(portal, user).await?,
        expiring: soon.into_iter().filter_map(|skill| expires(areas, skill)).collect(),
        names: names(&portal.catalogue()),
        clock,
    })
}

/// The progress with the first few of those who contribute.
fn brief(mut progress: AreaProgress) -> AreaProgress {
    for requirement in progress.levels.iter_mut().flat_map(|level| &mut level.requirements) {
        requirement.contributors.truncate(NAMED);
    }
    progress
}

fn expires(areas: &[CompetencyArea], skill: &Skill) -> Option<Expiring> {
    Some(Expiring {
        what: skill.what.clone(),
        person: skill.person.clone()?,
        expires_on: skill.expires_on?,
        areas: areas.iter().filter(|area| bears_on(area, skill)).map(|area| area.name.clone()).collect(),
    })
}

fn names(catalogue: &Catalogue) -> Names {
    Names {
        certifications: catalogue.certifications.clone(),
        assessments: catalogue.assessments.clone(),
        measures: catalogue.measures.clone(),
    }
}

async fn risks(portal: &Portal, user: &PartnerUser) -> Result<Vec<RiskView>, DbErr> {
    let whose = (&user.partner, user.roles.as_slice());
    let facts = offers::facts_at(portal, portal.db.read(), whose, user.version).await?;
    Ok(risks_of(&facts, portal.clock.today(user.zone)))
}

fn risks_of(facts: &Facts, today: chrono::NaiveDate) -> Vec<RiskView> {
    let view = |held: &tokuten_core::subscriptions::Subscription| {
        let risk = facts.risk(held, today)?;
        Some(RiskView {
            subscription: held.id.clone(),
            offer: held.offer.clone(),
            name: facts.offer(&held.offer)?.name.clone(),
            required: risk.required,
            anniversary: held.expires_on,
            is_held: risk.is_held,
            held_until: risk.held_until,
            closes: risk.closes,
        })
    };
    facts.subscriptions.iter().filter_map(view).collect()
}

/// One area with everything that bears on it; none if the programme has no such area.
pub async fn area(
    portal: &Portal,
    user: &PartnerUser,
    (code, after): (&str, usize),
) -> Result<Option<AreaView>, DbErr> {
    let catalogue = portal.catalogue();
    let Some(area) = catalogue.competencies.iter().find(|area| area.code == code) else {
        return Ok(None);
    };
    let skills = store::skills(portal.db.read(), &user.partner).await?;
    let clock = portal.clock.view(user.zone);
    let all = records(area, &skills, clock.today);
    let next = after.saturating_add(PAGE);
    Ok(Some(AreaView {
        area: progress(area, &skills, clock.today),
        risks: risks(portal, user).await?,
        next_cursor: (next < all.len()).then(|| next.to_string()),
        records: all.into_iter().skip(after).take(PAGE).collect(),
        names: names(&portal.catalogue()),
        clock,
    }))
}

/// The partner's skills as a file for a spreadsheet, and what it is called.
pub async fn report(
    portal: &Portal,
    user: &PartnerUser,
    language: Language,
) -> Result<(String, Vec<u8>), DbErr> {
    let skills = store::skills(portal.db.read(), &user.partner).await?;
    let today = portal.clock.today(user.zone);
    let bytes = report::csv(&portal.catalogue(), &skills, today, language)?;
    Ok((format!("skills-{}-{today}.csv", user.partner), bytes))
}
