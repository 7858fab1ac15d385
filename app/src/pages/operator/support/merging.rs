//! Going on with a request in another.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::support_desk::{Merge, RequestCase};

use super::Shared;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::Field;
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::pages::operator::refused::Refused;
use crate::texts::operator::support::t;
use crate::words;

/// The number of the other request.
#[component]
pub fn MergeForm(
    /// The duplicate.
    number: i64,
    /// How many entries of its thread are there.
    seen: u32,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let (into, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let (refused, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (key, leave) = (StoredValue::new(browser::new_key()), StoredValue::new(leave_when_signed_out()));
    let navigate = StoredValue::new(use_navigate());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(into) = into.with_untracked(|number| number.trim().trim_start_matches('#').parse::<i64>())
        else {
            faults.set(vec![FieldError::new("into", FieldFault::Malformed)]);
            return;
        };
        faults.set(Vec::new());
        let done = t().merged_done;
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/merge");
            match send::<RequestCase>(Method::POST, &url, Some(&key.get_value()), &Merge { into, seen }).await
            {
                Ok(case) => {
                    let to = format!("/operator/support/{}", case.request.row.number);
                    shared.became(case, done);
                    let options = NavigateOptions { scroll: true, ..NavigateOptions::default() };
                    let _ = navigate.try_with_value(|navigate| navigate(&to, options));
                }
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <details class="fold">
            <summary>{t().merge}</summary>
            <p class="small">{t().merge_text}</p>
            <form class="narrow" novalidate on:submit=submit>
                <Field id="into" label=Signal::derive(|| t().merge_into) value=into inputmode="numeric" fault=words::fault_of(faults, "into")/>
                <button class="button quiet" type="submit" disabled=move || busy.get()>{t().merge_press}</button>
            </form>
            {live(move || refused.get().map(|error| view! { <Refused error/> }))}
        </details>
    }
}
