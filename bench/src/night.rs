//! A night in which many subscriptions renew by themselves, while somebody looks at a page.
//!
//! Each renewal writes its mail into a file. On ext4 without a journal, making files is slow for some five minutes after
//! many were deleted on the same disk, as by the last measurement: it passes over their places for so long. Wait for that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokuten_server::portal::Portal;
use tokuten_server::{jobs, offers};

use crate::Figures;
use crate::figure::Figure;
use crate::seed;

/// Subscriptions that are due at once.
const DUE: usize = 100_000;
/// How often somebody looks at Membership offers.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How long the idle portal is looked at.
const IDLE: Duration = Duration::from_secs(4);
/// Steps from one partner to the next; shares no factor with their number.
const STEP: usize = 7_919;

/// Renewals a second, from the due day to the paid order with its invoice and mail, the memory it takes, and how much
/// longer the page's queries take meanwhile.
pub async fn night() -> Figures {
    let folder = seed::folder()?;
    let (portal, gateway) = seed::portal(folder.path()).await?;
    run(&portal).await?;
    let card = seed::card(&gateway).await?;
    seed::insert_partners(&portal, DUE).await?;
    seed::insert_due(&portal, DUE, portal.clock.today(chrono_tz::UTC), &card).await?;
    let ((), idle) = look_for(&portal, tokio::time::sleep(IDLE)).await?;
    let begun = Instant::now();
    let (done, busy) = look_for(&portal, run(&portal)).await?;
    done?;
    let rate = f64::from(u32::try_from(DUE)?) / begun.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse()?;
    let what = format!("renewals a second in a night with {DUE} due, SQLite, sandbox gateway");
    let page = format!("p99 of the offers page's queries, in that night to idle: {busy:.2} to {idle:.2} ms");
    Ok(vec![
        Figure::at_least("night", what, rate, 300.0),
        Figure::at_most("night", "peak memory of it, seeding included", kilobytes / 1_000.0, (200.0, "MB")),
        Figure::at_most("night", page, busy / idle, (3.0, "")),
    ])
}

async fn run(portal: &Portal) -> anyhow::Result<usize> {
    jobs::run_due(portal).await.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Reads the facts of one partner after another, past the cache, as long as `meanwhile` lasts; answers what that
/// answers, and the 99th percentile in milliseconds.
async fn look_for<T>(portal: &Portal, meanwhile: impl Future<Output = T>) -> anyhow::Result<(T, f64)> {
    let over = Arc::new(AtomicBool::new(false));
    let looking = tokio::spawn(look_until(portal.clone(), Arc::clone(&over)));
    let outcome = meanwhile.await;
    over.store(true, Ordering::Release);
    let mut times = looking.await??;
    times.sort_by(f64::total_cmp);
    let p99 = times.get(times.len() * 99 / 100).copied().context("nobody looked")?;
    Ok((outcome, p99))
}

async fn look_until(portal: Portal, over: Arc<AtomicBool>) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !over.load(Ordering::Acquire) {
        ticks.tick().await;
        let partner = seed::partner_id(times.len() * STEP % DUE)?;
        let begun = Instant::now();
        offers::facts(&portal, portal.db.read(), &partner, &[]).await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(times)
}
