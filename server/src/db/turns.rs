//! SQLite's one writer, and the commits that its changes share.
//!
//! Changes take turns. One that is done does not commit while others wait: it lets them go first, in the same
//! transaction, and queues again behind them. Whoever of those that are done has the next turn commits for all. So the
//! disk is waited for once for as many changes as were waiting for it, and each is told only when it is there.
//!
//! A change sees what those before it have written, which is not on the disk yet. Whoever ends one and then answers
//! from what it saw ends it by `commit` or `rollback`, which wait for that; [`Writer::settled`] waits too.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::PATIENCE;
use super::change::Change;

/// Begins a change in a transaction that is shared.
const BEGIN: &str = "SAVEPOINT change";
/// Keeps it, if the transaction is committed.
pub(super) const KEPT: &str = "RELEASE change";
/// Undoes it.
const UNDO: &str = "ROLLBACK TO change; RELEASE change";
/// Undoes the one before, and begins the next.
const BEGIN_AFTER_UNDO: &str = "ROLLBACK TO change; RELEASE change; SAVEPOINT change";

/// What became of a shared transaction, once it is known.
type Outcome = Option<Result<(), DbErr>>;

/// The writing connection.
#[derive(Debug, Clone)]
pub struct Writer(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    connection: DatabaseConnection,
    /// Fair: the longest waiting has the next turn.
    shared: Arc<Mutex<Option<Shared>>>,
    /// Of the transaction that was shared last.
    latest: std::sync::Mutex<Option<watch::Receiver<Outcome>>>,
    waiting: AtomicUsize,
    failures: AtomicU64,
}

/// The transaction that changes share.
#[derive(Debug)]
struct Shared {
    tx: DatabaseTransaction,
    outcome: watch::Sender<Outcome>,
    /// How many changes are done and wait for its commit.
    done: usize,
    /// The last change was left in the middle, and is to be undone before anything else.
    left: bool,
    /// It must not be committed.
    spoilt: bool,
}

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    writer: Writer,
    shared: OwnedMutexGuard<Option<Shared>>,
    begun: AtomicBool,
    spoilt: AtomicBool,
}

impl Writer {
    pub(super) fn new(connection: DatabaseConnection) -> Self {
        Self(Arc::new(Parts {
            connection,
            shared: Arc::default(),
            latest: std::sync::Mutex::default(),
            waiting: AtomicUsize::new(0),
            failures: AtomicU64::new(0),
        }))
    }

    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.0.connection
    }

    /// How often a shared transaction was undone: what was seen inside it before did not happen.
    pub(super) fn failures(&self) -> u64 {
        self.0.failures.load(Ordering::Acquire)
    }

    /// Waits until what is done now is on the disk, or undone.
    pub(super) async fn settled(&self) {
        let latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(mut latest) = latest {
            // An error says that there is nobody who could say more.
            let _ = latest.wait_for(Option::is_some).await;
        }
    }

    /// Waits for its turn, as long as one waits for a connection, and begins a change.
    pub(super) async fn begin(&self) -> Result<Change, DbErr> {
        let mut shared = {
            let _waiting = Waiting::new(&self.0.waiting);
            let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.0.shared).lock_owned()).await;
            turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
        };
        if shared.as_ref().is_some_and(|shared| shared.spoilt) {
            self.commit(&mut shared).await;
        }
        if shared.is_none() {
            *shared = Some(self.share().await?);
        }
        let (begun, spoilt) = (AtomicBool::new(false), AtomicBool::new(false));
        Ok(Change::in_turn(Turn { writer: self.clone(), shared, begun, spoilt }))
    }

    async fn share(&self) -> Result<Shared, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.0.connection.begin_with_options(options).await?;
        let (outcome, latest) = watch::channel(None);
        *self.0.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(latest);
        Ok(Shared { tx, outcome, done: 0, left: false, spoilt: false })
    }

    /// Commits what is shared, for all that are done.
    async fn commit(&self, shared: &mut Option<Shared>) {
        let Some(Shared { tx, outcome, left, spoilt, .. }) = shared.take() else { return };
        let committed = committed(tx, left, spoilt).await;
        if committed.is_err() {
            self.0.failures.fetch_add(1, Ordering::AcqRel);
        }
        outcome.send_replace(Some(committed));
    }
}

