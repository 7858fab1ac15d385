//! Signing in at the provider: the button that leads there, and what is said to who has come back.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::openid::{Ending, GoOn, ProviderSignIn};

use super::live::live;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::page::Explained;
use crate::context::{context, local, t as shared};
use crate::texts::fill;
use crate::texts::openid::t;

/// What the provider is called, if there is one.
pub fn provider() -> Option<String> {
    context().public.with(|public| public.as_ref()?.provider.as_ref().map(local))
}

/// A text with what the provider is called in its place.
pub fn named(text: &str) -> String {
    fill(text, &[("name", &provider().unwrap_or_else(|| t().provider.to_owned()))])
}

/// Leaves the portal for the provider's page.
pub fn go_on(to: &GoOn) {
    // A browser that does not go stays where it is, with the button.
    let _ = window().location().assign(&to.continue_at);
}

/// The button that leads to the provider, from where one comes back signed in; nothing where there is none.
#[component]
pub fn WithProvider(
    /// The page to go to then; none for the front door.
    return_to: Option<String>,
    /// What follows the button, where there is one.
    #[prop(into)]
    then: Signal<&'static str>,
) -> impl IntoView {
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let context = context();
    let leave = move |_| {
        if busy.get_untracked() {
            return;
        }
        let wish =
            ProviderSignIn { return_to: return_to.clone(), language: context.language.get_untracked() };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send::<GoOn>(Method::POST, "/api/openid", None, &wish).await {
                Ok(to) => go_on(&to),
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            // Also after leaving: whoever comes back by the browser's button finds the page as it was.
            let _ = busy.try_set(false);
        });
    };
    move || {
        let leave = leave.clone();
        provider().map(|_| {
            view! {
                {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
                <p class="actions">
                    <button class="button" type="button" disabled=move || busy.get() on:click=leave>{live(move || named(t().sign_in_with))}</button>
                </p>
                <p>{live(move || then.get())}</p>
            }
        })
    }
}

/// How the way through the provider ended from which one has come back, if this page says so.
pub fn ending() -> Option<Ending> {
    browser::query("openid").and_then(|code| Ending::of_code(&code))
}

/// What is said of it.
pub fn ended(ending: Ending) -> AnyView {
    let text = move || {
        let t = t();
        named(match ending {
            Ending::Cancelled => t.ended_cancelled,
            Ending::Stale => t.ended_stale,
            Ending::OtherBrowser => t.ended_other_browser,
            Ending::ProviderError => t.ended_provider_error,
            Ending::NoAnswer => t.ended_no_answer,
            Ending::NotBelieved => t.ended_not_believed,
            Ending::Unverified => t.ended_unverified,
            Ending::InUse => t.ended_in_use,
            Ending::Operator => t.ended_operator,
            Ending::InvitationOver => t.ended_invitation_over,
            Ending::Stranger => t.ended_stranger,
            Ending::TooMany => shared().too_many,
            Ending::SignedOut => t.ended_signed_out,
            Ending::OtherAccount => t.ended_other_account,
            Ending::NotAnew => t.ended_not_anew,
            Ending::Taken => t.ended_taken,
            Ending::Failed => shared().error_server,
            Ending::Connected => t.ended_connected,
            Ending::Confirmed => t.ended_confirmed,
        })
    };
    if matches!(ending, Ending::Connected | Ending::Confirmed) {
        view! { <p class="notice good" role="status">{live(text)}</p> }.into_any()
    } else {
        view! { <div class="notice bad" role="alert"><p>{live(text)}</p></div> }.into_any()
    }
}
