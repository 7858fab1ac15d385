//! The second factor: a code, or a passkey.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::factors::{CodeEntry, HalfView};
use tokuten_core::problem::ProblemCode;

use super::{Room, Stage};
use crate::client::{ApiError, send};
use crate::components::confirming::Failed;
use crate::components::field::Field;
use crate::components::live::live;
use crate::context::{context, t as shared};
use crate::passkeys;
use crate::texts::fill;
use crate::texts::operator::factors::t;
use crate::texts::passkeys::t as of_passkeys;

/// What is wrong with a code that was not accepted.
pub fn refused(error: &ApiError) -> bool {
    error.code() == Some(ProblemCode::CodeRefused)
}

/// The second step, for who has a second factor.
#[component]
pub fn Second(room: Room, view: HalfView) -> impl IntoView {
    let (code, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<bool>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let entry = CodeEntry { code: code.get_untracked() };
        wrong.set(entry.code.trim().is_empty().then_some(false));
        if entry.code.trim().is_empty() || !room.standing.begin() {
            return;
        }
        leptos::task::spawn_local(async move {
            match send(Method::POST, "/api/operator/session/code", None, &entry).await {
                Ok(session) => room.enter(session),
                Err(error) if refused(&error) => {
                    room.standing.end(None);
                    let _ = wrong.try_set(Some(true));
                    let _ = code.try_set(String::new());
                    request_animation_frame(|| crate::browser::focus("code"));
                }
                Err(error) if error.code() == Some(ProblemCode::SignedOut) => {
                    room.standing.end(Some(error.into()));
                    let _ = room.stage.try_set(Stage::Password);
                }
                Err(error) => room.standing.end(Some(error.into())),
            }
        });
    };
    let fault = Signal::derive(move || {
        wrong.get().map(|refused| if refused { t().code_refused } else { shared().fault_missing })
    });
    let app = view.factors.app;
    let hint = Signal::derive(move || if app { t().code_hint } else { t().recovery_hint });
    let email = view.email;
    let by_passkey = move || {
        let context = context();
        let host =
            context.public.with(|public| public.as_ref().and_then(|public| public.passkey_host.clone()));
        (view.factors.passkey && passkeys::work_here(host.as_deref())).then(|| {
            view! {
                <button class="button quiet" type="button" disabled=move || room.standing.busy.get()
                    on:click=move |_| room.by_passkey()>{of_passkeys().sign_in_by}</button>
            }
        })
    };
    view! {
        <p>{live(move || fill(t().second_for, &[("email", &email)]))}</p>
        <form class="narrow" novalidate on:submit=submit>
            <Failed standing=room.standing/>
            <Field id="code" label=Signal::derive(|| t().code) value=code fault autocomplete="one-time-code" inputmode="text" hint/>
            <p class="actions">
                <button class="button" type="submit" disabled=move || room.standing.busy.get()>{live(move || t().go_on)}</button>
                {live(by_passkey)}
                <button class="button quiet" type="button" on:click=move |_| room.start_again()>{live(move || t().start_again)}</button>
            </p>
            <p class="small">{live(move || t().lost)}</p>
        </form>
    }
}
