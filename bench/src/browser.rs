//! What is measured in a browser, by a script of `web/`.

use anyhow::{Context, ensure};
use serde::de::DeserializeOwned;
use tokio::process::Command;

/// What a script prints.
pub async fn run<T: DeserializeOwned>(script: &str, args: &[&str]) -> anyhow::Result<T> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web");
    let mut command = Command::new("node");
    let output = command.arg(script).args(args).current_dir(folder).kill_on_drop(true).output().await;
    let output = output.context("node cannot be started")?;
    ensure!(output.status.success(), "{script} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{script} printed something else than its figures"))
}
