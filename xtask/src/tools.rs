//! The tools that builds and tests need: which versions, and how each is had.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::run::{answer, cargo, command, is_root, on_path, root, run};

const TRUNK: &str = "0.21.14";
/// The same as the library's in the root Cargo.toml.
const WASM_BINDGEN: &str = "0.2.130";
/// Major version; Debian's own `wasm-opt` is too old and breaks the module.
const BINARYEN: &str = "132";
/// The mail server of the tests, from `PyPI`.
const AIOSMTPD: &str = "1.4.6";
/// Version of Saxon's processor of XSLT.
const SAXON: &str = "13.1.1";
/// The Stripe of the browser tests.
const LOCALSTRIPE: &str = "1.15.10";
/// The browser's target.
pub const WASM: &str = "wasm32-unknown-unknown";

fn folder() -> PathBuf {
    root().join("target/tools")
}

/// The wasm target of the tool chain.
pub fn wasm_target() -> anyhow::Result<()> {
    let installed =
        answer(command("rustup", &["target", "list", "--installed"])).context("install rustup first")?;
    if installed.lines().any(|target| target == WASM) {
        return Ok(());
    }
    eprintln!("      adding the target {WASM}");
    run(command("rustup", &["target", "add", WASM]))
}

/// wasm-bindgen's command line, and its test runner.
pub fn wasm_bindgen() -> anyhow::Result<PathBuf> {
    let crate_name = "wasm-bindgen-cli";
    install(
        "wasm-bindgen-test-runner",
        &[crate_name, "--version", WASM_BINDGEN, "--no-default-features"],
        "3 minutes",
    )
}

/// Trunk, which serves the browser app during development.
pub fn trunk() -> anyhow::Result<PathBuf> {
    install("trunk", &["trunk", "--version", TRUNK, "--locked"], "6 minutes")
}

fn install(program: &str, args: &[&str], takes: &str) -> anyhow::Result<PathBuf> {
    let path = folder().join("bin").join(program);
    if !path.is_file() {
        eprintln!("      installing {} {} into target/tools (once, some {takes})", args[0], args[2]);
        let folder = folder();
        let mut install = cargo(&["install", "--root"]);
        install.arg(&folder).args(args).env("CARGO_TARGET_DIR", folder.join("build"));
        run(install)?;
    }
    Ok(path)
}

/// `wasm-opt`, from the npm package binaryen.
pub fn wasm_opt() -> anyhow::Result<PathBuf> {
    let home = folder().join("binaryen");
    let path = home.join("node_modules/.bin/wasm-opt");
    if !path.is_file() {
        eprintln!("      installing wasm-opt (binaryen {BINARYEN}) into target/tools");
        std::fs::create_dir_all(&home)?;
        let mut install = npm(&["install", "--no-audit", "--no-fund", "--prefix"])?;
        install.arg(&home).arg(format!("binaryen@{BINARYEN}"));
        run(install)?;
    }
    Ok(path)
}

/// The library that `wasm-opt` is made of.
pub fn binaryen() -> anyhow::Result<PathBuf> {
    wasm_opt()?;
    Ok(folder().join("binaryen/node_modules/binaryen/index.js"))
}

/// npm, if node is installed.
pub fn npm(args: &[&str]) -> anyhow::Result<std::process::Command> {
    if on_path("npm").is_none() {
        bail!("npm is missing; install Node.js 20 or newer");
    }
    Ok(command("npm", args))
}

/// The browser that tests run in: `CHROMIUM`, one on the PATH, Playwright's own, or Debian's package.
pub fn chromium() -> anyhow::Result<PathBuf> {
    let found = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(path) = found() {
        return Ok(path);
    }
    eprintln!("      no Chromium on the PATH; asking Playwright for its own");
    let mut download = command("npx", &["playwright", "install", "chromium"]);
    download.current_dir(root().join("end2end"));
    if run(download).is_ok()
        && let Some(path) = playwrights_own()
    {
        return Ok(path);
    }
    eprintln!("      Playwright could not fetch one; installing Debian's package");
    debian_package("chromium")?;
    found().context("no Chromium can be had here; install one and set CHROMIUM to its path")
}

fn playwrights_own() -> Option<PathBuf> {
    let mut ask =
        command("node", &["-e", "console.log(require('@playwright/test').chromium.executablePath())"]);
    ask.current_dir(root().join("end2end"));
    let path = PathBuf::from(answer(ask).ok()?);
    path.is_file().then_some(path)
}

/// The programs that look into the PDFs we set: `pdftotext` and `qpdf`.
pub fn pdf_readers() -> anyhow::Result<()> {
    for (program, package) in [("pdftotext", "poppler-utils"), ("qpdf", "qpdf")] {
        if on_path(program).is_none() {
            eprintln!("      installing {package}");
            debian_package(package)?;
        }
    }
    Ok(())
}

/// The mail server that tests send to; they look for it where this puts it.
pub fn aiosmtpd() -> anyhow::Result<()> {
    python_tool("aiosmtpd", AIOSMTPD).map(drop)
}

/// The processor of XSLT that tests check UBL with; they look for it where this puts it.
pub fn saxon() -> anyhow::Result<()> {
    python_tool("saxonche", SAXON).map(drop)
}

/// The Stripe of the browser tests; those that pay by it start it.
pub fn localstripe() -> anyhow::Result<()> {
    python_tool("localstripe", LOCALSTRIPE).map(drop)
}

/// A program of `PyPI` in an environment of its own, `target/tools/<name>`. Answers the folder of its executables,
/// among them the `python` that finds its modules.
pub fn python_tool(name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let home = folder().join(name);
    let (bin, mark) = (home.join("bin"), home.join("installed"));
    let wanted = format!("{name}=={version}");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(bin);
    }
    eprintln!("      installing {name} {version} into target/tools");
    if on_path("python3").is_none() || environment(&home).is_err() {
        debian_package("python3-venv")?;
        environment(&home)?;
    }
    run(command(bin.join("python"), &["-m", "pip", "install", "--quiet", "--no-input", &wanted]))?;
    std::fs::write(mark, wanted)?;
    Ok(bin)
}

/// An empty environment. Debian's python3 alone has no pip to put there, and fails.
fn environment(home: &Path) -> anyhow::Result<String> {
    let mut make = command("python3", &["-m", "venv", "--clear"]);
    make.arg(home);
    answer(make)
}

/// Installs a Debian package, where that may be done.
pub fn debian_package(name: &str) -> anyhow::Result<()> {
    if !is_root() || on_path("apt-get").is_none() {
        bail!("{name} is missing, and this is not root on a Debian; install it and try again");
    }
    run(command("apt-get", &["update", "-qq"]))?;
    let mut install = command("apt-get", &["install", "-y", "-qq", "--no-install-recommends", name]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    run(install)
}
