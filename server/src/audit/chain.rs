//! The chains of the audit log: one for each partner, one for what is the programme's own.
//!
//! A line carries its place in its chain and the hash of what it says and of the line before it. Were there one chain
//! for all, all changes would wait for each other; changes of one partner do so anyway. The end of a partner's chain
//! stands in the partner's row, so whoever locks the partner knows it without a question of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sha2::{Digest, Sha256};

use crate::db::Change;
use crate::ids::hex;

/// Name of the chain of what is about no partner.
pub const PROGRAMME: &str = "";
/// Columns of a chain's end: in the table of partners, and in that of the programme's own chain.
pub const PLACE: &str = "audit_place";
/// The hash of the line there.
pub const HASH: &str = "audit_hash";

/// Where a chain ends: at place 0 there is no line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct End {
    /// Place of the last line.
    pub place: i64,
    /// Its hash.
    pub hash: String,
}

impl End {
    /// The end that came with a row.
    pub fn of(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self { place: row.try_get("", PLACE)?, hash: row.try_get("", HASH)? })
    }
}

/// The ends that a change knows: of the chains that it has locked, with the lines that it has written.
#[derive(Debug, Clone, Default)]
pub struct Ends(Arc<Mutex<HashMap<String, End>>>);

impl Ends {
    /// Where a chain ends, if that is known.
    #[must_use]
    pub fn get(&self, chain: &str) -> Option<End> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(chain).cloned()
    }

    /// Keeps where a chain ends.
    pub fn set(&self, chain: &str, end: End) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(chain.to_owned(), end);
    }

    /// The same for a part of the change: what is undone with the part is forgotten with it.
    #[must_use]
    pub fn copied(&self) -> Self {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self(Arc::new(Mutex::new(known)))
    }

    /// What a part knows, once it is kept.
    pub fn take_over(&self, part: &Self) {
        let known = part.copied();
        let known = std::mem::take(&mut *known.0.lock().unwrap_or_else(PoisonError::into_inner));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

/// Locks a chain that the change has not locked with its partner, and answers where it ends.
pub async fn locked_end(tx: &Change, chain: &str) -> Result<End, DbErr> {
    let row = tx.query_one(&end_of(chain).lock_exclusive().take()).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("audit chain of partner {chain}")))?;
    End::of(&row)
}

fn end_of(chain: &str) -> SelectStatement {
    let mut end = Query::select();
    end.columns([PLACE, HASH]);
    if chain == PROGRAMME {
        return end.from("audit_programme").take();
    }
    end.from("partners").and_where(Expr::col("id").eq(chain)).take()
}

/// Everything a line says, its hash aside.
#[derive(Debug)]
pub struct Said<'a> {
    /// Its chain.
    pub chain: &'a str,
    /// Its place there, from 1 on.
    pub place: i64,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: &'a str,
    /// What.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// JSON before.
    pub before: Option<&'a str>,
    /// JSON after.
    pub after: Option<&'a str>,
}

impl Said<'_> {
    /// SHA-256 of a JSON array of the hash before and all that is said, as hexadecimal digits.
    #[must_use]
    pub fn hash(&self, previous: &str) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let Self { chain, place, actor, action, subject, before, after, .. } = self;
        of_json(&(previous, chain, place, at, actor, action, subject, before, after))
    }
}

/// SHA-256 of a value's JSON, as hexadecimal digits.
pub(super) fn of_json(value: &impl serde::Serialize) -> String {
    let mut hasher = Hasher(Sha256::new());
    serde_json::to_writer(&mut hasher, value).expect("texts and numbers are JSON, and hashing does not fail");
    hex(&hasher.0.finalize())
}

struct Hasher(Sha256);

impl std::io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
