//! The link in the mail: the address is verified by it, and with a password the company is a partner.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::applications::{ApplicationView, Joins};
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::sessions::{ActsFor, SessionView};

use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{context, t as shared};
use crate::loaded::{Loaded, Standing};
use crate::texts::fill;
use crate::texts::joining::t;
use crate::words;

/// The page.
#[component]
pub fn JoinLinkPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let url = StoredValue::new(format!("/api/joining/links/{token}"));
    let loaded = Loaded::<ApplicationView>::from(move || url.get_value());
    let joined = RwSignal::new(None::<String>);
    let is_over = Signal::derive(
        move || matches!(loaded.standing(), Standing::Failed(error) if error.code() == Some(ProblemCode::LinkInvalid)),
    );
    let body = move || match (joined.get(), is_over.get()) {
        (Some(partner), _) => welcome(&partner).into_any(),
        (None, true) => over().into_any(),
        (None, false) => shown(loaded, move |view| view! { <PasswordForm view url joined/> }).into_any(),
    };
    view! {
        <Heading text=Signal::derive(|| t().almost_there.to_owned())/>
        {live(body)}
    }
}

/// What to do with a link that does not work any more.
fn over() -> impl IntoView {
    view! {
        <div class="notice bad" role="alert"><p>{t().link_over}</p></div>
        <p class="actions">
            <a class="button" href="/join">{shared().join_now}</a>
            <a class="button quiet" href="/sign-in">{shared().sign_in}</a>
        </p>
    }
}

/// The company is a partner, and who looks at it is signed in.
fn welcome(partner: &str) -> impl IntoView + use<> {
    Effect::new(|_| request_animation_frame(|| browser::focus("joined")));
    view! {
        <div class="notice good" role="status" id="joined" tabindex="-1">
            <p>{fill(t().joined, &[("partner", partner)])}</p>
        </div>
        <p>{t().joined_next}</p>
        <p class="actions"><a class="button" href="/offers">{shared().offers}</a></p>
    }
}

#[component]
fn PasswordForm(
    view: ApplicationView,
    url: StoredValue<String>,
    joined: RwSignal<Option<String>>,
) -> impl IntoView {
    let context = context();
    let [password, again] = [(); 2].map(|()| RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let password_wrong = words::fault_of(faults, "password");
    let again_wrong = Signal::derive(move || {
        let differs = faults.with(|faults| faults.iter().any(|fault| fault.field == "again"));
        differs.then(|| shared().fault_differs)
    });
    let listed = Signal::derive(move || {
        let password = password_wrong.get().map(|fault| ("password", shared().password, fault));
        let again = again_wrong.get().map(|fault| ("password-again", shared().password_again, fault));
        password.into_iter().chain(again).collect::<Vec<_>>()
    });
    let places = [("company", view.company.clone()), ("email", view.email.clone())];
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let with = Joins { password: password.get_untracked() };
        let mut found = with.faults(&view);
        if again.with_untracked(|again| *again != with.password) {
            found.push(FieldError::new("again", FieldFault::Wrong));
        }
        faults.set(found);
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send::<SessionView>(Method::POST, &url.get_value(), None, &with).await {
                Ok(session) => {
                    if let ActsFor::Partner { id, .. } = &session.acts_for {
                        let _ = joined.try_set(Some(id.to_string()));
                    }
                    context.signed_in(session);
                }
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <p>{live(move || { let [(company, named), (email, address)] = &places; fill(t().verified, &[(company, named), (email, address)]) })}</p>
        <form class="narrow" novalidate on:submit=submit>
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
            <FaultSummary faults=listed/>
            <Field id="password" label=Signal::derive(|| shared().password) value=password fault=password_wrong kind="password" autocomplete="new-password" hint=Signal::derive(|| shared().password_rule)/>
            <Field id="password-again" label=Signal::derive(|| shared().password_again) value=again fault=again_wrong kind="password" autocomplete="new-password"/>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().finish)}</button>
        </form>
    }
}
