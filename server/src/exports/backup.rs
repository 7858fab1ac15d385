//! A copy of a SQLite database while it is served.

use std::path::Path;

use anyhow::{Context, bail};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement, Value};

/// Copies the database at `url` into a new file, as it is at one moment; who writes meanwhile is not held up. The copy is a
/// database of its own, checked before this answers.
pub async fn backup(url: &str, file: &Path) -> anyhow::Result<()> {
    let Some(path) = url.strip_prefix("sqlite:") else {
        bail!("the database is Postgres; pg_dump copies it. Nothing was written");
    };
    if file.exists() {
        bail!("{} is there already; nothing was written. Name a new file", file.display());
    }
    let path = path.trim_start_matches("//").split('?').next().unwrap_or_default();
    if !Path::new(path).is_file() {
        bail!("there is no database at {path}; nothing was written. Name its folder with --data");
    }
    let source = open(&format!("sqlite://{path}?mode=rw")).await?;
    let target = file.to_str().context("the file's name is not Unicode")?;
    let copied = source.execute_raw(Statement::from_sql_and_values(
        DbBackend::Sqlite,
        "VACUUM INTO ?",
        [Value::from(target)],
    ));
    copied.await.context("the copy failed; it is not to be used")?;
    source.close().await?;
    check(target).await.with_context(|| format!("{target} is not sound; it is not to be used"))?;
    // Until then it may be lost with the power.
    std::fs::File::open(file)?.sync_all()?;
    Ok(())
}

async fn open(url: &str) -> anyhow::Result<sea_orm::DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn check(file: &str) -> anyhow::Result<()> {
    let copy = open(&format!("sqlite://{file}?mode=ro")).await?;
    let sql = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let said: Option<String> = match copy.query_one_raw(sql).await? {
        Some(row) => Some(row.try_get_by_index(0)?),
        None => None,
    };
    copy.close().await?;
    if said.as_deref() == Some("ok") { Ok(()) } else { bail!("{}", said.unwrap_or_default()) }
}
