//! Leads: the list, and each with what can be done about it.

pub mod lead;

use leptos::prelude::*;
use tokuten_core::leads::{LeadPage, LeadRow, LeadState};
use tokuten_core::roles::Permission;

use crate::client::{ApiError, get};
use crate::components::ask::WhomToAsk;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{context, t as common};
use crate::format::{date, instant, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::leads::t;

/// What a state is called, and what it means.
pub fn state(state: LeadState) -> (&'static str, &'static str) {
    let t = t();
    match state {
        LeadState::Received => (t.received, t.received_text),
        LeadState::Accepted => (t.accepted, t.accepted_text),
        LeadState::Won => (t.won, t.won_text),
        LeadState::Lost => (t.lost, t.lost_text),
        LeadState::Declined => (t.declined, t.declined_text),
        LeadState::Expired => (t.expired, t.expired_text),
    }
}

/// The page.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let context = context();
    let may = move || context.may(Permission::ManageLeads);
    let there = move || view! { <List/> }.into_any();
    let asking = || view! { <WhomToAsk permission=Permission::ManageLeads/> }.into_any();
    let body = move || context.asked.get().then(|| if may() { there() } else { asking() });
    let meaning = move || {
        let row = |one: LeadState| {
            let (name, text) = state(one);
            view! { <div><dt>{name}</dt><dd>{text}</dd></div> }
        };
        view! { <dl class="dates">{LeadState::ALL.map(row).collect_view()}</dl> }
    };
    view! {
        <Heading text=Signal::derive(|| common().leads.to_owned())/>
        <p>{live(move || t().text)}</p>
        {live(body)}
        <details class="fold"><summary>{live(move || t().meaning)}</summary>{live(meaning)}</details>
    }
}

#[component]
fn List() -> impl IntoView {
    let of_state = RwSignal::new(String::new());
    let filter = move || {
        of_state.with(|state| if state.is_empty() { String::new() } else { format!("state={state}&") })
    };
    let address = move |cursor: Option<String>| {
        let cursor = cursor.map(|cursor| format!("cursor={cursor}")).unwrap_or_default();
        untrack(|| format!("/api/leads?{}{cursor}", filter()))
    };
    let loaded = Loaded::<LeadPage>::from(move || address(None));
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<LeadPage>(&address(Some(cursor))).await {
                Ok(next) => loaded.change(|page| {
                    page.leads.extend(next.leads);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let choose = move |event| {
        of_state.set(event_target_value(&event));
        loaded.refresh();
    };
    let states = move || {
        let options = LeadState::ALL.map(|one| view! { <option value=one.code()>{state(one).0}</option> });
        view! { <option value="">{t().all_states}</option>{options.collect_view()} }
    };
    let export = move || format!("/api/leads/export?{}lang={}", filter(), context().language.get().tag());
    view! {
        <p class="actions">
            <label class="inline">{live(move || t().state)}" "<select on:change=choose>{live(states)}</select></label>
            <a class="button quiet" href=export download="leads.csv" rel="external">{live(move || t().export)}</a>
        </p>
        {shown(loaded, move |page| list(page, of_state.with(String::is_empty), more))}
        {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
    }
}

/// Who asks, and until when that is known.
fn customer(lead: &LeadRow) -> impl IntoView + use<> {
    let small = |text: String| view! { <div class="small">{text}</div> };
    let on = |text: &str, day| small(fill(text, &[("date", &date(day))]));
    let until = lead.kept_until.map(|day| on(t().kept_until, day));
    let erased = lead.erased_on.map(|day| on(t().erased_on, day));
    view! { <div>{lead.name.clone()}{until}{erased}</div> }
}

fn list(page: LeadPage, of_all_states: bool, more: impl Fn(String) + 'static) -> AnyView {
    let t = t();
    if page.leads.is_empty() {
        if !of_all_states {
            return view! { <p class="empty">{t.empty_filtered}</p> }.into_any();
        }
        let to_profile = view! { <p><a href="/business-profile">{t.to_profile}</a></p> };
        return view! { <div class="empty"><p>{t.empty}</p>{to_profile}</div> }.into_any();
    }
    let row = move |lead: LeadRow| {
        let open = format!("{}: {}", t.open, lead.number);
        let customer = customer(&lead);
        view! {
            <tr>
                <td data-label=t.number class="number">{lead.number}</td>
                <td data-label=t.customer>{customer}</td>
                <td data-label=t.company>{lead.company}</td>
                <td data-label=t.state>{state(lead.state).0}</td>
                <td data-label=t.received_at>{instant(lead.received_at)}</td>
                <td data-label=t.until>{lead.until.map(date)}</td>
                <td data-label=t.value class="number">{lead.value.map(money)}</td>
                <td><a href=format!("/leads/{}", lead.number) aria-label=open>{t.open}</a></td>
            </tr>
        }
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
            <table class="labels">
                <thead><tr>
                    <th scope="col" class="number">{t.number}</th><th scope="col">{t.customer}</th><th scope="col">{t.company}</th>
                    <th scope="col">{t.state}</th><th scope="col">{t.received_at}</th><th scope="col">{t.until}</th>
                    <th scope="col" class="number">{t.value}</th><td></td>
                </tr></thead>
                <tbody>{page.leads.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}
