//! The database: SQLite or Postgres behind one door.
//!
//! SQLite takes one writer at a time, so it gets a pool of readers and a single writing connection: writers
//! queue here, in order, instead of failing there with "database is locked".

mod change;
#[cfg(test)]
mod tests;
mod turns;

use std::path::Path;
use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
    DbErr, EntityTrait, QueryFilter, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::migrations::Migrator;
use crate::tables::{sequence, setting};

pub use change::Change;
use turns::Writer;

/// The connections of one database.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: Write,
}

/// Where changes are made.
#[derive(Debug, Clone)]
enum Write {
    Sqlite(Writer),
    Postgres(DatabaseConnection),
}

/// Readers of an SQLite database; each is a thread of its own.
const SQLITE_READERS: u32 = 4;
/// Connections to a Postgres database.
const POSTGRES_CONNECTIONS: u32 = 20;
/// Prepared statements that a connection keeps: more than there are.
const STATEMENTS: usize = 500;
/// Pages after which SQLite's log goes into its database, 40 MB: a purchase writes a hundred, and few of them differ.
const CHECKPOINT_PAGES: &str = "10000";
/// Memory of a connection to SQLite for pages, in KiB with a minus sign.
const CACHE: &str = "-16000";
/// Where the writer keeps what it may have to undo, and sorts: each change is a savepoint, so that in a file every page
/// that it touches would be written twice more. Readers sort in files: what they sort may be large. SQLite has a bound up to
/// which it stays in memory otherwise (`SQLITE_STMTJRNL_SPILL`), but takes a spill of 128 KiB and more for a full disk.
const WRITER_TEMPORARY: &str = "MEMORY";
const READERS_TEMPORARY: &str = "FILE";
/// How long a request waits for a connection, or for SQLite's lock, before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

impl Db {
    /// Opens `url` (`sqlite://PATH` or `postgres://…`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        let db =
            if url.starts_with("sqlite:") { Self::sqlite(url).await? } else { Self::postgres(url).await? };
        Migrator::up(db.connection(), None).await?;
        Ok(db)
    }

    /// The database file of a data folder.
    #[must_use]
    pub fn sqlite_url(data: &Path) -> String {
        format!("sqlite://{}", data.join("tokuten.db").display())
    }

    async fn sqlite(url: &str) -> Result<Self, DbErr> {
        let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        let connect = |most: u32, temporary: &'static str| {
            let mut options = ConnectOptions::new(url.clone());
            options.max_connections(most).min_connections(1).acquire_timeout(PATIENCE).sqlx_logging(false);
            options.test_before_acquire(false);
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .statement_cache_capacity(STATEMENTS)
                    .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
                    .pragma("cache_size", CACHE)
                    .pragma("temp_store", temporary)
            });
            Database::connect(options)
        };
        let write = connect(1, WRITER_TEMPORARY).await?;
        Ok(Self {
            read: connect(SQLITE_READERS, READERS_TEMPORARY).await?,
            write: Write::Sqlite(Writer::new(write)),
        })
    }

    /// Keeps what a change may have to undo in a file after all: for who makes one large change, and then ends.
    pub async fn for_large_changes(self) -> Result<Self, DbErr> {
        if let Write::Sqlite(writer) = &self.write {
            writer.connection().execute_unprepared("PRAGMA temp_store = FILE").await?;
        }
        Ok(self)
    }

    async fn postgres(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url.to_owned());
        options.max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).sqlx_logging(false);
        options.map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS));
        let pool = Database::connect(options).await?;
        Ok(Self { read: pool.clone(), write: Write::Postgres(pool) })
    }

    /// Where questions go that change nothing.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a change. On SQLite it has the only writing connection: ask nothing of the network inside.
    pub async fn begin(&self) -> Result<Change, DbErr> {
        match &self.write {
            Write::Sqlite(writer) => writer.begin().await,
            Write::Postgres(pool) => Ok(Change::alone(pool.begin().await?)),
        }
    }

    /// How often a commit that changes shared has failed: what was seen inside them before did not happen.
    #[must_use]
    pub fn failed_commits(&self) -> u64 {
        match &self.write {
            Write::Sqlite(writer) => writer.failures(),
            Write::Postgres(_) => 0,
        }
    }

    /// Waits until what is done now is on the disk: for who answers from what was seen inside changes.
    pub async fn settled(&self) {
        if let Write::Sqlite(writer) = &self.write {
            writer.settled().await;
        }
    }

    fn connection(&self) -> &DatabaseConnection {
        match &self.write {
            Write::Sqlite(writer) => writer.connection(),
            Write::Postgres(pool) => pool,
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    /// Waits for running statements and closes.
    pub async fn close(self) -> Result<(), DbErr> {
        self.connection().clone().close().await?;
        self.read.close().await
    }

    /// What the server remembers under `name`.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, DbErr> {
        Ok(setting::Entity::find_by_id(name).one(&self.read).await?.map(|row| row.value))
    }
}

/// Remembers `value` under `name`.
pub async fn remember(tx: &impl ConnectionTrait, name: &str, value: &str) -> Result<(), DbErr> {
    setting::Entity::delete_by_id(name).exec(tx).await?;
    let row = setting::Model { name: name.to_owned(), value: value.to_owned() };
    setting::ActiveModel::from(row).insert(tx).await?;
    Ok(())
}

/// The next number of a sequence that begins at 1 when it is first asked for.
pub async fn next_number_of(tx: &impl ConnectionTrait, name: &str) -> Result<i64, DbErr> {
    let next = Expr::col((sequence::Entity, sequence::Column::Value)).add(1);
    let known = OnConflict::column(sequence::Column::Name).value(sequence::Column::Value, next).to_owned();
    let first = sequence::ActiveModel::from(sequence::Model { name: name.to_owned(), value: 1 });
    let row = sequence::Entity::insert(first).on_conflict(known).exec_with_returning(tx).await?;
    Ok(row.value)
}

/// The next number of a sequence. The number is used up only if the transaction commits.
pub async fn next_number(tx: &impl ConnectionTrait, name: &str) -> Result<i64, DbErr> {
    let rows = sequence::Entity::update_many()
        .col_expr(sequence::Column::Value, Expr::col(sequence::Column::Value).add(1))
        .filter(sequence::Column::Name.eq(name))
        .exec_with_returning(tx)
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| row.value).ok_or_else(|| DbErr::RecordNotFound(format!("sequence {name}")))
}
