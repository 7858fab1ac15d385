//! Which column of a CSV file is what.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokuten_core::statements::CsvPreview;
use tokuten_core::statements::mapping::{CsvMapping, DateFormat, DecimalMark, Delimiter, Encoding};

use crate::components::field::Field;
use crate::components::select::Select;
use crate::texts::operator::statements::t;

/// A text in the page's language.
type Text = fn() -> &'static str;

/// What is chosen. Columns are numbers as text; empty is none.
#[derive(Clone, Copy)]
pub struct MappingFields {
    encoding: RwSignal<String>,
    delimiter: RwSignal<String>,
    heading_line: RwSignal<String>,
    date: RwSignal<String>,
    date_format: RwSignal<String>,
    amount: RwSignal<String>,
    debit: RwSignal<String>,
    decimal_mark: RwSignal<String>,
    currency: RwSignal<String>,
    currency_column: RwSignal<String>,
    reference: RwSignal<String>,
    payer: RwSignal<String>,
    text: RwSignal<String>,
    text_more: RwSignal<String>,
}

/// A choice as it stands in JSON.
fn code(choice: &impl Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn chosen<T: DeserializeOwned>(code: RwSignal<String>) -> Option<T> {
    serde_json::from_value(code.get_untracked().into()).ok()
}

fn column(at: Option<u32>) -> RwSignal<String> {
    RwSignal::new(at.map(|at| at.to_string()).unwrap_or_default())
}

impl MappingFields {
    /// The fields as a mapping says.
    pub fn of(mapping: &CsvMapping) -> Self {
        Self {
            encoding: RwSignal::new(code(&mapping.encoding)),
            delimiter: RwSignal::new(code(&mapping.delimiter)),
            heading_line: RwSignal::new(mapping.heading_line.to_string()),
            date: column(Some(mapping.date)),
            date_format: RwSignal::new(code(&mapping.date_format)),
            amount: column(Some(mapping.amount)),
            debit: column(mapping.debit),
            decimal_mark: RwSignal::new(code(&mapping.decimal_mark)),
            currency: RwSignal::new(mapping.currency.clone()),
            currency_column: column(mapping.currency_column),
            reference: column(mapping.reference),
            payer: column(mapping.payer),
            text: column(mapping.texts.first().copied()),
            text_more: column(mapping.texts.get(1).copied()),
        }
    }

    /// The mapping that is chosen, as the server takes it.
    pub fn json(self) -> Option<String> {
        let column = |field: RwSignal<String>| field.with_untracked(|at| at.parse::<u32>().ok());
        let mapping = CsvMapping {
            encoding: chosen(self.encoding)?,
            delimiter: chosen(self.delimiter)?,
            heading_line: column(self.heading_line).unwrap_or(1).max(1),
            date: column(self.date)?,
            date_format: chosen(self.date_format)?,
            amount: column(self.amount)?,
            debit: column(self.debit),
            decimal_mark: chosen(self.decimal_mark)?,
            currency: self.currency.get_untracked().trim().to_uppercase(),
            currency_column: column(self.currency_column),
            reference: column(self.reference),
            payer: column(self.payer),
            texts: [self.text, self.text_more].into_iter().filter_map(column).collect(),
        };
        serde_json::to_string(&mapping).ok()
    }
}

fn options(all: &[(String, Text)]) -> Vec<(String, String)> {
    all.iter().map(|(code, name)| (code.clone(), name().to_owned())).collect()
}

/// The form, with the first rows of the file.
#[component]
pub fn MappingForm(csv: CsvPreview, fields: MappingFields, look: impl Fn() + 'static) -> impl IntoView {
    let label = |text: fn() -> &'static str| Signal::derive(text);
    let none = Signal::derive(|| None);
    let rows = rows(&csv);
    let headings = StoredValue::new(csv.headings);
    let columns = move |first: Option<fn() -> &'static str>| {
        Signal::derive(move || {
            let name = |(at, heading): (usize, &String)| (at.to_string(), format!("{}: {heading}", at + 1));
            let first = first.map(|text| (String::new(), text().to_owned()));
            headings.with_value(|all| {
                first.into_iter().chain(all.iter().enumerate().map(name)).collect::<Vec<_>>()
            })
        })
    };
    let encodings = Signal::derive(|| {
        let names = [
            (Encoding::Utf8, "UTF-8"),
            (Encoding::ShiftJis, "Shift_JIS"),
            (Encoding::Latin1, "Windows-1252"),
        ];
        names.map(|(encoding, name)| (code(&encoding), name.to_owned())).to_vec()
    });
    let delimiters = Signal::derive(|| {
        options(&[
            (code(&Delimiter::Comma), || t().comma),
            (code(&Delimiter::Semicolon), || t().semicolon),
            (code(&Delimiter::Tab), || t().tab),
        ])
    });
    let formats = Signal::derive(|| {
        options(&[
            (code(&DateFormat::YearFirst), || t().year_first),
            (code(&DateFormat::DayFirst), || t().day_first),
            (code(&DateFormat::MonthFirst), || t().month_first),
            (code(&DateFormat::Reiwa), || t().reiwa),
        ])
    });
    let marks = Signal::derive(|| {
        options(&[
            (code(&DecimalMark::Point), || t().point),
            (code(&DecimalMark::Comma), || t().decimal_comma),
        ])
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        look();
    };
    let how = if csv.remembered { t().mapping_remembered } else { t().mapping_guessed };
    view! {
        <form novalidate on:submit=submit aria-labelledby="mapping">
            <h3 id="mapping">{t().mapping}</h3>
            <p class="small">{how}</p>
            {rows}
            <div class="row wide">
                <Select id="date" label=label(|| t().date) value=fields.date options=columns(None)/>
                <Select id="date-format" label=label(|| t().date_format) value=fields.date_format options=formats/>
                <Select id="amount" label=label(|| t().amount) value=fields.amount options=columns(None)/>
                <Select id="debit" label=label(|| t().debit) value=fields.debit options=columns(Some(|| t().same_column))/>
                <Select id="decimal" label=label(|| t().decimal) value=fields.decimal_mark options=marks/>
                <Field id="currency" label=label(|| t().currency) value=fields.currency fault=none/>
                <Select id="currency-column" label=label(|| t().currency_column) value=fields.currency_column options=columns(Some(|| t().none_column))/>
                <Select id="reference" label=label(|| t().reference) value=fields.reference options=columns(Some(|| t().none_column))/>
                <Select id="payer" label=label(|| t().payer) value=fields.payer options=columns(Some(|| t().none_column))/>
                <Select id="text" label=label(|| t().text) value=fields.text options=columns(Some(|| t().none_column))/>
                <Select id="text-more" label=label(|| t().text_more) value=fields.text_more options=columns(Some(|| t().none_column))/>
                <Select id="encoding" label=label(|| t().encoding) value=fields.encoding options=encodings/>
                <Select id="delimiter" label=label(|| t().delimiter) value=fields.delimiter options=delimiters/>
                <Field id="heading-line" label=label(|| t().heading_line) value=fields.heading_line fault=none inputmode="numeric"/>
            </div>
            <p class="actions"><button class="button quiet" type="submit">{t().read_again}</button></p>
        </form>
    }
}

/// The first rows, as they stand in the file.
fn rows(csv: &CsvPreview) -> impl IntoView + use<> {
    let headings =
        csv.headings.iter().map(|heading| view! { <th scope="col">{heading.clone()}</th> }).collect_view();
    let cell = |(at, cell): (usize, &String)| {
        let label = csv.headings.get(at).cloned().unwrap_or_default();
        view! { <td data-label=label>{cell.clone()}</td> }
    };
    let rows =
        csv.rows.iter().map(|row| view! { <tr>{row.iter().enumerate().map(cell).collect_view()}</tr> });
    let rows = rows.collect_view();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=t().rows_of_file>
            <table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}
