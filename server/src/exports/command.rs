//! `tokuten export`, `tokuten import dump`, `tokuten backup` and `tokuten accounting`.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;

use super::{accounting, backup, dump};
use crate::config::Settings;
use crate::db::Db;

async fn open(settings: &Settings) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&settings.data)?;
    Db::open(&settings.database()).await.context("the database cannot be opened; set DATABASE_URL or --data")
}

/// A new file that only its owner reads: what is in it is as secret as the database.
fn create(file: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).with_context(|| format!("{} cannot be made; name a new file", file.display()))
}

/// Writes the whole database into a new file.
pub async fn export(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let db = open(settings).await?;
    let out = create(file)?;
    let rows = match dump::write(&db, BufWriter::new(&out)).await {
        Ok(rows) => rows,
        Err(error) => {
            // Half a dump is none.
            std::fs::remove_file(file)?;
            return Err(error.into());
        }
    };
    out.sync_all()?;
    db.close().await?;
    println!("{rows} rows exported to {}", file.display());
    Ok(())
}

/// Takes a dump into the settings' database, which must be empty.
pub async fn import(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let reader = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let db = open(settings).await?;
    let rows = dump::read(&db, BufReader::new(reader)).await.with_context(|| file.display().to_string())?;
    db.close().await?;
    println!("{rows} rows imported");
    Ok(())
}

/// Copies a SQLite database that may be served meanwhile.
pub async fn copy(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    backup::backup(&settings.database(), file).await?;
    println!("{} is a sound copy of the database", file.display());
    Ok(())
}

/// Writes the books of a period into a new file.
pub async fn books(settings: &Settings, days: (NaiveDate, NaiveDate), file: &Path) -> anyhow::Result<()> {
    let db = open(settings).await?;
    let table = accounting::table(db.read(), days).await?;
    db.close().await?;
    std::io::Write::write_all(&mut create(file)?, &table)?;
    println!("{}", file.display());
    Ok(())
}
