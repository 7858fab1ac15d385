//! What is told of competencies: to those who buy and renew.

use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use tokuten_core::competencies::{Skill, What};
use tokuten_core::facts::Risk;
use tokuten_core::notices::Notice;
use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::Subscription;

use super::{name_of, tell, words};
use crate::db::Change;
use crate::ids::new_id;
use crate::portal::Portal;

/// The competency that a membership asks for will not hold at its anniversary: once for each day on which it ends.
pub async fn at_risk(
    portal: &Portal,
    tx: &Change,
    partner: &PartnerId,
    (held, risk): (&Subscription, Risk),
) -> Result<(), DbErr> {
    let ends = risk.held_until.map_or_else(|| "never".to_owned(), |day| day.to_string());
    let name = format!("at-risk/{}/{}/{ends}", held.id, held.expires_on);
    tell(portal, tx, partner.as_str(), (Notice::AtRisk, &name), |language| {
        words::at_risk(language, &name_of(portal, &held.offer.0, language), (held, risk))
    })
    .await
}

/// Certificates expire soon. Which were told of is noted with them, in the same transaction.
pub async fn certificates_expire(
    portal: &Portal,
    tx: &Change,
    partner: &PartnerId,
    skills: &[&Skill],
) -> Result<(), DbErr> {
    let name = format!("certificates-expire/{}", new_id());
    tell(portal, tx, partner.as_str(), (Notice::CertificatesExpire, &name), |language| {
        let rows = skills.iter().filter_map(|skill| {
            let person = skill.person.as_ref()?.name.clone();
            Some((person, skill_name(portal, &skill.what, language), skill.expires_on?))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(_, _, end)| *end);
        words::certificates_expire(language, &rows)
    })
    .await
}

fn skill_name(portal: &Portal, what: &What, language: Language) -> String {
    let (all, code) = match what {
        What::Certificate { certification } => (&portal.catalogue().certifications, certification),
        What::Assessment { assessment } => (&portal.catalogue().assessments, assessment),
        _ => return String::new(),
    };
    let found = all.iter().find(|one| one.code == *code);
    found.map_or_else(|| code.clone(), |one| one.name.text(language).to_owned())
}
