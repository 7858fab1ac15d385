//! A throw-away Postgres for the tests: in a temporary folder, on a free port, gone when this is dropped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::run::{answer, command, is_root, on_path, run};
use crate::tools::debian_package;

/// A running server.
pub struct Postgres {
    bin: PathBuf,
    home: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts one from the installed binaries; Debian's package is installed where that may be done.
    pub fn start() -> anyhow::Result<Self> {
        if binaries().is_none() {
            debian_package("postgresql")?;
        }
        let bin = binaries().context("Debian's package brought no Postgres")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let home = std::env::temp_dir().join(format!("tokuten-postgres-{port}"));
        std::fs::create_dir_all(&home)?;
        let server = Self { bin, home, port };
        server.initialise()?;
        Ok(server)
    }

    fn initialise(&self) -> anyhow::Result<()> {
        if is_root() {
            // Postgres refuses to run as root; its folder is its own user's.
            let mut own = command("chown", &["postgres"]);
            own.arg(&self.home);
            run(own)?;
        }
        let data = self.data();
        let data = data.to_string_lossy();
        answer(self.tool(
            "initdb",
            &["-D", &data, "-U", "tokuten", "--auth=trust", "--encoding=UTF8", "--no-sync"],
        ))?;
        // Nothing is kept, so nothing needs to reach the disk.
        let options = format!(
            "-h 127.0.0.1 -p {} -k {} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300",
            self.port,
            self.home.display()
        );
        let log = self.home.join("log");
        answer(
            self.tool("pg_ctl", &["-D", &data, "-o", &options, "-l", &log.to_string_lossy(), "-w", "start"]),
        )?;
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// One of its programs, run as a user that Postgres accepts.
    fn tool(&self, program: &str, args: &[&str]) -> Command {
        let program = self.bin.join(program);
        let mut tool = if is_root() {
            let mut switch = Command::new("runuser");
            switch.args(["-u", "postgres", "--"]).arg(program);
            switch
        } else {
            Command::new(program)
        };
        tool.args(args).current_dir(&self.home);
        tool
    }

    /// Where tests make their databases.
    pub fn url(&self) -> String {
        format!("postgres://tokuten@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        let stopped =
            answer(self.tool("pg_ctl", &["-D", &data.to_string_lossy(), "-m", "immediate", "-w", "stop"]));
        if let Err(error) = stopped {
            eprintln!("xtask: Postgres did not stop: {error:#}");
        }
        if let Err(error) = std::fs::remove_dir_all(&self.home) {
            eprintln!("xtask: {} is still there: {error}", self.home.display());
        }
    }
}

/// The folder of `initdb` and its like.
fn binaries() -> Option<PathBuf> {
    let debian = Path::new("/usr/lib/postgresql");
    let mut versions: Vec<_> = std::fs::read_dir(debian)
        .ok()
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    versions.sort();
    let on_path = on_path("initdb").and_then(|file| file.parent().map(Path::to_owned));
    versions.into_iter().rev().chain(on_path).find(|bin| bin.join("initdb").is_file())
}
