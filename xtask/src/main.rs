//! `cargo xtask`: sets up what is missing, then calls the real tools.

mod bench;
mod bundle;
mod dev;
mod packs;
mod postgres;
mod report;
mod run;
mod serve;
mod test;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask COMMAND

  serve [ARGS]   build everything and serve the demo on http://127.0.0.1:8080 (ARGS go to `tokuten serve --demo`)
  test [--quick] set up what the tests need and run all of them (--quick: without Postgres, wasm and the browser)
  tools          set up what the tests need; then `cargo test` runs by itself
  dev            serve with live reload; the API comes from a debug server
  bundle         build the browser app alone, for a debug server
  build          build the self-contained release binary
  bench [--json] [NAME…]   measure what the project promises (NAME: first-view, first-views, lighthouse,
                 offers-rate, purchases, may-renew, invoice, scale, night, directory, memory, start; default: all)";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let args: Vec<String> = args.collect();
    let done = match command.as_deref() {
        Some("serve") => serve::serve(&args),
        Some("dev") => dev::dev(),
        Some("bundle") => bundle::build(),
        Some("build") => serve::build(),
        Some("test") => test::test(&args),
        Some("tools") => test::tools(),
        Some("bench") => bench::bench(&args),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
