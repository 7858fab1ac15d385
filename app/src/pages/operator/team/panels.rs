//! Giving somebody other work, and being sure before a second factor is reset or somebody removed.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::team::{OperatorPage, OperatorRoleChange, OperatorView, may_change_role};

use super::rows::reason;
use super::{Deed, Room, Said, URL};
use crate::client::{send, send_only};
use crate::components::live::live;
use crate::components::panel::{Panel, close};
use crate::context::{leave_when_signed_out, t as shared};

use crate::texts::fill;
use crate::texts::operator::team::t;
use crate::words;

/// What an operator of each kind is there for, in a line.
fn does(role: OperatorRole) -> &'static str {
    match role {
        OperatorRole::Finance => t().does_finance,
        OperatorRole::Support => t().does_support,
        OperatorRole::Programme => t().does_programme,
    }
}

/// The kinds of work, one of which is chosen; `why_not` says why one cannot be.
#[component]
pub fn WorkChoice(
    /// Begins the ids of the buttons.
    id: &'static str,
    /// What is chosen.
    chosen: RwSignal<OperatorRole>,
    /// Why it cannot be.
    why_not: impl Fn(OperatorRole) -> Vec<tokuten_core::team::WhyNot> + 'static,
) -> impl IntoView {
    let choice = |role: OperatorRole| {
        let why_not = why_not(role);
        let (radio, about) = (format!("{id}-{}", role.code()), format!("{id}-{}-about", role.code()));
        let reasons =
            why_not.iter().map(|why| view! { <span class="why">" "{reason(*why)}</span> }).collect_view();
        view! {
            <div class="role">
                <label class="choice" for=radio.clone()>
                    <input type="radio" name=id id=radio.clone() disabled=!why_not.is_empty() aria-describedby=about.clone()
                        prop:checked=move || chosen.get() == role on:change=move |_| chosen.set(role)/>
                    {words::operator(role)}
                </label>
                <p class="small" id=about>{does(role)}{reasons}</p>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="label">{t().work}</legend>
            {OperatorRole::ALL.into_iter().map(choice).collect_view()}
        </fieldset>
    }
}

/// Changes what somebody does.
#[component]
pub fn Change(room: Room, operator: OperatorView) -> impl IntoView {
    let (chosen, dialog, leave) = (RwSignal::new(operator.role), NodeRef::new(), leave_when_signed_out());
    let count =
        room.loaded.there_now(|OperatorPage { programme_operators, .. }| *programme_operators).unwrap_or(0);
    let why_not = {
        let operator = operator.clone();
        move |role| may_change_role(&operator, role, count)
    };
    let title = {
        let name = operator.name.clone();
        Signal::derive(move || fill(t().change_title, &[("name", &name)]))
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !room.begin() {
            return;
        }
        let change = OperatorRoleChange { seen: operator.role, role: chosen.get_untracked() };
        let (url, leave) = (format!("{URL}/{}/role", operator.id), leave.clone());
        leptos::task::spawn_local(async move {
            let outcome = send::<OperatorView>(Method::PUT, &url, None, &change).await;
            room.done(outcome.map(|operator| Said::Changed(operator.name)), leave);
        });
    };
    view! {
        <Panel dialog title closed=move || drop(room.chosen.try_set(None))>
            <form novalidate on:submit=save>
                <WorkChoice id="work" chosen why_not/>
                <p class="actions">
                    <button class="button" type="submit" disabled=move || room.busy.get()>{live(move || shared().save)}</button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || shared().cancel)}</button>
                </p>
            </form>
        </Panel>
    }
}

/// Asks whether it is really to be done.
#[component]
pub fn Sure(room: Room, deed: Deed, operator: OperatorView) -> impl IntoView {
    let (dialog, leave) = (NodeRef::new(), leave_when_signed_out());
    let resets = deed == Deed::Reset;
    let places = [("name", operator.name.clone()), ("email", operator.email.clone())];
    let filled = move |text: &str| {
        let [(name, named), (email, address)] = &places;
        fill(text, &[(name, named), (email, address)])
    };
    let title = {
        let filled = filled.clone();
        Signal::derive(move || filled(if resets { t().reset_title } else { t().remove_title }))
    };
    let go = move |_| {
        if !room.begin() {
            return;
        }
        let (operator, leave) = (operator.clone(), leave.clone());
        leptos::task::spawn_local(async move {
            let url = format!("{URL}/{}", operator.id);
            let outcome = if resets {
                send_only(Method::POST, &format!("{url}/factor-reset"), &()).await
            } else {
                send_only(Method::DELETE, &url, &()).await
            };
            let said = if resets { Said::Reset(operator.name) } else { Said::Removed(operator.name) };
            room.done(outcome.map(|()| said), leave);
        });
    };
    view! {
        <Panel dialog title closed=move || drop(room.chosen.try_set(None))>
            <p>{live(move || filled(if resets { t().reset_text } else { t().remove_text }))}</p>
            <p class="actions">
                <button class="button" type="button" disabled=move || room.busy.get() on:click=go>
                    {live(move || if resets { t().reset_yes } else { t().remove_yes })}</button>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || t().no)}</button>
            </p>
        </Panel>
    }
}
