//! Inviting an operator.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::team::{NewOperator, OperatorView};

use super::panels::WorkChoice;
use super::{Room, Said, URL};
use crate::client::{ApiError, send};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::context::{leave_when_signed_out, t as shared};
use crate::texts::operator::team::t;
use crate::words;

/// The form.
#[component]
pub fn Invite(room: Room) -> impl IntoView {
    let (email, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let role = RwSignal::new(OperatorRole::Support);
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let leave = leave_when_signed_out();
    let (email_wrong, name_wrong) = (words::fault_of(faults, "email"), words::fault_of(faults, "name"));
    let listed = Signal::derive(move || {
        let all = [("email", shared().email, email_wrong.get()), ("name", t().name, name_wrong.get())];
        all.into_iter().filter_map(|(id, label, fault)| Some((id, label, fault?))).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = NewOperator {
            email: email.get_untracked(),
            name: name.get_untracked(),
            role: role.get_untracked(),
        };
        faults.set(new.faults());
        if !faults.with_untracked(Vec::is_empty) || !room.begin() {
            return;
        }
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match send::<OperatorView>(Method::POST, URL, None, &new).await {
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                    let _ = room.busy.try_set(false);
                }
                outcome => {
                    if outcome.is_ok() {
                        let _ = email.try_set(String::new());
                        let _ = name.try_set(String::new());
                    }
                    room.done(outcome.map(|operator| Said::Invited(operator.name)), leave);
                }
            }
        });
    };
    view! {
        <section aria-labelledby="invite">
            <h2 id="invite">{live(move || t().invite)}</h2>
            <p>{live(move || t().invite_text)}</p>
            <form class="narrow" novalidate on:submit=submit>
                <FaultSummary faults=listed/>
                <Field id="email" label=Signal::derive(|| shared().email) value=email fault=email_wrong kind="email" inputmode="email"/>
                <Field id="name" label=Signal::derive(|| t().name) value=name fault=name_wrong/>
                {live(move || view! { <WorkChoice id="new-work" chosen=role why_not=|_| Vec::new()/> })}
                <button class="button" type="submit" disabled=move || room.busy.get()>{live(move || t().invite_send)}</button>
            </form>
        </section>
    }
}
