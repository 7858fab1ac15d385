//! Claiming, releasing, taking over.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::desk::{Claim, ClaimAsked, Released, Thing};
use tokuten_core::problem::ProblemCode;

use super::{Desk, Said};
use crate::browser;
use crate::client::{ApiError, send, send_only};
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::format::instant;
use crate::texts::fill;
use crate::texts::operator::desk::t;

/// Who has a thing, and the button that changes that.
#[component]
pub fn ClaimPresses(
    /// The thing.
    thing: Thing,
    /// What it is, in a line.
    what: String,
    /// Who has it.
    claim: RwSignal<Option<Claim>>,
    /// Id of the operator who looks.
    own: StoredValue<String>,
    /// Where the keyboard goes afterwards.
    place: String,
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let (thing, what, place) = (StoredValue::new(thing), StoredValue::new(what), StoredValue::new(place));
    let (busy, sure) = (RwSignal::new(false), RwSignal::new(false));
    let leave = StoredValue::new(leave_when_signed_out());
    let failed = move |error: ApiError| {
        if leave.try_with_value(|leave| leave(&error)) == Some(false) {
            if error.code() == Some(ProblemCode::Held) {
                // Who has it now is shown with the rest.
                desk.back_to.set(place.try_get_value());
                desk.loaded.refresh();
            }
            let _ = desk.said.try_set(Some(Said::Failed(error)));
        }
        let _ = busy.try_set(false);
    };
    let ask = move |takes_over: Option<String>| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        desk.said.set(None);
        let asked = ClaimAsked { thing: thing.get_value(), takes_over };
        leptos::task::spawn_local(async move {
            match send::<Claim>(Method::POST, "/api/operator/claims", None, &asked).await {
                Ok(mine) => {
                    let _ = sure.try_set(false);
                    let _ = claim.try_set(Some(mine));
                    let _ = busy.try_set(false);
                    // The button that was pressed is another one now.
                    if let Some(place) = place.try_get_value() {
                        browser::focus(&place);
                    }
                }
                Err(error) => failed(error),
            }
        });
    };
    let release = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        desk.said.set(None);
        let released = Released { thing: thing.get_value() };
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, "/api/operator/claims/release", &released).await {
                Ok(()) => {
                    let _ = claim.try_set(None);
                    let _ = busy.try_set(false);
                    if let Some(place) = place.try_get_value() {
                        browser::focus(&place);
                    }
                }
                Err(error) => failed(error),
            }
        });
    };
    let named = move |text: &'static str| what.with_value(|what| fill(text, &[("what", what)]));
    move || {
        let holder = claim.get();
        let is_own = holder.as_ref().is_some_and(|holder| own.with_value(|own| *own == holder.by));
        match holder {
            None => view! {
                <div class="whose">
                    <button class="button quiet" type="button" data-press="claim" aria-label=named(t().claim_of)
                        disabled=move || busy.get() on:click=move |_| ask(None)>{t().claim}</button>
                </div>
            }
            .into_any(),
            Some(holder) if is_own => view! {
                <div class="whose">
                    <p class="mine">{fill(t().claimed_own, &[("time", &instant(holder.until))])}</p>
                    <button class="button quiet" type="button" data-press="release" aria-label=named(t().release_of)
                        disabled=move || busy.get() on:click=release>{t().release}</button>
                </div>
            }
            .into_any(),
            Some(holder) => {
                let by = fill(t().claimed_by, &[("name", &holder.name), ("time", &instant(holder.until))]);
                let asked = holder.clone();
                view! {
                    <div class="whose">
                        <p class="theirs">{by}</p>
                        <button class="button quiet" type="button" data-press="claim" aria-label=named(t().take_over_of)
                            on:click=move |_| sure.set(true)>{t().take_over}</button>
                        {live(move || sure.get().then(|| warning(&asked, (busy, sure), ask)))}
                    </div>
                }
                .into_any()
            }
        }
    }
}

/// What to think of before taking a thing over.
fn warning(
    holder: &Claim,
    (busy, sure): (RwSignal<bool>, RwSignal<bool>),
    ask: impl Fn(Option<String>) + 'static,
) -> AnyView {
    let places = [("name", &*holder.name), ("time", &instant(holder.since))];
    let by = holder.by.clone();
    view! {
        <div class="notice warn" role="alert">
            <p>{fill(t().take_over_sure, &places)}</p>
            <p class="actions">
                <button class="button" type="button" disabled=move || busy.get() on:click=move |_| ask(Some(by.clone()))>{t().take_over_yes}</button>
                <button class="button quiet" type="button" on:click=move |_| sure.set(false)>{t().take_over_no}</button>
            </p>
        </div>
    }
    .into_any()
}
