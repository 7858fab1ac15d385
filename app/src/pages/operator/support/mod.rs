//! Support requests, as the vendor's support answers them.

mod answering;
mod cancelling;
pub mod canned;
mod claiming;
mod merging;
mod notes;

use leptos::prelude::*;
use tokuten_core::catalogue::Language;
use tokuten_core::support::{ProblemType, RequestState};
use tokuten_core::support_desk::{DeskPage, DeskRow, RequestCase};

use self::answering::{AnswerForm, StateForm};
use self::cancelling::Cancel;
use self::claiming::Claiming;
use self::merging::MergeForm;
use self::notes::Notes;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::t as common;
use crate::format::instant;
use crate::loaded::Loaded;
use crate::pages::operator::desk::words::age;
use crate::pages::support::thread::{number, particulars, thread};
use crate::pages::support::{kind, severity, state};
use crate::texts::fill;
use crate::texts::operator::support::t;
use crate::texts::support::t as requests;

/// What the parts of a request's page share.
#[derive(Clone, Copy)]
struct Shared {
    loaded: Loaded<RequestCase>,
    done: RwSignal<Option<&'static str>>,
}

impl Shared {
    /// Shows the request as it is after a press, and what that has done.
    fn became(self, case: RequestCase, done: &'static str) {
        let _ = self.done.try_set(Some(done));
        self.loaded.put(case);
    }
}

