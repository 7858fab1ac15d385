//! Serving while one works on it: trunk rebuilds the browser app, as one module, and reloads the page.

use std::path::Path;
use std::process::Command;

use anyhow::Context;

use crate::run::{cargo, command, root, run, step};
use crate::tools;

/// Serves with live reload; the API comes from a debug server beside it. Both end with this.
pub fn dev() -> anyhow::Result<()> {
    step(1, 3, "looking for the tools");
    tools::wasm_target()?;
    tools::wasm_bindgen()?;
    tools::wasm_opt()?;
    tools::trunk()?;
    step(2, 3, "building the server");
    run(cargo(&["build", "--package", "tokuten-server"]))?;
    step(3, 3, "serving on http://127.0.0.1:8080 with live reload; stop with Ctrl-C");
    let mut api =
        command(root().join("target/debug/tokuten"), &["serve", "--demo", "--listen", "127.0.0.1:8081"]);
    // The browser sends the address of the page as its origin, not that of the API behind it.
    let mut api = api
        .env("TOKUTEN_PUBLIC_URL", "http://127.0.0.1:8080")
        .spawn()
        .context("the server cannot be started")?;
    let mut trunk = command(tools::trunk()?, &["serve"]);
    let served = run(with_tools(trunk.current_dir(root().join("app")))?);
    api.kill().context("the server cannot be stopped")?;
    api.wait()?;
    served
}

/// The command with our tools in front of the PATH.
fn with_tools(command: &mut Command) -> anyhow::Result<Command> {
    let mut with = Command::new(command.get_program());
    with.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        with.current_dir(folder);
    }
    let own = [tools::wasm_bindgen()?, tools::wasm_opt()?].map(|tool| tool.parent().map(Path::to_owned));
    let before = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(own.into_iter().flatten().chain(std::env::split_paths(&before)))?;
    with.env("PATH", path);
    Ok(with)
}
