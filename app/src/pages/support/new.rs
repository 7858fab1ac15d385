//! A new support request; also where **Cancel subscription** leads, with what it would mean.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::problem::FieldError;
use tokuten_core::roles::Permission;
use tokuten_core::support::{Cancellation, NewRequest, NotCancellable, ProblemType, RequestView, Severity};

use super::message::{Files, FilesField};
use super::severity;
use crate::browser;
use crate::client::{ApiError, upload};
use crate::components::ask::WhomToAsk;
use crate::components::checklist;
use crate::components::field::{Choice, FaultSummary, Field, TextArea};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::components::transfer_form::{TransferFields, transfer_form};
use crate::context::{context, leave_when_signed_out};
use crate::format::date;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::support::t;
use crate::words;

/// The page. `?cancel=` names a subscription that is to be cancelled.
#[component]
pub fn NewRequestPage() -> impl IntoView {
    let cancels = browser::query("cancel");
    let context = context();
    let body = move || {
        let cancels = cancels.clone();
        context.asked.get().then(|| match cancels {
            Some(_) if !context.may(Permission::RequestRefund) => {
                view! { <WhomToAsk permission=Permission::RequestRefund/> }.into_any()
            }
            Some(subscription) => {
                let url = format!("/api/support/cancellations/{subscription}");
                let loaded = Loaded::<Cancellation>::from(move || url.clone());
                shown(loaded, |found| {
                    let (name, ends) = (words::offer_name(&found.facts, &found.offer), found.expires_on);
                    let (id, title) = (found.subscription.clone(), fill(t().cancel_title, &[("offer", &name)]));
                    view! {
                        {consequence(found, fill(t().cancel_what, &[("offer", &name), ("date", &date(ends))]))}
                        <RequestForm kind=ProblemType::Payment title cancels=id/>
                    }
                })
                .into_any()
            }
            None => view! { <RequestForm kind=ProblemType::Membership title=String::new()/> }.into_any(),
        })
    };
    view! {
        <Breadcrumb href="/support" text=Signal::derive(|| t().requests)/>
        <Heading text=Signal::derive(|| t().report.to_owned())/>
        <p>{live(move || t().report_text)}</p>
        {live(body)}
    }
}

/// What cancelling would mean today.
fn consequence(found: Cancellation, what: String) -> impl IntoView {
    let ends = date(found.expires_on);
    let facts = StoredValue::new(found.facts);
    let refund = match found.refund {
        Some(verdict) => {
            let text = if verdict.is_allowed() { t().cancel_refund_yes } else { t().cancel_refund_no };
            view! { <p>{text}</p> {checklist::items(verdict, facts)} }.into_any()
        }
        None => view! { <p>{t().cancel_no_order}</p> }.into_any(),
    };
    view! {
        <section aria-labelledby="cancel">
            <h2 id="cancel">{what}</h2>
            {found.refused.map(|why| view! { <p class="notice warn">{refused(why)}</p> })}
            <p>{fill(t().cancel_text, &[("date", &ends)])}</p>
            <h3>{t().cancel_refund}</h3>
            {refund}
        </section>
    }
}

/// Why a subscription cannot be cancelled.
pub fn refused(why: NotCancellable) -> &'static str {
    match why {
        NotCancellable::NotRunning => t().cancel_not_running,
        NotCancellable::OrderOpen => t().cancel_order_open,
    }
}

/// The form.
#[component]
fn RequestForm(
    /// Type of problem that is chosen at first.
    kind: ProblemType,
    /// What stands in the title at first.
    title: String,
    /// The subscription that is to be cancelled.
    #[prop(optional, into)]
    cancels: Option<String>,
) -> impl IntoView {
    let text = RwSignal::<String>::new;
    let (of_kind, of_severity) = (text(kind.code().to_owned()), text(Severity::Normal.code().to_owned()));
    let (title, description) = (text(title), text(String::new()));
    let user = context().session.get_untracked();
    let contact = user.map_or_else(
        || TransferFields::of(String::new(), String::new()),
        |user| TransferFields::of(user.name, user.email),
    );
    let (files, faults) = (Files::new(), RwSignal::new(Vec::<FieldError>::new()));
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (key, leave, navigate) = (browser::new_key(), leave_when_signed_out(), use_navigate());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let checked = contact.checked();
        let request = NewRequest {
            kind: of_kind.with_untracked(|code| ProblemType::of_code(code)).unwrap_or(kind),
            severity: of_severity.with_untracked(|code| Severity::of_code(code)).unwrap_or(Severity::Normal),
            title: title.get_untracked(),
            description: description.get_untracked(),
            contact: contact.typed(),
            cancels: cancels.clone(),
        };
        faults.set(request.faults());
        let is_right = checked.is_some() && faults.with_untracked(Vec::is_empty);
        let (Some(form), true, false) = (files.form("request", &request), is_right, busy.get_untracked())
        else {
            return;
        };
        let (key, leave, navigate) = (key.clone(), leave.clone(), navigate.clone());
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match upload::<RequestView>("/api/support/requests", Some(&key), form).await {
                Ok(opened) => {
                    navigate(&format!("/support/{}", opened.row.number), NavigateOptions::default());
                }
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = contact.faults.try_set(problem.fields.clone());
                    let _ = faults.try_set(problem.fields);
                }
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let fault = move |field: &'static str| words::fault_of(faults, field);
    let summary = move || {
        let own = [("title", t().title), ("description", t().description)];
        let own = own.into_iter().filter_map(|(field, label)| Some((field, label, fault(field).get()?)));
        own.chain(contact.listed()).collect::<Vec<_>>()
    };
    let kinds = || ProblemType::ALL.map(|one| (one.code(), super::kind(one))).to_vec();
    let severities = || Severity::ALL.map(|one| (one.code(), severity(one))).to_vec();
    view! {
        <FaultSummary faults=Signal::derive(summary)/>
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        <form class="prose" novalidate on:submit=submit>
            <Choice id="kind" label=Signal::derive(|| t().kind) value=of_kind options=Signal::derive(kinds)/>
            <Choice id="severity" label=Signal::derive(|| t().severity) value=of_severity options=Signal::derive(severities)/>
            <Field id="title" label=Signal::derive(|| t().title) value=title hint=Signal::derive(|| t().title_hint) fault=fault("title")/>
            <TextArea id="description" label=Signal::derive(|| t().description) value=description fault=fault("description")/>
            <FilesField files/>
            <fieldset>
                <legend>{live(move || t().contact)}</legend>
                {transfer_form(contact)}
            </fieldset>
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().send)}</button>
        </form>
    }
}
