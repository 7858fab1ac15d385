//! Signing in, and in the demo a press for each of its users.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::factors::OperatorSignIn;
use tokuten_core::openid::own_path;
use tokuten_core::sessions::{Credentials, DemoCompany, DemoUser, SessionView, email_fault};

use crate::browser;
use crate::client::{ApiError, send};
use crate::components::confirming::FailureText;
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Heading, Waiting};
use crate::components::provider::{WithProvider, ended as ended_by, ending};
use crate::context::{context, local, t as common};
use crate::passkeys::{self, Failure};
use crate::texts::openid::t as provider_t;
use crate::texts::passkeys::t as of_passkeys;
use crate::texts::signing_in::t;
use crate::words;

/// How far somebody has come.
enum Entered {
    In(SessionView),
    /// An operator, who owes the second factor.
    Half,
}

async fn user(credentials: &Credentials) -> Result<Entered, ApiError> {
    Ok(Entered::In(send(Method::POST, "/api/session", None, credentials).await?))
}

/// In the demo operators are listed here too, and are led to their own door.
async fn operator(credentials: &Credentials) -> Result<Entered, ApiError> {
    Ok(match send(Method::POST, "/api/operator/session", None, credentials).await? {
        OperatorSignIn::SignedIn(session) => Entered::In(session),
        OperatorSignIn::NeedsFactor(_) => Entered::Half,
    })
}

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, busy, checked) = (RwSignal::new(None::<Failure>), RwSignal::new(false), RwSignal::new(false));
    let (context, navigate) = (context(), use_navigate());
    let back = browser::query("return").filter(|path| own_path(path).is_some());
    let (ended, ending) = (back.is_some(), ending());
    let back_from_provider = StoredValue::new(back.clone());
    let enter = StoredValue::new(move |entered: Result<Entered, Failure>| {
        match entered {
            Ok(Entered::In(session)) => {
                context.signed_in(session);
                let home = if context.is_operator() { "/operator" } else { "/offers" };
                navigate(back.as_deref().unwrap_or(home), NavigateOptions::default());
            }
            Ok(Entered::Half) => navigate("/operator/sign-in", NavigateOptions::default()),
            Err(failure) => {
                error.set(Some(failure));
                browser::focus("sign-in-error");
            }
        }
        let _ = busy.try_set(false);
    });
    // One at a time, whichever way.
    let begin = move || {
        let free = !busy.get_untracked();
        busy.set(true);
        if free {
            error.set(None);
        }
        free
    };
    let sign_in = move |credentials: Credentials, of_vendor: bool| {
        if begin() {
            leptos::task::spawn_local(async move {
                let entered = if of_vendor { operator(&credentials).await } else { user(&credentials).await };
                enter.with_value(|enter| enter(entered.map_err(Failure::Api)));
            });
        }
    };
    let by_passkey = move |_| {
        if begin() {
            leptos::task::spawn_local(async move {
                let entered = passkeys::sign_in("/api/session/passkey").await.map(Entered::In);
                enter.with_value(|enter| enter(entered));
            });
        }
    };
    let email_wrong =
        Signal::derive(move || checked.get().then(|| email_fault(&email.get()).map(words::fault)).flatten());
    let password_wrong = Signal::derive(move || {
        (checked.get() && password.with(String::is_empty)).then(|| common().fault_missing)
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        checked.set(true);
        if email_wrong.get_untracked().is_none() && password_wrong.get_untracked().is_none() {
            let credentials =
                Credentials { email: email.get_untracked(), password: password.get_untracked() };
            sign_in(credentials, false);
        }
    };
    let listed = Signal::derive(move || {
        let email = email_wrong.get().map(|fault| ("email", common().email, fault));
        let password = password_wrong.get().map(|fault| ("password", common().password, fault));
        email.into_iter().chain(password).collect::<Vec<_>>()
    });
    let demo = move || {
        let companies = context
            .public
            .with(|public| public.as_ref().map(|public| public.demo.clone()))
            .unwrap_or_default();
        (!companies.is_empty()).then(|| view! { <Demo companies pick=sign_in/> })
    };
    let form = move || {
        view! {
            <WithProvider return_to=back_from_provider.get_value() then=Signal::derive(|| provider_t().or_password)/>
            <form class="narrow" novalidate on:submit=submit>
                <div id="sign-in-error" tabindex="-1">
                    {live(move || error.get().map(|failure| view! { <div class="notice bad" role="alert"><FailureText failure/></div> }))}
                </div>
                <FaultSummary faults=listed/>
                <Field id="email" label=Signal::derive(|| common().email) value=email fault=email_wrong kind="email" autocomplete="username" inputmode="email"/>
                <Field id="password" label=Signal::derive(|| common().password) value=password fault=password_wrong kind="password" autocomplete="current-password"/>
                <button class="button" type="submit" disabled=move || busy.get()>{live(move || common().sign_in)}</button>
                {passkey_button(busy, by_passkey)}
                <p class="actions"><a href="/forgotten">{live(move || common().forgot_password)}</a></p>
                <p>{live(move || t().not_a_partner)}" "<a href="/join">{live(move || common().join_now)}</a></p>
                <p class="small"><a href="/operator/sign-in">{live(move || t().for_operators)}</a></p>
            </form>
            {live(demo)}
        }
    };
    view! {
        <Heading text=Signal::derive(|| common().sign_in.to_owned())/>
        {ending.map(ended_by)}
        <p>{live(move || if ended && ending.is_none() { common().session_ended } else { t().sign_in_text })}</p>
        // What stands above the form follows from what the portal is.
        {live(move || if context.public_asked.get() { form().into_any() } else { view! { <Waiting/> }.into_any() })}
    }
}

/// The way in by a passkey, where passkeys work.
fn passkey_button(
    busy: RwSignal<bool>,
    press: impl Fn(leptos::ev::MouseEvent) + Copy + Send + 'static,
) -> impl IntoView {
    move || {
        let host =
            context().public.with(|public| public.as_ref().and_then(|public| public.passkey_host.clone()));
        passkeys::work_here(host.as_deref()).then(|| {
            view! {
                <p class="actions"><button class="button quiet" type="button" disabled=move || busy.get()
                    on:click=press>{of_passkeys().sign_in_by}</button></p>
            }
        })
    }
}

#[component]
fn Demo(companies: Vec<DemoCompany>, pick: impl Fn(Credentials, bool) + Copy + 'static) -> impl IntoView {
    let user = move |user: DemoUser| {
        let (email, of_vendor) = (user.email.clone(), user.operator.is_some());
        let named = user.roles.first().map(|role| words::role(*role)).or(user.operator.map(words::operator));
        view! {
            <li><button class="chip" type="button" title=user.email.clone() aria-label=format!("{}: {}", common().sign_in, user.email)
                on:click=move |_| pick(Credentials { email: email.clone(), password: "demo".to_owned() }, of_vendor)>
                {user.name}" "<span class="small">{named.unwrap_or(common().demo_member)}</span>
            </button></li>
        }
    };
    let company = move |company: DemoCompany| {
        let users = company.users.into_iter().map(user).collect_view();
        view! { <article class="tile"><h3>{company.name}</h3><p>{local(&company.story)}</p><ul class="chips">{users}</ul></article> }
    };
    view! {
        <section aria-labelledby="demo">
            <h2 id="demo">{common().demo_title}</h2>
            <p>{common().demo_text}</p>
            <div class="tiles">{companies.into_iter().map(company).collect_view()}</div>
        </section>
    }
}
