//! Support requests, as the vendor's support answers them.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::support::{Answer, Cancellation, Next, RequestView};

use crate::browser;
use crate::client::{ApiError, send};
use crate::components::checklist;
use crate::components::field::{Choice, TextArea};
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::{Load, Loaded, leave_when_signed_out};
use crate::format::date;
use crate::pages::support::new::refused;
use crate::pages::support::thread::{number, particulars, thread, title};
use crate::pages::support::{RequestList, Shown, state};
use crate::texts::fill;
use crate::texts::support::t;
use crate::words;

/// The requests of all partners.
#[component]
pub fn SupportDeskPage() -> impl IntoView {
    let shown = Shown {
        api: "/api/operator/support",
        page: "/operator/support",
        all_states: || t().desk_waiting,
        empty: || t().desk_empty,
        of_all_partners: true,
    };
    view! {
        <Heading text=Signal::derive(|| t().requests.to_owned())/>
        <RequestList shown/>
    }
}

/// A request and what can be done about it.
#[component]
pub fn SupportCasePage() -> impl IntoView {
    let number = number();
    let loaded = Loaded::<RequestView>::from(move || format!("/api/operator/support/{}", number.get_value()));
    let done = RwSignal::new(None::<&'static str>);
    view! {
        <Breadcrumb href="/operator/support" text=Signal::derive(|| t().requests)/>
        <Heading text=title(loaded)/>
        {move || done.get().map(|text| view! { <p class="notice good" role="status">{text}</p> })}
        {shown(loaded, move |view| page(view, loaded, done))}
    }
}

fn page(
    view: RequestView,
    loaded: Loaded<RequestView>,
    done: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let (number, is_open) = (view.row.number, view.row.state.is_open());
    let seen = u32::try_from(view.thread.len()).unwrap_or(u32::MAX);
    let partner = format!("{} ({})", view.row.partner, view.partner_id);
    let cancellation =
        view.cancellation.clone().map(|found| view! { <Cancel found number is_open loaded done/> });
    view! {
        <p class="strip calm">{state(view.row.state).0}" · "{partner}</p>
        {particulars(&view)}
        {cancellation}
        {thread(view.thread, &format!("/api/operator/support/{number}"))}
        {is_open.then(|| view! { <AnswerForm number seen loaded done/> })}
    }
}

const fn next_of(code: &str) -> Next {
    match code.as_bytes() {
        b"waiting" => Next::WaitingForPartner,
        b"resolved" => Next::Resolved,
        _ => Next::InProgress,
    }
}

/// The answer, and what it leaves to do.
#[component]
fn AnswerForm(
    number: i64,
    seen: u32,
    loaded: Loaded<RequestView>,
    done: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let (text, next) = (RwSignal::new(String::new()), RwSignal::new("in_progress".to_owned()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (key, leave, sent) = (browser::new_key(), leave_when_signed_out(), t().answer_sent);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let answer =
            Answer { text: text.get_untracked(), next: next.with_untracked(|code| next_of(code)), seen };
        faults.set(answer.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        let (key, leave) = (key.clone(), leave.clone());
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/answers");
            match send::<RequestView>(Method::POST, &url, Some(&key), &answer).await {
                Ok(view) => {
                    let _ = done.try_set(Some(sent));
                    let _ = loaded.state.try_set(Load::Ready(view));
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let options = || {
        let t = t();
        vec![("in_progress", t.next_in_progress), ("waiting", t.next_waiting), ("resolved", t.next_resolved)]
    };
    view! {
        {move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> })}
        <form class="prose" novalidate on:submit=submit>
            <TextArea id="answer" label=Signal::derive(|| t().answer) value=text fault=words::fault_of(faults, "text")/>
            <Choice id="next" label=Signal::derive(|| t().next) value=next options=Signal::derive(options)/>
            <button class="button" type="submit" disabled=move || busy.get()>{move || t().send_answer}</button>
        </form>
    }
}

/// What the request asks to cancel, whether its money may be given back, and the end without a refund.
#[component]
fn Cancel(
    found: Cancellation,
    number: i64,
    is_open: bool,
    loaded: Loaded<RequestView>,
    done: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let ends = date(found.expires_on);
    let offer = words::offer_name(&found.facts, &found.offer);
    let order = found.order.map(|order| fill(t().refund_by_finance, &[("order", &order.to_string())]));
    let facts = StoredValue::new(found.facts);
    let refund = match found.refund {
        Some(verdict) => checklist::items(verdict, facts).into_any(),
        None => view! { <p>{t().cancel_no_order}</p> }.into_any(),
    };
    let act = match found.refused {
        Some(why) => view! { <p class="notice warn">{refused(why)}</p> }.into_any(),
        None if is_open => view! { <CancelAtAnniversary ends=ends.clone() number loaded done/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <section aria-labelledby="cancel">
            <h2 id="cancel">{fill(t().cancel_what, &[("offer", &offer), ("date", &ends)])}</h2>
            <h3>{t().cancel_refund}</h3>
            {refund}
            {order.map(|text| view! { <p>{text}</p> })}
            {act}
        </section>
    }
}

#[component]
fn CancelAtAnniversary(
    ends: String,
    number: i64,
    loaded: Loaded<RequestView>,
    done: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let (asking, error, busy) = (RwSignal::new(false), RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (leave, cancelled) = (leave_when_signed_out(), t().cancel_done);
    let cancel = move |_| {
        if busy.get_untracked() {
            return;
        }
        let leave = leave.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/support/{number}/cancel-subscription");
            match send::<RequestView>(Method::POST, &url, None, &()).await {
                Ok(view) => {
                    let _ = done.try_set(Some(cancelled));
                    let _ = loaded.state.try_set(Load::Ready(view));
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        let cancel = cancel.clone();
        let places = [("date", ends.as_str())];
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{fill(t().cancel_sure, &places)}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=cancel>{t().cancel_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().cancel_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            let press = fill(t().cancel_at_anniversary, &places);
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{press}</button></p> }
                .into_any()
        }
    };
    view! {
        {question}
        {move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> })}
    }
}
