//! Jobs: rows in the database that any node may do, each once. The queue knows no room: what a kind of job does
//! is registered in `app.rs`.
//!
//! A job is claimed with a lease and done outside the claim's transaction. Who dies meanwhile loses the lease,
//! and another node does it again: what jobs do must bear that.

pub mod by_hand;
mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;
use sea_orm::DbErr;
use sea_orm::sea_query::SelectStatement;

use crate::db::Change;
use crate::ids::new_id;
use crate::portal::Portal;
use crate::tables::job;

/// Why a job or a round was not done. It is tried again.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;
type Work<T> = Pin<Box<dyn Future<Output = Result<T, JobError>> + Send>>;
type Handler = Box<dyn Fn(Portal, job::Model) -> Work<()> + Send + Sync>;
type Round = Box<dyn Fn(Portal) -> Work<usize> + Send + Sync>;

/// How long whoever claims a job has it to himself. Tests that kill the server wait for it to end.
const LEASE_SECONDS: i64 = if cfg!(feature = "failpoints") { 10 } else { 60 };
/// How many are claimed at a time: with all of them a lease is not used up.
const AT_ONCE: u64 = 20;
/// How many of them are done side by side: with fewer, commits are shared by fewer; with more, a page that somebody opens
/// meanwhile waits for a processor.
const SIDE_BY_SIDE: usize = 4;
/// How often jobs are claimed before the rounds are asked again.
const CLAIMS_A_ROUND: usize = 10;
/// How often a server looks for work.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Minutes to wait after each failed attempt; after the last the job is dead, kept and shown.
const BACK_OFF_MINUTES: [i64; 7] = [1, 5, 15, 60, 240, 720, 1_440];

/// What is done by itself: rounds that look for what is due, and what each kind of job does.
#[derive(Default)]
pub struct Handlers {
    kinds: HashMap<&'static str, Handler>,
    rounds: Vec<Round>,
    apart: Vec<Round>,
}

impl Handlers {
    /// Registers what jobs of a kind do.
    #[must_use]
    pub fn job<F>(
        mut self,
        kind: &'static str,
        work: impl Fn(Portal, job::Model) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.kinds.insert(kind, Box::new(move |portal, job| Box::pin(work(portal, job))));
        self
    }

    /// Registers a round: it does some of what is due and answers how much it did.
    #[must_use]
    pub fn round<F>(mut self, work: impl Fn(Portal) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<usize, JobError>> + Send + 'static,
    {
        self.rounds.push(Box::new(move |portal| Box::pin(work(portal))));
        self
    }

    /// Registers a round that waits for servers of somebody else's. A server goes round by it beside all the rest, so that
    /// nothing else waits for them.
    #[must_use]
    pub fn round_apart<F>(mut self, work: impl Fn(Portal) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<usize, JobError>> + Send + 'static,
    {
        self.apart.push(Box::new(move |portal| Box::pin(work(portal))));
        self
    }
}

impl std::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handlers").field("kinds", &self.kinds.keys()).finish_non_exhaustive()
    }
}

