//! The version of the programme that is in force. The newest row of `programmes` is; each node keeps it in memory, and asks
//! every second whether there is a newer one.
//!
//! The file that the server is started with is the programme for as long as nothing is published in the portal. After
//! that, another file is no more than a file: who starts the server is told so, and may import it as a draft.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context;
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::programme::Origin;

use super::{following, store};
use crate::catalogue;
use crate::config::Settings;
use crate::db::Db;
use crate::tables::programme;

/// A version of the programme, read.
#[derive(Debug)]
pub struct InForce {
    /// Its number, from 1.
    pub number: i32,
    catalogue: Catalogue,
}

impl InForce {
    /// A row, read. Every version was checked before it was stored; one that cannot be read is an older program's.
    pub fn of(row: &programme::Model) -> Result<Self, DbErr> {
        let unreadable = |error| DbErr::Custom(format!("version {} of the programme: {error}", row.number));
        Ok(Self { number: row.number, catalogue: catalogue::parse(&row.toml).map_err(unreadable)? })
    }
}

impl Deref for InForce {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.catalogue
    }
}

/// What is said of a database that no server has started on, where it must have.
const MISSING: &str = "there is no version of the programme";
/// The number of the first version.
pub const FIRST: i32 = 1;
/// How many versions that were in force are kept in memory.
const KEPT: usize = 16;

/// The version that is in force, as far as this node knows, and those before that were asked for.
#[derive(Debug)]
pub struct Programme {
    in_force: RwLock<Arc<InForce>>,
    before: Cache<i32, Arc<InForce>>,
}

impl Programme {
    /// Begins with a version.
    #[must_use]
    pub fn new(version: InForce) -> Self {
        Self { in_force: RwLock::new(Arc::new(version)), before: Cache::new(KEPT) }
    }

    /// The version in force.
    #[must_use]
    pub fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A version that was in force.
    pub async fn version(&self, db: &impl ConnectionTrait, number: i32) -> Result<Arc<InForce>, DbErr> {
        if let Some(kept) = self.before.get(&number) {
            return Ok(kept);
        }
        let missing = || DbErr::RecordNotFound(format!("version {number} of the programme"));
        let row = store::version(db, number).await?.ok_or_else(missing)?;
        let version = Arc::new(InForce::of(&row)?);
        self.before.insert(number, Arc::clone(&version));
        Ok(version)
    }

    /// From now on it is this one, unless a newer one is known already.
    pub fn follow(&self, version: InForce) {
        let mut kept = self.in_force.write().unwrap_or_else(PoisonError::into_inner);
        if kept.number < version.number {
            tracing::info!(number = version.number, "another version of the programme is in force");
            *kept = Arc::new(version);
        }
    }
}

/// The text of the settings' file, or the demo's, without mistakes.
pub fn file_of(settings: &Settings) -> anyhow::Result<String> {
    let Some(path) = &settings.catalogue else { return Ok(catalogue::DEMO.to_owned()) };
    let toml = std::fs::read_to_string(path)
        .with_context(|| format!("the catalogue {} cannot be read", path.display()))?;
    catalogue::parse(&toml)
        .map_err(|errors| anyhow::anyhow!("the catalogue {} has mistakes:\n{errors}", path.display()))?;
    Ok(toml)
}

/// What the file says, as the version after `last`; none if `last` stays in force.
fn after(last: Option<&programme::Model>, toml: String, now: DateTime<Utc>) -> Option<programme::Model> {
    if last.is_some_and(|last| last.toml == toml || last.origin != Origin::File.code()) {
        return None;
    }
    Some(programme::Model {
        number: last.map_or(FIRST, |last| last.number + 1),
        toml,
        origin: Origin::File.code().to_owned(),
        published_by: None,
        note: String::new(),
        since: now,
    })
}

/// The version in force, for who starts on this database: the file's, where that rules and is another than it was.
pub async fn at_start(db: &Db, settings: &Settings, now: DateTime<Utc>) -> anyhow::Result<InForce> {
    let toml = file_of(settings)?;
    let tx = db.begin().await?;
    let last = store::newest_locked(&tx).await?;
    if let (Some(last), Some(path)) = (&last, &settings.catalogue)
        && last.origin == Origin::Portal.code()
        && last.toml != toml
    {
        tracing::warn!(
            "the programme is edited in the portal (version {}), so {} is not read; to take it, import it there as a draft",
            last.number,
            path.display(),
        );
    }
    let Some(next) = after(last.as_ref(), toml, now) else {
        tx.rollback().await?;
        let last = last.context(MISSING)?;
        return Ok(InForce::of(&last)?);
    };
    // Of two nodes that start on an empty database at once, one writes it.
    store::insert_unless_there(&tx, next).await?;
    if last.is_some() {
        following::queue(&tx, now).await?;
    }
    tx.commit().await?;
    in_force(db.read()).await?.context(MISSING)
}

/// The same for a command that only reads it.
pub async fn of_database(db: &Db, settings: &Settings, now: DateTime<Utc>) -> anyhow::Result<InForce> {
    let last = store::newest(db.read()).await?;
    let next = after(last.as_ref(), file_of(settings)?, now);
    let row = next.or(last).context(MISSING)?;
    Ok(InForce::of(&row)?)
}

/// The newest version that a database has, if there is one.
pub async fn in_force(db: &impl ConnectionTrait) -> Result<Option<InForce>, DbErr> {
    store::newest(db).await?.map(|newest| InForce::of(&newest)).transpose()
}
