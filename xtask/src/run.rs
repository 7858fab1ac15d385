//! Running other programs from the repository's folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// The repository's folder.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// Says what is being done, and how far it is.
pub fn step(number: usize, of: usize, what: &str) {
    eprintln!("[{number}/{of}] {what}");
}

/// A program with arguments, run in the repository's folder.
pub fn command(program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// The cargo that started this.
pub fn cargo(args: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args)
}

/// Runs a command with its output in view; an error if it fails.
pub fn run(mut command: Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", named(&command)))?;
    if !status.success() {
        bail!("{} failed ({status})", named(&command));
    }
    Ok(())
}

/// Runs a command and answers what it printed; an error, with its complaint, if it fails.
pub fn answer(mut command: Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{} cannot be started", named(&command)))?;
    if !output.status.success() {
        bail!(
            "{} failed ({}): {}",
            named(&command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn named(command: &Command) -> String {
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
    format!("{} {}", command.get_program().to_string_lossy(), args.join(" "))
}

/// The program's file, if it is on the PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    answer(command("id", &["-u"])).is_ok_and(|id| id == "0")
}
