//! Packs: what a page needs besides the first module comes in one file. The splitter makes a module for each set of pages
//! that needs something, hundreds of them; asked for one by one they would take a hundred requests a page.
//!
//! A pack is the length of its index (four bytes, the smallest first), its index as JSON (`[[name, length], …]`) and the
//! modules one after another, the page's own last. What several pages need is in the pack of each; the browser loads it once.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// Takes packs apart in the browser.
const UNPACKING: &str = include_str!("packs.js");

/// Packs the modules in a folder by the pages that need them, and has the script load them from there. In `needed` stands
/// what each page needs: first what it shares with others, at the end its own.
pub fn pack(folder: &Path, script: &str, needed: &HashMap<String, Vec<String>>) -> anyhow::Result<()> {
    let script = folder.join(script);
    let mut modules = BTreeMap::new();
    for name in needed.values().flatten() {
        let file = folder.join(format!("{name}.wasm"));
        if !modules.contains_key(name.as_str()) {
            modules.insert(name.as_str(), fs::read(&file)?);
            fs::remove_file(file)?;
        }
    }
    for (page, names) in needed {
        ensure!(!names.is_empty(), "{page} was not split off: nothing of it comes later");
        fs::write(folder.join(format!("{page}.pack")), packed(&modules, names)?)?;
    }
    fs::write(&script, loading(&fs::read_to_string(&script)?, needed.keys())?)?;
    Ok(())
}

fn packed(modules: &BTreeMap<&str, Vec<u8>>, names: &[String]) -> anyhow::Result<Vec<u8>> {
    let found: Vec<_> = names.iter().filter_map(|name| modules.get_key_value(name.as_str())).collect();
    let index: Vec<_> = found.iter().map(|(name, module)| format!("[\"{name}\",{}]", module.len())).collect();
    let index = format!("[{}]", index.join(","));
    let mut pack = u32::try_from(index.len())?.to_le_bytes().to_vec();
    pack.extend(index.into_bytes());
    pack.extend(found.into_iter().flat_map(|(_, module)| module));
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
