//! Who has forgotten the password asks for a link. The page says the same for every address.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::sessions::{PasswordForgotten, email_fault};

use crate::browser;
use crate::client::{ApiError, send_only};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading};
use crate::context::t as shared;
use crate::texts::fill;
use crate::texts::users::t;
use crate::words;

/// The page.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let email = RwSignal::new(String::new());
    let of_operator = browser::query("of").is_some_and(|of| of == "operator");
    let door = if of_operator { "/operator/sign-in" } else { "/sign-in" };
    let (checked, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (error, sent) = (RwSignal::new(None::<ApiError>), RwSignal::new(None::<String>));
    let wrong =
        Signal::derive(move || checked.get().then(|| email_fault(&email.get()).map(words::fault)).flatten());
    let listed = Signal::derive(move || {
        wrong.get().map(|fault| ("email", shared().email, fault)).into_iter().collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        checked.set(true);
        if busy.get_untracked() || wrong.get_untracked().is_some() {
            return;
        }
        let who = PasswordForgotten { email: email.get_untracked().trim().to_owned() };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, "/api/password-resets", &who).await {
                Ok(()) => drop(sent.try_set(Some(who.email))),
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let form = move || {
        view! {
            <p>{live(move || t().forgotten_text)}</p>
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
            <form class="narrow" novalidate on:submit=submit>
                <FaultSummary faults=listed/>
                <Field id="email" label=Signal::derive(|| shared().email) value=email fault=wrong kind="email" autocomplete="username" inputmode="email"/>
                <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().forgotten_send)}</button>
            </form>
        }
    };
    view! {
        <Heading text=Signal::derive(|| shared().forgot_password.to_owned())/>
        {live(move || match sent.get() {
            Some(email) => view! { <p class="notice good" role="status">{fill(t().forgotten_sent, &[("email", &email)])}</p> }.into_any(),
            None => form().into_any(),
        })}
        <p><a href=door>{live(move || t().back_to_sign_in)}</a></p>
    }
}
