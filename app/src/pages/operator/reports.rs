//! Reports: each as a picture, a table and a file.

use chrono::{Months, NaiveDate};
use leptos::prelude::*;
use tokuten_core::benefits::shown_minutes;
use tokuten_core::reports::{
    Cell, MONTHS, Report, ReportView, Row, RowName, Table, month_name, months_until,
};
use tokuten_core::sessions::ActsFor;

use crate::components::chart::chart;
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::{context, local, t as common};
use crate::format::{count, money, month, per_cent};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::reports::t;

/// The page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let mine = context().session.with_untracked(|session| {
        let role = session.as_ref().and_then(|session| match session.acts_for {
            ActsFor::Vendor { role } => Some(role),
            ActsFor::Partner { .. } => None,
        });
        Report::ALL
            .into_iter()
            .filter(|report| role.is_some_and(|role| report.is_for(role)))
            .collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(mine.first().copied().unwrap_or(Report::RenewalRate));
    // The last month, once another than the present one is asked for.
    let until = RwSignal::new(None::<NaiveDate>);
    let loaded =
        Loaded::<ReportView>::from(move || address(chosen.get_untracked(), until.get_untracked(), ""));
    let choose = move |report| {
        chosen.set(report);
        loaded.retry();
    };
    let button = move |report: Report| {
        let pressed = move || (chosen.get() == report).to_string();
        view! {
            <button class="button quiet" type="button" aria-pressed=pressed on:click=move |_| choose(report)>
                {live(move || title(report))}
            </button>
        }
    };
    view! {
        <Heading text=Signal::derive(|| common().reports.to_owned())/>
        <p class="actions" role="group" aria-label=move || t().which>{mine.into_iter().map(button).collect_view()}</p>
        {shown(loaded, move |view| report(view, until, loaded))}
    }
}

fn address(report: Report, until: Option<NaiveDate>, more: &str) -> String {
    let until = until.map(|until| format!("until={}", month_name(until))).unwrap_or_default();
    format!("/api/operator/reports/{}{more}?{until}", report.code())
}

fn title(report: Report) -> &'static str {
    let t = t();
    match report {
        Report::RenewalRate => t.renewal_rate,
        Report::Window => t.window,
        Report::Revenue => t.revenue,
        Report::Receivables => t.receivables,
        Report::Deferred => t.deferred,
        Report::SupportTimes => t.support_times,
    }
}

fn explained(report: Report) -> &'static str {
    let t = t();
    match report {
        Report::RenewalRate => t.renewal_rate_text,
        Report::Window => t.window_text,
        Report::Revenue => t.revenue_text,
        Report::Receivables => t.receivables_text,
        Report::Deferred => t.deferred_text,
        Report::SupportTimes => t.support_times_text,
    }
}

fn report(view: ReportView, until: RwSignal<Option<NaiveDate>>, loaded: Loaded<ReportView>) -> impl IntoView {
    let language = context().language.get().tag();
    let file = format!("{}&lang={language}", address(view.report, Some(view.until), "/file"));
    let months = view.report.is_monthly().then(|| months(view.until, until, loaded));
    let of_months = view.report.is_monthly();
    let tables = if view.tables.is_empty() {
        view! { <p class="empty">{t().empty}</p> }.into_any()
    } else {
        view.tables.into_iter().map(|one| table(one, of_months)).collect_view().into_any()
    };
    view! {
        <section aria-labelledby="report">
            <h2 id="report">{title(view.report)}</h2>
            <p>{explained(view.report)}</p>
            {months}
            {tables}
            <p class="actions"><a href=file download="" rel="external">{t().download}</a></p>
        </section>
    }
}

/// Which months are shown, and the way to others.
fn months(
    last: NaiveDate,
    until: RwSignal<Option<NaiveDate>>,
    loaded: Loaded<ReportView>,
) -> impl IntoView + use<> {
    let first = months_until(last).first().copied().unwrap_or(last);
    let span = fill(t().months, &[("from", &month(first)), ("to", &month(last))]);
    let go = move |to: Option<NaiveDate>| {
        if to.is_some() {
            until.set(to);
            loaded.retry();
        }
    };
    let (before, after) =
        (last.checked_sub_months(Months::new(MONTHS)), last.checked_add_months(Months::new(MONTHS)));
    view! {
        <p class="actions">
            <button class="button quiet" type="button" on:click=move |_| go(before)>{t().earlier}</button>
            <strong>{span}</strong>
            <button class="button quiet" type="button" on:click=move |_| go(after)>{t().later}</button>
        </p>
    }
}

fn name(row: &Row) -> String {
    match &row.about {
        RowName::Month(first) => month(*first),
        RowName::Named(name) => local(name),
    }
}

fn cell(cell: Cell) -> String {
    match cell {
        Cell::Count(number) => count(number),
        Cell::Amount(amount) => money(amount),
        Cell::Share(share) => per_cent(share),
        Cell::Minutes(minutes) => {
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            fill(t().hours, &[("time", &shown_minutes(minutes))])
        }
        Cell::Nothing => t().none.to_owned(),
    }
}

fn table(table: Table, of_months: bool) -> impl IntoView {
    let about = if of_months { t().month } else { t().of_which };
    let names: Vec<_> = table.columns.iter().map(|column| local(&column.name)).collect();
    let heads = names.clone().into_iter().map(|name| view! { <th scope="col" class="number">{name}</th> });
    let heads = heads.collect_view();
    let picture = chart(&table, name);
    let row = |row: Row| {
        let cells = row.cells.iter().zip(names.clone());
        let cells = cells.map(|(one, name)| view! { <td data-label=name class="number">{cell(*one)}</td> });
        view! { <tr><th scope="row">{name(&row)}</th>{cells.collect_view()}</tr> }
    };
    let rows = table.rows.into_iter().map(row).collect_view();
    let label = table.currency.clone().unwrap_or_else(|| common().reports.to_owned());
    view! {
        {table.currency.map(|currency| view! { <h3>{currency}</h3> })}
        {picture}
        <div class="scroll" tabindex="0" role="group" aria-label=label>
            <table>
                <thead><tr><th scope="col">{about}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
