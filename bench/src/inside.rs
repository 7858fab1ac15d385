//! What is measured inside: rules, purchases and queries, through the server's own functions.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use tokuten_core::facts::Facts;
use tokuten_core::orders::{BuyPressed, NewOrder, OrderView, Wish};
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::payments::CardEntry;
use tokuten_core::roles::Role;
use tokuten_server::config::Settings;
use tokuten_server::identity::signed_in::PartnerUser;
use tokuten_server::payments::sandbox::SandboxGateway;
use tokuten_server::portal::Portal;
use tokuten_server::serve::{Mode, open};
use tokuten_server::tables::{partner, subscription};
use tokuten_server::{offers, orders};

use crate::Figure;

const AT_ONCE: usize = 32;
const PURCHASES_EACH: usize = 12;

async fn portal(folder: &Path) -> anyhow::Result<(Portal, SandboxGateway)> {
    let settings = Settings { data: folder.to_owned(), ..Settings::default() };
    open(settings, Mode::Demo { clock: None }).await
}

fn user(number: usize) -> anyhow::Result<PartnerUser> {
    Ok(PartnerUser {
        id: format!("user-{number}"),
        name: "Bench".to_owned(),
        partner: partner_id(number)?,
        roles: vec![Role::GlobalAdmin],
        zone: chrono_tz::UTC,
        version: 1,
    })
}

fn partner_id(number: usize) -> anyhow::Result<PartnerId> {
    format!("{}", 5_000_000 + number).parse().map_err(|error: &str| anyhow::anyhow!(error))
}

