//! To whom an order is billed: shown, and corrected before it is bought.

use leptos::prelude::*;
use tokuten_core::partners::BillTo;
use tokuten_core::problem::FieldError;

use super::field::{FaultSummary, Field};
use crate::context::t;
use crate::words;

/// The address in lines.
pub fn shown(bill_to: &BillTo, country: &str) -> impl IntoView + use<> {
    let town = [&bill_to.postal_code, &bill_to.city, &bill_to.region].map(String::as_str).join(" ");
    let lines =
        [bill_to.name.clone(), bill_to.line1.clone(), bill_to.line2.clone(), town, country.to_owned()];
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    let tax_id = (!bill_to.tax_id.is_empty()).then(|| format!("{}: {}", t().bill_tax_id, bill_to.tax_id));
    let lines = lines.chain(tax_id).map(|line| view! { <span>{line}</span> }).collect_view();
    view! { <address>{lines}</address> }
}

/// A field: its name in the body, what it is called, what is typed, whether it may stay empty, what browsers fill in.
type BillToField = (&'static str, fn() -> &'static str, RwSignal<String>, bool, &'static str);

/// The form. Faults are core's, at their fields and summed up; `save` gets what passed.
#[component]
pub fn BillToForm(
    /// What to start from.
    bill_to: BillTo,
    /// ISO 3166-1 alpha-2 code; the form of tax IDs depends on it.
    country: String,
    /// Gets the corrected bill-to.
    save: impl Fn(BillTo) + 'static,
    /// Leaves the form.
    cancel: impl Fn() + 'static,
) -> impl IntoView {
    let BillTo { name, line1, line2, city, region, postal_code, tax_id } = bill_to;
    let text = RwSignal::new;
    let fields: [BillToField; 7] = [
        ("name", || t().bill_name, text(name), false, "organization"),
        ("line1", || t().bill_line1, text(line1), false, "address-line1"),
        ("line2", || t().bill_line2, text(line2), true, "address-line2"),
        ("city", || t().bill_city, text(city), false, "address-level2"),
        ("region", || t().bill_region, text(region), true, "address-level1"),
        ("postal_code", || t().bill_postal_code, text(postal_code), true, "postal-code"),
        ("tax_id", || t().bill_tax_id, text(tax_id), true, "off"),
    ];
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let fault_of = move |field: &'static str| {
        Signal::derive(move || {
            faults.with(|faults| {
                faults.iter().find(|fault| fault.field == field).map(|fault| words::fault(fault.fault))
            })
        })
    };
    let listed = Signal::derive(move || {
        let of = |(id, label, ..): &BillToField| Some((*id, label(), fault_of(id).get()?));
        fields.iter().filter_map(of).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let [name, line1, line2, city, region, postal_code, tax_id] =
            fields.map(|(_, _, value, ..)| value.get_untracked());
        let corrected = BillTo { name, line1, line2, city, region, postal_code, tax_id }.trimmed();
        faults.set(corrected.faults(&country));
        if faults.with_untracked(Vec::is_empty) {
            save(corrected);
        }
    };
    let inputs = fields.map(|(id, label, value, optional, autocomplete)| {
        view! { <Field id label=Signal::derive(label) value fault=fault_of(id) optional autocomplete/> }
    });
    view! {
        <form novalidate on:submit=submit>
            <FaultSummary faults=listed/>
            {inputs}
            <p class="actions">
                <button class="button" type="submit">{move || t().save}</button>
                <button class="button quiet" type="button" on:click=move |_| cancel()>{move || t().cancel}</button>
            </p>
        </form>
    }
}
