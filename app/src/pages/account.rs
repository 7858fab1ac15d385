//! One's own account: how it is set, where one is signed in, the calendar feed, the password, and leaving.

mod leaving;
mod passkeys;
mod preferences;
mod provider;
mod sessions;

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::account::AccountView;
use tokuten_core::diary::DiaryLink;
use tokuten_core::openid::Ending;
use tokuten_core::passkeys::PasskeysView;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::sessions::PasswordChange;

use crate::client::{ApiError, send, send_only};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::components::provider::{ended as ended_by, ending};
use crate::context::{context, leave_when_signed_out, t as shared};
use crate::loaded::Loaded;
use crate::texts::users::t;
use crate::words;

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let loaded = Loaded::<AccountView>::from(|| "/api/account".to_owned());
    // By what one signs in, and so what may be taken away: several sections ask.
    let keys = Loaded::<PasskeysView>::from(|| "/api/account/passkeys".to_owned());
    let ended = RwSignal::new(None::<sessions::Said>);
    // The list of sessions comes anew when one has ended; what is being typed below it stays.
    let first = Memo::new(move |before: Option<&Option<AccountView>>| {
        before.cloned().flatten().or_else(|| loaded.there(AccountView::clone))
    });
    let asked = context().asked;
    let rest = move || {
        // Who may leave depends on the roles of who is signed in.
        first.get().filter(|_| asked.get()).map(|view| {
            let is_partner = view.reminders.is_some();
            view! {
                <preferences::Preferences view=view.clone() loaded/>
                {is_partner.then(|| view! { <Diary/> })}
                {provider::section(&view, loaded, keys)}
                {if view.has_password {
                    view! { <PasswordForm view=view.clone()/> }.into_any()
                } else {
                    view! { <provider::SetPassword email=view.email.clone()/> }.into_any()
                }}
                <passkeys::Passkeys loaded=keys/>
                {(!is_partner).then(|| view! { <p><a href="/operator/second-factor">{live(move || shared().second_factor)}</a></p> })}
                {leaving::held()}
                {leaving::leaving(&view, keys)}
            }
        })
    };
    view! {
        <Heading text=Signal::derive(|| shared().my_account.to_owned())/>
        // What was confirmed is said where it counts.
        {ending().filter(|ending| *ending != Ending::Confirmed).map(ended_by)}
        {shown(loaded, move |view| view! {
            <p><strong>{view.name.clone()}</strong>" · "{view.email.clone()}</p>
            <sessions::Sessions view loaded said=ended/>
        })}
        {live(rest)}
    }
}

/// The secret address of the calendar feed, and a new one.
#[component]
fn Diary() -> impl IntoView {
    let loaded = Loaded::<DiaryLink>::from(|| "/api/diary-link".to_owned());
    let (asking, error, busy) = (RwSignal::new(false), RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let renew = move |_| {
        if busy.get_untracked() {
            return;
        }
        let leave = leave.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            match send::<DiaryLink>(Method::POST, "/api/diary-link", None, &()).await {
                Ok(link) => {
                    let _ = asking.try_set(false);
                    loaded.put(link);
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        let renew = renew.clone();
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{t().diary_sure}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=renew>{t().diary_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().diary_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{t().diary_renew}</button></p> }
                .into_any()
        }
    };
    let address = |link: DiaryLink| {
        view! {
            <div class="field">
                <label for="diary">{t().diary_address}</label>
                <input id="diary" type="url" readonly prop:value=link.url.clone()/>
            </div>
            <p><a href=link.url rel="external" download="">{t().diary}</a></p>
        }
    };
    view! {
        <section class="narrow" aria-labelledby="calendar">
            <h2 id="calendar">{live(move || t().diary)}</h2>
            <p>{live(move || t().diary_text)}</p>
            {shown(loaded, address)}
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
            {live(question)}
        </section>
    }
}

/// Changes the password.
#[component]
fn PasswordForm(view: AccountView) -> impl IntoView {
    let [present, password, again] = [(); 3].map(|()| RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (error, busy, done) = (RwSignal::new(None::<ApiError>), RwSignal::new(false), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let wrong = move |field: &'static str| {
        Signal::derive(move || {
            let fault = faults.with(|faults| Some(faults.iter().find(|one| one.field == field)?.fault))?;
            // Of the repeated password nothing else can be wrong.
            Some(if field == "again" { shared().fault_differs } else { words::fault(fault) })
        })
    };
    let (present_wrong, password_wrong, again_wrong) = (wrong("present"), wrong("password"), wrong("again"));
    let listed = Signal::derive(move || {
        let t = t();
        [
            ("present", t.present_password, present_wrong.get()),
            ("password", t.new_password, password_wrong.get()),
            ("password-again", t.new_password_again, again_wrong.get()),
        ]
        .into_iter()
        .filter_map(|(id, label, fault)| Some((id, label, fault?)))
        .collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        done.set(false);
        error.set(None);
        let change = PasswordChange { present: present.get_untracked(), password: password.get_untracked() };
        let mut found = change.faults(&[&view.email, &view.name]);
        if again.with_untracked(|again| *again != change.password) {
            found.push(FieldError::new("again", FieldFault::Wrong));
        }
        faults.set(found);
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match send_only(Method::PUT, "/api/session/password", &change).await {
                Ok(()) => {
                    for field in [present, password, again] {
                        let _ = field.try_set(String::new());
                    }
                    let _ = done.try_set(true);
                }
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <section aria-labelledby="change-password">
            <h2 id="change-password">{live(move || t().change_password)}</h2>
            <p>{live(move || t().change_password_text)}</p>
            {live(move || done.get().then(|| view! { <p class="notice good" role="status">{t().password_changed}</p> }))}
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
            <form class="narrow" novalidate on:submit=submit>
                <FaultSummary faults=listed/>
                <Field id="present" label=Signal::derive(|| t().present_password) value=present fault=present_wrong kind="password" autocomplete="current-password"/>
                <Field id="password" label=Signal::derive(|| t().new_password) value=password fault=password_wrong kind="password" autocomplete="new-password" hint=Signal::derive(|| shared().password_rule)/>
                <Field id="password-again" label=Signal::derive(|| t().new_password_again) value=again fault=again_wrong kind="password" autocomplete="new-password"/>
                <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().change_password)}</button>
            </form>
        </section>
    }
}