/// The requests of all partners.
#[component]
pub fn SupportDeskPage() -> impl IntoView {
    let (of_state, of_kind) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let address = move |cursor: Option<String>| {
        let filters = [("state", of_state.get_untracked()), ("kind", of_kind.get_untracked())];
        let filters = filters.into_iter().filter(|(_, value)| !value.is_empty());
        let cursor = cursor.map(|cursor| ("cursor", cursor));
        let query: Vec<_> = filters.chain(cursor).map(|(name, value)| format!("{name}={value}")).collect();
        format!("/api/operator/support?{}", query.join("&"))
    };
    let loaded = Loaded::<DeskPage>::from(move || address(None));
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<DeskPage>(&address(Some(cursor))).await {
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
        view! { <option value="">{requests().desk_waiting}</option>{options.collect_view()} }
    };
    let kinds = move || {
        let options = ProblemType::ALL.map(|one| view! { <option value=one.code()>{kind(one)}</option> });
        view! { <option value="">{requests().all_kinds}</option>{options.collect_view()} }
    };
    view! {
        <Heading text=Signal::derive(|| requests().requests.to_owned())/>
        <p><a href="/operator/support/canned-answers">{live(move || t().canned)}</a></p>
        <p class="actions">
            <label class="inline">{live(move || requests().state)}" "<select on:change=choose(of_state)>{live(states)}</select></label>
            <label class="inline">{live(move || requests().kind)}" "<select on:change=choose(of_kind)>{live(kinds)}</select></label>
        </p>
        {shown(loaded, move |page| {
            let filtered = !of_state.with_untracked(String::is_empty) || !of_kind.with_untracked(String::is_empty);
            list(page, if filtered { requests().empty_filtered } else { requests().desk_empty }, more)
        })}
        {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
    }
}

fn list(page: DeskPage, empty: &'static str, more: impl Fn(String) + 'static) -> AnyView {
    if page.requests.is_empty() {
        return view! { <p class="empty">{empty}</p> }.into_any();
    }
    let (r, own, now) = (requests(), t(), page.now);
    let row = move |one: DeskRow| {
        let first = first_answer(&one, now);
        let DeskRow { row, claimed_by, .. } = one;
        let number = row.number.to_string();
        view! {
            <tr>
                <td data-label=r.number class="number">{number.clone()}</td>
                <td data-label=r.partner>{row.partner}</td>
                <td data-label=r.title>{row.title}</td>
                <td data-label=r.severity>{severity(row.severity)}</td>
                <td data-label=r.state>{state(row.state).0}</td>
                <td data-label=r.opened>{instant(row.opened_at)}</td>
                <td data-label=own.first_answer>{first}</td>
                <td data-label=own.claimed_by>{claimed_by}</td>
                <td><a href=format!("/operator/support/{number}") aria-label=format!("{}: {number}", r.open)>{r.open}</a></td>
            </tr>
        }
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
            <table>
                <thead><tr>
                    <th scope="col" class="number">{r.number}</th><th scope="col">{r.partner}</th><th scope="col">{r.title}</th>
                    <th scope="col">{r.severity}</th><th scope="col">{r.state}</th><th scope="col">{r.opened}</th>
                    <th scope="col">{own.first_answer}</th><th scope="col">{own.claimed_by}</th><td></td>
                </tr></thead>
                <tbody>{page.requests.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}

/// How long the first answer took, or has been waited for.
fn first_answer(row: &DeskRow, now: chrono::DateTime<chrono::Utc>) -> String {
    let opened = Some(row.row.opened_at);
    match row.first_answered_at {
        Some(at) => fill(t().first_answer_after, &[("age", &age(at, opened))]),
        None if row.row.state.is_open() => fill(t().first_answer_waits, &[("age", &age(now, opened))]),
        None => String::new(),
    }
}

/// A request and what can be done about it.
#[component]
pub fn SupportCasePage() -> impl IntoView {
    let number = number();
    let loaded = Loaded::<RequestCase>::from(move || format!("/api/operator/support/{}", number.get_value()));
    let shared = Shared { loaded, done: RwSignal::new(None) };
    let title = Signal::derive(move || {
        loaded.there(|case| case.request.row.title.clone()).unwrap_or_else(|| requests().requests.to_owned())
    });
    view! {
        <Breadcrumb href="/operator/support" text=Signal::derive(|| requests().requests)/>
        <Heading text=title/>
        {live(move || shared.done.get().map(|text| view! { <p class="notice good" role="status">{text}</p> }))}
        {shown(loaded, move |case| page(case, shared))}
    }
}

fn page(case: RequestCase, shared: Shared) -> impl IntoView {
    let (number, is_open) = (case.request.row.number, case.request.row.state.is_open());
    let seen = u32::try_from(case.request.thread.len()).unwrap_or(u32::MAX);
    let partner = format!("{} ({})", case.request.row.partner, case.request.partner_id);
    let language = match case.language {
        Language::En => t().language_en,
        Language::Ja => t().language_ja,
    };
    let first = case.first_answered_at.map(|at| {
        let after = fill(t().first_answer_after, &[("age", &age(at, Some(case.request.row.opened_at)))]);
        format!(" · {} {after}", t().first_answer)
    });
    let merged_into = case.merged_into.map(|number| {
        let text = fill(t().merged_into, &[("number", &number.to_string())]);
        view! { <p class="notice warn"><a href=format!("/operator/support/{number}") rel="external">{text}</a></p> }
    });
    let numbers: Vec<_> = case.merged.iter().map(ToString::to_string).collect();
    let merged = (!numbers.is_empty())
        .then(|| view! { <p>{fill(t().merged, &[("numbers", &numbers.join(", "))])}</p> });
    let cancellation = case.request.cancellation.clone().map(|found| {
        view! { <Cancel found number is_open may_refund=case.may_refund.clone() shared/> }
    });
    let forms = is_open.then(|| {
        view! {
            <AnswerForm case=case.clone() seen shared/>
            <StateForm number state=case.request.row.state seen shared/>
            <MergeForm number seen shared/>
        }
    });
    view! {
        <p class="strip calm">{state(case.request.row.state).0}" · "
            <a href=format!("/operator/partners/{}", case.request.partner_id)>{partner}</a>" · "{language}{first}</p>
        {merged_into}
        {merged}
        <Claiming number claim=case.claim.clone() own=case.own.clone() shared/>
        {particulars(&case.request)}
        {cancellation}
        {thread(case.request.thread, &format!("/api/operator/support/{number}"))}
        <Notes number notes=case.notes shared/>
        {forms}
    }
}
