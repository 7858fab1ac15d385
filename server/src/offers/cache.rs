//! Facts of partners that were asked for lately, and the JSON of them that is sent.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use quick_cache::sync::Cache;
use sea_orm::DbErr;
use serde::Serialize;
use tokuten_core::calendar::Today;
use tokuten_core::catalogue::{Agreement, Catalogue};
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::roles::Role;

/// How many are kept; each is a few KB.
const KEPT: usize = 2_000;

/// Facts by partner and roles, labelled with the partner's version.
#[derive(Debug)]
pub struct FactsCache(Cache<(String, Vec<Role>), Arc<Kept>>);

/// What facts are labelled with: the partner's version, the programme's, and how many commits had failed when they were
/// read. They may have been read inside a change that was undone since.
pub type Label = (i64, i32, u64);

/// Facts that were read under a version.
#[derive(Debug)]
pub struct Kept {
    label: Label,
    facts: Facts,
    rest: OnceLock<String>,
}

impl Deref for Kept {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Default for FactsCache {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// Everything of an `OffersView` but the clock, which is another at each request.
#[derive(Serialize)]
struct Rest<'a> {
    facts: &'a Facts,
    reminders: Vec<i32>,
    agreement: &'a Agreement,
}

impl FactsCache {
    /// The facts of a version, if they are kept.
    #[must_use]
    pub fn get(&self, partner: &PartnerId, roles: &[Role], label: Label) -> Option<Arc<Kept>> {
        self.0.get(&key(partner, roles)).filter(|kept| kept.label == label)
    }

    /// Keeps facts under a version.
    #[must_use]
    pub fn keep(&self, partner: &PartnerId, roles: &[Role], label: Label, facts: Facts) -> Arc<Kept> {
        let kept = Arc::new(Kept { label, facts, rest: OnceLock::new() });
        self.0.insert(key(partner, roles), Arc::clone(&kept));
        kept
    }
}

impl Kept {
    /// An `OffersView` as JSON.
    pub fn view(&self, clock: &Today, catalogue: &Catalogue) -> Result<String, DbErr> {
        let rest = if let Some(rest) = self.rest.get() {
            rest
        } else {
            let rest = self.rest_of_view(catalogue)?;
            self.rest.get_or_init(|| rest)
        };
        // `rest` is an object with fields: `{"facts":…}`; the clock goes in front of them.
        Ok(format!("{{\"clock\":{},{}", json(clock)?, &rest[1..]))
    }

    fn rest_of_view(&self, catalogue: &Catalogue) -> Result<String, DbErr> {
        let reminders = catalogue.reminders.iter().map(|reminder| reminder.day).collect();
        json(&Rest { facts: &self.facts, reminders, agreement: &catalogue.agreement })
    }
}

fn key(partner: &PartnerId, roles: &[Role]) -> (String, Vec<Role>) {
    (partner.as_str().to_owned(), roles.to_vec())
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Custom(error.to_string()))
}
