//! Setting up a second factor: an authenticator app, or a passkey.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::factors::{CodeEntry, Enrolled, Enrolment, FirstPasskey, HalfView};
use tokuten_core::passkeys::passkey_faults;
use tokuten_core::problem::ProblemCode;

use super::second::refused;
use super::{Room, Stage};
use crate::client::{ApiError, send};
use crate::components::confirming::{Failed, Standing};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::Waiting;
use crate::context::{context, t as shared};
use crate::passkeys::{self, Failure};
use crate::texts::operator::factors::t;
use crate::texts::passkeys::t as of_passkeys;
use crate::words;

const ENROLMENT: &str = "/api/operator/session/enrolment";

/// The second step of who has no second factor yet.
#[component]
pub fn Enrol(room: Room, view: HalfView) -> impl IntoView {
    let context = context();
    let (shown, already) = (RwSignal::new(None::<Enrolment>), RwSignal::new(false));
    leptos::task::spawn_local(async move {
        match send(Method::POST, ENROLMENT, None, &()).await {
            Ok(enrolment) => drop(shown.try_set(Some(enrolment))),
            Err(error) => end(room, already, error),
        }
    });
    let enter = move |entry: CodeEntry, standing: Standing, wrong: RwSignal<bool>| {
        leptos::task::spawn_local(async move {
            match send::<Enrolled>(Method::PUT, ENROLMENT, None, &entry).await {
                Ok(enrolled) => drop(room.stage.try_set(Stage::Enrolled(enrolled))),
                Err(error) if refused(&error) => {
                    standing.end(None);
                    let _ = wrong.try_set(true);
                }
                Err(error) => {
                    standing.end(None);
                    end(room, already, error);
                }
            }
        });
    };
    let by_passkey = move || {
        let host =
            context.public.with(|public| public.as_ref().and_then(|public| public.passkey_host.clone()));
        passkeys::work_here(host.as_deref()).then(|| view! { <ByPasskey room/> })
    };
    view! {
        <p>{live(move || t().set_up_text)}</p>
        <p class="small">{view.email}</p>
        <Failed standing=room.standing/>
        {live(move || already.get().then(|| view! { <p class="notice bad" role="alert">{t().already_there}</p> }))}
        <section class="narrow" aria-labelledby="by-app">
            <h2 id="by-app">{live(move || t().by_app)}</h2>
            {live(move || match shown.get() {
                Some(enrolment) => view! { <AppForm enrolment enter/> }.into_any(),
                None => view! { <Waiting/> }.into_any(),
            })}
        </section>
        {live(by_passkey)}
        <p><button class="button quiet" type="button" on:click=move |_| room.start_again()>{live(move || t().start_again)}</button></p>
    }
}

/// Says why it did not work; who took too long begins again.
fn end(room: Room, already: RwSignal<bool>, error: ApiError) {
    match error.code() {
        Some(ProblemCode::Conflict) => drop(already.try_set(true)),
        Some(ProblemCode::SignedOut) => {
            room.standing.end(Some(error.into()));
            let _ = room.stage.try_set(Stage::Password);
        }
        _ => room.standing.end(Some(error.into())),
    }
}

/// The secret as a square and as text, and the code that the app shows for it.
#[component]
pub fn AppForm(
    /// The secret.
    enrolment: Enrolment,
    /// Gives the code; it ends what was begun, and says whether the code was wrong.
    enter: impl Fn(CodeEntry, Standing, RwSignal<bool>) + 'static,
) -> impl IntoView {
    let (code, wrong, empty) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let standing = Standing::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let entry = CodeEntry { code: code.get_untracked() };
        empty.set(entry.code.trim().is_empty());
        wrong.set(false);
        if !empty.get_untracked() && standing.begin() {
            enter(entry, standing, wrong);
        }
    };
    let fault = Signal::derive(move || {
        if empty.get() { Some(shared().fault_missing) } else { wrong.get().then(|| t().code_refused) }
    });
    let Enrolment { secret, uri, qr } = enrolment;
    let side = format!("0 0 {0} {0}", qr.side);
    view! {
        <p>{live(move || t().by_app_text)}</p>
        <svg class="qr" viewBox=side role="img" aria-label=move || t().qr shape-rendering="crispEdges"><path d=qr.path/></svg>
        <dl><dt>{live(move || t().secret)}</dt><dd class="secret"><a href=uri rel="external">{secret}</a></dd></dl>
        <form novalidate on:submit=submit>
            <Failed standing/>
            <Field id="app-code" label=Signal::derive(|| t().app_code) value=code fault autocomplete="one-time-code" inputmode="numeric"/>
            <button class="button" type="submit" disabled=move || standing.busy.get()>{live(move || t().confirm_app)}</button>
        </form>
    }
}

async fn first_passkey(name: String) -> Result<Enrolled, Failure> {
    let options =
        send(Method::POST, &format!("{ENROLMENT}/passkey/options"), None, &FirstPasskey { name }).await?;
    let answer = passkeys::made(&options).await?;
    Ok(send(Method::POST, &format!("{ENROLMENT}/passkey"), None, &answer).await?)
}

#[component]
fn ByPasskey(room: Room) -> impl IntoView {
    let (name, standing) = (RwSignal::new(String::new()), Standing::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let faults = passkey_faults(&name.get_untracked());
        let right = faults.is_empty();
        standing.faults.set(faults);
        if !right || !standing.begin() {
            return;
        }
        leptos::task::spawn_local(async move {
            match first_passkey(name.get_untracked()).await {
                Ok(enrolled) => drop(room.stage.try_set(Stage::Enrolled(enrolled))),
                Err(failure) => standing.end(Some(failure)),
            }
        });
    };
    view! {
        <section class="narrow" aria-labelledby="by-passkey">
            <h2 id="by-passkey">{live(move || t().by_passkey)}</h2>
            <p>{live(move || t().by_passkey_text)}</p>
            <form novalidate on:submit=submit>
                <Failed standing/>
                <Field id="passkey-name" label=Signal::derive(|| of_passkeys().name) value=name
                    fault=words::fault_of(standing.faults, "name") hint=Signal::derive(|| of_passkeys().name_hint)/>
                <button class="button quiet" type="submit" disabled=move || standing.busy.get()>{live(move || t().use_passkey)}</button>
            </form>
        </section>
    }
}
