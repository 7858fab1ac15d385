//! Packs: what a page needs besides the first module comes in one file. The splitter makes a module for each set of pages
//! that needs something, hundreds of them; asked for one by one they would take a hundred requests a page.
//!
//! A pack is the length of its index (four bytes, the smallest first), its index as JSON (`[[name, length], …]`) and the
//! modules one after another. What several pages need is in the pack of each; the browser loads it once.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// Takes packs apart in the browser.
const UNPACKING: &str = include_str!("packs.js");

/// Packs the modules in a folder by the pages that need them, and has the script by which they are loaded look for them
/// there.
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
        fs::write(folder.join(format!("{page}.pack")), packed(&modules, names)?)?;
    }
    fs::write(&script, loading(&fs::read_to_string(&script)?, needed.len())?)?;
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

/// The script, which now asks for packs and not for modules.
fn loading(script: &str, pages: usize) -> anyhow::Result<String> {
    let (import, rest) = script.split_once('\n').context("the script imports the first module")?;
    let mut loading = format!("{import}\n{UNPACKING}");
    let mut found = 0;
    for line in rest.lines() {
        let line =
            line.replace("fetch(new URL(\"./", "arrived(\"").replace(".wasm\", import.meta.url))", "\")");
        let page =
            line.strip_prefix("export const __wasm_split_load_").and_then(|rest| rest.split(' ').next());
        // A page's loader ends on the line on which it begins, or on the next that names what it depends on.
        let line = match page {
            Some(page) => {
                found += 1;
                line.replace("wrapAsyncCb(makeLoad(", &format!("wrapAsyncCb(packed(\"{page}\", makeLoad("))
            }
            None => line.clone(),
        };
        loading.push_str(&line.replace("]));", "])));"));
        loading.push('\n');
    }
    ensure!(found == pages, "the script loads {found} pages, and {pages} are packed: its shape has changed");
    Ok(loading)
}
