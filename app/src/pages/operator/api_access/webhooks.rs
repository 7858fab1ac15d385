//! Webhooks: the endpoints that are told what happens, and a new one.

use leptos::prelude::*;
use tokuten_core::webhooks::{EndpointView, Endpoints, MOST_ENDPOINTS, SecretMade};

use super::endpoint_form::{EndpointFields, EndpointForm, target};
use super::secret::Secret;
use super::{Parts, for_programme};
use crate::client::{ApiError, send};
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::leave_when_signed_out;
use crate::format::{count, instant};
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::api_access::{off, t};

/// The API's address of endpoints.
pub const URL: &str = "/api/operator/webhooks";

/// The page.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| t().webhooks.to_owned())/>
        {for_programme(|| view! { <Webhooks/> })}
    }
}

#[component]
fn Webhooks() -> impl IntoView {
    let loaded = Loaded::<Endpoints>::from(|| URL.to_owned());
    let (made, refused) = (RwSignal::new(None::<SecretMade>), RwSignal::new(None::<ApiError>));
    let (fields, busy) = (EndpointFields::of(None), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let full = Signal::derive(move || {
        loaded.there(|all| all.endpoints.len() as u64 >= MOST_ENDPOINTS).unwrap_or(false)
    });
    let submit = move || {
        let Some(new) = fields.change(0).filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        refused.set(None);
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            let (method, url) = target(None);
            match send::<SecretMade>(method, &url, None, &new).await {
                Ok(secret) => {
                    let _ = made.try_set(Some(secret));
                    fields.clear();
                    loaded.refresh();
                }
                Err(error) if fields.refused(&error) || leave(&error) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    };
    let secret = move |made_now: SecretMade| {
        let title = Signal::derive(|| t().secret_title.to_owned());
        view! {
            <p class="notice good" role="status">{t().said_added}</p>
            <Secret title text=Signal::derive(|| t().secret_text) secret=made_now.secret kept=move || made.set(None)/>
        }
    };
    view! {
        <Parts/>
        <p class="prose">{live(move || t().hooks_lead)}</p>
        {live(move || made.get().map(secret))}
        {shown(loaded, |all| list(&all))}
        <section aria-labelledby="add">
            <h2 id="add">{live(move || t().add)}</h2>
            {live(move || full.get().then(|| view! { <p class="notice" role="note">{t().hooks_full}</p> }))}
            <EndpointForm fields press=Signal::derive(|| t().add_press) disabled=Signal::derive(move || busy.get() || full.get()) submit/>
            {live(move || refused.get().map(|error| view! { <Refused error/> }))}
        </section>
    }
}

fn list(all: &Endpoints) -> AnyView {
    if all.endpoints.is_empty() {
        return view! { <p class="empty">{t().hooks_none}</p> }.into_any();
    }
    view! { <ul class="work">{all.endpoints.iter().map(item).collect_view()}</ul> }.into_any()
}

fn item(endpoint: &EndpointView) -> impl IntoView + use<> {
    let href = format!("/operator/api-access/webhooks/{}", endpoint.id);
    view! {
        <li class="work-item">
            <div class="what">
                <strong><a class="address" href=href>{endpoint.url.clone()}</a></strong>
                <div>{endpoint.description.clone()}</div>
                {standing(endpoint)}
            </div>
        </li>
    }
}

/// How an endpoint stands, in words.
pub fn standing(endpoint: &EndpointView) -> impl IntoView + use<> {
    let is_on = endpoint.off.map_or(t().on, off);
    let counted = |text: &str, number: u64| {
        (number > 0).then(|| format!(" · {}", fill(text, &[("count", &count(number))])))
    };
    let failing = endpoint.failing_since.filter(|_| endpoint.is_on()).map(|since| {
        let text = fill(t().failing_since, &[("time", &instant(since))]);
        view! { <p class="notice warn" role="note">{text}</p> }
    });
    let old = endpoint.old_secret_until.map(|until| {
        view! { <p class="small">{fill(t().old_secret, &[("time", &instant(until))])}</p> }
    });
    view! {
        <p class="small">
            <strong>{is_on}</strong>
            {counted(t().pending, endpoint.pending)}
            {counted(t().failed_count, endpoint.failed)}
        </p>
        {failing}
        {old}
    }
}
