//! Sees to the folder of the browser app, which the server embeds in a release build and reads in a debug build, and to how
//! the program is linked.

use std::env::var_os;
use std::path::Path;
use std::process::Command;

/// The first glibc that reads relative relocations in their short form.
const FIRST: (u32, u32) = (2, 36);

fn main() -> std::io::Result<()> {
    // It has to be there when the server is compiled, even if the app is built only later.
    std::fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site"))?;
    println!("cargo::rerun-if-changed=build.rs");
    if is("PROFILE", "release") {
        println!("cargo::rerun-if-changed=../target/site");
    }
    // Hundreds of thousands of addresses are put right at each start. In a list of 24 bytes for each, that is 4 MB to read
    // and to keep; in the short form 60 KB.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && glibc() >= Some(FIRST) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

fn is(name: &str, value: &str) -> bool {
    var_os(name).is_some_and(|found| found == value)
}

/// The version of the glibc of this machine: a program runs where that is as new as where it was built.
fn glibc() -> Option<(u32, u32)> {
    let output = Command::new("ldd").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = said.lines().next()?.rsplit(' ').next()?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
