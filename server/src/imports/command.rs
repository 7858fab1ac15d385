//! `tokuten import subscriptions FILE`.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;

use super::import_subscriptions;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::serve::read_catalogue;

/// Imports a file into the settings' database and says how far it is.
pub async fn run(settings: Settings, file: &Path) -> anyhow::Result<()> {
    let catalogue = read_catalogue(&settings)?;
    let reader = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    std::fs::create_dir_all(&settings.data)?;
    let db = Db::open(&settings.database())
        .await
        .context("the database cannot be opened; set DATABASE_URL or --data")?;
    let now = Clock::real().now();
    let show = |progress| eprintln!("{progress}");
    let imported = import_subscriptions(&db, &catalogue, now, BufReader::new(reader), show).await;
    db.close().await?;
    println!("{}", imported.with_context(|| format!("{}: nothing was imported", file.display()))?);
    Ok(())
}
