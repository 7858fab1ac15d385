//! Partners, as the vendor's operators find and know them: the search over everything, a partner's whole story, and what
//! is decided about a partner as a whole.
//!
//! Reading is for every operator, save what is written to support; deciding is for those whose work it is.

mod problems;
pub mod routes;
mod search;
mod sections;
mod standing;
#[cfg(test)]
mod tests;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::stories::{HeldCompetency, PartnerStory, Section, StoryPage};

use crate::identity::signed_in::Operator;
use crate::offers::{self, partner_row, partner_zone};
use crate::portal::Portal;
use crate::tables::lead;
use crate::{claims, overrides};

pub use problems::StandingError;
pub use search::search;
pub use standing::{exempt, suspend};

/// A partner's page.
pub async fn story(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
) -> Result<PartnerStory, StandingError> {
    let db = portal.db.read();
    let row = partner_row(db, partner).await.map_err(StandingError::of_partner)?;
    let zone = partner_zone(&row)?;
    let thing = Thing::new(ThingKind::Partner, partner);
    let claim = claims::of(portal, db, std::slice::from_ref(&thing)).await?.remove(&thing);
    // The facts are read after the version, so they are at least as new.
    let facts = offers::facts(portal, db, partner, &[]).await?;
    Ok(PartnerStory {
        clock: portal.clock.view(zone),
        language: Language::of_tag(&row.language).unwrap_or_default(),
        submitted_at: row.submitted_at,
        agreed: row.agreement_version.zip(row.agreed_at),
        reminders: portal.catalogue().reminders.iter().map(|reminder| reminder.day).collect(),
        competencies: competencies(portal, &facts),
        leads: lead::Entity::find().filter(lead::Column::PartnerId.eq(partner.as_str())).count(db).await?,
        overrides: overrides::of_partner(db, partner, operator).await?,
        override_days: portal.catalogue().desk.override_days,
        claim,
        version: row.version,
        facts,
    })
}

fn competencies(portal: &Portal, facts: &Facts) -> Vec<HeldCompetency> {
    let catalogue = portal.catalogue();
    let named = |code: &str| {
        let area = catalogue.competencies.iter().find(|area| area.code == code);
        area.map_or_else(|| Localized { en: code.to_owned(), ja: code.to_owned() }, |area| area.name.clone())
    };
    let held = |one: &tokuten_core::competencies::Attainment| HeldCompetency {
        area: named(&one.area),
        level: one.level,
        from: one.from,
        until: one.until,
    };
    facts.attainments.iter().map(held).collect()
}

/// A page of a section of a partner's story.
pub async fn section(
    portal: &Portal,
    partner: &PartnerId,
    section: Section,
    after: u64,
) -> Result<StoryPage, StandingError> {
    partner_row(portal.db.read(), partner).await.map_err(StandingError::of_partner)?;
    Ok(sections::page(portal.db.read(), partner, section, after).await?)
}

/// Whether a failure means that there is no such partner.
fn is_missing(error: &DbErr) -> bool {
    matches!(error, DbErr::RecordNotFound(_))
}
