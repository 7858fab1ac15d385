//! A change: everything that is written together, or not at all.
//!
//! Its writes are collected and go to the database in one go, with its next question or at its end: what costs time is
//! how often one waits for an answer. On SQLite changes share commits (see [`turns`](super::turns)).

use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityName,
    EntityTrait, ExecResult, Insert, IntoActiveModel, Iterable, ModelTrait, QueryResult, QueryTrait,
    Statement, TransactionTrait, Update, Value, Values,
};

use super::turns::{KEPT, Turn};
use crate::audit::chain::Ends;

/// A change under way. What was written is undone when it is dropped before [`commit`](Self::commit).
#[derive(Debug)]
pub struct Change {
    place: Place,
    written: Mutex<Written>,
    ends: Ends,
    /// Of the change that it is a part of.
    whole: Option<Ends>,
}

/// Where it is written.
#[derive(Debug)]
enum Place {
    /// In a transaction of its own.
    Own(DatabaseTransaction),
    /// In one that it shares.
    Shared(Turn),
}

/// Statements that the database has not been given yet.
#[derive(Debug, Default)]
struct Written {
    sql: String,
    values: Vec<Value>,
}

impl Written {
    fn add(&mut self, sql: &str, values: Option<Values>) {
        if !self.sql.is_empty() {
            self.sql.push_str("; ");
        }
        self.sql.push_str(sql);
        self.values.extend(values.into_iter().flat_map(|Values(values)| values));
    }
}

impl Change {
    /// A change in a transaction of its own.
    pub(super) fn alone(tx: DatabaseTransaction) -> Self {
        Self { place: Place::Own(tx), written: Mutex::default(), ends: Ends::default(), whole: None }
    }

    /// A change in its turn.
    pub(super) fn in_turn(turn: Turn) -> Self {
        Self { place: Place::Shared(turn), written: Mutex::default(), ends: Ends::default(), whole: None }
    }

    /// The ends of the audit log's chains that this change knows.
    pub(crate) fn ends(&self) -> &Ends {
        &self.ends
    }

    /// Writes a row.
    pub async fn insert<A: ActiveModelTrait + Send>(&self, row: A) -> Result<(), DbErr> {
        let insert = Insert::one(row).build(self.get_database_backend());
        self.write(insert).await
    }

    /// Writes a row unless `there` finds something.
    pub async fn insert_unless<A: ActiveModelTrait + Send>(
        &self,
        row: A,
        there: SelectStatement,
    ) -> Result<(), DbErr> {
        let mut values = Query::select();
        let mut columns = Vec::new();
        for column in <A::Entity as EntityTrait>::Column::iter() {
            if let Some(value) = row.get(column).into_value() {
                columns.push(column);
                values.expr(column.save_as(Expr::val(value)));
            }
        }
        values.and_where(Expr::exists(there).not());
        let mut insert = Query::insert();
        insert.into_table(A::Entity::default().table_ref()).columns(columns);
        insert.select_from(values).map_err(|error| DbErr::Custom(error.to_string()))?;
        let insert = self.get_database_backend().build(&insert);
        self.write(insert).await
    }

    /// Writes what is another in `after` than it was in `before`: an index of columns that stay is left alone.
    pub async fn update<M>(&self, before: &M, after: &M) -> Result<(), DbErr>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: Send,
    {
        let mut row = before.clone().into_active_model();
        for column in <M::Entity as EntityTrait>::Column::iter() {
            let value = after.get(column);
            if before.get(column) != value {
                row.set(column, value);
            }
        }
        if !row.is_changed() {
            return Ok(());
        }
        let update = Update::one(row).validate()?.build(self.get_database_backend());
        self.write(update).await
    }

    /// Writes something whose outcome nobody asks for. If it fails, so does what comes after it.
    pub async fn write(&self, statement: Statement) -> Result<(), DbErr> {
        // Postgres takes one prepared statement at a time.
        if self.get_database_backend() == DbBackend::Postgres {
            return self.tx().execute_raw(statement).await.map(drop);
        }
        self.written().add(&statement.sql, statement.values);
        Ok(())
    }

    /// A part of this change that can be undone by itself.
    pub async fn part(&self) -> Result<Self, DbErr> {
        self.send().await?;
        let tx = self.noted(self.tx().begin().await)?;
        Ok(Self { ends: self.ends.copied(), whole: Some(self.ends.clone()), ..Self::alone(tx) })
    }

    /// Keeps what was written; when this answers, it is on the disk.
    pub async fn commit(self) -> Result<(), DbErr> {
        if matches!(self.place, Place::Own(_)) {
            self.send().await?;
        }
        if let Place::Own(tx) = self.place {
            tx.commit().await?;
            if let Some(whole) = self.whole {
                whole.take_over(&self.ends);
            }
            return Ok(());
        }
        // In a task of its own: who asked may go away, but others share the transaction.
        let kept = tokio::spawn(async move {
            self.written().add(KEPT, None);
            self.send().await?;
            match self.place {
                Place::Shared(turn) => turn.kept().await,
                Place::Own(tx) => tx.commit().await,
            }
        });
        kept.await.map_err(|error| DbErr::Custom(format!("a commit was not finished: {error}")))?
    }

    /// Undoes what was written. When this answers, what was seen of other changes is on the disk.
    pub async fn rollback(self) -> Result<(), DbErr> {
        match self.place {
            Place::Own(tx) => tx.rollback().await,
            Place::Shared(turn) => turn.left().await,
        }
    }

    fn tx(&self) -> &DatabaseTransaction {
        match &self.place {
            Place::Own(tx) => tx,
            Place::Shared(turn) => turn.tx(),
        }
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written and `last` as one statement.
    fn all(&self, last: Option<Statement>) -> Statement {
        let mut all = Written::default();
        if let Place::Shared(turn) = &self.place {
            turn.begun().into_iter().for_each(|sql| all.add(sql, None));
        }
        let Written { sql, values } = std::mem::take(&mut *self.written());
        if !sql.is_empty() {
            all.add(&sql, Some(Values(values)));
        }
        if let Some(Statement { sql, values, .. }) = last {
            all.add(&sql, values);
        }
        let Written { sql, values } = all;
        Statement { sql, values: Some(Values(values)), db_backend: self.get_database_backend() }
    }

    /// Gives the database what was written.
    async fn send(&self) -> Result<(), DbErr> {
        let all = self.all(None);
        if all.sql.is_empty() {
            return Ok(());
        }
        self.noted(self.tx().execute_raw(all).await).map(drop)
    }

    /// A statement that was refused undoes itself. Whatever else goes wrong may have undone more than it says, so that
    /// nobody who shares the transaction may rely on it.
    fn noted<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        if let (Err(error), Place::Shared(turn)) = (&outcome, &self.place)
            && error.sql_err().is_none()
        {
            turn.spoil();
        }
        outcome
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Change {
    fn get_database_backend(&self) -> DbBackend {
        self.tx().get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        // Not in one go: how many rows it changed would be lost among the others.
        self.send().await?;
        self.noted(self.tx().execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.send().await?;
        self.noted(self.tx().execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, question: Statement) -> Result<Option<QueryResult>, DbErr> {
        let all = self.all(Some(question));
        self.noted(self.tx().query_one_raw(all).await)
    }

    async fn query_all_raw(&self, question: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let all = self.all(Some(question));
        self.noted(self.tx().query_all_raw(all).await)
    }
}
