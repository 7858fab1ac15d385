//! What Lighthouse says of Membership offers, with mobile emulation, signed in.

use serde::Deserialize;

use crate::Figures;
use crate::browser;
use crate::figure::{Figure, median};
use crate::server::Server;

/// How often it is asked; it varies from run to run.
const RUNS: usize = 3;

/// What `web/lighthouse.mjs` prints; times in seconds.
#[derive(Debug, Deserialize)]
struct Report {
    performance: f64,
    accessibility: f64,
    first_paint: f64,
    largest_paint: f64,
}

/// The four figures, each the median of its runs.
pub async fn lighthouse() -> Figures {
    let data = tempfile::tempdir()?;
    let server = Server::start(&data).await?;
    let cookie = server.sign_in().await?;
    let mut reports = Vec::new();
    for _ in 0..RUNS {
        reports.push(browser::run::<Report>("lighthouse.mjs", &[&server.url("/offers"), &cookie]).await?);
    }
    let of = |figure: fn(&Report) -> f64| median(reports.iter().map(figure).collect());
    let name = "lighthouse";
    Ok(vec![
        Figure::at_least(name, "performance, mobile, median of 3", of(|report| report.performance), 0.95),
        Figure::at_least(name, "accessibility", of(|report| report.accessibility), 1.0),
        Figure::at_most(name, "first contentful paint", of(|report| report.first_paint), (1.0, "s")),
        Figure::at_most(name, "largest contentful paint", of(|report| report.largest_paint), (1.8, "s")),
    ])
}
