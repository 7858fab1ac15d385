//! Bringing in what a programme has already from CSV files: its members (here), and their skills ([`skills`]).
//!
//! One row is one user and one subscription of a partner. First the whole file is read and every mistake in
//! it is noted; then, in one transaction, it is compared with what is stored, and what is new comes in. Either
//! all rows come in or none. The same file a second time changes nothing.

mod cells;
mod columns;
pub mod command;
mod errors;
mod file;
mod header;
mod lines;
mod members;
mod rows;
pub mod skills;
mod store;
mod stored;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::Read;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use tokuten_core::catalogue::Catalogue;

pub use self::columns::Column;
pub use self::errors::{ImportError, Place, RowError, RowErrors};
use self::members::Members;
use self::store::CHUNK;
use self::stored::News;
use crate::audit::Entry;
use crate::db::{Change, Db};
use crate::programme::{newest_number, versions::FIRST};

/// After how many rows the caller hears of progress.
const PROGRESS_EVERY: u64 = 5_000;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows of the file have been read.
    Read {
        /// Rows.
        rows: u64,
    },
    /// So many things of the file have been compared with what is stored.
    Compared {
        /// Partners, users and subscriptions.
        done: usize,
        /// All of them.
        of: usize,
    },
    /// So many of the new things have been stored.
    Stored {
        /// Partners, users and subscriptions.
        done: usize,
        /// All of them.
        of: usize,
    },
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { rows } => write!(f, "{rows} rows read"),
            Self::Compared { done, of } => write!(f, "{done} of {of} records compared with the database"),
            Self::Stored { done, of } => write!(f, "{done} of {of} new records stored"),
        }
    }
}

/// How many came in, and how many were there before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Came in.
    pub new: usize,
    /// Were there already.
    pub known: usize,
}

impl Tally {
    fn of(all: usize, new: usize) -> Self {
        Self { new, known: all - new }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} new, {} already there", self.new, self.known)
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Rows of the file, the first line aside.
    pub rows: u64,
    /// Partners.
    pub partners: Tally,
    /// Users.
    pub users: Tally,
    /// Subscriptions.
    pub subscriptions: Tally,
}

impl Imported {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_nothing_new(&self) -> bool {
        self.partners.new + self.users.new + self.subscriptions.new == 0
    }
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rows", self.rows)?;
        writeln!(f, "subscriptions: {}", self.subscriptions)?;
        writeln!(f, "partners:      {}", self.partners)?;
        write!(f, "users:         {}", self.users)
    }
}

/// Brings in the members of a CSV file (`reader`, buffered here), all of them or none.
///
/// `now` is the portal's instant: the terms are recorded on its day. `progress` is called every few thousand
/// rows. Imported partners have joined and are verified; their users have no password yet.
pub async fn import_subscriptions(
    db: &Db,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    reader: impl Read,
    mut progress: impl FnMut(Progress),
) -> Result<Imported, ImportError> {
    let (members, rows) = file::read(catalogue, now, reader, &mut progress)?;
    let tx = db.begin().await?;
    let news = compare(&tx, &members, &mut progress).await?;
    let imported = Imported {
        rows,
        partners: Tally::of(members.partners().len(), news.partners.len()),
        users: Tally::of(members.users().len(), news.users.len()),
        subscriptions: Tally::of(members.subscription_count(), news.subscriptions.len()),
    };
    if !imported.is_nothing_new() {
        store(&tx, &members, &news, now, &mut progress).await?;
        audit_line(&tx, (now, "import"), ("members imported", rows), &imported).await?;
    }
    tx.commit().await?;
    Ok(imported)
}

/// Writes an import into the audit log.
async fn audit_line(
    tx: &Change,
    (at, actor): (DateTime<Utc>, &str),
    (action, rows): (&str, u64),
    imported: &(impl Serialize + Sync),
) -> Result<(), DbErr> {
    let entry = Entry { at, actor, action, subject: format!("{rows} rows"), partner: None };
    entry.record(tx, None::<&()>, Some(imported)).await
}

/// What is new in the file; errors name every row that contradicts what is stored.
async fn compare<'m>(
    tx: &impl ConnectionTrait,
    members: &'m Members,
    progress: &mut impl FnMut(Progress),
) -> Result<News<'m>, ImportError> {
    let mut errors = RowErrors::default();
    let mut news = News::default();
    let of = members.len();
    let mut done = 0;
    let mut advance = |by: usize| {
        done += by;
        progress(Progress::Compared { done, of });
    };
    for chunk in members.partners().chunks(CHUNK) {
        stored::compare_partners(tx, chunk, &mut news, &mut errors).await?;
        advance(chunk.len());
    }
    for chunk in members.users().chunks(CHUNK) {
        stored::compare_users(tx, chunk, &mut news, &mut errors).await?;
        advance(chunk.len());
    }
    let ids: Vec<_> = members.partners().into_iter().map(|(id, _)| id).collect();
    for chunk in ids.chunks(CHUNK) {
        let compared = stored::compare_subscriptions(tx, members, chunk, &mut news, &mut errors).await?;
        advance(compared);
    }
    errors.none_or_refuse()?;
    Ok(news)
}

async fn store(
    tx: &impl ConnectionTrait,
    members: &Members,
    news: &News<'_>,
    now: DateTime<Utc>,
    progress: &mut impl FnMut(Progress),
) -> Result<(), DbErr> {
    let of = news.partners.len() + news.users.len() + news.subscriptions.len();
    let mut done = 0;
    let mut advance = |by: usize| {
        done += by;
        progress(Progress::Stored { done, of });
    };
    for chunk in news.stored_partners_with_news().chunks(CHUNK) {
        store::touch(tx, chunk).await?;
    }
    for chunk in news.partners.chunks(CHUNK) {
        store::insert_partners(tx, chunk).await?;
        advance(chunk.len());
    }
    for chunk in news.users.chunks(CHUNK) {
        store::insert_users(tx, chunk).await?;
        advance(chunk.len());
    }
    let programme = newest_number(tx).await?.unwrap_or(FIRST);
    for chunk in news.subscriptions.chunks(CHUNK) {
        store::insert_subscriptions(tx, members, chunk, (now, programme)).await?;
        advance(chunk.len());
    }
    Ok(())
}
