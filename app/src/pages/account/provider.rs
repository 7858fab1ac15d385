//! The provider by which one may sign in: connecting and disconnecting it; and a password for who has none.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::account::{AccountView, WaysIn};
use tokuten_core::openid::{GoOn, ProviderConnection};
use tokuten_core::passkeys::PasskeysView;
use tokuten_core::problem::ProblemCode;
use tokuten_core::sessions::PasswordForgotten;

use crate::client::{ApiError, send, send_only};
use crate::components::confirming::{ByProvider, Confirming, Means, Standing};
use crate::components::live::live;
use crate::components::page::{Explained, shown};
use crate::components::provider::{go_on, named};
use crate::context::{context, leave_when_signed_out};
use crate::format::instant;
use crate::loaded::Loaded;
use crate::passkeys::Failure;
use crate::texts::fill;
use crate::texts::openid::t;

/// What the section says after a press.
#[derive(Clone)]
enum Said {
    /// And by what one signs in from now on.
    Disconnected(WaysIn),
    Failed(ApiError),
}

/// The section; nothing where there is no provider, and for operators.
pub fn section(
    view: &AccountView,
    loaded: Loaded<AccountView>,
    keys: Loaded<PasskeysView>,
) -> Option<impl IntoView + use<>> {
    let since = RwSignal::new(view.provider.as_ref()?.since);
    let said = RwSignal::new(None::<Said>);
    let body = move |view: PasskeysView| {
        let Some(at) = since.get() else {
            // What is to be connected confirms nothing.
            let means = Means { provider: ByProvider::No, ..Means::of(&view) };
            return view! { <Connect means/> }.into_any();
        };
        let (text, ways) = (move || fill(&named(t().connected_since), &[("date", &instant(at))]), view.ways);
        let disconnected = move || {
            since.set(None);
            said.set(Some(Said::Disconnected(ways)));
            loaded.refresh();
            keys.refresh();
        };
        view! { <p>{text}</p> <Disconnect ways said disconnected/> }.into_any()
    };
    let message = move || {
        said.get().map(|said| match said {
            Said::Disconnected(ways) => {
                let text = if ways.password { t().disconnected } else { t().disconnected_passkey };
                view! { <p class="notice good" role="status">{named(text)}</p> }.into_any()
            }
            Said::Failed(error) => failed(error),
        })
    };
    Some(view! {
        <section class="narrow" aria-labelledby="provider">
            <h2 id="provider">{live(move || named(t().sign_in_with))}</h2>
            {live(message)}
            {shown(keys, body)}
        </section>
    })
}

fn failed(error: ApiError) -> AnyView {
    let last = error.code() == Some(ProblemCode::LastWayToSignIn);
    view! {
        <div class="notice bad" role="alert">
            {if last { view! { <p>{live(move || t().last_way)}</p> }.into_any() } else { view! { <Explained error/> }.into_any() }}
        </div>
    }
    .into_any()
}

/// Asks for a confirmation, and goes on to the provider.
#[component]
fn Connect(means: Means) -> impl IntoView {
    let (context, leave, standing) = (context(), leave_when_signed_out(), Standing::new());
    let confirmed = move |confirmation| {
        let language = context.language.get_untracked();
        let (wish, leave) = (ProviderConnection { confirmation, language }, leave.clone());
        leptos::task::spawn_local(async move {
            match send::<GoOn>(Method::POST, "/api/account/openid", None, &wish).await {
                Ok(to) => {
                    go_on(&to);
                    standing.end(None);
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => standing.end(Some(Failure::Api(problem))),
            }
        });
    };
    view! {
        <p>{live(move || named(t().connect_text))}</p>
        <Confirming means id="provider-present" press=Signal::derive(|| named(t().connect)) standing confirmed/>
    }
}

/// Disconnects once one is sure; greyed out where it is the last way to sign in.
#[component]
fn Disconnect(
    ways: WaysIn,
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
    if !ways.may_disconnect() {
        return view! {
            <p><button class="button quiet" type="button" disabled aria-describedby="provider-why">{live(move || named(t().disconnect))}</button></p>
            <p class="small" id="provider-why">{live(move || t().last_way)}</p>
        }
        .into_any();
    }
    (move || {
        let disconnect = disconnect.clone();
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{live(move || named(t().disconnect_sure))}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=disconnect>{live(move || t().disconnect_yes)}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{live(move || t().disconnect_no)}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{live(move || named(t().disconnect))}</button></p> }
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
            <h2 id="set-password">{live(move || t().set_password)}</h2>
            <p>{live(move || t().set_password_text)}</p>
            {live(move || sent.get().then(|| view! { <p class="notice good" role="status">{live(told.clone())}</p> }))}
            {live(move || error.get().map(failed))}
            <p><button class="button quiet" type="button" disabled=move || busy.get() on:click=press>{live(move || t().set_password_press)}</button></p>
        </section>
    }
}
