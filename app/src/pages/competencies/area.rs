//! One area: both levels in full, and every skill that bears on it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::competencies::{AreaView, Names, Record, What};

use super::{level_of, recognised, risks, skill_name, standing};
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::{local, t as common};
use crate::format::{count, date};
use crate::loaded::Loaded;
use crate::texts::competencies::t;

/// The page.
#[component]
pub fn AreaPage() -> impl IntoView {
    let code =
        StoredValue::new(use_params_map().with_untracked(|params| params.get("area").unwrap_or_default()));
    let address = move || format!("/api/competencies/area?code={}", code.get_value());
    let loaded = Loaded::<AreaView>::from(address);
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<AreaView>(&format!("{}&cursor={cursor}", address())).await {
                Ok(next) => loaded.change(|view| {
                    view.records.extend(next.records);
                    view.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let title = Signal::derive(move || {
        loaded.there(|view| local(&view.area.name)).unwrap_or_else(|| common().competencies.to_owned())
    });
    view! {
        <Breadcrumb href="/competencies" text=Signal::derive(|| common().competencies)/>
        <Heading text=title/>
        {shown(loaded, move |view| page(view, more))}
        {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
    }
}

fn page(view: AreaView, more: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let (class, text) = standing(&view.area);
    let names = StoredValue::new(view.names);
    let code = view.area.code.clone();
    let levels = view.area.levels.iter().map(|level| {
        view! { <section class="competency">{level_of(level, &code, names, false)}</section> }
    });
    let levels = levels.collect_view();
    let none = view.area.levels.is_empty().then(|| view! { <p class="empty">{t().no_such_level}</p> });
    let records = names.with_value(|names| records(view.records, names));
    let next = view.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <p class=class>{text}</p>
        {recognised(&view.area)}
        {risks(view.risks)}
        {none}
        {levels}
        <section aria-labelledby="skills">
            <h2 id="skills">{t().all_skills}</h2>
            {records}
            {next}
            <p class="small">{t().missing_skill}" "<a href="/support/new">{common().support}</a></p>
        </section>
    }
}

fn records(records: Vec<Record>, names: &Names) -> AnyView {
    if records.is_empty() {
        return view! { <p class="empty">{t().no_skills}</p> }.into_any();
    }
    let t = t();
    let row = |record: Record| {
        let (skill, whose) = told(&record, names);
        let until = record.until.map_or_else(|| t.no_end.to_owned(), date);
        view! {
            <tr>
                <td data-label=t.skill>{skill}</td>
                <td data-label=t.of_whom>{whose}</td>
                <td data-label=t.earned_on>{date(record.earned_on)}</td>
                <td data-label=t.counts_until>{until}</td>
                <td data-label=t.counts_today>{if record.counts { t.yes } else { t.no }}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="skills">
            <table>
                <thead><tr>
                    <th scope="col">{t.skill}</th><th scope="col">{t.of_whom}</th><th scope="col">{t.earned_on}</th>
                    <th scope="col">{t.counts_until}</th><th scope="col">{t.counts_today}</th>
                </tr></thead>
                <tbody>{records.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What a skill is, and whose.
fn told(record: &Record, names: &Names) -> (String, String) {
    let t = t();
    let name = skill_name(&record.what, names);
    let person = record.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    match &record.what {
        What::Certificate { .. } => (format!("{}: {name}", t.kind_certificate), person),
        What::Assessment { .. } => (format!("{}: {name}", t.kind_assessment), person),
        What::Reference { .. } => (t.kind_reference.to_owned(), name),
        What::Performance { amount, .. } => (format!("{name}: {}", count((*amount).into())), String::new()),
        What::Recognition { .. } => (format!("{}: {name}", t.kind_recognition), String::new()),
    }
}
