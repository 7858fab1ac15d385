//! Packs: what a page needs besides the first module comes in one file. The splitter makes a module for each set of pages
//! that needs something, hundreds of them; asked for one by one they would take a hundred requests a page.
//!
//! A pack is the length of its index (four bytes, the smallest first), its index as JSON (`[[name, length], …]`) and the
//! modules one after another, the page's own last. What several pages need is in the pack of each; the browser loads it once.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// Takes packs apart in the browser.
const UNPACKING: &str = include_str!("packs.js");

/// Packs the modules in a folder by the pages that need them, and has the script load them from there. In `needed` stands
/// what each page needs: first what it shares with others, at the end its own.
pub fn pack(folder: &Path, script: &str, needed: &HashMap<String, Vec<String>>) -> anyhow::Result<()> {
    let script = folder.join(script);
    let file = |name: &String| folder.join(format!("{name}.wasm"));
    for (page, names) in needed {
        ensure!(!names.is_empty(), "{page} was not split off: nothing of it comes later");
        let modules = names.iter().map(|name| Ok((name, fs::read(file(name))?)));
        let modules: Vec<_> = modules.collect::<anyhow::Result<_>>()?;
        fs::write(folder.join(format!("{page}.pack")), packed(&modules)?)?;
    }
    for name in needed.values().flatten().collect::<BTreeSet<_>>() {
        fs::remove_file(file(name))?;
    }
    fs::write(&script, loading(&fs::read_to_string(&script)?, needed.keys())?)?;
    Ok(())
}

fn packed(modules: &[(&String, Vec<u8>)]) -> anyhow::Result<Vec<u8>> {
    let index: Vec<_> =
        modules.iter().map(|(name, module)| format!("[\"{name}\",{}]", module.len())).collect();
    let index = format!("[{}]", index.join(","));
    let mut pack = u32::try_from(index.len())?.to_le_bytes().to_vec();
    pack.extend(index.into_bytes());
    pack.extend(modules.iter().flat_map(|(_, module)| module));
    Ok(pack)
}

/// The script, which now loads pages from their packs: what it says of single modules is as long as some pages.
fn loading<'p>(script: &str, pages: impl Iterator<Item = &'p String>) -> anyhow::Result<String> {
    let shape = "the splitter's script has another shape now";
    let (shared, _) = script.split_once("function makeLoad(").context(shape)?;
    ensure!(shared.contains("function wrapAsyncCb(") && shared.contains("function getSharedImports("), shape);
    let page = |page| format!("export const __wasm_split_load_{page} = wrapAsyncCb(page(\"{page}\"));\n");
    Ok(pages.fold(format!("{shared}{UNPACKING}"), |script, name| script + &page(name)))
}
