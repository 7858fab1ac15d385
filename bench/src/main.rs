//! `cargo xtask bench`: measures what the project promises, on this machine, in this run.
//!
//! Figures that depend on the machine are ratios to something measured beside them.

use std::pin::Pin;
use std::process::ExitCode;

use anyhow::bail;

mod browser;
mod directory;
mod figure;
mod inside;
mod lighthouse;
mod load;
mod night;
mod outside;
mod scale;
mod seed;
mod server;

use figure::Figure;

type Figures = anyhow::Result<Vec<Figure>>;
type Measure = fn() -> Pin<Box<dyn Future<Output = Figures>>>;

/// What can be measured, by its name on the command line, in the order in which it is.
const MEASURES: [(&str, Measure); 12] = [
    ("first-view", || Box::pin(outside::first_view())),
    ("first-views", || Box::pin(outside::first_views())),
    ("lighthouse", || Box::pin(lighthouse::lighthouse())),
    ("offers-rate", || Box::pin(outside::offers_rate())),
    ("purchases", || Box::pin(inside::purchases())),
    ("may-renew", || Box::pin(inside::may_renew())),
    ("invoice", || Box::pin(inside::invoice())),
    ("scale", || Box::pin(scale::scale())),
    ("night", || Box::pin(night::night())),
    ("directory", || Box::pin(directory::directory())),
    ("memory", || Box::pin(outside::memory())),
    ("start", || Box::pin(outside::start())),
];

#[tokio::main]
async fn main() -> ExitCode {
    // reqwest wants to know by what it would encrypt, though it asks nobody but this machine. It is set once.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures all, or what is named, and prints it. A figure that is missed is no failure: it is the answer.
async fn run(args: &[String]) -> anyhow::Result<()> {
    let (options, names): (Vec<&str>, Vec<&str>) =
        args.iter().map(String::as_str).partition(|arg| arg.starts_with('-'));
    let known: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = options.iter().find(|option| **option != "--json") {
        bail!("there is no option {unknown}; there is --json");
    }
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        bail!("there is no figure {unknown}; there are {}", known.join(", "));
    }
    let mut figures = Vec::new();
    for (name, measure) in MEASURES.iter().filter(|(name, _)| names.is_empty() || names.contains(name)) {
        eprintln!("measuring {name}…");
        figures.extend(measure().await?);
    }
    if options.is_empty() {
        figure::print_table(&figures);
    } else {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    }
    Ok(())
}
