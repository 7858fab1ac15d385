//! The browser app's bundle in `target/site`: built only when something it is made of has changed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;

use crate::run::{command, root, run};
use crate::tools;

/// What the bundle is made of.
const SOURCES: [&str; 8] = [
    "app",
    "core/src",
    "core/Cargo.toml",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// Where the bundle is.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// Builds the bundle with its compressed twins, unless it is newer than all it is made of.
pub fn build() -> anyhow::Result<()> {
    let stamp = root().join("target/site.stamp");
    let newest = SOURCES.iter().map(|source| newest(&root().join(source))).max().flatten();
    let built = fs::metadata(&stamp).and_then(|stamp| stamp.modified()).ok();
    if built.is_some() && built >= newest && site().join("index.html").is_file() {
        eprintln!("      the browser app is up to date");
        return Ok(());
    }
    let begun = SystemTime::now();
    let mut trunk = command(tools::trunk()?, &["build", "--release"]);
    run(with_tools(trunk.current_dir(root().join("app")))?)?;
    compress()?;
    fs::File::create(&stamp)?.set_modified(begun)?;
    Ok(())
}

/// The command with our tools in front of the PATH.
pub fn with_tools(command: &mut std::process::Command) -> anyhow::Result<std::process::Command> {
    let mut with = std::process::Command::new(command.get_program());
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

fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|file| file.modified()).ok();
    let inside = fs::read_dir(path).ok().into_iter().flatten().flatten();
    inside.filter_map(|entry| newest(&entry.path())).chain(own).max()
}

/// Puts a brotli and a gzip twin beside each file that gets smaller by it.
fn compress() -> anyhow::Result<()> {
    let entries = fs::read_dir(site()).context("the bundle was not built")?;
    for entry in entries {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !matches!(extension, "br" | "gz") && path.is_file() {
            twins(&path)?;
        }
    }
    Ok(())
}

fn twins(path: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(path)?;
    let mut brotli = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &params)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    for (suffix, twin) in [("br", brotli), ("gz", gzip.finish()?)] {
        if twin.len() < bytes.len() {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(suffix);
            fs::write(name, twin)?;
        }
    }
    Ok(())
}
