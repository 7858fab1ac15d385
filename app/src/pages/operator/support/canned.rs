//! Canned answers: written, changed and removed by operators of support.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::catalogue::Localized;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::support_desk::{CannedAnswer, CannedAnswers, CannedChange, CannedRemoval};

use crate::client::{ApiError, send, send_only};
use crate::components::field::{Field, TextArea};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::context::leave_when_signed_out;
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::support::t;
use crate::texts::support::t as requests;
use crate::words;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Shared {
    loaded: Loaded<CannedAnswers>,
    done: RwSignal<Option<&'static str>>,
}

/// The page.
#[component]
pub fn CannedPage() -> impl IntoView {
    let loaded = Loaded::<CannedAnswers>::from(|| "/api/operator/canned-answers".to_owned());
    let shared = Shared { loaded, done: RwSignal::new(None) };
    let list = move |all: CannedAnswers| {
        // Which one the form is for; a new one if none. What was saved is read anew with the list.
        let chosen = RwSignal::new(None::<CannedAnswer>);
        let is_empty = all.answers.is_empty();
        let none = is_empty.then(|| view! { <p class="empty">{t().canned_none}</p> });
        let one = move |answer: CannedAnswer| {
            let (name, title) = (fill(t().change_of, &[("title", &answer.title)]), answer.title.clone());
            let choose = move |_| {
                chosen.set(Some(answer.clone()));
                request_animation_frame(|| crate::browser::focus("canned-title"));
            };
            view! {
                <li class="work-item">
                    <div class="what"><strong>{title}</strong></div>
                    <div class="whose"><button class="button quiet" type="button" aria-label=name on:click=choose>{t().change}</button></div>
                </li>
            }
        };
        let is_new = move || chosen.with(Option::is_none);
        view! {
            {none}
            <ul class="work" hidden=is_empty>{all.answers.into_iter().map(one).collect_view()}</ul>
            <section aria-labelledby="canned-form">
                <h2 id="canned-form">{live(move || if is_new() { t().canned_new } else { t().canned_change })}</h2>
                {live(move || (!is_new()).then(|| {
                    view! { <p><button class="button quiet" type="button" on:click=move |_| chosen.set(None)>{t().canned_new}</button></p> }
                }))}
                {live(move || view! { <CannedForm answer=chosen.get() shared/> })}
            </section>
        }
    };
    view! {
        <Breadcrumb href="/operator/support" text=Signal::derive(|| requests().requests)/>
        <Heading text=Signal::derive(|| t().canned.to_owned())/>
        <p>{live(move || t().canned_text)}</p>
        {live(move || shared.done.get().map(|text| view! { <p class="notice good" role="status">{text}</p> }))}
        {shown(loaded, list)}
    }
}

/// The form of a canned answer: of one that is there, or of a new one.
#[component]
fn CannedForm(answer: Option<CannedAnswer>, shared: Shared) -> impl IntoView {
    let text = |of: fn(&CannedAnswer) -> &String| {
        RwSignal::new(answer.as_ref().map(of).cloned().unwrap_or_default())
    };
    let (title, en, ja) = (text(|one| &one.title), text(|one| &one.text.en), text(|one| &one.text.ja));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (refused, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let leave = StoredValue::new(leave_when_signed_out());
    let seen = answer.as_ref().map_or(0, |one| one.version);
    let id = StoredValue::new(answer.as_ref().map(|one| one.id.clone()));
    let concluded = move |outcome: Result<(), ApiError>, done: &'static str| {
        match outcome {
            Ok(()) => {
                let _ = shared.done.try_set(Some(done));
                shared.loaded.refresh();
            }
            Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
            Err(error) => drop(refused.try_set(Some(error))),
        }
        let _ = busy.try_set(false);
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let saved = t().canned_saved;
        let text = Localized { en: en.get_untracked(), ja: ja.get_untracked() };
        let change = CannedChange { title: title.get_untracked(), text, seen };
        faults.set(change.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let (method, url) = match id.get_value() {
                Some(id) => (Method::PUT, format!("/api/operator/canned-answers/{id}")),
                None => (Method::POST, "/api/operator/canned-answers".to_owned()),
            };
            let outcome = send::<CannedAnswer>(method, &url, None, &change).await.map(drop);
            if outcome.is_ok() && seen == 0 {
                for field in [title, en, ja] {
                    let _ = field.try_set(String::new());
                }
            }
            concluded(outcome, saved);
        });
    };
    let remove = move |_| {
        let (Some(id), false) = (id.get_value(), busy.get_untracked()) else { return };
        let removed = t().canned_removed;
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/canned-answers/{id}/removal");
            concluded(send_only(Method::POST, &url, &CannedRemoval { seen }).await, removed);
        });
    };
    // A place that there is not has words of its own.
    let fault = move |field: &'static str| {
        Signal::derive(move || {
            let found =
                faults.with(|faults| faults.iter().find(|one| one.field == field).map(|one| one.fault));
            found.map(
                |fault| if fault == FieldFault::Unknown { t().canned_place } else { words::fault(fault) },
            )
        })
    };
    let removal = answer.as_ref().map(|one| {
        let name = fill(t().remove_of, &[("title", &one.title)]);
        view! { <button class="button quiet" type="button" aria-label=name disabled=move || busy.get() on:click=remove>{t().remove}</button> }
    });
    view! {
        <form class="prose" novalidate on:submit=submit>
            <Field id="canned-title" label=Signal::derive(|| t().canned_title) value=title fault=fault("title")/>
            <TextArea id="canned-en" label=Signal::derive(|| t().canned_en) value=en fault=fault("en")/>
            <TextArea id="canned-ja" label=Signal::derive(|| t().canned_ja) value=ja fault=fault("ja")/>
            <p class="actions">
                <button class="button" type="submit" disabled=move || busy.get()>{t().save}</button>
                {removal}
            </p>
        </form>
        {live(move || refused.get().map(|error| view! { <Refused error/> }))}
    }
}
