//! A support request with its thread, and the reply to it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::problem::FieldError;
use tokuten_core::support::{Attachment, Author, Done, Reply, RequestState, RequestView, ThreadEntry};

use super::message::{Files, FilesField};
use super::{kind, severity, state};
use crate::browser;
use crate::client::{ApiError, upload};
use crate::components::field::TextArea;
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::leave_when_signed_out;
use crate::format::{date, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::support::t;
use crate::words;

/// The page.
#[component]
pub fn RequestPage() -> impl IntoView {
    let number = number();
    let loaded = Loaded::<RequestView>::from(move || format!("/api/support/requests/{}", number.get_value()));
    view! {
        <Breadcrumb href="/support" text=Signal::derive(|| t().requests)/>
        <Heading text=title(loaded)/>
        {shown(loaded, move |view| page(view, loaded))}
    }
}

/// The number of the request in the page's address.
pub fn number() -> StoredValue<String> {
    StoredValue::new(use_params_map().with_untracked(|params| params.get("number").unwrap_or_default()))
}

/// The request's title, once it is there.
pub fn title(loaded: Loaded<RequestView>) -> Signal<String> {
    Signal::derive(move || {
        loaded.there(|view| view.row.title.clone()).unwrap_or_else(|| t().requests.to_owned())
    })
}

fn page(view: RequestView, loaded: Loaded<RequestView>) -> impl IntoView {
    let (name, text) = state(view.row.state);
    let closes = view.closes_on.map(|day| fill(t().closes_on, &[("date", &date(day))]));
    let number = view.row.number;
    let form = view.row.state.is_open().then(|| view! { <ReplyForm number state=view.row.state loaded/> });
    view! {
        <p class="strip calm">{name}": "{text}" "{closes}</p>
        {particulars(&view)}
        {thread(view.thread, &format!("/api/support/requests/{number}"))}
        {form}
    }
}

/// What the request is, in short.
pub fn particulars(view: &RequestView) -> impl IntoView + use<> {
    let contact = &view.contact;
    let contact = format!("{}, {}, {}", contact.name, contact.phone, contact.email);
    view! {
        <dl class="dates">
            <div><dt>{t().number}</dt><dd>{view.row.number}</dd></div>
            <div><dt>{t().kind}</dt><dd>{kind(view.row.kind)}</dd></div>
            <div><dt>{t().severity}</dt><dd>{severity(view.row.severity)}</dd></div>
            <div><dt>{t().contact}</dt><dd>{contact}</dd></div>
        </dl>
    }
}

/// What was said and done, the oldest first; files are under `address`.
pub fn thread(entries: Vec<ThreadEntry>, address: &str) -> impl IntoView + use<> {
    let address = address.to_owned();
    let entries = entries.into_iter().map(|one| entry(one, &address)).collect_view();
    view! {
        <section aria-labelledby="thread">
            <h2 id="thread">{t().thread}</h2>
            <ol class="thread">{entries}</ol>
        </section>
    }
}

fn entry(entry: ThreadEntry, address: &str) -> impl IntoView + use<> {
    let (by, class) = match entry.by {
        Author::Partner(name) => (name, "said"),
        Author::Vendor => (t().vendor.to_owned(), "said of-vendor"),
        Author::Portal => (t().portal.to_owned(), "said of-vendor"),
    };
    let done = entry.done.map(|done| match done {
        Done::Became(became) => fill(t().became, &[("state", state(became).0)]),
        Done::EndsOn(day) => fill(t().ends_on, &[("date", &date(day))]),
        Done::MergedInto(number) => fill(t().merged_into, &[("number", &number.to_string())]),
        Done::Merged(number) => fill(t().merged, &[("number", &number.to_string())]),
    });
    let file = |file: Attachment| {
        let href = format!("{address}/attachments/{}", file.id);
        let size = format!(" ({} KB)", file.size.div_ceil(1024));
        view! { <li><a href=href download="" rel="external">{file.file_name}</a>{size}</li> }
    };
    let files = (!entry.attachments.is_empty())
        .then(|| view! { <ul>{entry.attachments.into_iter().map(file).collect_view()}</ul> });
    view! {
        <li class=class>
            <p class="small"><strong>{by}</strong>" · "{instant(entry.at)}</p>
            {(!entry.text.is_empty()).then(|| view! { <p class="text">{entry.text}</p> })}
            {files}
            {done.map(|done| view! { <p class="small">{done}</p> })}
        </li>
    }
}

/// The reply.
#[component]
fn ReplyForm(
    /// The request.
    number: i64,
    /// How far it has come.
    state: RequestState,
    /// Where it goes afterwards.
    loaded: Loaded<RequestView>,
) -> impl IntoView {
    let (text, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (files, key, leave) = (Files::new(), browser::new_key(), leave_when_signed_out());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reply = Reply { text: text.get_untracked() };
        faults.set(reply.faults());
        let is_right = faults.with_untracked(Vec::is_empty);
        let (Some(form), true, false) = (files.form("reply", &reply), is_right, busy.get_untracked()) else {
            return;
        };
        let (key, leave) = (key.clone(), leave.clone());
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("/api/support/requests/{number}/replies");
            match upload::<RequestView>(&url, Some(&key), form).await {
                // The page is made anew from it, with an empty form and another key.
                Ok(view) => loaded.put(view),
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let reopens =
        (state == RequestState::Resolved).then(|| view! { <p class="small">{t().reply_reopens}</p> });
    view! {
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        <form class="prose" novalidate on:submit=submit>
            <TextArea id="reply" label=Signal::derive(|| t().reply) value=text fault=words::fault_of(faults, "text")/>
            {reopens}
            <FilesField files/>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().send_reply)}</button>
        </form>
    }
}
