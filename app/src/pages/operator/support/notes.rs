//! Internal notes.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::support_desk::{NewNote, Note, RequestCase};

use super::Shared;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::TextArea;
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::format::instant;
use crate::pages::operator::refused::Refused;
use crate::texts::operator::support::t;
use crate::words;

/// What operators have told each other, and the field for more.
#[component]
pub fn Notes(
    /// The request.
    number: i64,
    /// The oldest first.
    notes: Vec<Note>,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let (text, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let (key, leave) = (StoredValue::new(browser::new_key()), StoredValue::new(leave_when_signed_out()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let written = t().noted;
        let new = NewNote { text: text.get_untracked() };
        faults.set(new.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/notes");
            match send::<RequestCase>(Method::POST, &url, Some(&key.get_value()), &new).await {
                Ok(case) => shared.became(case, written),
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    };
    let none = notes.is_empty().then(|| view! { <p class="small">{t().notes_none}</p> });
    let one = |note: Note| {
        view! {
            <li class="said note">
                <p class="small"><strong>{note.by}</strong>" · "{instant(note.at)}</p>
                <p class="text">{note.text}</p>
            </li>
        }
    };
    view! {
        <section aria-labelledby="notes">
            <h2 id="notes">{t().notes}</h2>
            <p class="small">{t().notes_text}</p>
            <ol class="thread">{notes.into_iter().map(one).collect_view()}</ol>
            {none}
            <form class="prose" novalidate on:submit=submit>
                <TextArea id="note" label=Signal::derive(|| t().note) value=text fault=words::fault_of(faults, "text")/>
                <button class="button quiet" type="submit" disabled=move || busy.get()>{t().add_note}</button>
            </form>
            {live(move || refused.get().map(|error| view! { <Refused error/> }))}
        </section>
    }
}
