//! Partners whose legal profile the vendor's programme people check.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::joining::{Decision, PendingPage, PendingPartner};
use tokuten_core::partners::Verification;
use tokuten_core::problem::FieldError;

use crate::client::{ApiError, get, send};
use crate::components::bill_to;
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{leave_when_signed_out, t as common};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::profile::t;
use crate::words;

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Decided(String),
    Failed(ApiError),
}

/// The page.
#[component]
pub fn PartnersPage() -> impl IntoView {
    let loaded = Loaded::<PendingPage>::from(|| "/api/operator/partners".to_owned());
    let said = RwSignal::new(None::<Said>);
    let message = move || {
        said.get().map(|said| match said {
            Said::Decided(text) => view! { <p class="notice good" role="status">{text}</p> }.into_any(),
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    view! {
        <Heading text=Signal::derive(|| t().to_verify.to_owned())/>
        {live(message)}
        {shown(loaded, move |page| list(page, loaded, said))}
    }
}

fn list(page: PendingPage, loaded: Loaded<PendingPage>, said: RwSignal<Option<Said>>) -> AnyView {
    if page.partners.is_empty() {
        return view! { <p class="empty">{t().to_verify_empty}</p> }.into_any();
    }
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<PendingPage>(&format!("/api/operator/partners?cursor={cursor}")).await {
                Ok(next) => loaded.change(|page| {
                    page.partners.extend(next.partners);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
            }
        });
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    let one = move |partner: PendingPartner| view! { <Pending partner loaded said/> };
    view! { <div class="tiles">{page.partners.into_iter().map(one).collect_view()}</div> {next} }.into_any()
}

#[component]
fn Pending(
    partner: PendingPartner,
    loaded: Loaded<PendingPage>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let (reason, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let busy = RwSignal::new(false);
    let leave = leave_when_signed_out();
    let why = match partner.verification {
        Verification::DueForReview => t().due_for_review,
        _ => t().new_or_changed,
    };
    let places = [("name", partner.profile.bill_to.name.as_str())];
    let texts = (fill(t().verified, &places), fill(t().rejected, &places));
    let (name, id) = (partner.profile.bill_to.name.clone(), partner.id.to_string());
    let address = bill_to::shown(&partner.profile.bill_to, &partner.country);
    let number = partner.profile.registration_number.clone();
    let number = (!number.is_empty()).then(|| view! { <p>{t().registration_number}": "{number}</p> });
    let decide = move |rejected: Option<String>| {
        let decision = Decision { rejected, seen: partner.profile.clone() };
        faults.set(decision.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        let (leave, url) = (leave.clone(), format!("/api/operator/partners/{}/verification", partner.id));
        let text = if decision.rejected.is_some() { texts.1.clone() } else { texts.0.clone() };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match send::<PendingPartner>(Method::POST, &url, None, &decision).await {
                Ok(_) => {
                    let _ = said.try_set(Some(Said::Decided(text)));
                    loaded.refresh();
                }
                Err(error) if leave(&error) => {}
                Err(error) => {
                    let _ = said.try_set(Some(Said::Failed(error)));
                    loaded.refresh();
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let verify = decide.clone();
    let reject = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        decide(Some(reason.get_untracked()));
    };
    view! {
        <article class="tile">
            <h2>{name}</h2>
            <p class="small">{t().partner_id}" "{id}" · "{why}</p>
            {address}
            {number}
            <p class="actions">
                <button class="button" type="button" disabled=move || busy.get() on:click=move |_| verify(None)>{t().verify}</button>
            </p>
            <details class="fold">
                <summary>{t().reject}</summary>
                <form novalidate on:submit=reject>
                    <Field id="rejected" label=Signal::derive(|| t().reason) value=reason fault=words::fault_of(faults, "rejected")/>
                    <button class="button quiet" type="submit" disabled=move || busy.get()>{t().reject}</button>
                </form>
            </details>
        </article>
    }
}
