//! Building, and serving the demo.

use crate::run::{cargo, command, root, run, step};
use crate::{bundle, tools};

/// Builds everything and serves the demo.
pub fn serve(args: &[String]) -> anyhow::Result<()> {
    release(4)?;
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
    tools::wasm_opt()?;
    step(2, of, "building the browser app (about 3 minutes the first time)");
    bundle::build()
}

/// Builds the browser app and the server around it: the first three steps of all.
pub(crate) fn release(of: usize) -> anyhow::Result<()> {
    set_up(of)?;
    step(3, of, "building the server (about 6 minutes the first time)");
    run(cargo(&["build", "--release", "--package", "tokuten-server"]))
}

/// The self-contained release binary.
pub fn build() -> anyhow::Result<()> {
    release(3)?;
    let binary = root().join("target/release/tokuten");
    let size = std::fs::metadata(&binary)?.len();
    println!("{}: {}.{} MB", binary.display(), size / 1_000_000, size / 100_000 % 10);
    Ok(())
}
