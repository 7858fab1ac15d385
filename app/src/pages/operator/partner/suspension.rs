//! Suspending a partner, and lifting that.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::standing::SuspensionChange;
use tokuten_core::stories::PartnerStory;

use super::{Shared, only};
use crate::components::field::Field;
use crate::components::live::live;
use crate::context::context;
use crate::pages::operator::press::Press;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::partner::t;
use crate::words;

/// Whether the partner is suspended, and the press that changes it.
#[component]
pub fn SuspensionPart(
    /// The partner.
    story: PartnerStory,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let may = context().works_as(OperatorRole::Programme);
    let (reason, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let press = Press::new();
    let (url, seen) = (
        StoredValue::new(format!("/api/operator/partners/{}/suspension", story.facts.partner.id)),
        story.version,
    );
    let change = move |suspended: Option<String>| {
        let done = if suspended.is_some() { t().suspended_done } else { t().lifted_done };
        let change = SuspensionChange { suspended, seen };
        faults.set(change.faults());
        if faults.with_untracked(Vec::is_empty) {
            press.send(Method::PUT, url.get_value(), change, move || shared.tell(done));
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        change(Some(reason.get_untracked()));
    };
    let part = match story.facts.partner.suspended {
        Some(why) => view! {
            <p>{fill(t().suspended_because, &[("reason", &why)])}</p>
            <p class="small">{t().lift_sure}</p>
            <p><button class="button" type="button" disabled=move || press.busy.get() || !may on:click=move |_| change(None)>{t().lift}</button></p>
        }
        .into_any(),
        None => view! {
            <p>{t().not_suspended}</p>
            <details class="fold">
                <summary>{t().suspend}</summary>
                <p class="small">{t().suspend_text}</p>
                <form class="narrow" novalidate on:submit=submit>
                    <Field id="suspended" label=Signal::derive(|| t().suspend_reason) value=reason fault=words::fault_of(faults, "suspended")/>
                    <button class="button" type="submit" disabled=move || press.busy.get() || !may>{t().suspend}</button>
                </form>
            </details>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="suspension">
            <h2 id="suspension">{t().suspend_title}</h2>
            {only(OperatorRole::Programme)}
            {part}
            {live(move || press.refused.get().map(|error| view! { <Refused error/> }))}
        </section>
    }
}
