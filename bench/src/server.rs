//! The release binary as a process on loopback, with the demo in a data folder of its own.

use std::process::Stdio;

use anyhow::Context;
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running demo. It ends when this is dropped.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub authority: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts the binary on a data folder and a free port, and waits until it listens.
    pub async fn start(data: &TempDir) -> anyhow::Result<Self> {
        let binary = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/tokuten");
        let mut child = Command::new(binary)
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            // The settings of whoever measures are not to be measured.
            .env_clear()
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{binary} cannot be started"))?;
        let mut lines = BufReader::new(child.stdout.take().context("its output was asked for")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(authority) = line.strip_prefix("Tokuten listens on http://") {
                let client = reqwest::Client::new();
                return Ok(Self { child, authority: authority.to_owned(), client });
            }
        }
        anyhow::bail!("the server ended before it listened")
    }

    /// The address of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.authority)
    }

    /// Signs Aoba's Global admin in; answers with the cookie.
    pub async fn sign_in(&self) -> anyhow::Result<String> {
        let body = json!({ "email": "global-admin@aoba.example", "password": "demo" });
        let request = self.client.post(self.url("/api/session")).header(ORIGIN, self.url("")).json(&body);
        let answer = request.send().await?.error_for_status()?;
        let cookie = answer.headers().get(SET_COOKIE).context("signed in, but no cookie came")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or(cookie).to_owned())
    }

    /// Asks for `path` with a cookie and, if one is named, an encoding.
    pub async fn get(
        &self,
        path: &str,
        cookie: &str,
        encoding: Option<&str>,
    ) -> anyhow::Result<reqwest::Response> {
        let mut request = self.client.get(self.url(path)).header(COOKIE, cookie);
        if let Some(encoding) = encoding {
            request = request.header(reqwest::header::ACCEPT_ENCODING, encoding);
        }
        Ok(request.send().await?.error_for_status()?)
    }

    /// Memory that the process occupies, in kB.
    pub fn resident(&self) -> anyhow::Result<f64> {
        let id = self.child.id().context("the server is gone")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}
