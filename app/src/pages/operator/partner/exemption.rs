//! Exemption from tax.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::standing::{Exemption, ExemptionChange};
use tokuten_core::stories::PartnerStory;

use super::{Shared, only};
use crate::components::field::Field;
use crate::components::live::live;
use crate::context::context;
use crate::format::date;
use crate::pages::operator::press::Press;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::partner::t;
use crate::words;

/// Whether the partner pays tax, and the press that changes it.
#[component]
pub fn ExemptionPart(
    /// The partner.
    story: PartnerStory,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let may = context().works_as(OperatorRole::Finance);
    let (certificate, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let press = Press::new();
    let url = StoredValue::new(format!("/api/operator/partners/{}/exemption", story.facts.partner.id));
    let (seen, today) = (story.version, story.clock.today);
    let change = move |exemption: Option<Exemption>| {
        let done = if exemption.is_some() { t().exempt_done } else { t().exempt_ended };
        let change = ExemptionChange { exemption, seen };
        faults.set(change.faults(today));
        if faults.with_untracked(Vec::is_empty) {
            press.send(Method::PUT, url.get_value(), change, move || shared.tell(done));
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let day = until.with_untracked(|day| match day.trim() {
            "" => Some(None),
            day => day.parse().ok().map(Some),
        });
        match day {
            Some(until) => change(Some(Exemption { certificate: certificate.get_untracked(), until })),
            None => faults.set(vec![FieldError::new("until", FieldFault::Malformed)]),
        }
    };
    let partner = story.facts.partner;
    let told = match &partner.exemption {
        None => t().not_exempt.to_owned(),
        Some(Exemption { certificate, until: None }) => fill(t().exempt, &[("certificate", certificate)]),
        Some(Exemption { certificate, until: Some(until) }) => {
            let text = if partner.is_exempt_on(today) { t().exempt_until } else { t().exempt_over };
            fill(text, &[("certificate", certificate), ("date", &date(*until))])
        }
    };
    let end = partner.exemption.is_some().then(|| {
        view! { <p><button class="button quiet" type="button" disabled=move || press.busy.get() || !may on:click=move |_| change(None)>{t().end_exemption}</button></p> }
    });
    view! {
        <section aria-labelledby="exemption">
            <h2 id="exemption">{t().exemption}</h2>
            {only(OperatorRole::Finance)}
            <p>{told}</p>
            {end}
            <details class="fold">
                <summary>{t().set_exemption}</summary>
                <p class="small">{t().exemption_text}</p>
                <form class="narrow" novalidate on:submit=submit>
                    <Field id="certificate" label=Signal::derive(|| t().certificate) value=certificate fault=words::fault_of(faults, "certificate")/>
                    <Field id="exempt-until" label=Signal::derive(|| t().until_optional) value=until kind="date" fault=words::fault_of(faults, "until")/>
                    <button class="button" type="submit" disabled=move || press.busy.get() || !may>{t().set_exemption}</button>
                </form>
            </details>
            {live(move || press.refused.get().map(|error| view! { <Refused error/> }))}
        </section>
    }
}
