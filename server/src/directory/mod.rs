//! The directory: published business profiles for all the world to find, and the form in which customers ask.
//!
//! Its pages are HTML from this server: they work without scripts, and search engines read them. The app has the
//! rooms behind it, the profile's editor and the leads.

mod inquiries;
pub mod limits;
mod metadata;
mod pages;
pub mod routes;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use tokuten_core::competencies::{Attainment, Level};
use tokuten_core::partners::PartnerId;
use tokuten_core::profiles::slug;

use crate::offers::partner_id;
use crate::portal::Portal;
use crate::profiles::{self, Shown, published};
use crate::tables::business_profile;

pub use words::consent;

/// What is looked for. Nothing finds everybody.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Words.
    pub text: String,
    /// ISO 3166-1 alpha-2 code of a country in which the company works.
    pub country: String,
    /// Code of an area of competency that it holds.
    pub competency: String,
    /// Where the page before has ended.
    pub after: Option<Place>,
}

/// A place in the order of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    name: String,
    partner: String,
}

impl Place {
    /// As it stands in an address.
    fn cursor(&self) -> String {
        format!("{}.{}", self.partner, URL_SAFE_NO_PAD.encode(&self.name))
    }

    /// The place of a cursor; one that nobody gave out leads to the first page.
    fn of(cursor: &str) -> Option<Self> {
        let (partner, name) = cursor.split_once('.')?;
        let name = String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()?;
        Some(Self { name, partner: partner.to_owned() })
    }
}

/// A company in the directory.
#[derive(Debug)]
pub struct Entry {
    /// Whose profile it is.
    pub partner: PartnerId,
    /// Last part of its address.
    pub slug: String,
    /// What it shows.
    pub shown: Shown,
    /// What it holds today: each area once, at its highest level.
    pub held: Vec<(String, Level)>,
}

/// A page of companies, and the cursor of the next one.
#[derive(Debug)]
pub struct Found {
    /// By name.
    pub entries: Vec<Entry>,
    /// None on the last page.
    pub next: Option<String>,
}

/// The companies that answer a question, by name.
pub async fn search(portal: &Portal, question: &Question) -> Result<Found, DbErr> {
    let today = portal.clock.today(portal.programme_zone());
    let mut rows = store::answering(portal.db.read(), question, today).await?;
    let more = rows.len() > store::PAGE;
    rows.truncate(store::PAGE);
    let place = |row: &business_profile::Model| Place {
        name: row.sort_name.clone().unwrap_or_default(),
        partner: row.partner_id.clone(),
    };
    let next = rows.last().filter(|_| more).map(|row| place(row).cursor());
    let partners: Vec<_> = rows.iter().map(|row| row.partner_id.clone()).collect();
    let mut held: HashMap<String, Vec<Attainment>> = HashMap::new();
    for (partner, attainment) in store::attainments(portal.db.read(), &partners, today).await? {
        held.entry(partner).or_default().push(attainment);
    }
    let entry = |row: business_profile::Model| {
        let shown = published(&row)?
            .ok_or_else(|| DbErr::Custom(format!("partner {} shows nothing", row.partner_id)))?;
        Ok(of(partner_id(&row.partner_id)?, shown, &held.remove(&row.partner_id).unwrap_or_default()))
    };
    Ok(Found { entries: rows.into_iter().map(entry).collect::<Result<_, DbErr>>()?, next })
}

/// One company, if the public may see it.
async fn company(portal: &Portal, partner: &PartnerId) -> Result<Option<Entry>, DbErr> {
    let Some(shown) = profiles::listed(portal.db.read(), partner).await? else { return Ok(None) };
    Ok(Some(with_competencies(portal, partner.clone(), shown).await?))
}

async fn with_competencies(portal: &Portal, partner: PartnerId, shown: Shown) -> Result<Entry, DbErr> {
    let today = portal.clock.today(portal.programme_zone());
    let held = store::attainments(portal.db.read(), &[partner.to_string()], today).await?;
    let held: Vec<_> = held.into_iter().map(|(_, attainment)| attainment).collect();
    Ok(of(partner, shown, &held))
}

fn of(partner: PartnerId, shown: Shown, attainments: &[Attainment]) -> Entry {
    let mut held: Vec<(String, Level)> = Vec::new();
    for attainment in attainments {
        match held.iter_mut().find(|(area, _)| *area == attainment.area) {
            Some((_, level)) => *level = attainment.level.max(*level),
            None => held.push((attainment.area.clone(), attainment.level)),
        }
    }
    Entry { slug: slug(&shown.name, &partner), partner, shown, held }
}

/// The language of a page: what its address asks for, else what the browser prefers, among those of the programme.
fn language(portal: &Portal, asked: Option<&str>, accepted: Option<&str>) -> Language {
    let offered = &portal.catalogue().languages;
    let preferred = accepted.unwrap_or_default().split(',').map(|one| one.split(';').next().unwrap_or(one));
    asked
        .into_iter()
        .chain(preferred.map(str::trim))
        .filter_map(Language::of_tag)
        .find(|language| offered.contains(language))
        .or_else(|| offered.first().copied())
        .unwrap_or_default()
}
