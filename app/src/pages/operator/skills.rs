//! The import of skills, for the vendor's programme people.

use leptos::prelude::*;
use tokuten_core::competencies::{
    Hint, ImportFault, LARGEST_SKILLS_FILE, Moved, RowFault, SkillsImported, Tally,
};

use crate::browser;
use crate::client::{ApiError, Problem, upload};
use crate::components::live::live;
use crate::components::page::{Explained, Heading};
use crate::context::{leave_when_signed_out, t as common};
use crate::format::{count, date};
use crate::texts::fill;
use crate::texts::operator::imports::t as imports;
use crate::texts::operator::skills::t;

/// Id of the place where the page says what came of an import.
const SAID: &str = "said";

/// What came of an import.
#[derive(Clone)]
enum Said {
    NoFile,
    TooLarge,
    Done(SkillsImported),
    Failed(ApiError),
}

/// The page.
#[component]
pub fn SkillsPage() -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let (said, busy) = (RwSignal::new(None::<Said>), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let tell = move |what: Said| {
        let _ = said.try_set(Some(what));
        request_animation_frame(|| browser::focus(SAID));
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let Some(file) = browser::chosen_file(input) else { return tell(Said::NoFile) };
        if browser::is_larger(&file, LARGEST_SKILLS_FILE) {
            return tell(Said::TooLarge);
        }
        let Some(form) = form_of(&file) else { return tell(Said::NoFile) };
        let leave = leave.clone();
        busy.set(true);
        said.set(None);
        leptos::task::spawn_local(async move {
            match upload::<SkillsImported>("/api/operator/skills", None, form).await {
                Ok(imported) => tell(Said::Done(imported)),
                Err(error) if leave(&error) => {}
                Err(error) => tell(Said::Failed(error)),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Heading text=Signal::derive(|| common().import_skills.to_owned())/>
        <p class="prose">{live(move || t().text)}</p>
        <form class="narrow" novalidate on:submit=submit>
            <div class="field">
                <label for="file">{live(move || t().file)}</label>
                <input id="file" type="file" accept=".csv,text/csv" node_ref=input/>
            </div>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().press)}</button>
        </form>
        {live(move || busy.get().then(|| view! { <p role="status">{t().busy}</p> }))}
        <div id=SAID tabindex="-1">{live(move || said.get().map(message))}</div>
        <details class="fold"><summary>{live(move || t().columns)}</summary>{columns}</details>
    }
}

fn form_of(file: &web_sys::File) -> Option<web_sys::FormData> {
    let form = web_sys::FormData::new().ok()?;
    form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
    Some(form)
}

/// What stands in which column.
fn columns() -> impl IntoView {
    let row = |name: &'static str, text: fn() -> &'static str| {
        view! { <div><dt><code>{name}</code></dt><dd>{live(text)}</dd></div> }
    };
    view! {
        <dl class="dates">
            {row("partner_id", || t().partner)}
            {row("skill", || t().skill)}
            {row("code", || t().code)}
            {row("person_id, person_name, user_email", || t().person)}
            {row("detail", || t().detail)}
            {row("amount", || t().amount)}
            {row("earned_on, expires_on", || t().dates)}
            {row("change", || t().change)}
        </dl>
    }
}

fn message(said: Said) -> AnyView {
    let bad = |text: &'static str| view! { <p class="notice bad" role="alert">{text}</p> }.into_any();
    match said {
        Said::NoFile => bad(t().choose),
        Said::TooLarge => bad(t().large),
        Said::Done(imported) => done(imported).into_any(),
        Said::Failed(ApiError::Problem(problem)) if !problem.rows.is_empty() => wrong(problem).into_any(),
        Said::Failed(error) => {
            view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
        }
    }
}

fn done(imported: SkillsImported) -> impl IntoView {
    let text = if imported.is_nothing_new() { t().nothing } else { t().done };
    let told = fill(text, &[("rows", &count(imported.rows))]);
    let number = |number: usize| count(u64::try_from(number).unwrap_or(u64::MAX));
    let tally = |name: &'static str, of: Tally| {
        let text = format!("{}: {} · {}: {}", t().new, number(of.new), t().known, number(of.known));
        view! { <div><dt>{name}</dt><dd>{text}</dd></div> }
    };
    let moved = |one: Moved| {
        let places = [
            ("person", one.person.name.as_str()),
            ("id", &one.person.id),
            ("from", one.from.as_str()),
            ("to", one.to.as_str()),
            ("date", &date(one.on)),
        ];
        view! { <li>{fill(t().moved, &places)}</li> }
    };
    let (skills, people) = (tally(t().skills, imported.skills), tally(t().people, imported.people));
    view! {
        <p class="notice good" role="status">{told}</p>
        <dl class="dates">
            {skills}
            {people}
            <div><dt>{t().corrected}</dt><dd>{number(imported.corrected)}</dd></div>
            <div><dt>{t().removed}</dt><dd>{number(imported.removed)}</dd></div>
        </dl>
        <ul>{imported.moved.into_iter().map(moved).collect_view()}</ul>
    }
}

/// What is wrong in a row, and what to write instead.
fn said(fault: &RowFault) -> String {
    let places: Vec<_> =
        fault.values.iter().map(|value| (value.place.as_str(), value.text.as_str())).collect();
    let said = fill(t().of(fault.code), &places);
    match fault.hint() {
        Some(Hint::Meant(meant)) => format!("{said} {}", fill(t().meant, &[("meant", meant)])),
        Some(Hint::OneOf(known)) => format!("{said} {}", fill(t().one_of, &[("known", known)])),
        None => said,
    }
}

/// The rows that are wrong.
fn wrong(problem: Problem) -> impl IntoView {
    let text = if problem.row_faults == 1 { t().wrong_one } else { t().wrong };
    let number = |number: usize| count(u64::try_from(number).unwrap_or(u64::MAX));
    let told = fill(text, &[("count", &number(problem.row_faults))]);
    let shown = problem.rows.len();
    let more =
        (shown < problem.row_faults).then(|| view! { <p>{fill(t().more, &[("shown", &number(shown))])}</p> });
    let row = |fault: ImportFault| {
        let reason = match &fault.fault {
            Some(coded) => view! { <td data-label=imports().reason>{said(coded)}</td> }.into_any(),
            // What has no code is written by the server, in English.
            None => view! { <td data-label=imports().reason lang="en">{fault.reason}</td> }.into_any(),
        };
        view! {
            <tr>
                <td data-label=imports().line class="number">{fault.line.to_string()}</td>
                <td data-label=imports().column><code>{fault.column.unwrap_or_default()}</code></td>
                {reason}
            </tr>
        }
    };
    view! {
        <p class="notice bad" role="alert">{told}</p>
        {more}
        <div class="scroll" tabindex="0" role="group" aria-label=imports().reason>
            <table class="labels">
                <thead><tr><th scope="col" class="number">{imports().line}</th><th scope="col">{imports().column}</th><th scope="col">{imports().reason}</th></tr></thead>
                <tbody>{problem.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