async fn committed(tx: DatabaseTransaction, left: bool, spoilt: bool) -> Result<(), DbErr> {
    if spoilt {
        return Err(undone());
    }
    if left {
        tx.execute_unprepared(UNDO).await?;
    }
    tx.commit().await
}

impl Turn {
    /// The transaction that is shared.
    pub(super) fn tx(&self) -> &DatabaseTransaction {
        &self.shared.as_ref().expect("it is there as long as the turn lasts").tx
    }

    /// What the database is to be told before the first statement of the change, which it is being told now.
    pub(super) fn begun(&self) -> Option<&'static str> {
        if self.begun.swap(true, Ordering::AcqRel) {
            return None;
        }
        let left = self.shared.as_ref().is_some_and(|shared| shared.left);
        Some(if left { BEGIN_AFTER_UNDO } else { BEGIN })
    }

    /// The change is done: answers when it is on the disk.
    pub(super) async fn kept(mut self) -> Result<(), DbErr> {
        let spoilt = *self.spoilt.get_mut();
        let Some(shared) = self.shared.as_mut() else { return Err(undone()) };
        shared.done += 1;
        shared.left = false;
        shared.spoilt |= spoilt;
        *self.begun.get_mut() = false;
        let (writer, outcome) = (self.writer.clone(), shared.outcome.subscribe());
        if writer.0.waiting.load(Ordering::Acquire) == 0 {
            writer.commit(&mut self.shared).await;
        } else {
            drop(self);
            commit_in_turn(&writer, &outcome).await;
        }
        known(outcome).await
    }

    /// The change is given up: answers when what it saw of others is on the disk.
    pub(super) async fn left(self) -> Result<(), DbErr> {
        let seen =
            self.shared.as_ref().filter(|shared| shared.done > 0).map(|shared| shared.outcome.subscribe());
        drop(self);
        match seen {
            Some(outcome) => known(outcome).await,
            None => Ok(()),
        }
    }

    /// Nothing that shares the transaction may be kept.
    pub(super) fn spoil(&self) {
        self.spoilt.store(true, Ordering::Release);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (begun, spoilt) = (*self.begun.get_mut(), *self.spoilt.get_mut());
        let Some(shared) = self.shared.as_mut() else { return };
        shared.left |= begun;
        shared.spoilt |= spoilt;
        // Whoever is done commits it; if nobody is, it ends here, and what was left goes with it.
        if shared.done == 0 {
            *self.shared = None;
        }
    }
}

/// Commits in the next turn, unless somebody else who was done had it before.
async fn commit_in_turn(writer: &Writer, outcome: &watch::Receiver<Outcome>) {
    let turn = Arc::clone(&writer.0.shared).lock_owned();
    tokio::select! {
        biased;
        _ = known(outcome.clone()) => {}
        mut shared = turn => {
            // By now another transaction may be shared; then ours has its outcome.
            if outcome.borrow().is_none() {
                writer.commit(&mut shared).await;
            }
        }
    }
}

/// What became of a shared transaction, when it is known.
async fn known(mut outcome: watch::Receiver<Outcome>) -> Result<(), DbErr> {
    let outcome = outcome.wait_for(Option::is_some).await;
    outcome.ok().and_then(|outcome| outcome.clone()).unwrap_or_else(|| Err(undone()))
}

/// Counts itself among those that wait, until it goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn undone() -> DbErr {
    DbErr::Custom("the change was undone together with one that failed; nothing of it was kept".to_owned())
}
