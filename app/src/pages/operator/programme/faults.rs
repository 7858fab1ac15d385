//! What is wrong with a form of the programme: at its field, and summed up above.

use leptos::prelude::*;
use tokuten_core::problem::{FieldError, FieldFault};

use crate::browser;
use crate::context::t as common;
use crate::texts::operator::programme::t;
use crate::words;

/// What is wrong with the field that core calls so, if anything is.
pub fn at(
    faults: RwSignal<Vec<FieldError>>,
    field: impl Fn() -> String + Send + Sync + 'static,
) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        let field = field();
        faults
            .with(|faults| faults.iter().find(|one| one.field == field).map(|one| reason(&field, one.fault)))
    })
}

/// What is wrong with a field of a fixed name.
pub fn named(faults: RwSignal<Vec<FieldError>>, field: &'static str) -> Signal<Option<&'static str>> {
    at(faults, move || field.to_owned())
}

/// Why a field is wrong.
pub fn reason(field: &str, fault: FieldFault) -> &'static str {
    let t = t();
    let is_day = ["opens", "closes"];
    let last = field.rsplit('.').next().unwrap_or_default();
    match (last, fault) {
        ("instead_of", _) => t.fault_gone,
        ("code", FieldFault::Malformed) => t.fault_code,
        ("code", FieldFault::Taken) => t.fault_code_taken,
        ("country", FieldFault::Unknown) => t.fault_country,
        ("country", FieldFault::Taken) => t.fault_country_taken,
        ("currency", _) => t.fault_currency,
        ("amount", _) => t.fault_amount,
        ("methods", FieldFault::Unknown) => t.fault_no_account,
        ("methods", _) => t.fault_methods,
        ("quantity", _) => t.fault_quantity,
        ("valid_days", _) => t.fault_valid_days,
        ("file", FieldFault::Malformed) => t.fault_file,
        ("from" | "included_in", FieldFault::Unknown) => t.fault_other_offer,
        ("discount", _) => t.fault_discount,
        ("effective_from", FieldFault::Taken) => t.fault_version_taken,
        ("closes", FieldFault::Wrong) => t.fault_order,
        (_, FieldFault::TooFar) if is_day.contains(&last) || field.starts_with("reminders") => t.fault_days,
        ("benefits_end" | "qualification_days", _) => t.fault_days_after,
        (_, FieldFault::Taken) if field.starts_with("reminders") => t.fault_day_taken,
        (_, FieldFault::Wrong) if field.starts_with("retry_days") => t.fault_retry_order,
        _ if field.starts_with("retry_days") => t.fault_retry,
        _ => words::fault(fault),
    }
}

/// A field of the form: its id in the page, and what it is called there.
pub type Place = (String, String);

/// All that is wrong, each a link to its field. Takes the focus when something is.
#[component]
pub fn Summary(
    /// What is wrong.
    faults: RwSignal<Vec<FieldError>>,
    /// Id of the summary.
    id: &'static str,
    /// Where a field is that core calls so.
    place: impl Fn(&str) -> Place + Send + Sync + 'static,
) -> impl IntoView {
    Effect::new(move |_| {
        if !faults.with(Vec::is_empty) {
            request_animation_frame(move || browser::focus(id));
        }
    });
    let place = StoredValue::new(place);
    let link = move |wrong: FieldError| {
        let (id, name) = place.with_value(|place| place(&wrong.field));
        let (href, reason) = (format!("#{id}"), reason(&wrong.field, wrong.fault));
        let press = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            browser::focus(&id);
        };
        view! { <li><a href=href on:click=press>{name}": "{reason}</a></li> }
    };
    move || {
        let wrong = faults.get();
        (!wrong.is_empty()).then(|| {
            view! {
                <div class="notice bad" id=id tabindex="-1" role="alert">
                    <p>{common().form_wrong}</p>
                    <ul>{wrong.into_iter().map(link).collect_view()}</ul>
                </div>
            }
        })
    }
}
