//! Facts of partners that were asked for lately, as the JSON that is sent.

use std::sync::Arc;

use quick_cache::sync::Cache;
use sea_orm::DbErr;
use serde::Serialize;
use serde_json::value::RawValue;
use tokuten_core::calendar::Today;
use tokuten_core::catalogue::{Agreement, Catalogue};
use tokuten_core::facts::Facts;
use tokuten_core::roles::Role;

use crate::identity::signed_in::PartnerUser;

/// How many are kept; each is a few KB.
const KEPT: usize = 2_000;

/// Facts by partner and roles, labelled with the partner's version.
#[derive(Debug)]
pub struct FactsCache(Cache<(String, Vec<Role>), Labelled>);

#[derive(Debug, Clone)]
struct Labelled {
    version: i64,
    json: Arc<str>,
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
    /// The JSON that this user would get if nothing has changed since it was kept.
    #[must_use]
    pub fn get(&self, user: &PartnerUser) -> Option<Arc<str>> {
        let kept = self.0.get(&key(user))?;
        (kept.version == user.version).then_some(kept.json)
    }

    /// Keeps the facts under the version that the request came with. They were read after it, so they are at
    /// least as new; if they are newer, the next request brings a newer version and reads again.
    pub fn keep(&self, user: &PartnerUser, facts: &Facts, catalogue: &Catalogue) -> Result<Arc<str>, DbErr> {
        let reminders = catalogue.reminders.iter().map(|reminder| reminder.day).collect();
        let rest = Rest { facts, reminders, agreement: &catalogue.agreement };
        let json: Arc<str> = json(&rest)?.into();
        self.0.insert(key(user), Labelled { version: user.version, json: Arc::clone(&json) });
        Ok(json)
    }
}

fn key(user: &PartnerUser) -> (String, Vec<Role>) {
    (user.partner.as_str().to_owned(), user.roles.clone())
}

/// One JSON object of the clock and the rest.
pub fn joined(clock: &Today, rest: &str) -> Result<Box<RawValue>, DbErr> {
    let clock = json(clock)?;
    // `rest` is an object with fields: `{"facts":…}`; the clock goes in front of them.
    let joined = format!("{{\"clock\":{clock},{}", &rest[1..]);
    RawValue::from_string(joined).map_err(|error| DbErr::Custom(error.to_string()))
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Custom(error.to_string()))
}
