//! The database: SQLite or Postgres behind one door.
//!
//! SQLite takes one writer at a time, so it gets a pool of readers and a single writing connection: writers
//! queue here, in order, instead of failing there with "database is locked".

use std::path::Path;
use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::migrations::Migrator;
use crate::tables::{sequence, setting};

/// The connections of one database.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
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
/// How long a request waits for a connection, or for SQLite's lock, before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

impl Db {
    /// Opens `url` (`sqlite://PATH` or `postgres://…`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        let db =
            if url.starts_with("sqlite:") { Self::sqlite(url).await? } else { Self::postgres(url).await? };
        Migrator::up(&db.write, None).await?;
        Ok(db)
    }

    /// The database file of a data folder.
    #[must_use]
    pub fn sqlite_url(data: &Path) -> String {
        format!("sqlite://{}", data.join("tokuten.db").display())
    }

    async fn sqlite(url: &str) -> Result<Self, DbErr> {
        let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        let connect = |most: u32| {
            let mut options = ConnectOptions::new(url.clone());
            options.max_connections(most).min_connections(1).acquire_timeout(PATIENCE).sqlx_logging(false);
            options.test_before_acquire(false);
            options.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .statement_cache_capacity(STATEMENTS)
                    .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
                    .pragma("cache_size", CACHE)
            });
            Database::connect(options)
        };
        let write = connect(1).await?;
        Ok(Self { read: connect(SQLITE_READERS).await?, write })
    }

    async fn postgres(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url.to_owned());
        options.max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).sqlx_logging(false);
        options.map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS));
        let pool = Database::connect(options).await?;
        Ok(Self { read: pool.clone(), write: pool })
    }

    /// Where questions go that change nothing.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a change. On SQLite it holds the only writing connection: ask nothing of the network inside.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = (self.backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        self.write.begin_with_options(options).await
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.write.get_database_backend()
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    /// Waits for running statements and closes.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
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
    let first = sequence::Model { name: name.to_owned(), value: 0 };
    let known = OnConflict::column(sequence::Column::Name).do_nothing().to_owned();
    sequence::Entity::insert(sequence::ActiveModel::from(first))
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    next_number(tx, name).await
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
