//! Signing in, and in the demo a press for each of its users.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::openid::own_path;
use tokuten_core::sessions::{Credentials, DemoCompany, DemoUser, SessionView, email_fault};

use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::{FaultSummary, Field};
use crate::components::page::{Explained, Heading, Waiting};
use crate::components::provider::{WithProvider, ended as ended_by, ending};
use crate::context::{context, local, t};
use crate::texts::openid::t as provider_t;
use crate::words;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, busy, checked) =
        (RwSignal::new(None::<ApiError>), RwSignal::new(false), RwSignal::new(false));
    let (context, navigate) = (context(), use_navigate());
    let back = browser::query("return").filter(|path| own_path(path).is_some());
    let (ended, ending) = (back.is_some(), ending());
    let back_from_provider = back.clone();
    let sign_in = move |credentials: Credentials| {
        if busy.get_untracked() {
            return;
        }
        let (navigate, back) = (navigate.clone(), back.clone());
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send::<SessionView>(Method::POST, "/api/session", None, &credentials).await {
                Ok(session) => {
                    context.signed_in(session);
                    let home = if context.is_operator() { "/operator" } else { "/offers" };
                    navigate(back.as_deref().unwrap_or(home), NavigateOptions::default());
                }
                Err(problem) => {
                    error.set(Some(problem));
                    browser::focus("sign-in-error");
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let email_wrong =
        Signal::derive(move || checked.get().then(|| email_fault(&email.get()).map(words::fault)).flatten());
    let password_wrong =
        Signal::derive(move || (checked.get() && password.with(String::is_empty)).then(|| t().fault_missing));
    let submit = {
        let sign_in = sign_in.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            checked.set(true);
            if email_wrong.get_untracked().is_none() && password_wrong.get_untracked().is_none() {
                sign_in(Credentials { email: email.get_untracked(), password: password.get_untracked() });
            }
        }
    };
    let listed = Signal::derive(move || {
        let email = email_wrong.get().map(|fault| ("email", t().email, fault));
        let password = password_wrong.get().map(|fault| ("password", t().password, fault));
        email.into_iter().chain(password).collect::<Vec<_>>()
    });
    let demo = move || {
        let companies = context
            .public
            .with(|public| public.as_ref().map(|public| public.demo.clone()))
            .unwrap_or_default();
        let sign_in = sign_in.clone();
        (!companies.is_empty()).then(|| view! { <Demo companies pick=sign_in/> })
    };
    let form = move || {
        let (submit, demo) = (submit.clone(), demo.clone());
        view! {
            <WithProvider return_to=back_from_provider.clone() then=Signal::derive(|| provider_t().or_password)/>
            <form class="narrow" novalidate on:submit=submit>
                <div id="sign-in-error" tabindex="-1">
                    {move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> })}
                </div>
                <FaultSummary faults=listed/>
                <Field id="email" label=Signal::derive(|| t().email) value=email fault=email_wrong kind="email" autocomplete="username" inputmode="email"/>
                <Field id="password" label=Signal::derive(|| t().password) value=password fault=password_wrong kind="password" autocomplete="current-password"/>
                <button class="button" type="submit" disabled=move || busy.get()>{move || t().sign_in}</button>
                <p class="actions"><a href="/forgotten">{move || t().forgot_password}</a></p>
                <p>{move || t().not_a_partner}" "<a href="/join">{move || t().join_now}</a></p>
            </form>
            {demo}
        }
    };
    view! {
        <Heading text=Signal::derive(|| t().sign_in.to_owned())/>
        {ending.map(ended_by)}
        <p>{move || if ended && ending.is_none() { t().session_ended } else { t().sign_in_text }}</p>
        // What stands above the form follows from what the portal is.
        {move || if context.public_asked.get() { form().into_any() } else { view! { <Waiting/> }.into_any() }}
    }
}

#[component]
fn Demo(companies: Vec<DemoCompany>, pick: impl Fn(Credentials) + Clone + 'static) -> impl IntoView {
    let user = move |user: DemoUser| {
        let pick = pick.clone();
        let email = user.email.clone();
        let named = user.roles.first().map(|role| words::role(*role)).or(user.operator.map(words::operator));
        view! {
            <li><button class="chip" type="button" title=user.email.clone() aria-label=format!("{}: {}", t().sign_in, user.email)
                on:click=move |_| pick(Credentials { email: email.clone(), password: "demo".to_owned() })>
                {user.name}" "<span class="small">{named.unwrap_or(t().demo_member)}</span>
            </button></li>
        }
    };
    let company = move |company: DemoCompany| {
        let users = company.users.into_iter().map(user.clone()).collect_view();
        view! { <article class="tile"><h3>{company.name}</h3><p>{local(&company.story)}</p><ul class="chips">{users}</ul></article> }
    };
    view! {
        <section aria-labelledby="demo">
            <h2 id="demo">{t().demo_title}</h2>
            <p>{t().demo_text}</p>
            <div class="tiles">{companies.into_iter().map(company).collect_view()}</div>
        </section>
    }
}
