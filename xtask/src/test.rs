//! `cargo xtask test`: every check of the project, one after another; all are run, then any failure fails.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::postgres::Postgres;
use crate::report::{Count, count};
use crate::run::{cargo, command, root, step};
use crate::{bundle, tools};

/// Ctrl-C was pressed.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

const STEPS: usize = 7;
/// What is built natively for the tests; the server with points at which they may kill it. The same for every
/// step: another selection would build the dependencies with other features, a second time.
const NATIVE: [&str; 7] = [
    "--workspace",
    "--exclude",
    "tokuten-app",
    "--exclude",
    "tokuten-bench",
    "--features",
    "tokuten-server/failpoints",
];

/// What has been run so far.
#[derive(Default)]
struct Session {
    count: Count,
    failed: Vec<String>,
    skipped: Vec<String>,
    took: Vec<(String, Duration)>,
}

impl Session {
    /// Does some work, and remembers how long it took.
    fn timed<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.took.push((name.to_owned(), begun.elapsed()));
        done
    }

    /// Runs a part; what it counts is added, a failure is kept for the end.
    fn part(&mut self, name: &str, command: anyhow::Result<Command>) {
        if INTERRUPTED.load(Ordering::Relaxed) {
            self.skipped.push(format!("{name}, after Ctrl-C"));
            return;
        }
        let ran = self
            .timed(name, || command.and_then(|command| watched(command).with_context(|| name.to_owned())));
        match ran {
            Ok((found, ok)) => {
                self.count = self.count.plus(found);
                if !ok {
                    self.failed.push(name.to_owned());
                    // A part that fails without having counted a failed test is one failure itself.
                    self.count.failed += u64::from(found.failed == 0);
                }
            }
            Err(error) => {
                eprintln!("xtask: {error:#}");
                self.failed.push(name.to_owned());
                self.count.failed += 1;
            }
        }
    }

    fn conclude(self) -> anyhow::Result<()> {
        for (name, took) in &self.took {
            println!("{:>4}:{:02} {name}", took.as_secs() / 60, took.as_secs() % 60);
        }
        for skipped in &self.skipped {
            println!("skipped: {skipped}");
        }
        if !self.failed.is_empty() {
            println!("failed: {}", self.failed.join(", "));
        }
        println!("{} passed, {} failed", self.count.passed, self.count.failed);
        if self.failed.is_empty() { Ok(()) } else { bail!("{} parts failed", self.failed.len()) }
    }
}

/// Everything that the tests start or compile with.
pub fn tools() -> anyhow::Result<()> {
    tools::wasm_target()?;
    tools::wasm_bindgen()?;
    tools::pdf_readers()?;
    tools::aiosmtpd()?;
    tools::saxon()?;
    tools::localstripe()
}

/// Runs everything; with `--quick` what takes a few minutes only.
pub fn test(args: &[String]) -> anyhow::Result<()> {
    let quick = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--quick"] => true,
        _ => bail!("cargo xtask test takes --quick or nothing; nothing was run"),
    };
    // Ctrl-C ends what is running; nothing more is started, and what was set up is taken down.
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed))?;
    let mut session = Session::default();
    step(1, STEPS, "looking for the tools");
    session.timed("tools", tools)?;
    step(2, STEPS, "formatting and lints");
    lints(&mut session);
    step(3, STEPS, "rules and server, on SQLite");
    let mut tests = cargo(&["test"]);
    tests.args(NATIVE).env_remove("TEST_DATABASE_URL").env("INSTA_UPDATE", "no");
    session.part("tests on SQLite", Ok(tests));
    if quick {
        session.skipped.push("Postgres, wasm and the browser, as --quick asks".to_owned());
        return session.conclude();
    }
    step(4, STEPS, "server, on Postgres");
    on_postgres(&mut session);
    step(5, STEPS, "rules and the app in wasm");
    session.part("tests in wasm", in_wasm());
    step(6, STEPS, "building the browser app");
    let built = session.timed("browser app", bundle::build);
    step(7, STEPS, "in a browser");
    let browser = session.timed("what the browser needs", || built.and_then(|()| in_browser()));
    session.part("in a browser", browser);
    session.conclude()
}

fn lints(session: &mut Session) {
    session.part("cargo fmt", Ok(cargo(&["fmt", "--all", "--check"])));
    let app = ["clippy", "--package", "tokuten-app", "--target", tools::WASM];
    let mut native = vec!["clippy", "--all-targets"];
    native.extend(NATIVE);
    for (name, args) in [("clippy", &native[..]), ("clippy of the app", &app[..])] {
        let mut clippy = cargo(args);
        clippy.args(["--", "-D", "warnings"]);
        session.part(name, Ok(clippy));
    }
}

fn on_postgres(session: &mut Session) {
    match Postgres::start() {
        Ok(postgres) => {
            let mut tests = cargo(&["test"]);
            tests.args(NATIVE).arg("--lib").env("INSTA_UPDATE", "no");
            tests.env("TEST_DATABASE_URL", postgres.url());
            session.part("tests on Postgres", Ok(tests));
        }
        Err(error) => session.skipped.push(format!("Postgres, which cannot be had here ({error:#})")),
    }
}

fn in_wasm() -> anyhow::Result<Command> {
    let runner = tools::wasm_bindgen()?;
    let mut tests = cargo(&["test", "--package", "tokuten-core", "--package", "tokuten-app"]);
    tests.args(["--lib", "--bins", "--target", tools::WASM]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    Ok(tests)
}

fn in_browser() -> anyhow::Result<Command> {
    crate::run::run({
        // With the tests, which are built already: without them the dependencies would have other features.
        let mut build = cargo(&["build", "--bins", "--tests"]);
        build.args(NATIVE);
        build
    })?;
    let end2end = root().join("end2end");
    if !end2end.join("node_modules/.package-lock.json").is_file() {
        let mut install = tools::npm(&["ci", "--no-audit", "--no-fund"])?;
        install.current_dir(&end2end).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        crate::run::run(install)?;
    }
    let mut types = tools::npm(&["run", "--silent", "check"])?;
    types.current_dir(&end2end);
    crate::run::run(types)?;
    let mut tests = command("npx", &["playwright", "test"]);
    tests.current_dir(&end2end).env("CHROMIUM", tools::chromium()?);
    Ok(tests)
}

/// Runs a command, shows what it prints, and counts the tests in it.
fn watched(mut command: Command) -> anyhow::Result<(Count, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut printed = String::new();
    let output = child.stdout.take().context("its output was asked for")?;
    show(output, &mut printed)?;
    let status = child.wait()?;
    Ok((count(&printed), status.success()))
}

fn show(output: impl Read, printed: &mut String) -> anyhow::Result<()> {
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        printed.push_str(&line);
        printed.push('\n');
    }
    Ok(())
}