/// Time of one verdict.
pub async fn may_renew() -> anyhow::Result<Figure> {
    let folder = tempfile::tempdir()?;
    let (portal, _) = portal(folder.path()).await?;
    let aoba: PartnerId = "4100001".parse().map_err(|error: &str| anyhow::anyhow!(error))?;
    let facts: Facts = offers::facts(&portal, portal.db.read(), &aoba, &[Role::GlobalAdmin]).await?;
    let held = facts.subscriptions.first().context("Aoba holds an Action Pack")?;
    let today: NaiveDate = portal.clock.today(chrono_tz::UTC);
    let mut batches: Vec<f64> = (0..101)
        .map(|_| {
            let begun = Instant::now();
            for _ in 0..1_000 {
                std::hint::black_box(tokuten_core::renewals::may_renew(
                    std::hint::black_box(&facts),
                    held,
                    today,
                ));
            }
            // Seconds of a thousand, in microseconds of one.
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    batches.sort_by(f64::total_cmp);
    Ok(Figure::at_most("may-renew", "µs a verdict, median of 101 batches", batches[50], 1.0, "≤ 1 µs"))
}

/// Purchases confirmed a second, against single-row commits on the same disk.
pub async fn purchases() -> anyhow::Result<Figure> {
    let folder = tempfile::tempdir_in(target())?;
    let (portal, gateway) = portal(folder.path()).await?;
    insert_partners(&portal, AT_ONCE * PURCHASES_EACH).await?;
    let drafts = drafts(&portal, &gateway).await?;
    let raw_before = raw_commits(folder.path()).await?;
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for chunk in drafts.chunks(PURCHASES_EACH) {
        let (portal, mine) = (portal.clone(), chunk.to_vec());
        tasks.push(tokio::spawn(async move {
            for (user, order) in mine {
                let pressed = BuyPressed {
                    total: order.quote.total,
                    agreement_version: order.agreement.version.clone(),
                };
                orders::buy(&portal, &user, order.number, order.next_attempt_key, pressed).await?;
            }
            Ok::<_, orders::OrderError>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let count = f64::from(u32::try_from(drafts.len())?);
    let rate = count / begun.elapsed().as_secs_f64();
    // The disk's speed drifts: before and after, and the mean of both.
    let raw = f64::midpoint(raw_before, raw_commits(folder.path()).await?);
    let what = format!("{rate:.0} purchases/s against {raw:.0} single-row commits/s, 32 partners at once");
    Ok(Figure::at_least("purchases", what, rate / raw, 0.35, "≥ 0.35"))
}

fn target() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../target")
}

async fn drafts(portal: &Portal, gateway: &SandboxGateway) -> anyhow::Result<Vec<(PartnerUser, OrderView)>> {
    let entry = CardEntry {
        number: "4242 4242 4242 4242".to_owned(),
        exp_month: 12,
        exp_year: 2039,
        cvc: "123".to_owned(),
        holder: String::new(),
    };
    let token = gateway.tokenize(&entry).await?.token;
    let mut drafts = Vec::new();
    for number in 0..AT_ONCE * PURCHASES_EACH {
        let user = user(number)?;
        let new = NewOrder { wish: Wish::Buy("action_pack".into()), card_token: token.clone() };
        let order = orders::start(portal, &user, "bench", new).await?;
        drafts.push((user, order));
    }
    Ok(drafts)
}

/// Single-row commits a second in a database of the same settings, in the same folder.
async fn raw_commits(folder: &Path) -> anyhow::Result<f64> {
    const COMMITS: u32 = 400;
    let url = format!("sqlite://{}", folder.join("raw.db").display());
    let db = tokuten_server::db::Db::open(&url).await?;
    let begun = Instant::now();
    for number in 0..COMMITS {
        let tx = db.begin().await?;
        tx.execute_unprepared(&format!("INSERT INTO settings VALUES ('{number}-{begun:?}', 'x')")).await?;
        tx.commit().await?;
    }
    let rate = f64::from(COMMITS) / begun.elapsed().as_secs_f64();
    db.close().await?;
    Ok(rate)
}

async fn insert_partners(portal: &Portal, count: usize) -> anyhow::Result<()> {
    let bill_to = BillTo {
        name: "Bench".to_owned(),
        line1: "1 Main Street".to_owned(),
        line2: String::new(),
        city: "Springfield".to_owned(),
        region: String::new(),
        postal_code: String::new(),
        tax_id: String::new(),
    };
    let bill_to = serde_json::to_string(&bill_to)?;
    let tx = portal.db.begin().await?;
    for first in (0..count).step_by(500) {
        let rows = (first..count.min(first + 500)).map(|number| partner::ActiveModel {
            id: Set(format!("{}", 5_000_000 + number)),
            name: Set(format!("Partner {number}")),
            country: Set("US".to_owned()),
            currency: Set("USD".to_owned()),
            zone: Set("Etc/UTC".to_owned()),
            language: Set("en".to_owned()),
            email_verified: Set(true),
            agreement_accepted: Set(true),
            verification: Set("verified".to_owned()),
            verification_reason: Set(None),
            suspended: Set(None),
            tax_exempt: Set(false),
            bill_to: Set(bill_to.clone()),
            version: Set(1),
        });
        partner::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The offers page's queries in a small and a large database.
pub async fn scale() -> anyhow::Result<Figure> {
    let small = p99(1_000).await?;
    let large = p99(1_000_000).await?;
    let what = format!("p99 {large:.2} ms with 1,000,000 subscriptions against {small:.2} ms with 1,000");
    Ok(Figure::at_most("scale", what, large / small, 1.5, "≤ 1.5 ×"))
}

/// p99 of reading a partner's facts, in milliseconds, with so many subscriptions in the database.
async fn p99(subscriptions: usize) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir_in(target())?;
    let (portal, _) = portal(folder.path()).await?;
    insert_partners(&portal, subscriptions).await?;
    insert_subscriptions(&portal, subscriptions).await?;
    let mut times = Vec::new();
    for step in 0..4_000 {
        // A walk over all partners that does not go in their order.
        let partner = partner_id(step * 7_919 % subscriptions)?;
        let begun = Instant::now();
        offers::facts(&portal, portal.db.read(), &partner, &[]).await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() * 99 / 100])
}

async fn insert_subscriptions(portal: &Portal, count: usize) -> anyhow::Result<()> {
    let day: NaiveDate = "2026-03-01".parse()?;
    let end: NaiveDate = "2027-03-01".parse()?;
    let tx = portal.db.begin().await?;
    for first in (0..count).step_by(500) {
        let rows = (first..count.min(first + 500)).map(|number| subscription::ActiveModel {
            id: Set(format!("bench-{number}")),
            partner_id: Set(format!("{}", 5_000_000 + number)),
            offer: Set("action_pack".to_owned()),
            purchased_on: Set(day),
            anchor: Set(end),
            term_starts: Set(day),
            expires_on: Set(end),
            managed_in: Set("partner_center".to_owned()),
            holding: Set("held".to_owned()),
            holding_on: Set(None),
            automatic_renewal: Set(false),
            card_token: Set(None),
            card: Set(None),
        });
        subscription::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
