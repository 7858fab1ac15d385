//! What is measured from outside: the release binary as a process, on loopback.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ORIGIN};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Figure;

/// Connections at once.
const CONNECTIONS: usize = 32;
/// How long one load lasts.
const LOAD: Duration = Duration::from_secs(4);

/// A running demo.
struct Server {
    child: Child,
    url: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts the release binary on a data folder and a free port.
    async fn start(data: &TempDir) -> anyhow::Result<Self> {
        let binary = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/tokuten");
        let mut child = Command::new(binary)
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .env("TOKUTEN_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("target/release/tokuten cannot be started")?;
        let mut lines = BufReader::new(child.stdout.take().context("its output was asked for")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(url) = line.strip_prefix("Tokuten listens on ") {
                let client = reqwest::Client::builder().cookie_store(true).build()?;
                return Ok(Self { child, url: url.to_owned(), client });
            }
        }
        anyhow::bail!("the server ended before it listened")
    }

    async fn sign_in(&self) -> anyhow::Result<()> {
        let body = json!({ "email": "global-admin@aoba.example", "password": "demo" });
        let request =
            self.client.post(format!("{}/api/session", self.url)).header(ORIGIN, &self.url).json(&body);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Bytes of an answer's body as it goes over the wire to a browser.
    async fn wire_bytes(&self, path: &str) -> anyhow::Result<usize> {
        let request = self.client.get(format!("{}{path}", self.url)).header(ACCEPT_ENCODING, "br");
        let answer = request.send().await?.error_for_status()?;
        if !answer.headers().contains_key(CONTENT_ENCODING) {
            eprintln!("  {path} is not compressed");
        }
        Ok(answer.bytes().await?.len())
    }

    /// Answers a second of `path` over all connections.
    async fn rate(&self, path: &str) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let load = || {
            let (client, url) = (self.client.clone(), format!("{}{path}", self.url));
            tokio::spawn(async move {
                let mut answers = 0_u32;
                while begun.elapsed() < LOAD {
                    client.get(&url).send().await?.error_for_status()?.bytes().await?;
                    answers += 1;
                }
                Ok::<_, reqwest::Error>(answers)
            })
        };
        let connections: Vec<_> = (0..CONNECTIONS).map(|_| load()).collect();
        let mut answers = 0.0;
        for connection in connections {
            answers += f64::from(connection.await??);
        }
        Ok(answers / begun.elapsed().as_secs_f64())
    }
}

/// Bytes over the wire for a first view of Membership offers.
pub async fn first_view() -> anyhow::Result<Figure> {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    server.sign_in().await?;
    let page = server.client.get(format!("{}/offers", server.url)).send().await?.text().await?;
    let named = page.split(['"', '\'']).filter(|part| part.starts_with("/tokuten-app")).map(str::to_owned);
    let mut files: Vec<String> = named.collect();
    files.sort();
    files.dedup();
    files.extend(["/offers", "/icon.svg", "/api/session", "/api/public", "/api/offers"].map(str::to_owned));
    let mut bytes = 0;
    for file in &files {
        bytes += server.wire_bytes(file).await?;
    }
    let kilobytes = f64::from(u32::try_from(bytes)?) / 1_000.0;
    Ok(Figure::at_most("first-view", "KB over the wire, brotli", kilobytes, 250.0, "≤ 250 KB"))
}

/// From the start of the process to its first answer, on a database that exists.
pub async fn start() -> anyhow::Result<Figure> {
    let data = tempfile::tempdir()?;
    drop(Server::start(&data).await?);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let server = Server::start(&data).await?;
        server.client.get(format!("{}/healthz", server.url)).send().await?.error_for_status()?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(Figure::at_most("start", "ms to the first answer, median of 5", times[2], 300.0, "≤ 300 ms"))
}

/// Resident memory of the idle demo.
pub async fn memory() -> anyhow::Result<Figure> {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let id = server.child.id().context("the server is gone")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(Figure::at_most("memory", "MB resident, idle demo", kilobytes / 1_000.0, 60.0, "≤ 60 MB"))
}

/// `GET /api/offers` against a hello-world JSON route of the same server.
pub async fn offers_rate() -> anyhow::Result<Figure> {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    server.sign_in().await?;
    server.rate("/api/offers").await?;
    let (hello, offers) = (server.rate("/healthz").await?, server.rate("/api/offers").await?);
    let what = format!("{offers:.0} requests/s against {hello:.0} of /healthz, 32 connections");
    Ok(Figure::at_least("offers-rate", what, offers / hello, 0.3, "≥ 0.3"))
}
