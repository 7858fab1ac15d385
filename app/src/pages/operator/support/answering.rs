//! The answer, typed or taken from a canned one, and states without an answer.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::support::{Answer, Next, RequestState};
use tokuten_core::support_desk::{
    BareState, CannedAnswer, CannedAnswers, Place, RequestCase, StateChange, filled,
};

use super::Shared;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::{Choice, TextArea};
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::operator::support::t;
use crate::texts::support::t as requests;
use crate::words;

const fn next_of(code: &str) -> Next {
    match code.as_bytes() {
        b"waiting" => Next::WaitingForPartner,
        b"resolved" => Next::Resolved,
        _ => Next::InProgress,
    }
}

/// The answer, and what it leaves to do.
#[component]
pub fn AnswerForm(
    /// The request.
    case: RequestCase,
    /// How many entries of its thread are there.
    seen: u32,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let number = case.request.row.number;
    let (text, next) = (RwSignal::new(String::new()), RwSignal::new("in_progress".to_owned()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (refused, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (key, leave) = (StoredValue::new(browser::new_key()), StoredValue::new(leave_when_signed_out()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let sent = requests().answer_sent;
        let answer =
            Answer { text: text.get_untracked(), next: next.with_untracked(|code| next_of(code)), seen };
        faults.set(answer.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/answers");
            match send::<RequestCase>(Method::POST, &url, Some(&key.get_value()), &answer).await {
                Ok(case) => shared.became(case, sent),
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    };
    let options = || {
        let t = requests();
        vec![("in_progress", t.next_in_progress), ("waiting", t.next_waiting), ("resolved", t.next_resolved)]
    };
    view! {
        {live(move || refused.get().map(|error| view! { <Refused error/> }))}
        <form class="prose" novalidate on:submit=submit>
            <Canned case text/>
            <TextArea id="answer" label=Signal::derive(|| requests().answer) value=text fault=words::fault_of(faults, "text")/>
            <Choice id="next" label=Signal::derive(|| requests().next) value=next options=Signal::derive(options)/>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || requests().send_answer)}</button>
        </form>
    }
}

/// A choice of canned answers, which go into the answer's field in the language of who asked. They are behind what is
/// typed there already.
#[component]
fn Canned(case: RequestCase, text: RwSignal<String>) -> impl IntoView {
    let loaded = Loaded::<CannedAnswers>::from(|| "/api/operator/canned-answers".to_owned());
    let used = RwSignal::new(false);
    let case = StoredValue::new(case);
    let choose = move |event: leptos::ev::Event| {
        let id = event_target_value(&event);
        let said = loaded
            .there_now(|all| all.answers.iter().find(|one| one.id == id).map(|one| one.text.clone()))
            .flatten();
        let Some(said) = said else { return };
        let said = case.with_value(|case| filled(said.text(case.language), |place| place_of(case, place)));
        text.update(|text| {
            if !text.trim().is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&said);
        });
        used.set(true);
        browser::focus("answer");
    };
    let options = move || {
        let one = |one: CannedAnswer| view! { <option value=one.id>{one.title}</option> };
        loaded.there(|all| all.answers.iter().cloned().map(one).collect_view())
    };
    view! {
        <div class="field">
            <label for="canned">{live(move || t().use_canned)}</label>
            <select id="canned" on:change=choose>
                <option value="">{live(move || t().choose)}</option>
                {live(options)}
            </select>
            {live(move || used.get().then(|| view! { <p class="small" role="status">{t().answer_places}</p> }))}
        </div>
    }
}

/// What goes into a place of a canned answer.
fn place_of(case: &RequestCase, place: Place) -> String {
    match place {
        Place::Contact => case.request.contact.name.clone(),
        Place::Partner => case.request.row.partner.clone(),
        Place::Number => case.request.row.number.to_string(),
        Place::Title => case.request.row.title.clone(),
        Place::Operator => case.operator.clone(),
    }
}

/// States that a request gets without an answer.
#[component]
pub fn StateForm(
    /// The request.
    number: i64,
    /// How far it has come.
    state: RequestState,
    /// How many entries of its thread are there.
    seen: u32,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let (refused, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (key, leave) = (StoredValue::new(browser::new_key()), StoredValue::new(leave_when_signed_out()));
    let change = move |state: BareState| {
        let done = t().state_done;
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/state");
            let change = StateChange { state, seen };
            match send::<RequestCase>(Method::POST, &url, Some(&key.get_value()), &change).await {
                Ok(case) => shared.became(case, done),
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    };
    let press = move |of: BareState, is: RequestState, text: &'static str| {
        (state != is).then(|| view! {
            <button class="button quiet" type="button" disabled=move || busy.get() on:click=move |_| change(of)>{text}</button>
        })
    };
    view! {
        <details class="fold">
            <summary>{t().state}</summary>
            <p class="small">{t().resolved_text}</p>
            <p class="actions">
                {press(BareState::InProgress, RequestState::InProgress, t().in_progress)}
                {press(BareState::Resolved, RequestState::Resolved, t().resolved)}
            </p>
            {live(move || refused.get().map(|error| view! { <Refused error/> }))}
        </details>
    }
}
