//! The provider by which one may sign in: connecting and disconnecting it; and a password for who has none.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::account::AccountView;
use tokuten_core::openid::{GoOn, ProviderConnection, may_disconnect};
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::sessions::PasswordForgotten;

use crate::client::{ApiError, send, send_only};
use crate::components::field::Field;
use crate::components::page::Explained;
use crate::components::provider::{go_on, named};
use crate::context::{Loaded, context, leave_when_signed_out};
use crate::format::instant;
use crate::texts::fill;
use crate::texts::openid::t;
use crate::words;

/// What the section says after a press.
#[derive(Clone)]
enum Said {
    Disconnected,
    Failed(ApiError),
}

/// The section; nothing where there is no provider, and for operators.
pub fn section(view: &AccountView, loaded: Loaded<AccountView>) -> Option<impl IntoView + use<>> {
    let since = RwSignal::new(view.provider.as_ref()?.since);
    let said = RwSignal::new(None::<Said>);
    let (has_password, email) = (view.has_password, view.email.clone());
    let body = move || match since.get() {
        Some(at) => {
            let text = move || fill(&named(t().connected_since), &[("date", &instant(at))]);
            let disconnected = move || {
                since.set(None);
                said.set(Some(Said::Disconnected));
                loaded.refresh();
            };
            view! { <p>{text}</p> <Disconnect has_password said disconnected/> }.into_any()
        }
        None => view! { <Connect has_password email=email.clone() said/> }.into_any(),
    };
    let message = move || {
        said.get().map(|said| match said {
            Said::Disconnected => {
                view! { <p class="notice good" role="status">{move || named(t().disconnected)}</p> }
                    .into_any()
            }
            Said::Failed(error) => failed(error),
        })
    };
    Some(view! {
        <section class="narrow" aria-labelledby="provider">
            <h2 id="provider">{move || named(t().sign_in_with)}</h2>
            {message}
            {body}
        </section>
    })
}

fn failed(error: ApiError) -> AnyView {
    let old = error.code() == Some(ProblemCode::SessionTooOld);
    view! {
        <div class="notice bad" role="alert">
            {if old { view! { <p>{move || named(t().too_old)}</p> }.into_any() } else { view! { <Explained error/> }.into_any() }}
        </div>
    }
    .into_any()
}

/// Asks for the password where there is one, and goes on to the provider.
#[component]
fn Connect(has_password: bool, email: String, said: RwSignal<Option<Said>>) -> impl IntoView {
    let present = RwSignal::new(String::new());
    let (faults, busy) = (RwSignal::new(Vec::<FieldError>::new()), RwSignal::new(false));
    let (context, leave) = (context(), leave_when_signed_out());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let language = context.language.get_untracked();
        let (wish, leave) =
            (ProviderConnection { present: present.get_untracked(), language }, leave.clone());
        busy.set(true);
        faults.set(Vec::new());
        said.set(None);
        leptos::task::spawn_local(async move {
            match send::<GoOn>(Method::POST, "/api/account/openid", None, &wish).await {
                Ok(to) => go_on(&to),
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(said.try_set(Some(Said::Failed(problem)))),
            }
            let _ = busy.try_set(false);
        });
    };
    let asked = if has_password {
        view! {
            // A password manager has to know whose password it is.
            <input class="visually-hidden" type="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=email/>
            <Field id="provider-present" label=Signal::derive(|| t().present_password) value=present kind="password"
                fault=words::fault_of(faults, "present") autocomplete="current-password"/>
        }
        .into_any()
    } else {
        view! { <p class="small">{move || t().connect_fresh}</p> }.into_any()
    };
    view! {
        <p>{move || named(t().connect_text)}</p>
        <form novalidate on:submit=submit>
            {asked}
            <button class="button" type="submit" disabled=move || busy.get()>{move || named(t().connect)}</button>
        </form>
    }
}

/// Disconnects once one is sure; greyed out where it is the last way to sign in.
#[component]
fn Disconnect(
    has_password: bool,
    said: RwSignal<Option<Said>>,
    disconnected: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let (asking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let disconnect = move |_| {
        if busy.get_untracked() {
            return;
        }
        let (leave, disconnected) = (leave.clone(), disconnected.clone());
        busy.set(true);
        leptos::task::spawn_local(async move {
            match send_only(Method::DELETE, "/api/account/openid", &()).await {
                Ok(()) => disconnected(),
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(said.try_set(Some(Said::Failed(problem)))),
            }
            let _ = busy.try_set(false);
        });
    };
    if !may_disconnect(has_password) {
        return view! {
            <p><button class="button quiet" type="button" disabled aria-describedby="provider-why">{move || named(t().disconnect)}</button></p>
            <p class="small" id="provider-why">{move || t().last_way}</p>
        }
        .into_any();
    }
    (move || {
        let disconnect = disconnect.clone();
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{move || named(t().disconnect_sure)}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=disconnect>{move || t().disconnect_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{move || t().disconnect_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{move || named(t().disconnect)}</button></p> }
                .into_any()
        }
    })
    .into_any()
}

/// Who has no password may have a link to set one.
#[component]
pub fn SetPassword(
    /// Where the link goes.
    email: String,
) -> impl IntoView {
    let (sent, busy, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let to = email.clone();
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        let who = PasswordForgotten { email: to.clone() };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, "/api/password-resets", &who).await {
                Ok(()) => drop(sent.try_set(true)),
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let told = move || fill(t().set_password_sent, &[("email", &email)]);
    view! {
        <section class="narrow" aria-labelledby="set-password">
            <h2 id="set-password">{move || t().set_password}</h2>
            <p>{move || named(t().set_password_text)}</p>
            {move || sent.get().then(|| view! { <p class="notice good" role="status">{told.clone()}</p> })}
            {move || error.get().map(failed)}
            <p><button class="button quiet" type="button" disabled=move || busy.get() on:click=press>{move || t().set_password_press}</button></p>
        </section>
    }
}
