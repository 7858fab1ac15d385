//! The dry run: whom the draft affects, counted, drawn and listed. Nothing is changed by it.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::programme::dry_run::{Aspect, Caution, DryRun};
use tokuten_core::programme::{DraftShown, DraftView};
use tokuten_core::reports::{Cell, Row, RowName};

use super::affected::AffectedPart;
use crate::client::send;
use crate::components::chart::chart;
use crate::components::live::live;
use crate::context::local;
use crate::format::{count, date, month};
use crate::pages::operator::programme::names::Names;
use crate::pages::operator::programme::room::{Room, Said, URL, may, why};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// What an aspect is called.
pub fn aspect(aspect: Aspect) -> &'static str {
    let t = t();
    match aspect {
        Aspect::Window => t.aspect_window,
        Aspect::BenefitsEnd => t.benefits_end,
        Aspect::NextAnniversary => t.next_anniversary,
        Aspect::Qualification => t.aspect_qualification,
        Aspect::Price => t.price,
    }
}

fn caution((caution, number): (Caution, u64)) -> String {
    let t = t();
    let text = match caution {
        Caution::FewerDays => t.caution_fewer_days,
        Caution::Dearer => t.caution_dearer,
        Caution::NotSold => t.caution_not_sold,
        Caution::RemindedOtherwise => t.caution_reminded,
        Caution::RenewsAtOnce => t.caution_at_once,
    };
    fill(text, &[("count", &count(number))])
}

/// The section.
#[component]
pub fn DryRunPart(draft: DraftView, room: Room, names: Names) -> impl IntoView {
    let revision = draft.revision;
    let press = move |_| {
        let shown = DraftShown { revision };
        let asked =
            async move { send(Method::POST, &format!("{URL}/draft/dry-run"), None, &shown).await.map(Some) };
        room.press(asked, |_| Said::WorkedOut);
    };
    let run = draft.dry_run;
    let again = run.is_some();
    let found = match run {
        None => view! { <p class="empty">{live(move || t().no_dry_run)}</p> }.into_any(),
        Some(run) => {
            let aspects = run.aspects.clone();
            let list = (run.affected > 0).then(|| view! { <AffectedPart aspects names room/> });
            view! { {live(move || found(&run))} {list} }.into_any()
        }
    };
    view! {
        <section aria-labelledby="dry-run">
            <h2 id="dry-run">{live(move || t().dry_run)}</h2>
            <p class="prose">{live(move || t().dry_run_text)}</p>
            <p class="actions">
                <button class=if again { "button quiet" } else { "button" } type="button" disabled=move || room.busy.get() || !may()
                    aria-describedby=why on:click=press>{live(move || if again { t().dry_run_again } else { t().dry_run_press })}</button>
                {live(move || room.busy.get().then(|| view! { <span role="status">{t().working}</span> }))}
            </p>
            {found}
        </section>
    }
}

fn found(run: &DryRun) -> impl IntoView + use<> {
    let places =
        [("date", &*date(run.day)), ("affected", &*count(run.affected)), ("all", &*count(run.looked_at))];
    let tally = |(one, number): &(Aspect, u64)| {
        view! { <div class="count"><dt>{aspect(*one)}</dt><dd>{count(*number)}</dd></div> }
    };
    let aspects = run.aspects.iter().map(tally).collect_view();
    let cautions: Vec<_> = run.cautions.iter().map(|one| view! { <li>{caution(*one)}</li> }).collect();
    let cautions = (!cautions.is_empty()).then(|| {
        view! { <div class="notice warn" role="note"><p><strong>{t().cautions}</strong></p><ul>{cautions}</ul></div> }
    });
    let counts = (run.affected > 0).then(|| view! { <dl class="counts">{aspects}</dl> });
    let picture = (!run.months.is_empty()).then(|| picture(run));
    view! { <p><strong>{fill(t().dry_run_is, &places)}</strong></p> {cautions} {counts} {picture} }
}

fn name(row: &Row) -> String {
    match &row.about {
        RowName::Month(first) => month(*first),
        RowName::Named(name) => local(name),
    }
}

/// By the month of the anniversary: bars for eyes, and the same as a table.
fn picture(run: &DryRun) -> impl IntoView + use<> {
    let table = run.picture();
    let heads: Vec<_> = table.columns.iter().map(|column| local(&column.name)).collect();
    let bars = chart(&table, name);
    let row = |row: &Row| {
        let cells = row.cells.iter().zip(heads.clone()).map(|(cell, head)| {
            let text = if let Cell::Count(number) = cell { count(*number) } else { String::new() };
            view! { <td data-label=head class="number">{text}</td> }
        });
        view! { <tr><th scope="row">{name(row)}</th>{cells.collect_view()}</tr> }
    };
    let rows = table.rows.iter().map(row).collect_view();
    let heads =
        heads.iter().map(|head| view! { <th scope="col" class="number">{head.clone()}</th> }).collect_view();
    view! {
        <h3>{t().by_month}</h3>
        {bars}
        <details class="fold">
            <summary>{t().as_table}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label=t().by_month>
                <table>
                    <thead><tr><th scope="col">{t().month}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
