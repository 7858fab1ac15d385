//! Sees to the folder of the browser app, which the server embeds in a release build and reads in a debug build.

use std::path::Path;

fn main() -> std::io::Result<()> {
    // It has to be there when the server is compiled, even if the app is built only later.
    std::fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site"))?;
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../target/site");
    }
    Ok(())
}
