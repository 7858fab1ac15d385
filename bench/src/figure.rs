//! Figures, and the table they are printed as.

use serde::Serialize;

/// One figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// Name of the measurement on the command line.
    pub name: &'static str,
    /// What was measured, with what it is made of.
    pub what: String,
    /// The figure, in its target's unit.
    pub measured: f64,
    /// What is to be reached.
    pub target: String,
    /// Whether it is reached.
    pub ok: bool,
}

impl Figure {
    /// A figure that is to be at most so much.
    pub fn at_most(
        name: &'static str,
        what: impl Into<String>,
        value: f64,
        (most, unit): (f64, &str),
    ) -> Self {
        let target = format!("≤ {most} {unit}").trim_end().to_owned();
        Self { name, what: what.into(), measured: rounded(value), target, ok: value <= most }
    }

    /// A figure that is to be at least so much.
    pub fn at_least(name: &'static str, what: impl Into<String>, value: f64, least: f64) -> Self {
        let target = format!("≥ {least}");
        Self { name, what: what.into(), measured: rounded(value), target, ok: value >= least }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The middle one of several measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A Markdown table whose columns also line up in a terminal.
pub fn print_table(figures: &[Figure]) {
    let mut rows = vec![["figure", "what", "measured", "target", "ok?"].map(str::to_owned)];
    rows.extend(figures.iter().map(|figure| {
        let ok = if figure.ok { "yes" } else { "MISSED" };
        [figure.name, &figure.what, &figure.measured.to_string(), &figure.target, ok].map(str::to_owned)
    }));
    let widths: Vec<usize> = (0..5)
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default())
        .collect();
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join(" | ");
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        if number == 0 {
            println!("| {rule} |");
        }
    }
}