/// Puts a job into the queue, in the transaction of what it follows from. A name of the same kind that is
/// known already adds nothing.
pub async fn enqueue(
    tx: &Change,
    kind: &str,
    name: &str,
    payload: String,
    due_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = job::Model {
        id: new_id(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        payload,
        due_at,
        attempts: 0,
        lease_until: 0,
        state: "queued".to_owned(),
        error: None,
        finished_at: None,
    };
    store::insert(tx, row).await
}

/// Jobs of that name that are or were in the queue: at most one.
#[must_use]
pub fn known(kind: &str, name: &str) -> SelectStatement {
    store::known(kind, name)
}

/// Does what is due until nothing is, in the order of the dates; answers how much was done. A round that fails
/// keeps nothing else from being done; its error is answered at the end.
pub async fn run_due(portal: &Portal) -> Result<usize, JobError> {
    run(portal, &portal.handlers.apart).await
}

async fn run(portal: &Portal, apart: &[Round]) -> Result<usize, JobError> {
    let mut done = 0;
    loop {
        let (mut now, mut failed) = (0, None);
        for round in portal.handlers.rounds.iter().chain(apart) {
            match round(portal.clone()).await {
                Ok(count) => now += count,
                Err(error) => failed = Some(error),
            }
        }
        // What the rounds have queued is done before they queue more.
        for _ in 0..CLAIMS_A_ROUND {
            let count = some_jobs(portal).await?;
            now += count;
            if count == 0 {
                break;
            }
        }
        done += now;
        match failed {
            Some(error) => return Err(error),
            None if now == 0 => return Ok(done),
            None => {}
        }
    }
}

/// Claims some jobs, does them side by side, and notes what came of them.
async fn some_jobs(portal: &Portal) -> Result<usize, JobError> {
    let real = portal.clock.real_seconds();
    let tx = portal.db.begin().await?;
    let claimed = store::claim(&tx, portal.clock.now(), real, real + LEASE_SECONDS, AT_ONCE).await?;
    tx.commit().await?;
    let works = claimed.into_iter().map(|job| work(portal.clone(), job));
    let outcomes: Vec<_> = stream::iter(works).buffer_unordered(SIDE_BY_SIDE).collect().await;
    if !outcomes.is_empty() {
        conclude(portal, &outcomes).await?;
    }
    Ok(outcomes.len())
}

/// Does a job in a task of its own, so that one that panics has failed like any other.
async fn work(portal: Portal, job: job::Model) -> (job::Model, Result<(), JobError>) {
    let outcome = match portal.handlers.kinds.get(job.kind.as_str()) {
        Some(handler) => tokio::spawn(handler(portal.clone(), job.clone())).await,
        None => Ok(Err(format!("nothing is registered for jobs of the kind {}", job.kind).into())),
    };
    (job, outcome.unwrap_or_else(|panicked| Err(panicked.into())))
}

/// Notes what came of jobs, in one transaction: who dies before it is done does them again.
async fn conclude(portal: &Portal, outcomes: &[(job::Model, Result<(), JobError>)]) -> Result<(), DbErr> {
    let now = portal.clock.now();
    let done = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(job, _)| job.id.as_str());
    let tx = portal.db.begin().await?;
    store::finish(&tx, done, now).await?;
    for (job, outcome) in outcomes {
        let Err(error) = outcome else { continue };
        let attempt = usize::try_from(job.attempts).unwrap_or_default();
        let error = error.to_string();
        tracing::warn!(job = job.id, kind = job.kind, attempt, %error, "a job failed");
        match BACK_OFF_MINUTES.get(attempt.saturating_sub(1)) {
            Some(minutes) => {
                store::put_back(&tx, &job.id, &error, now + TimeDelta::minutes(*minutes)).await?;
            }
            None => store::give_up(&tx, &job.id, &error, now).await?,
        }
    }
    tx.commit().await
}

/// Does what is due for as long as the server runs.
pub async fn keep_running(portal: Portal) {
    let apart = portal.handlers.apart.iter().map(|round| keep_round(&portal, round));
    tokio::join!(keep_due(&portal), join_all(apart));
}

async fn keep_due(portal: &Portal) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        if let Err(error) = run(portal, &[]).await {
            tracing::error!(%error, "what is due could not be done; trying again");
        }
    }
}

async fn keep_round(portal: &Portal, round: &Round) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        loop {
            match round(portal.clone()).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "what is due could not be done; trying again");
                    break;
                }
            }
        }
    }
}

fn ticks() -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}

/// The jobs that are not done, one a line, the dead ones first: for `tokuten jobs list`.
pub async fn listed(portal: &Portal) -> Result<String, DbErr> {
    let mut text = String::new();
    for job in store::unfinished(portal.db.read()).await? {
        let error = job.error.map(|error| format!("  ({error})")).unwrap_or_default();
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "{:<6} {:<10} {:<50} due {}, attempts {}{error}",
            job.state,
            job.kind,
            job.name,
            job.due_at.to_rfc3339(),
            job.attempts
        );
    }
    Ok(text)
}
