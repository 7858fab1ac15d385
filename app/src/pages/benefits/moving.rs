//! Choosing a colleague for a licence, and giving a licence to somebody else.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::benefits::{Grant, Move, Person, UseView};
use tokuten_core::problem::FieldError;

use super::grant::{Room, Said};
use crate::client::{ApiError, get, send};
use crate::components::live::live;
use crate::components::panel::{Panel, close};
use crate::context::leave_when_signed_out;
use crate::texts::benefits::t;
use crate::texts::fill;
use crate::words;

/// Id of the field.
const FIELD: &str = "to";

/// A colleague by e-mail address, and who is suggested.
#[derive(Clone, Copy)]
pub struct Colleague {
    /// What is typed.
    pub typed: RwSignal<String>,
    suggested: RwSignal<Vec<Person>>,
}

impl Colleague {
    /// Nothing typed; the first colleagues are suggested.
    pub fn new() -> Self {
        Self { typed: RwSignal::new(String::new()), suggested: RwSignal::new(Vec::new()) }
    }

    /// Asks whom to suggest. If that fails, the address can still be typed.
    fn suggest(self, part: String) {
        leptos::task::spawn_local(async move {
            let part = js_sys::encode_uri_component(&part);
            if let Ok(people) = get::<Vec<Person>>(&format!("/api/benefits/people?named={part}")).await {
                let _ = self.suggested.try_set(people);
            }
        });
    }
}

/// The field: an address, with colleagues suggested by name.
#[component]
pub fn UserField(
    /// What is typed.
    colleague: Colleague,
    /// What is wrong with the form.
    faults: RwSignal<Vec<FieldError>>,
) -> impl IntoView {
    colleague.suggest(String::new());
    let fault = words::fault_of(faults, FIELD);
    let type_in = move |event| {
        let typed = event_target_value(&event);
        // One that was chosen needs no more suggestions.
        if !typed.contains('@') {
            colleague.suggest(typed.clone());
        }
        colleague.typed.set(typed);
    };
    let option = |person: Person| view! { <option value=person.email>{person.name}</option> };
    view! {
        <div class="field" class:wrong=move || fault.get().is_some()>
            <label for=FIELD>{t().user}</label>
            <input id=FIELD type="email" autocomplete="off" list="people" prop:value=colleague.typed on:input=type_in
                aria-invalid=move || fault.get().is_some().then_some("true")
                aria-describedby=move || fault.get().map(|_| "to-fault")/>
            <datalist id="people">{live(move || colleague.suggested.get().into_iter().map(option).collect_view())}</datalist>
            {live(move || fault.get().map(|fault| view! { <p class="fault" id="to-fault">{fault}</p> }))}
        </div>
    }
}

/// The panel in which a licence is given to somebody else.
#[component]
pub fn MovePanel(
    /// The page.
    room: Room,
    /// The licence.
    licence: UseView,
) -> impl IntoView {
    let (colleague, faults) = (Colleague::new(), RwSignal::new(Vec::<FieldError>::new()));
    let (from, name) = licence.assigned.map_or_else(Default::default, |person| (person.id, person.name));
    let (title, text) = (fill(t().move_title, &[("name", &name)]), fill(t().move_text, &[("name", &name)]));
    let leave = leave_when_signed_out();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = Move { from: from.clone(), to: colleague.typed.get_untracked() };
        faults.set(wanted.faults());
        if room.busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        room.busy.set(true);
        let (address, leave) = (room.address(&format!("/{}/move", licence.id)), leave.clone());
        leptos::task::spawn_local(async move {
            match send::<Grant>(Method::POST, &address, None, &wanted).await {
                Ok(grant) => room.done(Said::Moved, grant),
                Err(error) if leave(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                    let _ = room.busy.try_set(false);
                }
                Err(error) => room.failed(error),
            }
        });
    };
    let dialog = NodeRef::new();
    view! {
        <Panel dialog title=title closed=move || room.closed()>
            <p>{text}</p>
            <form novalidate on:submit=submit>
                <UserField colleague faults/>
                <p class="actions">
                    <button class="button" type="submit" disabled=move || room.busy.get()>{t().move_licence}</button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{t().not_now}</button>
                </p>
            </form>
        </Panel>
    }
}
