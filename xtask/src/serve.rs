//! Building and serving: for whoever tries the portal, and for whoever works on it.

use anyhow::Context;

use crate::run::{cargo, command, root, run, step};
use crate::{bundle, tools};

/// Builds everything and serves the demo.
pub fn serve(args: &[String]) -> anyhow::Result<()> {
    set_up(4)?;
    step(3, 4, "building the server (about 6 minutes the first time)");
    run(cargo(&["build", "--release", "--package", "tokuten-server"]))?;
    step(4, 4, "serving the demo; stop with Ctrl-C");
    let mut serve = command(root().join("target/release/tokuten"), &["serve", "--demo"]);
    serve.args(args);
    run(serve)
}

/// Tools and browser app: the first two steps of all.
fn set_up(of: usize) -> anyhow::Result<()> {
    step(1, of, "looking for the tools");
    tools::wasm_target()?;
    tools::wasm_bindgen()?;
    tools::trunk()?;
    tools::wasm_opt()?;
    step(2, of, "building the browser app (about 3 minutes the first time)");
    bundle::build()
}

/// Measures what the project promises: all figures, or those that are named.
pub fn bench(args: &[String]) -> anyhow::Result<()> {
    build()?;
    let mut bench = cargo(&["run", "--release", "--quiet", "--package", "tokuten-bench", "--"]);
    bench.args(args);
    run(bench)
}

/// The self-contained release binary.
pub fn build() -> anyhow::Result<()> {
    set_up(3)?;
    step(3, 3, "building the server (about 6 minutes the first time)");
    run(cargo(&["build", "--release", "--package", "tokuten-server"]))?;
    let binary = root().join("target/release/tokuten");
    let size = std::fs::metadata(&binary)?.len();
    println!("{}: {}.{} MB", binary.display(), size / 1_000_000, size / 100_000 % 10);
    Ok(())
}

/// Serves with live reload; the API comes from a debug server beside it. Both end with this.
pub fn dev() -> anyhow::Result<()> {
    set_up(4)?;
    step(3, 4, "building the server");
    run(cargo(&["build", "--package", "tokuten-server"]))?;
    step(4, 4, "serving on http://127.0.0.1:8080 with live reload; stop with Ctrl-C");
    let mut api =
        command(root().join("target/debug/tokuten"), &["serve", "--demo", "--listen", "127.0.0.1:8081"]);
    // The browser sends the address of the page as its origin, not that of the API behind it.
    let mut api = api
        .env("TOKUTEN_PUBLIC_URL", "http://127.0.0.1:8080")
        .spawn()
        .context("the server cannot be started")?;
    let mut trunk = command(tools::trunk()?, &["serve"]);
    let served = run(bundle::with_tools(trunk.current_dir(root().join("app")))?);
    api.kill().context("the server cannot be stopped")?;
    api.wait()?;
    served
}
