//! Whom the vendor asks about a bank transfer.

use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::transfers::TransferContact;

use super::field::Field;
use crate::context::t as common;
use crate::texts::paying::t;
use crate::words;

/// What is being typed.
#[derive(Clone, Copy)]
pub struct TransferFields {
    name: RwSignal<String>,
    phone: RwSignal<String>,
    email: RwSignal<String>,
    /// What is wrong with it: by core's rules, or by what the server knows of phone numbers.
    pub faults: RwSignal<Vec<FieldError>>,
}

impl TransferFields {
    /// A form that starts from who is signed in.
    pub fn of(name: String, email: String) -> Self {
        let text = RwSignal::new;
        Self {
            name: text(name),
            phone: text(String::new()),
            email: text(email),
            faults: RwSignal::new(Vec::new()),
        }
    }

    /// What is typed, as it stands.
    pub fn typed(self) -> TransferContact {
        let [name, phone, email] = [self.name, self.phone, self.email].map(|field| field.get_untracked());
        TransferContact { name, phone, email }.trimmed()
    }

    /// The contact, if core finds no fault in it; else the faults appear at their fields.
    pub fn checked(self) -> Option<TransferContact> {
        let contact = self.typed();
        self.faults.set(contact.faults());
        self.faults.with_untracked(Vec::is_empty).then_some(contact)
    }

    fn fault(self, field: &'static str) -> Signal<Option<&'static str>> {
        words::fault_of(self.faults, field)
    }

    /// What the summary above the form lists.
    pub fn listed(self) -> Vec<(&'static str, &'static str, &'static str)> {
        let t = t();
        [
            ("contact-name", t.contact_name, "name"),
            ("phone", common().phone, "phone"),
            ("email", common().email, "email"),
        ]
        .into_iter()
        .filter_map(|(id, label, field)| Some((id, label, self.fault(field).get()?)))
        .collect()
    }
}

/// The form's fields.
pub fn transfer_form(fields: TransferFields) -> impl IntoView {
    view! {
        <Field id="contact-name" label=Signal::derive(|| t().contact_name) value=fields.name
            fault=fields.fault("name") autocomplete="name"/>
        <Field id="phone" label=Signal::derive(|| common().phone) value=fields.phone kind="tel" inputmode="tel"
            fault=fields.fault("phone") autocomplete="tel" hint=Signal::derive(|| t().phone_hint)/>
        <Field id="email" label=Signal::derive(|| common().email) value=fields.email kind="email" inputmode="email"
            fault=fields.fault("email") autocomplete="email"/>
    }
}
