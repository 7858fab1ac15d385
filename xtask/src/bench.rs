//! `cargo xtask bench`: builds what is measured and what measures, then measures.

use crate::run::{cargo, root, run, step};
use crate::{serve, tools};

/// Measures what the project promises: all figures, or those that are named.
pub fn bench(args: &[String]) -> anyhow::Result<()> {
    serve::release(4)?;
    step(4, 4, "building the measurements (about 5 minutes the first time), and measuring");
    let mut bench = cargo(&["run", "--release", "--quiet", "--package", "tokuten-bench", "--"]);
    bench.args(args);
    if in_a_browser(args) {
        scripts()?;
        bench.env("CHROMIUM", tools::chromium()?);
    }
    run(bench)
}

/// Whether a figure is asked for that needs a browser: it is named, or none is.
fn in_a_browser(args: &[String]) -> bool {
    let mut names = args.iter().filter(|arg| !arg.starts_with('-')).peekable();
    names.peek().is_none() || names.any(|name| ["first-views", "lighthouse"].contains(&name.as_str()))
}

fn scripts() -> anyhow::Result<()> {
    let web = root().join("bench/web");
    if web.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    eprintln!("      installing Lighthouse and what drives a browser into bench/web");
    let mut install = tools::npm(&["ci", "--no-audit", "--no-fund"])?;
    install.current_dir(web);
    run(install)
}
