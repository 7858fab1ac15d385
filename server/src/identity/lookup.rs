//! Sessions that are asked for at the same moment: one question to the database reads them all.
//!
//! Every request needs its session, and most of what that costs is the way to the database and back. While one question
//! is under way, whoever comes waits for the next, which is for all of them. Nobody is answered by a question that was
//! asked before he came: he sees whatever had been done by then, on any node.

use std::collections::HashMap;

use batch_aint_one::{Batcher, BatchingPolicy, Limits, Processor};
use sea_orm::DbErr;

use super::store::{self, SessionRow};
use crate::clock::Clock;
use crate::db::Db;

/// How many sessions one question is for.
const AT_ONCE: usize = 32;
/// How many questions are under way: one that is slow does not hold up all others.
const UNDER_WAY: usize = 2;
/// How many requests wait; more than a server has connections.
const WAITING: usize = 100_000;

/// Finds sessions.
#[derive(Debug, Clone)]
pub struct Lookup(Batcher<Question>);

/// What is asked.
#[derive(Debug, Clone)]
struct Question {
    db: Db,
    clock: Clock,
}

impl Lookup {
    /// One that asks this database.
    ///
    /// # Panics
    /// Outside of a runtime of tokio's, in which it asks.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        let limits = Limits::builder()
            .max_batch_size(AT_ONCE)
            .max_key_concurrency(UNDER_WAY)
            .max_key_queued_items(WAITING)
            .build();
        let batcher = Batcher::builder().name("sessions").processor(Question { db, clock }).limits(limits);
        Self(batcher.batching_policy(BatchingPolicy::Immediate).build())
    }

    /// The session whose token has this keyed hash, if it is not over.
    pub async fn find(&self, token_hash: String) -> Result<Option<SessionRow>, DbErr> {
        let answer = self.0.add((), token_hash).await;
        answer.map_err(|error| error.inner().unwrap_or_else(|other| DbErr::Custom(other.to_string())))
    }
}

impl Processor for Question {
    type Key = ();
    type Input = String;
    type Output = Option<SessionRow>;
    type Error = DbErr;
    type Resources = ();

    async fn acquire_resources(&self, (): ()) -> Result<(), DbErr> {
        Ok(())
    }

    async fn process(
        &self,
        (): (),
        hashes: impl Iterator<Item = String> + Send,
        (): (),
    ) -> Result<Vec<Option<SessionRow>>, DbErr> {
        let hashes: Vec<String> = hashes.collect();
        let rows = store::sessions(self.db.read(), &hashes, self.clock.real_seconds()).await?;
        let found: HashMap<_, _> = rows.into_iter().map(|row| (row.token_hash.clone(), row)).collect();
        Ok(hashes.iter().map(|hash| found.get(hash).cloned()).collect())
    }
}
