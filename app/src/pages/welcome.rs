//! A one-time link: the first operator's set-up, or a user's first password.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::sessions::{LinkUse, LinkView, email_fault, name_fault, password_fault};

use crate::client::{ApiError, send_only};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::components::provider::WithProvider;
use crate::context::t as common;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::openid::t as provider_t;
use crate::texts::signing_in::t;
use crate::words;

/// The page.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let url = format!("/api/links/{token}");
    let loaded = Loaded::<LinkView>::from({
        let url = url.clone();
        move || url.clone()
    });
    let done = RwSignal::new(false);
    view! {
        <Heading text=Signal::derive(move || loaded.there(heading).unwrap_or(t().welcome).to_owned())/>
        {live(move || if done.get() {
            let door = if loaded.there(|link| link.operator) == Some(true) { "/operator/sign-in" } else { "/sign-in" };
            view! { <p class="notice good" role="status">{t().password_set}" "<a href=door>{common().sign_in}</a></p> }.into_any()
        } else {
            let url = url.clone();
            shown(loaded, move |link| view! { <PasswordForm link url=url.clone() done/> }).into_any()
        })}
    }
}

/// Who has a password sets a new one, and is not welcomed again.
fn heading(link: &LinkView) -> &'static str {
    if link.has_come { common().set_password } else { t().welcome }
}

#[component]
fn PasswordForm(link: LinkView, url: String, done: RwSignal<bool>) -> impl IntoView {
    // Whoever is invited may come by the provider instead.
    let by_provider = link.comes_by_provider().then(|| {
        view! { <WithProvider return_to=None then=Signal::derive(|| provider_t().or_set_password)/> }
    });
    let (fixed, named) = (link.email.clone(), link.has_come);
    let email = RwSignal::new(link.email.unwrap_or_default());
    let name = RwSignal::new(link.name.unwrap_or_default());
    let (password, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (checked, busy, error) =
        (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let when_checked = move |fault: fn(&str, &str, &str) -> Option<&'static str>, value: RwSignal<String>| {
        Signal::derive(move || {
            checked.get().then(|| fault(&value.get(), &email.get(), &name.get())).flatten()
        })
    };
    let email_wrong = when_checked(|value, _, _| email_fault(value).map(words::fault), email);
    let name_wrong = when_checked(|value, _, _| name_fault(value).map(words::fault), name);
    let password_wrong =
        when_checked(|value, email, name| password_fault(value, &[email, name]).map(words::fault), password);
    let again_wrong = Signal::derive(move || {
        (checked.get() && again.get() != password.get()).then(|| common().fault_differs)
    });
    let listed = Signal::derive(move || {
        let t = t();
        [
            ("email", common().email, email_wrong.get()),
            ("name", t.your_name, name_wrong.get()),
            ("password", common().password, password_wrong.get()),
            ("password-again", common().password_again, again_wrong.get()),
        ]
        .into_iter()
        .filter_map(|(id, label, fault)| Some((id, label, fault?)))
        .collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        checked.set(true);
        if busy.get_untracked() || !listed.with_untracked(Vec::is_empty) {
            return;
        }
        let body = LinkUse {
            email: email.get_untracked(),
            name: name.get_untracked(),
            password: password.get_untracked(),
        };
        let url = url.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, &url, &body).await {
                Ok(()) => done.set(true),
                Err(problem) => error.set(Some(problem)),
            }
            let _ = busy.try_set(false);
        });
    };
    let email_field = fixed.is_none().then(|| {
        view! { <Field id="email" label=Signal::derive(|| common().email) value=email fault=email_wrong kind="email" autocomplete="username" inputmode="email"/> }
    });
    let name_field = (!named).then(|| {
        view! { <Field id="name" label=Signal::derive(|| t().your_name) value=name fault=name_wrong autocomplete="name"/> }
    });
    let hint = Signal::derive(|| common().password_rule);
    view! {
        <p>{live(move || fixed.as_ref().map_or_else(|| t().welcome_first.to_owned(), |email| fill(t().welcome_user, &[("email", email)])))}</p>
        {by_provider}
        <form class="narrow" novalidate on:submit=submit>
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
            <FaultSummary faults=listed/>
            {email_field}
            {name_field}
            <Field id="password" label=Signal::derive(|| common().password) value=password fault=password_wrong kind="password" autocomplete="new-password" hint/>
            <Field id="password-again" label=Signal::derive(|| common().password_again) value=again fault=again_wrong kind="password" autocomplete="new-password"/>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || common().set_password)}</button>
        </form>
    }
}
