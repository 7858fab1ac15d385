//! `tokuten`: the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};
use tokuten_server::audit::verify::KeptSeal;
use tokuten_server::config::{Flags, Settings};
use tokuten_server::imports::command::What;
use tokuten_server::serve::{self, Mode};
use tokuten_server::{catalogue, exports, imports};

/// The portal where partners buy, renew and manage membership offers.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal.
    Serve {
        #[command(flatten)]
        common: Common,
        /// Serve the demo programme, with its companies, users (password: demo) and test clock.
        #[arg(long)]
        demo: bool,
        /// Where the demo's clock starts in a new database, as 2027-03-10T12:00:00Z.
        #[arg(long, requires = "demo")]
        demo_clock: Option<DateTime<Utc>>,
        /// Where to listen; port 0 takes a free one.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Bring in what a programme has already.
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Write the whole database into a new file, which `import dump` takes into another one.
    Export {
        #[command(flatten)]
        common: Common,
        /// The file to be made.
        file: PathBuf,
    },
    /// Copy a SQLite database, which may be served meanwhile, into a new file.
    Backup {
        #[command(flatten)]
        common: Common,
        /// The file to be made.
        file: PathBuf,
    },
    /// Write the invoices, credit notes and payments of a period as a table (CSV).
    Accounting {
        #[command(flatten)]
        common: Common,
        /// The first day, as 2027-03-01.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
        /// The file to be made.
        file: PathBuf,
    },
    /// Check a programme's catalogue.
    Catalogue {
        #[command(subcommand)]
        what: CatalogueCommand,
    },
    /// What is done by itself: renewals, reminders, mails.
    Jobs {
        #[command(subcommand)]
        what: Jobs,
    },
    /// See to users.
    User {
        #[command(subcommand)]
        what: User,
    },
    /// The audit log.
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// Folder of the database (default: data).
    #[arg(long)]
    data: Option<PathBuf>,
    /// Configuration file.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The programme's catalogue (default: the demo programme).
    #[arg(long)]
    catalogue: Option<PathBuf>,
}

impl Common {
    fn settings(self, listen: Option<SocketAddr>) -> anyhow::Result<Settings> {
        let flags = Flags { listen, data: self.data, catalogue: self.catalogue };
        Settings::read(self.config.as_ref(), flags).context("the settings are not right")
    }
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Partners, their users and subscriptions from a CSV file: all of its rows, or none.
    Subscriptions {
        #[command(flatten)]
        common: Common,
        /// The file.
        file: PathBuf,
    },
    /// The whole of another database, as `export` wrote it, into an empty one.
    Dump {
        #[command(flatten)]
        common: Common,
        /// The file.
        file: PathBuf,
    },
    /// Certificates, assessments, references and figures from a CSV file: all of its rows, or none.
    Skills {
        #[command(flatten)]
        common: Common,
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum CatalogueCommand {
    /// Report every mistake in a catalogue with its line.
    Check {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Jobs {
    /// Do everything that is due, then end: for a machine that serves without doing it, or from cron.
    RunDue {
        #[command(flatten)]
        common: Common,
    },
    /// List the jobs that are not done, the dead ones first.
    List {
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Print a one-time link with which a user sets a password.
    Link {
        #[command(flatten)]
        common: Common,
        /// The user's e-mail address.
        email: String,
    },
    /// Take away an operator's second factors, which are lost: the next sign-in sets up new ones.
    ResetFactors {
        #[command(flatten)]
        common: Common,
        /// The operator's e-mail address.
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Look whether every line of the audit log is as it was written; fails if one is changed, missing or out of order.
    Verify {
        #[command(flatten)]
        common: Common,
        /// Only what was written after this seal: its number, or number:hash as an earlier run has printed it.
        #[arg(long)]
        from: Option<KeptSeal>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    // Reads from the environment where the process is to die; only in builds for tests.
    #[cfg(feature = "failpoints")]
    let _scenario = fail::FailScenario::setup();
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tokuten: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { common, demo, demo_clock, listen } => {
            let mode = if demo { Mode::Demo { clock: demo_clock } } else { Mode::Real };
            serve::serve(common.settings(listen)?, mode).await
        }
        Command::Import { what: Import::Subscriptions { common, file } } => {
            imports::command::run(common.settings(None)?, What::Subscriptions, &file).await
        }
        Command::Import { what: Import::Skills { common, file } } => {
            imports::command::run(common.settings(None)?, What::Skills, &file).await
        }
        Command::Import { what: Import::Dump { common, file } } => {
            exports::command::import(&common.settings(None)?, &file).await
        }
        Command::Export { common, file } => exports::command::export(&common.settings(None)?, &file).await,
        Command::Backup { common, file } => exports::command::copy(&common.settings(None)?, &file).await,
        Command::Accounting { common, from, to, file } => {
            exports::command::books(&common.settings(None)?, (from, to), &file).await
        }
        Command::Jobs { what: Jobs::RunDue { common } } => {
            println!("{} things done", serve::run_due(common.settings(None)?).await?);
            Ok(())
        }
        Command::Jobs { what: Jobs::List { common } } => {
            print!("{}", serve::list_jobs(common.settings(None)?).await?);
            Ok(())
        }
        Command::Catalogue { what: CatalogueCommand::Check { file } } => check_catalogue(&file),
        Command::User { what: User::Link { common, email } } => {
            let link = serve::user_link(common.settings(None)?, &email).await?;
            println!("{link}");
            Ok(())
        }
        Command::Audit { what: Audit::Verify { common, from } } => {
            let verified = serve::verify_audit(&common.settings(None)?, from.as_ref()).await?;
            println!("{verified}");
            anyhow::ensure!(verified.wrong == 0, "the audit log is not as it was written");
            Ok(())
        }
        Command::User { what: User::ResetFactors { common, email } } => {
            serve::reset_factors(common.settings(None)?, &email).await?;
            println!("{email} has no second factor any more, and sets one up at the next sign-in");
            Ok(())
        }
    }
}

fn check_catalogue(file: &PathBuf) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    match catalogue::parse(&text) {
        Ok(programme) => {
            println!(
                "{}: no mistakes; {} offers, {} policies",
                file.display(),
                programme.offers.len(),
                programme.policies.len()
            );
            Ok(())
        }
        Err(errors) => anyhow::bail!("{}: {} mistakes\n{errors}", file.display(), errors.0.len()),
    }
}
