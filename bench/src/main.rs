//! `cargo xtask bench`: measures what the project promises, on this machine, in this run.
//!
//! Figures that depend on the machine are ratios to something measured beside them.

use std::process::ExitCode;

use serde::Serialize;

mod inside;
mod outside;

/// One figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// Its name on the command line.
    pub name: &'static str,
    /// What was measured.
    pub what: String,
    /// The figure, in its unit.
    pub measured: String,
    /// What is to be reached.
    pub target: &'static str,
    /// Whether it is reached.
    pub reached: bool,
}

impl Figure {
    /// A figure that is to be at most so much.
    pub fn at_most(
        name: &'static str,
        what: impl Into<String>,
        value: f64,
        most: f64,
        target: &'static str,
    ) -> Self {
        Self { name, what: what.into(), measured: format!("{value:.2}"), target, reached: value <= most }
    }

    /// A figure that is to be at least so much.
    pub fn at_least(
        name: &'static str,
        what: impl Into<String>,
        value: f64,
        least: f64,
        target: &'static str,
    ) -> Self {
        Self { name, what: what.into(), measured: format!("{value:.2}"), target, reached: value >= least }
    }
}

/// All figures by name.
const NAMES: [&str; 7] = ["may-renew", "first-view", "start", "memory", "offers-rate", "purchases", "scale"];

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|arg| arg == "--json");
    let wanted: Vec<&str> = args.iter().map(String::as_str).filter(|arg| *arg != "--json").collect();
    let mut figures = Vec::new();
    for name in NAMES.into_iter().filter(|name| wanted.is_empty() || wanted.contains(name)) {
        eprintln!("measuring {name}…");
        match measure(name).await {
            Ok(figure) => figures.push(figure),
            Err(error) => {
                eprintln!("{name}: {error:#}");
                return ExitCode::FAILURE;
            }
        }
    }
    print(&figures, json)
}

async fn measure(name: &str) -> anyhow::Result<Figure> {
    match name {
        "may-renew" => inside::may_renew().await,
        "first-view" => outside::first_view().await,
        "start" => outside::start().await,
        "memory" => outside::memory().await,
        "offers-rate" => outside::offers_rate().await,
        "purchases" => inside::purchases().await,
        _ => inside::scale().await,
    }
}

fn print(figures: &[Figure], json: bool) -> ExitCode {
    if json {
        match serde_json::to_string_pretty(figures) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
        return ExitCode::SUCCESS;
    }
    println!("| figure | what | measured | reach | |");
    println!("| --- | --- | --- | --- | --- |");
    for figure in figures {
        let mark = if figure.reached { "reached" } else { "MISSED" };
        println!("| {} | {} | {} | {} | {mark} |", figure.name, figure.what, figure.measured, figure.target);
    }
    ExitCode::SUCCESS
}
