//! The offers page's queries in a small and in a large database.

use std::time::Instant;

use tempfile::TempDir;
use tokuten_server::portal::Portal;
use tokuten_server::programme::dry_run::count;
use tokuten_server::{offers, renewals};

use crate::Figures;
use crate::figure::{Figure, median};
use crate::seed;

const SMALL: usize = 1_000;
const LARGE: usize = 1_000_000;
/// Partners whose facts are read from each.
const READS: usize = 10_000;
/// Passes of the scheduler; the first deals with the demo's own companies.
const PASSES: usize = 21;
/// Steps from one partner to the next; shares no factor with the sizes, so that all are visited, in disorder.
const STEP: usize = 7_919;

/// A database with so many subscriptions; its folder goes with it.
struct Sized {
    portal: Portal,
    subscriptions: usize,
    times: Vec<f64>,
    _folder: TempDir,
}

impl Sized {
    async fn with(subscriptions: usize) -> anyhow::Result<Self> {
        let folder = seed::folder()?;
        let (portal, _) = seed::portal(folder.path()).await?;
        seed::insert_partners(&portal, subscriptions).await?;
        seed::insert_subscriptions(&portal, subscriptions).await?;
        seed::checkpoint(&portal).await?;
        Ok(Self { portal, subscriptions, times: Vec::new(), _folder: folder })
    }

    /// Reads the facts of one partner past the cache; in milliseconds.
    async fn read(&mut self, number: usize) -> anyhow::Result<()> {
        let partner = seed::partner_id(number * STEP % self.subscriptions)?;
        let begun = Instant::now();
        offers::facts(&self.portal, self.portal.db.read(), &partner, &[]).await?;
        self.times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        Ok(())
    }

    /// The 99th percentile.
    fn p99(&mut self) -> f64 {
        self.times.sort_by(f64::total_cmp);
        self.times[self.times.len() * 99 / 100]
    }
}

/// Milliseconds of one pass over subscriptions of which none is due.
async fn scheduler(portal: &Portal) -> anyhow::Result<f64> {
    // The demo's own subscriptions are dealt with first.
    while pass(portal).await? > 0 {}
    let mut times = Vec::new();
    for _ in 0..PASSES {
        let begun = Instant::now();
        let done = pass(portal).await?;
        anyhow::ensure!(done == 0, "{done} subscriptions were due");
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(times))
}

async fn pass(portal: &Portal) -> anyhow::Result<usize> {
    renewals::round(portal.clone()).await.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Milliseconds of working out whom a dearer Action Pack affects: everybody.
async fn dry_run(portal: &Portal) -> anyhow::Result<f64> {
    let before = portal.catalogue();
    let mut after = (**before).clone();
    for price in &mut after.offers[0].prices {
        price.amount.amount += 100;
    }
    let begun = Instant::now();
    let run = count(portal, (&before, &after), portal.clock.today(portal.programme_zone())).await?;
    let taken = begun.elapsed().as_secs_f64() * 1_000.0;
    anyhow::ensure!(run.affected >= LARGE as u64, "only {} are affected", run.affected);
    Ok(taken)
}

/// Both in turns, so that what else the machine does hits both.
pub async fn scale() -> Figures {
    eprintln!("  filling a database with {LARGE} subscriptions (some minutes)");
    let (mut small, mut large) = (Sized::with(SMALL).await?, Sized::with(LARGE).await?);
    for number in 0..READS {
        small.read(number).await?;
        large.read(number).await?;
    }
    let (low, high) = (small.p99(), large.p99());
    let scheduler = scheduler(&large.portal).await?;
    let dry_run = dry_run(&large.portal).await?;
    let what = format!(
        "p99 of the offers page's queries, {LARGE} to {SMALL} subscriptions: {high:.2} to {low:.2} ms"
    );
    let pass = format!("one pass of the scheduler, {LARGE} subscriptions, nothing due, median of {PASSES}");
    let run = format!("whom a dearer offer affects, {LARGE} subscriptions");
    Ok(vec![
        Figure::at_most("dry-run", run, dry_run, (10_000.0, "ms")),
        Figure::at_most("scale", what, high / low, (1.5, "")),
        Figure::at_most("scheduler", pass, scheduler, (50.0, "ms")),
    ])
}
