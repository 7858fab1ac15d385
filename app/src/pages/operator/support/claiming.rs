//! Who works on a request: assigned by a claim.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::desk::{Claim, ClaimAsked, Released, Thing, ThingKind};

use super::Shared;
use crate::client::{ApiError, send, send_only};
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::format::instant;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::support::t;

/// Who has the request, and the press that changes it.
#[component]
pub fn Claiming(
    /// The request.
    number: i64,
    /// Who has it.
    claim: Option<Claim>,
    /// Id of the operator who looks.
    own: String,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let claim = RwSignal::new(claim);
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let leave = StoredValue::new(leave_when_signed_out());
    let own = StoredValue::new(own);
    let thing = move || Thing::new(ThingKind::Request, &number);
    let failed = move |error: ApiError| {
        if leave.try_with_value(|leave| leave(&error)) == Some(false) {
            let _ = refused.try_set(Some(error));
            shared.loaded.refresh();
        }
        let _ = busy.try_set(false);
    };
    let ask = move |takes_over: Option<String>| {
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let asked = ClaimAsked { thing: thing(), takes_over };
            match send::<Claim>(Method::POST, "/api/operator/claims", None, &asked).await {
                Ok(mine) => {
                    let _ = claim.try_set(Some(mine));
                    let _ = busy.try_set(false);
                }
                Err(error) => failed(error),
            }
        });
    };
    let release = move |_| {
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let released = Released { thing: thing() };
            match send_only(Method::POST, "/api/operator/claims/release", &released).await {
                Ok(()) => {
                    let _ = claim.try_set(None);
                    let _ = busy.try_set(false);
                }
                Err(error) => failed(error),
            }
        });
    };
    let part = move || {
        match claim.get() {
        None => view! {
            <p>{t().claimed_none}</p>
            <button class="button quiet" type="button" disabled=move || busy.get() on:click=move |_| ask(None)>{t().claim}</button>
        }
        .into_any(),
        Some(held) if own.with_value(|own| *own == held.by) => view! {
            <p>{fill(t().claimed_own, &[("time", &instant(held.until))])}</p>
            <button class="button quiet" type="button" disabled=move || busy.get() on:click=release>{t().release}</button>
        }
        .into_any(),
        Some(held) => {
            let places =
                [("name", &*held.name), ("time", &instant(held.since)), ("until", &instant(held.until))];
            let press = fill(t().take_over, &[("name", &held.name)]);
            view! {
                <p class="notice warn">{fill(t().claimed_other, &places)}</p>
                <button class="button quiet" type="button" disabled=move || busy.get() on:click=move |_| ask(Some(held.by.clone()))>{press}</button>
            }
            .into_any()
        }
    }
    };
    view! {
        <div class="actions">{live(part)}</div>
        {live(move || refused.get().map(|error| view! { <Refused error/> }))}
    }
}
