//! Support requests: the partner's list, a new one, and their threads.

pub mod message;
pub mod new;
pub mod thread;

use leptos::prelude::*;
use tokuten_core::support::{ProblemType, RequestPage, RequestRow, RequestState, Severity};

use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Explained, Heading};
use crate::context::t as common;
use crate::format::instant;
use crate::loaded::Loaded;
use crate::texts::support::t;

/// What a type of problem is called.
pub fn kind(kind: ProblemType) -> &'static str {
    match kind {
        ProblemType::Payment => t().kind_payment,
        ProblemType::Profile => t().kind_profile,
        ProblemType::Membership => t().kind_membership,
        ProblemType::Competencies => t().kind_competencies,
        ProblemType::Users => t().kind_users,
        ProblemType::Other => t().kind_other,
    }
}

/// What a severity is called.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => t().severity_minor,
        Severity::Normal => t().severity_normal,
        Severity::Critical => t().severity_critical,
    }
}

/// What a state is called, and what it means to the partner.
pub fn state(state: RequestState) -> (&'static str, &'static str) {
    let t = t();
    match state {
        RequestState::New => (t.new, t.new_text),
        RequestState::InProgress => (t.in_progress, t.in_progress_text),
        RequestState::WaitingForPartner => (t.waiting, t.waiting_text),
        RequestState::Resolved => (t.resolved, t.resolved_text),
        RequestState::Closed => (t.closed, t.closed_text),
    }
}

/// What a list of requests shows: the addresses of its pages, and what stands in the place of a state.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Address of the list's API.
    pub api: &'static str,
    /// Where a request's page is; its number follows.
    pub page: &'static str,
    /// What it is called to show no state in particular.
    pub all_states: fn() -> &'static str,
    /// What is said if nothing is there.
    pub empty: fn() -> &'static str,
    /// Whether there are several partners in it.
    pub of_all_partners: bool,
}

/// The partner's requests.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let shown = Shown {
        api: "/api/support/requests",
        page: "/support",
        all_states: || t().all_states,
        empty: || t().empty,
        of_all_partners: false,
    };
    let meaning = move || {
        let row = |one: RequestState| {
            let (name, text) = state(one);
            view! { <div><dt>{name}</dt><dd>{text}</dd></div> }
        };
        view! { <dl class="dates">{RequestState::ALL.map(row).collect_view()}</dl> }
    };
    view! {
        <Heading text=Signal::derive(|| t().requests.to_owned())/>
        <p class="actions"><a class="button" href="/support/new">{live(move || t().new_request)}</a></p>
        <RequestList shown/>
        <details class="fold"><summary>{live(move || t().meaning)}</summary>{live(meaning)}</details>
    }
}

/// A list of requests with its filters.
#[component]
pub fn RequestList(
    /// What it shows.
    shown: Shown,
) -> impl IntoView {
    let (of_state, of_kind) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let address = move |cursor: Option<String>| {
        let filters = [("state", of_state.get_untracked()), ("kind", of_kind.get_untracked())];
        let filters = filters.into_iter().filter(|(_, value)| !value.is_empty());
        let cursor = cursor.map(|cursor| ("cursor", cursor));
        let query: Vec<_> = filters.chain(cursor).map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}?{}", shown.api, query.join("&"))
    };
    let loaded = Loaded::<RequestPage>::from(move || address(None));
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<RequestPage>(&address(Some(cursor))).await {
                Ok(next) => loaded.change(|page| {
                    page.requests.extend(next.requests);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let choose = move |signal: RwSignal<String>| {
        move |event| {
            signal.set(event_target_value(&event));
            loaded.refresh();
        }
    };
    let states = move || {
        let options = RequestState::ALL.map(|one| view! { <option value=one.code()>{state(one).0}</option> });
        view! { <option value="">{(shown.all_states)()}</option>{options.collect_view()} }
    };
    let kinds = move || {
        let options = ProblemType::ALL.map(|one| view! { <option value=one.code()>{kind(one)}</option> });
        view! { <option value="">{t().all_kinds}</option>{options.collect_view()} }
    };
    let is_filtered = move || !of_state.with(String::is_empty) || !of_kind.with(String::is_empty);
    view! {
        <p class="actions">
            <label class="inline">{live(move || t().state)}" "<select on:change=choose(of_state)>{live(states)}</select></label>
            <label class="inline">{live(move || t().kind)}" "<select on:change=choose(of_kind)>{live(kinds)}</select></label>
        </p>
        {crate::components::page::shown(loaded, move |page| {
            let empty = if is_filtered() { t().empty_filtered } else { (shown.empty)() };
            list(page, shown, empty, more)
        })}
        {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
    }
}

fn list(page: RequestPage, shown: Shown, empty: &'static str, more: impl Fn(String) + 'static) -> AnyView {
    if page.requests.is_empty() {
        return view! { <p class="empty">{empty}</p> }.into_any();
    }
    let t = t();
    let row = move |request: RequestRow| {
        let number = request.number.to_string();
        let open = format!("{}: {number}", t.open);
        let partner =
            shown.of_all_partners.then(|| view! { <td data-label=t.partner>{request.partner}</td> });
        view! {
            <tr>
                <td data-label=t.number class="number">{number.clone()}</td>
                {partner}
                <td data-label=t.title>{request.title}</td>
                <td data-label=t.kind>{kind(request.kind)}</td>
                <td data-label=t.state>{state(request.state).0}</td>
                <td data-label=t.opened>{instant(request.opened_at)}</td>
                <td data-label=t.updated>{instant(request.updated_at)}</td>
                <td><a href=format!("{}/{number}", shown.page) aria-label=open>{t.open}</a></td>
            </tr>
        }
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    let partner = shown.of_all_partners.then(|| view! { <th scope="col">{t.partner}</th> });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
            <table>
                <thead><tr>
                    <th scope="col" class="number">{t.number}</th>{partner}<th scope="col">{t.title}</th><th scope="col">{t.kind}</th>
                    <th scope="col">{t.state}</th><th scope="col">{t.opened}</th><th scope="col">{t.updated}</th><td></td>
                </tr></thead>
                <tbody>{page.requests.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}
