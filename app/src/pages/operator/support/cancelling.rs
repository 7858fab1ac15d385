//! What a request asks to cancel, whether its money may be given back and by whom, and the end without a refund.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::support::Cancellation;
use tokuten_core::support_desk::RequestCase;

use super::Shared;
use crate::client::{ApiError, send};
use crate::components::checklist;
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::format::date;
use crate::pages::operator::refused::Refused;
use crate::pages::support::new::refused as why_not;
use crate::texts::fill;
use crate::texts::operator::support::t as own;
use crate::texts::support::t;
use crate::words;

/// What is to be cancelled.
#[component]
pub fn Cancel(
    /// What was found.
    found: Cancellation,
    /// The request.
    number: i64,
    /// Whether it is open.
    is_open: bool,
    /// Names of those who can give money back.
    may_refund: Vec<String>,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let ends = date(found.expires_on);
    let offer = words::offer_name(&found.facts, &found.offer);
    let order = found.order.map(|order| fill(t().refund_by_finance, &[("order", &order.to_string())]));
    let facts = StoredValue::new(found.facts);
    let allowed = found.refund.as_ref().is_some_and(tokuten_core::verdict::Verdict::is_allowed);
    let refund = match found.refund {
        Some(verdict) => checklist::items(verdict, facts).into_any(),
        None => view! { <p>{t().cancel_no_order}</p> }.into_any(),
    };
    // Only finance presses it, on its own page: here it says whom to ask.
    let with_refund = (allowed && is_open).then(move || {
        let who = fill(own().refund_who, &[("names", &may_refund.join(", "))]);
        view! {
            <p><button class="button quiet" type="button" disabled aria-describedby="refund-who">{own().refund}</button></p>
            <p class="small" id="refund-who">{who}</p>
        }
    });
    let act = match found.refused {
        Some(why) => view! { <p class="notice warn">{why_not(why)}</p> }.into_any(),
        None if is_open => view! { <CancelAtAnniversary ends=ends.clone() number shared/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <section aria-labelledby="cancel">
            <h2 id="cancel">{fill(t().cancel_what, &[("offer", &offer), ("date", &ends)])}</h2>
            <h3>{t().cancel_refund}</h3>
            {refund}
            {order.map(|text| view! { <p>{text}</p> })}
            {with_refund}
            {act}
        </section>
    }
}

#[component]
fn CancelAtAnniversary(ends: String, number: i64, shared: Shared) -> impl IntoView {
    let (asking, error, busy) = (RwSignal::new(false), RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (leave, cancelled) = (leave_when_signed_out(), t().cancel_done);
    let cancel = move |_| {
        if busy.get_untracked() {
            return;
        }
        let leave = leave.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/cancel-subscription");
            match send::<RequestCase>(Method::POST, &url, None, &()).await {
                Ok(case) => shared.became(case, cancelled),
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        let cancel = cancel.clone();
        let places = [("date", ends.as_str())];
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{fill(t().cancel_sure, &places)}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=cancel>{t().cancel_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().cancel_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            let press = fill(t().cancel_at_anniversary, &places);
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{press}</button></p> }
                .into_any()
        }
    };
    view! {
        {live(question)}
        {live(move || error.get().map(|error| view! { <Refused error/> }))}
    }
}
