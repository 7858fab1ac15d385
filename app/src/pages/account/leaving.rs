//! Everything that is held on one, as a file; and leaving for good.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::account::{AccountView, Erasure};
use tokuten_core::problem::FieldError;
use tokuten_core::sessions::ActsFor;
use tokuten_core::users::{Standing, may_erase_oneself};

use crate::client::{ApiError, send_only};
use crate::components::field::Field;
use crate::components::page::Explained;
use crate::context::{context, leave_when_signed_out};
use crate::texts::account::t;
use crate::words;

/// A link to the file.
pub fn held() -> impl IntoView {
    view! {
        <section class="narrow" aria-labelledby="held">
            <h2 id="held">{t().held}</h2>
            <p>{t().held_text}</p>
            <p><a class="button quiet" href="/api/account/all" rel="external" download="">{t().download}</a></p>
        </section>
    }
}

/// Leaving for good; nothing for operators.
pub fn leaving(view: &AccountView) -> Option<impl IntoView + use<>> {
    let roles = context().session.with_untracked(|session| {
        match session.as_ref().map(|session| &session.acts_for) {
            Some(ActsFor::Partner { roles, .. }) => Some(roles.clone()),
            _ => None,
        }
    })?;
    let why_not = may_erase_oneself(&Standing { roles, global_admins: view.global_admins });
    let (has_password, email) = (view.has_password, view.email.clone());
    let body = if why_not.is_empty() {
        view! { <Question has_password email/> }.into_any()
    } else {
        view! {
            <p><button class="button quiet" type="button" disabled aria-describedby="erase-why">{t().erase_press}</button></p>
            <p class="small" id="erase-why">{t().erase_last}</p>
        }
        .into_any()
    };
    Some(view! {
        <section class="narrow" aria-labelledby="erase">
            <h2 id="erase">{t().erase}</h2>
            <p>{t().erase_text}</p>
            {body}
        </section>
    })
}

#[component]
fn Question(has_password: bool, email: String) -> impl IntoView {
    let (asking, present) = (RwSignal::new(false), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (context, leave, navigate) = (context(), leave_when_signed_out(), use_navigate());
    let erase = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (with, leave, navigate) =
            (Erasure { present: present.get_untracked() }, leave.clone(), navigate.clone());
        busy.set(true);
        faults.set(Vec::new());
        error.set(None);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, "/api/account/erasure", &with).await {
                Ok(()) => {
                    context.signed_out();
                    navigate("/", NavigateOptions::default());
                }
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let form = move || {
        let (erase, email) = (erase.clone(), email.clone());
        let field = has_password.then(|| {
            view! {
                // A password manager has to know whose password it is.
                <input class="visually-hidden" type="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=email/>
                <Field id="erase-present" label=Signal::derive(|| t().present_password) value=present kind="password"
                    fault=words::fault_of(faults, "present") autocomplete="current-password"/>
            }
        });
        view! {
            <form class="notice warn" novalidate on:submit=erase>
                <p role="alert">{if has_password { t().erase_sure } else { t().erase_sure_without }}</p>
                {field}
                <p class="actions">
                    <button class="button" type="submit" disabled=move || busy.get()>{t().erase_yes}</button>
                    <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().erase_no}</button>
                </p>
            </form>
        }
    };
    view! {
        {move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> })}
        {move || if asking.get() {
            form().into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{t().erase_press}</button></p> }.into_any()
        }}
    }
}
