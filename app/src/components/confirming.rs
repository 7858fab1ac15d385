//! Confirming that it is oneself who changes what one signs in with: by the password, by a passkey, or by signing in once
//! more at the provider.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::openid::{GoOn, ProviderConfirmation};
use tokuten_core::passkeys::{Confirmation, PasskeysView};
use tokuten_core::problem::{FieldError, ProblemCode};

use super::live::live;
use crate::client::send;
use crate::components::field::Field;
use crate::components::page::Explained;
use crate::components::provider::{go_on, named};
use crate::context::{context, leave_when_signed_out};
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
    /// What signing in once more at the provider does.
    pub provider: ByProvider,
}

/// What signing in once more at the provider does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByProvider {
    /// It confirms nothing.
    No,
    /// It confirms, and was not done yet, or is too long ago.
    ToDo,
    /// It was done just now.
    Done,
}

impl Means {
    /// Those of who is signed in.
    pub fn of(view: &PasskeysView) -> Self {
        let email = context().session.with_untracked(|session| {
            session.as_ref().map(|session| session.email.clone()).unwrap_or_default()
        });
        Self {
            email,
            has_password: view.ways.password,
            has_passkey: view.ways.passkeys > 0 && passkeys::work_here(view.host.as_deref()),
            provider: match (view.ways.confirms_by_provider(), view.confirmed) {
                (false, _) => ByProvider::No,
                (true, false) => ByProvider::ToDo,
                (true, true) => ByProvider::Done,
            },
        }
    }

    /// Whether one has to leave for the provider first: what is typed before that is lost.
    pub const fn leaves_first(&self) -> bool {
        matches!(self.provider, ByProvider::ToDo) && !self.has_passkey
    }

    /// Whether nothing more is asked.
    pub const fn is_confirmed(&self) -> bool {
        matches!(self.provider, ByProvider::Done)
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
    press: Signal<String>,
    /// How the form stands.
    standing: Standing,
    /// Goes on, once it is known to be oneself; it ends what was begun.
    confirmed: impl Fn(Confirmation) + Clone + Send + 'static,
) -> impl IntoView {
    let present = RwSignal::new(String::new());
    let (by_provider, was_confirmed) = (means.provider != ByProvider::No, means.is_confirmed());
    let Means { email, has_password, has_passkey, .. } = means;
    // The server knows better than the page for how long it counts.
    let over = RwSignal::new(false);
    Effect::new(move |_| {
        if standing.failure.with(|failure| failure.as_ref().is_some_and(is_not_confirmed)) {
            over.set(true);
        }
    });
    let counts = move || was_confirmed && !over.get();
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
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if standing.begin() {
            confirmed(if has_password {
                Confirmation::Password(present.get_untracked())
            } else {
                Confirmation::Provider
            });
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
    let presses = move || {
        let (submits, asks) = (has_password || counts(), has_passkey && !counts());
        let (by_passkey, class) = (by_passkey.clone(), if has_password { "button quiet" } else { "button" });
        // The only press says what it does, and not how.
        let label = move || if has_password { t().confirm_by_passkey.to_owned() } else { press.get() };
        (submits || asks).then(|| view! {
            <p class="actions">
                {submits.then(|| view! { <button class="button" type="submit" disabled=move || standing.busy.get()>{live(move || press.get())}</button> })}
                {asks.then(|| view! { <button class=class type="button" disabled=move || standing.busy.get() on:click=by_passkey>{live(label)}</button> })}
            </p>
        })
    };
    let about_passkey = move || {
        let alone = has_passkey && !has_password && !counts();
        alone.then(|| view! { <p class="small">{live(move || t().by_passkey)}</p> })
    };
    let done_there =
        move || counts().then(|| view! { <p class="small">{live(move || named(t().confirmed))}</p> });
    let at_provider =
        move || (by_provider && !counts()).then(|| view! { <AtProvider standing beside=has_passkey/> });
    let nothing = (!has_password && !has_passkey && !by_provider)
        .then(|| view! { <p class="notice">{live(move || t().no_confirmation)}</p> });
    view! {
        <form novalidate on:submit=submit>
            <Failed standing/>
            {with_password}
            {nothing}
            {live(about_passkey)}
            {live(done_there)}
            {live(presses)}
            {live(at_provider)}
        </form>
    }
}

/// Leads to the provider, to sign in there once more.
#[component]
fn AtProvider(
    /// How the form stands.
    standing: Standing,
    /// Whether there is something else to press.
    beside: bool,
) -> impl IntoView {
    let (language, leave) = (context().language, leave_when_signed_out());
    let press = move |_| {
        if !standing.begin() {
            return;
        }
        let (wish, leave) = (ProviderConfirmation { language: language.get_untracked() }, leave.clone());
        leptos::task::spawn_local(async move {
            match send::<GoOn>(Method::POST, "/api/account/openid/confirmation", None, &wish).await {
                Ok(to) => {
                    go_on(&to);
                    standing.end(None);
                }
                Err(error) if leave(&error) => {}
                Err(error) => standing.end(Some(Failure::Api(error))),
            }
        });
    };
    let class = if beside { "button quiet" } else { "button" };
    view! {
        <p class="small">{live(move || named(t().sign_in_again_text))}</p>
        <p class="actions">
            <button class=class type="button" disabled=move || standing.busy.get() on:click=press>{live(move || named(t().sign_in_again))}</button>
        </p>
    }
}

fn is_not_confirmed(failure: &Failure) -> bool {
    matches!(failure, Failure::Api(error) if error.code() == Some(ProblemCode::NotConfirmed))
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
    let said = match &failure {
        Failure::NotGiven => Some(t().not_given.to_owned()),
        Failure::Api(error) => match error.code() {
            Some(ProblemCode::PasskeyRefused) => Some(t().refused.to_owned()),
            Some(ProblemCode::NotConfirmed) => Some(named(t().not_confirmed)),
            Some(ProblemCode::LastWayToSignIn) => Some(t().last_way.to_owned()),
            _ => None,
        },
    };
    match (said, failure) {
        (None, Failure::Api(error)) => view! { <Explained error/> }.into_any(),
        (said, _) => view! { <p>{said}</p> }.into_any(),
    }
}
