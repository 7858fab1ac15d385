//! Bars for a table of figures: a row of them for each of its rows. The table beside says the same in numbers, so the
//! picture is for eyes only.
//!
//! Bars and not a library's chart: they stay readable at 320 px, take the page's colours and need no style of their own,
//! which the content security policy would not let in.

use leptos::prelude::*;
use tokuten_core::reports::{Row, Table};

use crate::context::local;
use crate::texts::operator::reports::t;

/// Colours that there are.
const SERIES: usize = 6;
/// Width of the whole, in the picture's own units.
const WIDTH: f64 = 1_000.0;

/// The columns of a table that are drawn, by their places.
fn drawn(table: &Table) -> Vec<usize> {
    (0..table.columns.len()).filter(|place| table.columns[*place].is_drawn).collect()
}

/// What a row reaches to the left and to the right of nought.
fn reach(row: &Row, places: &[usize]) -> (f64, f64) {
    let sizes = places.iter().filter_map(|place| row.cells.get(*place)).map(|cell| size(cell.size()));
    sizes.fold((0.0, 0.0), |(below, above), size| (below + size.min(0.0), above + size.max(0.0)))
}

/// Widths need no more than a browser's number can hold.
#[allow(clippy::cast_precision_loss)]
const fn size(number: i64) -> f64 {
    number as f64
}

fn class(place: usize) -> String {
    format!("series-{}", place % SERIES)
}

/// The bars of a table, with their legend.
pub fn chart(table: &Table, name: fn(&Row) -> String) -> impl IntoView + use<> {
    let places = drawn(table);
    let reaches = table.rows.iter().map(|row| reach(row, &places));
    let (below, above) = reaches.fold((0.0_f64, 0.0_f64), |all, row| (all.0.min(row.0), all.1.max(row.1)));
    let scale = if above > below { WIDTH / (above - below) } else { 0.0 };
    let nought = -below * scale;
    let bars = |row: &Row| {
        let (mut left, mut right) = (nought, nought);
        let bar = |(series, place): (usize, &usize)| {
            let width = row.cells.get(*place).map_or(0.0, |cell| size(cell.size()) * scale);
            let x = if width < 0.0 {
                left += width;
                left
            } else {
                right += width;
                right - width
            };
            let (x, width) = (format!("{x:.1}"), format!("{:.1}", width.abs()));
            view! { <rect class=class(series) x=x y="0" width=width height="10"></rect> }
        };
        places.iter().enumerate().map(bar).collect_view()
    };
    let row = |row: &Row| {
        view! {
            <span class="small">{name(row)}</span>
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none">{bars(row)}</svg>
        }
    };
    let entry = |(series, place): (usize, &usize)| {
        let name = local(&table.columns[*place].name);
        view! { <li><svg viewBox="0 0 10 10"><rect class=class(series) width="10" height="10"></rect></svg>{name}</li> }
    };
    let legend = (places.len() > 1).then(|| {
        view! { <ul class="legend small" aria-label=t().legend>{places.iter().enumerate().map(entry).collect_view()}</ul> }
    });
    view! {
        {legend}
        <div class="chart" aria-hidden="true">{table.rows.iter().map(row).collect_view()}</div>
    }
}
