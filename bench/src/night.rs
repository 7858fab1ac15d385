//! A night in which many subscriptions renew by themselves.

use std::time::Instant;

use tokuten_server::jobs;
use tokuten_server::portal::Portal;

use crate::Figures;
use crate::figure::Figure;
use crate::seed;

/// Subscriptions that are due at once.
const DUE: usize = 10_000;

/// Renewals a second, from the due day to the paid order with its invoice and mail, and the memory it takes.
pub async fn night() -> Figures {
    let folder = seed::folder()?;
    let (portal, gateway) = seed::portal(folder.path()).await?;
    run(&portal).await?;
    let card = seed::card(&gateway).await?;
    seed::insert_partners(&portal, DUE).await?;
    seed::insert_due(&portal, DUE, portal.clock.today(chrono_tz::UTC), &card).await?;
    let begun = Instant::now();
    run(&portal).await?;
    let rate = f64::from(u32::try_from(DUE)?) / begun.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse()?;
    let what = format!("renewals a second in a night with {DUE} due, SQLite, sandbox gateway");
    Ok(vec![
        Figure::at_least("night", what, rate, 300.0),
        Figure::at_most("night", "peak memory of it, seeding included", kilobytes / 1_000.0, (200.0, "MB")),
    ])
}

async fn run(portal: &Portal) -> anyhow::Result<usize> {
    jobs::run_due(portal).await.map_err(|error| anyhow::anyhow!("{error}"))
}
