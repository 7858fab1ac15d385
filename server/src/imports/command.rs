//! `tokuten import subscriptions FILE` and `tokuten import skills FILE`.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;

use super::import_subscriptions;
use super::skills::{import_skills, told};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::programme::versions::of_database;

/// What is to be imported.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// Partners, users and subscriptions.
    Subscriptions,
    /// Skills.
    Skills,
}

/// Imports a file into the settings' database and says how far it is.
pub async fn run(settings: Settings, what: What, file: &Path) -> anyhow::Result<()> {
    let reader = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let reader = BufReader::new(reader);
    std::fs::create_dir_all(&settings.data)?;
    let db = Db::open(&settings.database())
        .await
        .context("the database cannot be opened; set DATABASE_URL or --data")?
        .for_large_changes()
        .await?;
    let now = Clock::real().now();
    let catalogue = of_database(&db, &settings, now).await?;
    let show = |progress| eprintln!("{progress}");
    let imported = match what {
        What::Subscriptions => {
            let imported = import_subscriptions(&db, &catalogue, now, reader, show).await;
            imported.map(|imported| imported.to_string())
        }
        What::Skills => {
            let imported = import_skills(&db, &catalogue, (now, "import"), reader, show).await;
            imported.map(|imported| told(&imported))
        }
    };
    db.close().await?;
    println!("{}", imported.with_context(|| format!("{}: nothing was imported", file.display()))?);
    Ok(())
}
