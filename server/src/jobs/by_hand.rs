//! Dead jobs, as an operator deals with them: tried again from the start, or dropped.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokuten_core::desk::{JobPressed, Meanwhile, Thing, ThingKind};
use tokuten_core::problem::ProblemCode;

use super::store;
use crate::audit::Entry;
use crate::audit::private::Marker;
use crate::claims::{self, NotFree};
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::meanwhile;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::job;

/// Why a job was neither retried nor dropped.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// There is no such job.
    #[error("there is no such job")]
    NotFound,
    /// It is not dead, or has died again since it was looked at.
    #[error("the job is not as it was")]
    Changed(Vec<Meanwhile>),
    /// Another operator has claimed it.
    #[error(transparent)]
    NotFree(#[from] NotFree),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<JobsError> for Problem {
    fn from(error: JobsError) -> Self {
        match error {
            JobsError::NotFound => Self::not_found("job"),
            JobsError::Changed(changes) => Self::conflict(
                ProblemCode::Conflict,
                "The job is not as it was",
                "This job was retried or dropped, or has died again, since you looked. Nothing was changed. Load the page again.",
            )
            .with_changes(changes),
            JobsError::NotFree(error) => error.into(),
            JobsError::Database(error) => error.into(),
        }
    }
}

/// Tries a dead job again, now and with all of its attempts.
pub async fn retry(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    pressed: JobPressed,
) -> Result<(), JobsError> {
    let (tx, dead) = open(portal, operator, id, pressed.given_up_at).await?;
    let queued = job::Model {
        state: "queued".to_owned(),
        due_at: portal.clock.now(),
        attempts: 0,
        lease_until: 0,
        finished_at: None,
        ..dead.clone()
    };
    conclude(portal, tx, (operator, "job retried"), (&dead, &queued)).await
}

/// Gives a dead job up for good. It stays in its table, so that nothing queues it again.
pub async fn drop_dead(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    pressed: JobPressed,
) -> Result<(), JobsError> {
    let (tx, dead) = open(portal, operator, id, pressed.given_up_at).await?;
    let dropped =
        job::Model { state: "dropped".to_owned(), finished_at: Some(portal.clock.now()), ..dead.clone() };
    conclude(portal, tx, (operator, "job dropped"), (&dead, &dropped)).await
}

fn thing(id: &str) -> Thing {
    Thing::new(ThingKind::Job, &id)
}

/// The job, locked, if it is as dead as it was when it was looked at.
async fn open(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    given_up_at: DateTime<Utc>,
) -> Result<(Change, job::Model), JobsError> {
    let tx = portal.db.begin().await?;
    let row = store::locked(&tx, id).await?.ok_or(JobsError::NotFound)?;
    claims::free_for(portal, &tx, operator, &thing(id)).await?;
    if row.state != "dead" || row.finished_at != Some(given_up_at) {
        return Err(JobsError::Changed(meanwhile::last(&tx, &thing(id).subject(), 1).await?));
    }
    Ok((tx, row))
}

async fn conclude(
    portal: &Portal,
    tx: Change,
    (operator, action): (&Operator, &str),
    (before, after): (&job::Model, &job::Model),
) -> Result<(), JobsError> {
    tx.update(before, after).await?;
    claims::done(&tx, &thing(&before.id)).await?;
    let (at, subject) = (portal.clock.now(), thing(&before.id).subject());
    let entry = Entry { at, actor: &operator.id, action, subject, partner: None };
    let told = |row: &job::Model| {
        serde_json::json!({ "kind": row.kind, "name": row.name, "state": row.state, "attempts": row.attempts,
            "error": row.error })
    };
    // The name of a mail's job ends with an address, and what a mail server says may repeat it.
    let mut marker = Marker::new(&["name", "error"], None);
    let (before, after) = (marker.marked(&told(before))?, marker.marked(&told(after))?);
    marker.keep(&tx).await?;
    entry.record(&tx, Some(&before), Some(&after)).await?;
    Ok(tx.commit().await?)
}
