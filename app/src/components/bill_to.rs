//! To whom an order is billed: shown, and corrected before it is bought.

use leptos::prelude::*;
use tokuten_core::partners::BillTo;
use tokuten_core::problem::FieldError;

use super::field::{FaultSummary, Field};
use super::live::live;
use crate::context::t as common;
use crate::texts::paying::t;
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

/// What is being typed, with the faults of the form that it is a part of.
#[derive(Clone, Copy)]
pub struct BillToFields {
    fields: [BillToField; 7],
    faults: RwSignal<Vec<FieldError>>,
}

impl BillToFields {
    /// Fields that start from a bill-to.
    pub fn of(bill_to: BillTo, faults: RwSignal<Vec<FieldError>>) -> Self {
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
        Self { fields, faults }
    }

    /// What is typed, as it stands.
    pub fn typed(self) -> BillTo {
        let [name, line1, line2, city, region, postal_code, tax_id] =
            self.fields.map(|(_, _, value, ..)| value.get_untracked());
        BillTo { name, line1, line2, city, region, postal_code, tax_id }.trimmed()
    }

    /// The fields, each with its fault.
    pub fn inputs(self) -> impl IntoView {
        self.fields.map(|(id, label, value, optional, autocomplete)| {
            let fault = words::fault_of(self.faults, id);
            view! { <Field id label=Signal::derive(label) value fault optional autocomplete/> }
        })
    }

    /// What the summary above the form lists.
    pub fn listed(self) -> Vec<(&'static str, &'static str, &'static str)> {
        let of =
            |(id, label, ..): &BillToField| Some((*id, label(), words::fault_of(self.faults, id).get()?));
        self.fields.iter().filter_map(of).collect()
    }
}

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
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let fields = BillToFields::of(bill_to, faults);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let corrected = fields.typed();
        faults.set(corrected.faults(&country));
        if faults.with_untracked(Vec::is_empty) {
            save(corrected);
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <FaultSummary faults=Signal::derive(move || fields.listed())/>
            {fields.inputs()}
            <p class="actions">
                <button class="button" type="submit">{live(move || common().save)}</button>
                <button class="button quiet" type="button" on:click=move |_| cancel()>{live(move || common().cancel)}</button>
            </p>
        </form>
    }
}
