//! What would come in with a file, before anything does.

use leptos::prelude::*;
use tokuten_core::competencies::ImportFault;
use tokuten_core::statements::{PreviewedLine, StatementPreview};

use super::mapping::{MappingFields, MappingForm};
use super::{Incoming, counted, direction};
use crate::client::ApiError;
use crate::format::{count, date, money};
use crate::texts::fill;
use crate::texts::operator::imports::t as imports;
use crate::texts::operator::statements::t;

/// Id of the preview's heading.
pub const HEADING: &str = "preview";

/// The preview with its buttons.
pub fn shown(
    preview: StatementPreview,
    incoming: Incoming,
    leave: impl Fn(&ApiError) -> bool + Clone + Send + Sync + 'static,
    import: impl Fn(Option<String>) + 'static,
) -> impl IntoView {
    let title = fill(t().preview, &[("name", &incoming.name.get_untracked())]);
    let is_csv = preview.csv.is_some();
    let fields = preview.csv.as_ref().map(|csv| MappingFields::of(&csv.mapping));
    let mapping = move || fields.and_then(MappingFields::json);
    let may_import = preview.fault_count == 0;
    let told = told(&preview);
    let wrong = (preview.fault_count > 0).then(|| {
        let text = if is_csv { t().wrong_mapping } else { t().wrong };
        let text = fill(text, &[("count", &counted(preview.fault_count))]);
        view! { <p class="notice bad" role="alert">{text}</p>{faults(preview.faults)} }
    });
    let form = preview.csv.zip(fields).map(|(csv, fields)| {
        let look = move || incoming.look(fields.json(), leave.clone());
        view! { <MappingForm csv fields look/> }
    });
    let lines = (!preview.lines.is_empty()).then(|| lines(preview.lines));
    let button = may_import.then(|| {
        let press = move |_| import(mapping());
        view! { <button class="button" type="button" disabled=move || incoming.busy.get().is_some() on:click=press>{t().import}</button> }
    });
    view! {
        <section class="preview" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{title}</h2>
            {told}
            {wrong}
            {form}
            {lines}
            <p class="actions">
                {button}
                <button class="button quiet" type="button" on:click=move |_| incoming.forget()>{t().forget}</button>
            </p>
        </section>
    }
}

fn told(preview: &StatementPreview) -> impl IntoView + use<> {
    let days = preview.from.zip(preview.to).map(|(from, to)| {
        let places = [
            ("credits", &*count(preview.credits.into())),
            ("others", &*count(preview.others.into())),
            ("from", &*date(from)),
            ("to", &*date(to)),
        ];
        view! { <p>{fill(t().preview_is, &places)}</p> }
    });
    let some = |text: &'static str, number: u32| {
        (number > 0).then(|| view! { <p>{fill(text, &[("count", &count(number.into()))])}</p> })
    };
    let shown = u32::try_from(preview.lines.len()).unwrap_or(u32::MAX);
    let first = if shown < preview.credits + preview.others { shown } else { 0 };
    view! {
        {days}
        {some(t().preview_known, preview.known)}
        {some(t().preview_pending, preview.pending)}
        {some(t().preview_first, first)}
    }
}

/// What is wrong, line by line. The reasons are written by the server, in English, as on its command line.
pub fn faults(rows: Vec<ImportFault>) -> impl IntoView {
    let row = |fault: ImportFault| {
        view! {
            <tr>
                <td data-label=imports().line class="number">{fault.line.to_string()}</td>
                <td data-label=imports().column>{fault.column.unwrap_or_default()}</td>
                <td data-label=imports().reason lang="en">{fault.reason}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=imports().reason>
            <table>
                <thead><tr><th scope="col" class="number">{imports().line}</th><th scope="col">{imports().column}</th><th scope="col">{imports().reason}</th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn lines(lines: Vec<PreviewedLine>) -> impl IntoView {
    let row = |PreviewedLine { line, known }: PreviewedLine| {
        let text = line.text();
        let known = known.then(|| view! { <div class="small">{t().known}</div> });
        view! {
            <tr>
                <td data-label=t().line class="number">{line.line.to_string()}</td>
                <td data-label=t().day>{date(line.booked_on)}</td>
                <td data-label=t().what><div><strong>{line.payer}</strong><div class="address">{text}</div>{known}</div></td>
                <td data-label=direction(line.direction) class="number"><div>{money(line.amount)}<div class="small">{direction(line.direction)}</div></div></td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby=HEADING>
            <table>
                <thead><tr>
                    <th scope="col" class="number">{t().line}</th><th scope="col">{t().day}</th>
                    <th scope="col">{t().what}</th><th scope="col" class="number">{crate::context::t().amount}</th>
                </tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
