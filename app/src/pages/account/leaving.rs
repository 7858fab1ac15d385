//! Everything that is held on one, as a file; and leaving for good.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::account::{AccountView, Erasure};
use tokuten_core::passkeys::{Confirmation, PasskeysView};
use tokuten_core::sessions::ActsFor;
use tokuten_core::users::{Standing, may_erase_oneself};

use crate::client::send_only;
use crate::components::confirming::{Confirming, Means, Standing as Form};
use crate::components::live::live;
use crate::components::page::shown;
use crate::context::{context, leave_when_signed_out};
use crate::loaded::Loaded;
use crate::passkeys::Failure;
use crate::texts::account::t;

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
pub fn leaving(view: &AccountView, keys: Loaded<PasskeysView>) -> Option<impl IntoView + use<>> {
    let roles = context().session.with_untracked(|session| {
        match session.as_ref().map(|session| &session.acts_for) {
            Some(ActsFor::Partner { roles, .. }) => Some(roles.clone()),
            _ => None,
        }
    })?;
    let why_not = may_erase_oneself(&Standing { roles, global_admins: view.global_admins });
    let has_password = view.has_password;
    let body = if why_not.is_empty() {
        view! { <Question has_password keys/> }.into_any()
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
fn Question(has_password: bool, keys: Loaded<PasskeysView>) -> impl IntoView {
    let (asking, form) = (RwSignal::new(false), Form::new());
    let (context, leave, navigate) = (context(), leave_when_signed_out(), use_navigate());
    let erase = move |confirmation: Confirmation| {
        let (leave, navigate) = (leave.clone(), navigate.clone());
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, "/api/account/erasure", &Erasure { confirmation }).await {
                Ok(()) => {
                    context.signed_out();
                    navigate("/", NavigateOptions::default());
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => form.end(Some(Failure::Api(problem))),
            }
        });
    };
    let confirming = move || match keys.there(Means::of) {
        Some(means) => {
            let confirmed = erase.clone();
            view! {
                <Confirming means id="erase-present" press=Signal::derive(|| t().erase_yes.to_owned()) standing=form confirmed/>
            }
            .into_any()
        }
        None => shown(keys, |_| ()).into_any(),
    };
    let question = move || {
        view! {
            <div class="notice warn">
                <p role="alert">{if has_password { t().erase_sure } else { t().erase_sure_without }}</p>
                {live(confirming.clone())}
                <p><button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().erase_no}</button></p>
            </div>
        }
    };
    move || {
        if asking.get() {
            question().into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{t().erase_press}</button></p> }.into_any()
        }
    }
}
