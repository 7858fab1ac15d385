//! What is measured inside: rules and purchases, through the server's own functions.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use tokuten_core::catalogue::Language;
use tokuten_core::orders::{BuyPressed, NewOrder, NewPayment, OrderView, Wish};
use tokuten_core::partners::PartnerId;
use tokuten_core::renewals;
use tokuten_core::roles::Role;
use tokuten_server::identity::signed_in::PartnerUser;
use tokuten_server::payments::sandbox::SandboxGateway;
use tokuten_server::portal::Portal;
use tokuten_server::{invoices, offers, orders};

use crate::Figures;
use crate::figure::{Figure, median};
use crate::seed;

/// Partners that buy at once.
const AT_ONCE: usize = 32;
/// Purchases of each, one after another, in one round.
const EACH: usize = 12;
/// Rounds of commits and purchases: the speed of a disk drifts.
const ROUNDS: usize = 5;

/// Time of one verdict, on the facts of a partner of the demo.
pub async fn may_renew() -> Figures {
    let folder = seed::folder()?;
    let (portal, _) = seed::portal(folder.path()).await?;
    let aoba: PartnerId = "4100001".parse().map_err(|error: &str| anyhow::anyhow!(error))?;
    let facts = offers::facts(&portal, portal.db.read(), &aoba, &[Role::GlobalAdmin]).await?;
    let held = facts.subscriptions.first().context("Aoba holds an Action Pack")?;
    let today = portal.clock.today(chrono_tz::UTC);
    let batch = || {
        let begun = Instant::now();
        for _ in 0..1_000 {
            let facts = std::hint::black_box(&facts);
            std::hint::black_box(renewals::may_renew(facts, held, today));
        }
        // Seconds of a thousand, in microseconds of one.
        begun.elapsed().as_secs_f64() * 1_000.0
    };
    let what = "one verdict of may_renew, native, median of 301 batches";
    Ok(vec![Figure::at_most("may-renew", what, median((0..301).map(|_| batch()).collect()), (1.0, "µs"))])
}

/// Purchases confirmed a second, against single-row commits on the same disk.
pub async fn purchases() -> Figures {
    let folder = seed::folder()?;
    let (portal, gateway) = seed::portal(folder.path()).await?;
    seed::insert_partners(&portal, AT_ONCE * EACH * ROUNDS).await?;
    let drafts = drafts(&portal, &gateway, AT_ONCE * EACH * ROUNDS).await?;
    let (mut commits, mut bought, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in drafts.chunks(AT_ONCE * EACH) {
        let raw = commit_rate(folder.path()).await?;
        let rate = purchase_rate(&portal, round).await?;
        ratios.push(rate / raw);
        commits.push(raw);
        bought.push(rate);
    }
    let what = format!(
        "purchases to single-row commits, 32 partners at once: {:.0} to {:.0} a second, median of {ROUNDS}",
        median(bought),
        median(commits)
    );
    Ok(vec![Figure::at_least("purchases", what, median(ratios), 0.35)])
}

/// Time of one invoice as PDF, from the database to its bytes, in the language that takes longer. Each is another one:
/// what is set twice is remembered.
pub async fn invoice() -> Figures {
    const INVOICES: usize = 51;
    let folder = seed::folder()?;
    let (portal, gateway) = seed::portal(folder.path()).await?;
    seed::insert_partners(&portal, INVOICES + 1).await?;
    buy_all(portal.clone(), drafts(&portal, &gateway, INVOICES + 1).await?).await?;
    let mut slower: f64 = 0.0;
    for language in [Language::En, Language::Ja] {
        let mut times = Vec::new();
        for partner in 0..=INVOICES {
            let begun = Instant::now();
            set_invoice(&portal, partner, language).await?;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        // The first one warms up.
        slower = slower.max(median(times.split_off(1)));
    }
    let what = format!("one invoice as PDF, warm, in the slower language, median of {INVOICES}");
    Ok(vec![Figure::at_most("invoice", what, slower, (30.0, "ms"))])
}

async fn set_invoice(portal: &Portal, partner: usize, language: Language) -> anyhow::Result<()> {
    let (partner, today) = (seed::partner_id(partner)?, portal.clock.today(chrono_tz::UTC));
    let issued = invoices::page(portal.db.read(), &partner, None, 0, today).await?.invoices;
    let number = &issued.first().context("the purchase has an invoice")?.number;
    std::hint::black_box(invoices::pdf(portal, &partner, number, language).await?);
    Ok(())
}

/// An order under review for each of so many partners.
async fn drafts(
    portal: &Portal,
    gateway: &SandboxGateway,
    partners: usize,
) -> anyhow::Result<Vec<(PartnerUser, OrderView)>> {
    let token = seed::card(gateway).await?.token;
    let mut drafts = Vec::new();
    for number in 0..partners {
        let user = seed::admin(number)?;
        let new = NewOrder {
            wish: Wish::Buy("action_pack".into()),
            payment: NewPayment::Card { token: token.clone() },
        };
        let order = orders::start(portal, &user, "bench", new).await?;
        drafts.push((user, order));
    }
    Ok(drafts)
}

/// Presses Buy on all drafts, some at once; purchases a second.
async fn purchase_rate(portal: &Portal, drafts: &[(PartnerUser, OrderView)]) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let buyers: Vec<_> =
        drafts.chunks(EACH).map(|mine| tokio::spawn(buy_all(portal.clone(), mine.to_vec()))).collect();
    for buyer in buyers {
        buyer.await??;
    }
    Ok(f64::from(u32::try_from(drafts.len())?) / begun.elapsed().as_secs_f64())
}

async fn buy_all(portal: Portal, drafts: Vec<(PartnerUser, OrderView)>) -> anyhow::Result<()> {
    for (user, order) in drafts {
        let pressed =
            BuyPressed { total: order.quote.total, agreement_version: order.agreement.version.clone() };
        let bought = orders::buy(&portal, &user, order.number, order.next_attempt_key, pressed).await?;
        anyhow::ensure!(bought.paid_on.is_some(), "order {} was not confirmed", order.number);
    }
    Ok(())
}

/// Single-row commits a second, by nothing but SQLite with the portal's settings, in the same folder.
async fn commit_rate(folder: &Path) -> anyhow::Result<f64> {
    const COMMITS: u32 = 400;
    let mut options =
        ConnectOptions::new(format!("sqlite://{}?mode=rwc", folder.join("commits.db").display()));
    options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
    let db = Database::connect(options).await?;
    db.execute_unprepared("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").await?;
    db.execute_unprepared("CREATE TABLE IF NOT EXISTS commits (number INTEGER NOT NULL)").await?;
    let begun = Instant::now();
    for _ in 0..COMMITS {
        db.execute_unprepared("INSERT INTO commits VALUES (1)").await?;
    }
    let rate = f64::from(COMMITS) / begun.elapsed().as_secs_f64();
    db.close().await?;
    Ok(rate)
}
