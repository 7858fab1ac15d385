//! Confirming that it is oneself who changes what one signs in with: by the password, or by a passkey.

use leptos::prelude::*;
use tokuten_core::passkeys::Confirmation;
use tokuten_core::problem::FieldError;

use crate::components::field::Field;
use crate::components::page::Explained;
use crate::context::context;
use crate::passkeys::{self, Failure};
use crate::texts::passkeys::t;
use crate::words;

/// What a confirmation is asked with.
#[derive(Debug, Clone)]
pub struct Means {
    /// The user's address, for password managers.
    pub email: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is a passkey that can be used here.
    pub has_passkey: bool,
}

impl Means {
    /// Those of who is signed in, where so many passkeys are bound to this host.
    pub fn of_session(has_password: bool, passkeys: usize, host: Option<&str>) -> Self {
        let email = context().session.with_untracked(|session| {
            session.as_ref().map(|session| session.email.clone()).unwrap_or_default()
        });
        Self { email, has_password, has_passkey: passkeys > 0 && passkeys::work_here(host) }
    }
}

/// How a form that needs a confirmation stands.
#[derive(Clone, Copy)]
pub struct Standing {
    /// Something is under way.
    pub busy: RwSignal<bool>,
    /// What the server found wrong with fields; `present` is the password.
    pub faults: RwSignal<Vec<FieldError>>,
    /// What else went wrong.
    pub failure: RwSignal<Option<Failure>>,
}

impl Standing {
    /// Nothing has happened yet.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), faults: RwSignal::new(Vec::new()), failure: RwSignal::new(None) }
    }

    /// Begins something; answers whether nothing else is under way.
    pub fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.faults.set(Vec::new());
        self.failure.set(None);
        true
    }

    /// It has ended, and how if not well.
    pub fn end(self, failure: Option<Failure>) {
        let _ = self.busy.try_set(false);
        match failure {
            Some(Failure::Api(crate::client::ApiError::Problem(problem))) if !problem.fields.is_empty() => {
                let _ = self.faults.try_set(problem.fields);
            }
            failure => drop(self.failure.try_set(failure)),
        }
    }
}

/// The password's field, and what to press. What is sent with the confirmation is `confirmed`'s.
#[component]
pub fn Confirming(
    /// By what.
    means: Means,
    /// Id of the password's field.
    id: &'static str,
    /// What is pressed.
    #[prop(into)]
    press: Signal<&'static str>,
    /// How the form stands.
    standing: Standing,
    /// Goes on, once it is known to be oneself; it ends what was begun.
    confirmed: impl Fn(Confirmation) + Clone + 'static,
) -> impl IntoView {
    let present = RwSignal::new(String::new());
    let Means { email, has_password, has_passkey } = means;
    let by_passkey = {
        let confirmed = confirmed.clone();
        move |_| {
            if !standing.begin() {
                return;
            }
            let confirmed = confirmed.clone();
            leptos::task::spawn_local(async move {
                match passkeys::confirmation().await {
                    Ok(confirmation) => confirmed(confirmation),
                    Err(failure) => standing.end(Some(failure)),
                }
            });
        }
    };
    let by_password = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if standing.begin() {
            confirmed(Confirmation::Password(present.get_untracked()));
        }
    };
    let with_password = has_password.then(|| {
        view! {
            // A password manager has to know whose password it is.
            <input class="visually-hidden" type="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly prop:value=email/>
            <Field id label=Signal::derive(|| t().present_password) value=present kind="password"
                fault=words::fault_of(standing.faults, "present") autocomplete="current-password"/>
        }
    });
    let presses = view! {
        <p class="actions">
            {has_password.then(|| view! { <button class="button" type="submit" disabled=move || standing.busy.get()>{move || press.get()}</button> })}
            {has_passkey.then(|| view! { <button class="button quiet" type="button" disabled=move || standing.busy.get() on:click=by_passkey>{move || t().confirm_by_passkey}</button> })}
        </p>
    };
    let nothing = (!has_password && !has_passkey)
        .then(|| view! { <p class="notice">{move || t().no_confirmation}</p> });
    view! {
        <form novalidate on:submit=by_password>
            <Failed standing/>
            {with_password}
            {nothing}
            {presses}
        </form>
    }
}

/// What went wrong, apart from fields.
#[component]
pub fn Failed(
    /// How the form stands.
    standing: Standing,
) -> impl IntoView {
    move || {
        standing
            .failure
            .get()
            .map(|failure| view! { <div class="notice bad" role="alert"><FailureText failure/></div> })
    }
}

/// Why a passkey, or what it was for, was not taken.
#[component]
pub fn FailureText(
    /// Why.
    failure: Failure,
) -> impl IntoView {
    use tokuten_core::problem::ProblemCode;
    match failure {
        Failure::NotGiven => view! { <p>{move || t().not_given}</p> }.into_any(),
        Failure::Api(error) if error.code() == Some(ProblemCode::PasskeyRefused) => {
            view! { <p>{move || t().refused}</p> }.into_any()
        }
        Failure::Api(error) => view! { <Explained error/> }.into_any(),
    }
}
