//! The browser app's bundle in `target/site`: built only when something it is made of has changed.

use std::fs;
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::SystemTime;

use anyhow::{Context, anyhow, bail, ensure};
use sha2::{Digest, Sha256};

use crate::run::{cargo, command, root, run};
use crate::{packs, tools};

/// What the bundle is made of.
const SOURCES: [&str; 11] = [
    "xtask/src/bundle.rs",
    "xtask/src/optimise.mjs",
    "xtask/src/packs",
    "app",
    "core/src",
    "core/Cargo.toml",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// The script through which the modules load each other.
const LINK: &str = "./split.js";

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
    let folder = named_by_content(&modules()?)?;
    page(&folder)?;
    compress(&site())?;
    compress(&site().join(&folder))?;
    fs::File::create(&stamp)?.set_modified(begun)?;
    Ok(())
}

/// Compiles the app and splits it into the module that comes first and those that come when they are needed;
/// answers with the folder they are in.
fn modules() -> anyhow::Result<PathBuf> {
    let wasm_bindgen = tools::wasm_bindgen()?.with_file_name("wasm-bindgen");
    let build = ["rustc", "--package", "tokuten-app", "--target", tools::WASM, "--profile", "wasm-release"];
    let mut build = cargo(&build);
    // The relocations say which function needs which: without them nothing can be split.
    build.args(["--features", "split", "--", "-Clink-arg=--emit-relocs"]);
    run(build)?;
    let folder = root().join("target/modules");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let whole = fs::read(root().join("target").join(tools::WASM).join("wasm-release/tokuten-app.wasm"))?;
    let first = root().join("target/tokuten.wasm");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = &folder;
    options.main_out_path = &first;
    options.main_module = "./tokuten.js";
    options.link_name = LINK;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:?}"))?;
    // Names that the other modules ask for stay as they are.
    let mut bindgen = command(wasm_bindgen, &["--target=web", "--keep-lld-exports", "--no-demangle"]);
    bindgen.args(["--no-typescript", "--out-name=tokuten"]).arg("--out-dir").arg(&folder).arg(&first);
    run(bindgen)?;
    split.split_modules.iter().try_for_each(|module| without_names(module))?;
    let mut modules = split.split_modules;
    modules.push(folder.join("tokuten_bg.wasm"));
    optimise(&modules)?;
    packs::pack(&folder, LINK, &split.prefetch_map)?;
    Ok(folder)
}

/// Makes modules smaller in their place, in as many processes as there are processors.
fn optimise(modules: &[PathBuf]) -> anyhow::Result<()> {
    let script = root().join("xtask/src/optimise.mjs");
    let library = tools::binaryen()?;
    let mut optimising = Vec::new();
    for share in modules.chunks(modules.len().div_ceil(workers())) {
        let mut node = command("node", &[]);
        node.arg(&script).arg(&library).args(share);
        optimising.push(node.spawn().context("node cannot be started")?);
    }
    for mut one in optimising {
        ensure!(one.wait()?.success(), "the modules cannot be made smaller");
    }
    Ok(())
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does a piece of work for each file, as many at a time as there are processors.
fn for_each(files: Vec<PathBuf>, work: impl Fn(&Path) -> anyhow::Result<()> + Sync) -> anyhow::Result<()> {
    let waiting = Mutex::new(files.into_iter());
    let next = || waiting.lock().map_or(None, |mut waiting| waiting.next());
    let until_done = || {
        while let Some(file) = next() {
            work(&file)?;
        }
        anyhow::Ok(())
    };
    thread::scope(|scope| {
        let working: Vec<_> = (0..workers()).map(|_| scope.spawn(until_done)).collect();
        working.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a worker panicked"))?)
    })
}

/// Takes the names of its functions and all else that only people read out of a module.
fn without_names(module: &Path) -> anyhow::Result<()> {
    let whole = fs::read(module)?;
    let mut bare = wasm_encoder::Module::new();
    for part in wasmparser::Parser::new(0).parse_all(&whole) {
        if let Some((id, range)) = part?.as_section()
            && id != wasm_encoder::SectionId::Custom as u8
        {
            let data = &whole[usize::try_from(range.start)?..usize::try_from(range.end)?];
            bare.section(&wasm_encoder::RawSection { id, data });
        }
    }
    Ok(fs::write(module, bare.finish())?)
}

/// Moves the modules to a folder of the site whose name is a digest of them, so that browsers may keep it for
/// ever; answers with its name. What was in the site before is gone.
fn named_by_content(modules: &Path) -> anyhow::Result<String> {
    let mut files: Vec<_> =
        fs::read_dir(modules)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut digest = Sha256::new();
    for file in &files {
        digest.update(fs::read(file)?);
    }
    let hex = digest.finalize().iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let name = format!("app-{hex}");
    if site().exists() {
        fs::remove_dir_all(site())?;
    }
    fs::create_dir_all(site())?;
    fs::rename(modules, site().join(&name))?;
    Ok(name)
}

/// Writes `index.html`: its tags for trunk, which serves it during development, name what belongs in it.
fn page(folder: &str) -> anyhow::Result<()> {
    let app = root().join("app");
    let mut page = String::new();
    for line in fs::read_to_string(app.join("index.html"))?.lines() {
        let attribute =
            |name: &str| line.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next());
        match (line.contains("data-trunk"), attribute("rel"), attribute("href")) {
            (false, ..) => page.push_str(line),
            (true, Some("rust"), _) => page.push_str(&loading(folder)),
            (true, Some("inline"), Some(file)) => {
                page.extend(["  <style>", &fs::read_to_string(app.join(file))?, "</style>"]);
            }
            (true, Some("copy-file"), Some(file)) => {
                let from = app.join(file);
                fs::copy(&from, site().join(from.file_name().context("a file has a name")?))?;
                continue;
            }
            _ => bail!("app/index.html has a tag for trunk that the bundle does not know: {line}"),
        }
        page.push('\n');
    }
    Ok(fs::write(site().join("index.html"), page)?)
}

/// The page first paints what it has, and then asks for the app: what is compiled and run meanwhile would keep it from
/// that. A page that nobody sees does not paint, so it does not wait for it long. Where `index.html` knows the page, its
/// pack is asked for beside the frame.
fn loading(folder: &str) -> String {
    format!(
        r#"  <script type="module">
    await new Promise((go) => {{ requestAnimationFrame(() => setTimeout(go)); setTimeout(go, 200); }});
    const module = fetch("/{folder}/tokuten_bg.wasm");
    const page = document.documentElement.dataset.page;
    if (page) {{
      const pack = Object.assign(document.createElement("link"), {{ rel: "preload", as: "fetch", href: `/{folder}/${{page}}.pack` }});
      pack.crossOrigin = "";
      document.head.append(pack);
    }}
    const [{{ default: start }}] = await Promise.all([import("/{folder}/tokuten.js"), import("/{folder}/{LINK}")]);
    start({{ module_or_path: module }});
  </script>"#
    )
    .replace("/./", "/")
}

fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|file| file.modified()).ok();
    let inside = fs::read_dir(path).ok().into_iter().flatten().flatten();
    inside.filter_map(|entry| newest(&entry.path())).chain(own).max()
}

/// Puts a brotli and a gzip twin beside each file that gets smaller by it.
fn compress(folder: &Path) -> anyhow::Result<()> {
    let files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    for_each(files.into_iter().filter(|path| path.is_file()).collect(), twins)
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
