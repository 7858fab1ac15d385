//! Making a token.

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::api_access::{MOST_TOKENS, NewToken, Scope, TokenMade, usual_end};
use tokuten_core::problem::{FieldError, FieldFault};

use super::{Room, Said, URL};
use crate::client::{ApiError, send};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::texts::operator::api_access::{scope, t};
use crate::words;

/// The form; `today` is the programme's day, `living` how many tokens are not revoked.
#[component]
pub fn Make(room: Room, today: NaiveDate, living: Signal<u64>) -> impl IntoView {
    let (name, end) = (RwSignal::new(String::new()), RwSignal::new(usual_end(today).to_string()));
    let chosen = RwSignal::new(Vec::<Scope>::new());
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let leave = leave_when_signed_out();
    let wrong = ["name", "scopes", "expires_on"].map(|field| words::fault_of(faults, field));
    let [name_wrong, scopes_wrong, end_wrong] = wrong;
    let listed = Signal::derive(move || {
        let fields = [("name", t().name), (SCOPES, t().scopes), ("expires_on", t().expires_on)];
        let all = fields.into_iter().zip(wrong);
        all.filter_map(|((id, label), wrong)| Some((id, label, wrong.get()?))).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(expires_on) = end.with_untracked(|end| end.parse()) else {
            faults.set(vec![FieldError::new("expires_on", FieldFault::Malformed)]);
            return;
        };
        let new = NewToken { name: name.get_untracked(), scopes: chosen.get_untracked(), expires_on };
        faults.set(new.faults(today));
        if !faults.with_untracked(Vec::is_empty) || !room.begin() {
            return;
        }
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match send::<TokenMade>(Method::POST, URL, None, &new).await {
                Ok(made) => {
                    let _ = name.try_set(String::new());
                    let _ = chosen.try_set(Vec::new());
                    let _ = room.said.try_set(None);
                    let _ = room.made.try_set(Some(made));
                    let _ = room.busy.try_set(false);
                    room.loaded.refresh();
                }
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                    let _ = room.busy.try_set(false);
                }
                Err(error) if leave(&error) => {}
                Err(error) => room.done(Said::Failed(error)),
            }
        });
    };
    let full = move || living.get() >= MOST_TOKENS;
    view! {
        <section aria-labelledby="make">
            <h2 id="make">{live(move || t().make)}</h2>
            {live(move || full().then(|| view! { <p class="notice" role="note">{t().full}</p> }))}
            <form class="prose" novalidate on:submit=submit>
                <FaultSummary faults=listed/>
                <Field id="name" label=Signal::derive(|| t().name) value=name fault=name_wrong hint=Signal::derive(|| t().name_hint)/>
                {live(move || view! { <ScopeChoice chosen wrong=scopes_wrong/> })}
                <Field id="expires_on" label=Signal::derive(|| t().expires_on) value=end fault=end_wrong kind="date" hint=Signal::derive(|| t().expires_hint)/>
                <button class="button" type="submit" disabled=move || room.busy.get() || full()>{live(move || t().make_press)}</button>
            </form>
        </section>
    }
}

/// Id of the first of the scopes: where a press in the summary of faults leads.
const SCOPES: &str = "scope-partners:read";

#[component]
fn ScopeChoice(chosen: RwSignal<Vec<Scope>>, wrong: Signal<Option<&'static str>>) -> impl IntoView {
    let toggle = move |one: Scope| {
        chosen.update(|chosen| match chosen.iter().position(|scope| *scope == one) {
            Some(there) => drop(chosen.remove(there)),
            None => chosen.push(one),
        });
    };
    let choice = |one: Scope| {
        let (id, about) = (format!("scope-{}", one.code()), format!("scope-{}-about", one.code()));
        view! {
            <div class="role">
                <label class="choice" for=id.clone()>
                    <input type="checkbox" id=id.clone() aria-describedby=about.clone()
                        prop:checked=move || chosen.with(|chosen| chosen.contains(&one)) on:change=move |_| toggle(one)/>
                    <code>{one.code()}</code>
                </label>
                <p class="small" id=about>{scope(one)}</p>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="label">{t().scopes}</legend>
            <p class="small">{t().scopes_text}</p>
            {live(move || wrong.get().map(|fault| view! { <p class="fault" id="scopes-fault">{fault}</p> }))}
            <div class="choices">{Scope::ALL.into_iter().map(choice).collect_view()}</div>
        </fieldset>
    }
}
