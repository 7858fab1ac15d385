//! What is measured from outside, on the release binary.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::header::CONTENT_ENCODING;

use crate::Figures;
use crate::browser;
use crate::figure::{Figure, median};
use crate::load;
use crate::server::Server;

/// What a first view asks for besides what the page names.
const ALSO_ASKED: [&str; 5] = ["/offers", "/icon.svg", "/api/session", "/api/public", "/api/offers"];

/// Bytes over the wire for a first view of Membership offers.
pub async fn first_view() -> Figures {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    let cookie = server.sign_in().await?;
    let page = server.get("/offers", &cookie, None).await?.text().await?;
    let mut files: Vec<&str> = page.split('"').filter(|part| part.starts_with("/app-")).collect();
    files.sort_unstable();
    files.dedup();
    files.extend(ALSO_ASKED);
    let mut sizes = Vec::new();
    for file in files {
        sizes.push((file, wire_kilobytes(&server, file, &cookie).await?));
    }
    let sum = sizes.iter().map(|(_, kilobytes)| kilobytes).sum();
    sizes.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let parts: Vec<_> = sizes.iter().map(|(file, size)| format!("{} {size:.1}", short(file))).collect();
    let what = format!("KB over the wire with brotli: {}", parts.join(", "));
    Ok(vec![Figure::at_most("first-view", what, sum, (250.0, "KB"))])
}

/// Pages of a partner, besides those of one subscription.
const PARTNER_PAGES: [&str; 14] = [
    "/offers",
    "/offers/action_pack",
    "/benefits",
    "/membership-center",
    "/orders",
    "/support",
    "/support/new",
    "/profile",
    "/competencies",
    "/users",
    "/business-profile",
    "/leads",
    "/account",
    "/help",
];

/// The largest first view of a partner's page, in a browser that has nothing yet.
pub async fn first_views() -> Figures {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    let cookie = server.sign_in().await?;
    let offers: serde_json::Value = server.get("/api/offers", &cookie, None).await?.json().await?;
    let held = offers["facts"]["subscriptions"][0]["id"].as_str().context("Aoba holds an Action Pack")?;
    let of_held = ["/subscriptions", "/benefits", "/checkout/renew"].map(|page| format!("{page}/{held}"));
    let mut args = vec![server.url(""), cookie];
    args.extend(PARTNER_PAGES.map(str::to_owned).into_iter().chain(of_held));
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let views: BTreeMap<String, f64> = browser::run("pages.mjs", &args).await?;
    let largest = views.iter().max_by(|(_, a), (_, b)| a.total_cmp(b));
    let (page, kilobytes) = largest.context("there are pages")?;
    let what =
        format!("KB over the wire for a first view of {page}, the largest of {} partner pages", views.len());
    Ok(vec![Figure::at_most("first-views", what, *kilobytes, (250.0, "KB"))])
}

/// A file by its name, if it is in the folder of the modules.
fn short(file: &str) -> &str {
    if file.starts_with("/app-") { file.rsplit('/').next().unwrap_or(file) } else { file }
}

/// Size of an answer's body as it goes over the wire to a browser.
async fn wire_kilobytes(server: &Server, path: &str, cookie: &str) -> anyhow::Result<f64> {
    let answer = server.get(path, cookie, Some("br")).await?;
    if !answer.headers().contains_key(CONTENT_ENCODING) {
        eprintln!("  {path} is not compressed");
    }
    Ok(f64::from(u32::try_from(answer.bytes().await?.len())?) / 1_000.0)
}

/// `GET /api/offers` against a hello-world JSON route of the same server, in turns.
pub async fn offers_rate() -> Figures {
    const CONNECTIONS: usize = 32;
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    let cookie = server.sign_in().await?;
    let request = |path: &str, more: &str| {
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n{more}\r\n", server.authority)
    };
    let (hello, offers) = (request("/healthz", ""), request("/api/offers", ""));
    let compressed = request("/api/offers", "accept-encoding: br\r\n");
    let (mut hellos, mut plain, mut brotli) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        hellos.push(load::rate(&server.authority, &hello, CONNECTIONS).await?);
        plain.push(load::rate(&server.authority, &offers, CONNECTIONS).await?);
        brotli.push(load::rate(&server.authority, &compressed, CONNECTIONS).await?);
    }
    let (hello, offers, brotli) = (median(hellos), median(plain), median(brotli));
    let what = format!(
        "/api/offers to /healthz, 32 connections: {offers:.0} to {hello:.0} requests/s ({brotli:.0} in brotli)"
    );
    Ok(vec![Figure::at_least("offers-rate", what, offers / hello, 0.3)])
}

/// How long nobody has asked for anything. Threads for work that blocks end after ten seconds without any, and what they
/// have used goes back with them.
const IDLE: Duration = Duration::from_secs(15);

/// Resident memory of the idle demo.
pub async fn memory() -> Figures {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    tokio::time::sleep(IDLE).await;
    let megabytes = server.resident()? / 1_000.0;
    let what = format!("resident memory, demo just made, idle for {} s", IDLE.as_secs());
    Ok(vec![Figure::at_most("memory", what, megabytes, (60.0, "MB"))])
}

/// From the start of the process to its first answer, on a database that exists.
pub async fn start() -> Figures {
    let data = tempfile::tempdir()?;
    drop(Server::start(&data).await?);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let server = Server::start(&data).await?;
        server.get("/healthz", "", None).await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    let what = "start of the process to its first answer, existing database, median of 5";
    Ok(vec![Figure::at_most("start", what, median(times), (300.0, "ms"))])
}
