//! A lead, and what can be done about it where it stands.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use tokuten_core::leads::{Deal, Declining, LeadOutcome, LeadRow, LeadStanding, LeadState, LeadView};
use tokuten_core::money::{Currency, Money, currency, exact};
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::roles::Permission;

use super::state;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::ask::WhomToAsk;
use crate::components::field::{Field, TextArea};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::{context, leave_when_signed_out, t as common};
use crate::format::{date, instant, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::leads::t;
use crate::words;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Accepted,
    Declined,
    Closed,
    /// Somebody, or time, was faster.
    Conflict,
    Failed(ApiError),
}

/// Goes to the sign-in page if an error means that nobody is signed in any more.
type Leave = Box<dyn Fn(&ApiError) -> bool + Send + Sync>;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    number: StoredValue<String>,
    loaded: Loaded<LeadView>,
    said: RwSignal<Option<Said>>,
    faults: RwSignal<Vec<FieldError>>,
    busy: RwSignal<bool>,
    leave: StoredValue<Leave>,
}

/// The page.
#[component]
pub fn LeadPage() -> impl IntoView {
    let number =
        StoredValue::new(use_params_map().with_untracked(|params| params.get("number").unwrap_or_default()));
    let context = context();
    let name = RwSignal::new(None::<String>);
    let heading = move || match name.get() {
        Some(name) if name.is_empty() => fill(t().lead_erased, &[("number", &number.get_value())]),
        Some(name) => fill(t().lead, &[("number", &number.get_value()), ("name", &name)]),
        None => common().leads.to_owned(),
    };
    let may = move || context.may(Permission::ManageLeads);
    let there = move || view! { <Desk number name/> }.into_any();
    let asking = || view! { <WhomToAsk permission=Permission::ManageLeads/> }.into_any();
    let body = move || context.asked.get().then(|| if may() { there() } else { asking() });
    view! {
        <Breadcrumb href="/leads" text=Signal::derive(|| common().leads)/>
        <Heading text=Signal::derive(heading)/>
        {live(body)}
    }
}

#[component]
#[allow(non_snake_case)] // A component beside the type of what it shares.
fn Desk(
    /// The lead's number.
    number: StoredValue<String>,
    /// Who asks, once it is known.
    name: RwSignal<Option<String>>,
) -> impl IntoView {
    let loaded = Loaded::<LeadView>::from(move || format!("/api/leads/{}", number.get_value()));
    let desk = Desk {
        number,
        loaded,
        said: RwSignal::new(None),
        faults: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        leave: StoredValue::new(Box::new(leave_when_signed_out())),
    };
    Effect::new(move |_| {
        let known = loaded.there(|view| view.row.name.clone());
        name.set(known);
    });
    view! {
        {live(move || said(desk))}
        {shown(loaded, move |view| page(&view, desk))}
    }
}

impl Desk {
    /// Does something about the lead, and says what came of it.
    fn press(self, what: &str, body: impl Serialize + 'static, done: Said) {
        if self.busy.get_untracked() {
            return;
        }
        let url = format!("/api/leads/{}/{what}", self.number.get_value());
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = send::<LeadView>(Method::POST, &url, None, &body).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(view) => {
                    self.loaded.put(view);
                    self.say(done);
                }
                Err(error) if self.leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = self.faults.try_set(problem.fields);
                }
                Err(error) if error.code() == Some(ProblemCode::Conflict) => {
                    self.loaded.refresh();
                    self.say(Said::Conflict);
                }
                Err(error) => self.say(Said::Failed(error)),
            }
        });
    }

    fn say(self, said: Said) {
        if self.said.try_set(Some(said)).is_none() {
            request_animation_frame(|| browser::focus(SAID));
        }
    }
}

fn said(desk: Desk) -> Option<AnyView> {
    let (class, role, text) = match desk.said.get()? {
        Said::Accepted => ("notice good", "status", t().did_accept),
        Said::Declined => ("notice good", "status", t().did_decline),
        Said::Closed => ("notice good", "status", t().did_close),
        Said::Conflict => ("notice bad", "alert", t().conflict),
        Said::Failed(error) => {
            return Some(
                view! { <div class="notice bad" role="alert" id=SAID tabindex="-1"><Explained error/></div> }
                    .into_any(),
            );
        }
    };
    Some(view! { <p class=class role=role id=SAID tabindex="-1">{text}</p> }.into_any())
}

fn page(view: &LeadView, desk: Desk) -> impl IntoView + use<> {
    let (name, meaning) = state(view.row.state);
    let tone = match view.row.state {
        LeadState::Received => "strip waiting",
        LeadState::Accepted | LeadState::Won => "strip open",
        LeadState::Lost | LeadState::Declined | LeadState::Expired => "strip over",
    };
    let until = view.row.until.map(|day| format!(" {}", fill(t().until_text, &[("date", &date(day))])));
    let phone: String = view.phone.chars().filter(|char| char.is_ascii_digit() || *char == '+').collect();
    let phone = (!phone.is_empty()).then(|| {
        view! { <div><dt>{t().phone}</dt><dd><a href=format!("tel:{phone}")>{view.phone.clone()}</a></dd></div> }
    });
    let company = (!view.row.company.is_empty())
        .then(|| view! { <div><dt>{t().company}</dt><dd>{view.row.company.clone()}</dd></div> });
    let (consent, received_at) = (view.consent.clone(), instant(view.row.received_at));
    let is_known = view.row.erased_on.is_none();
    let asker = is_known.then(|| {
        view! {
            <div><dt>{t().customer}</dt><dd>{view.row.name.clone()}</dd></div>
            {company}
            <div><dt>{t().email}</dt><dd><a href=format!("mailto:{}", view.email)>{view.email.clone()}</a></dd></div>
            {phone}
        }
    });
    let message = is_known.then(|| {
        view! {
            <section aria-labelledby="message">
                <h2 id="message">{t().message}</h2>
                <div class="said"><p class="text">{view.message.clone()}</p></div>
            </section>
        }
    });
    let kept = kept(&view.row);
    view! {
        <p class=tone>{name}": "{meaning}{until}</p>
        <dl class="dates">
            {asker}
            <div><dt>{t().received_at}</dt><dd>{received_at.clone()}</dd></div>
        </dl>
        {kept}
        {message}
        {outcome(&view.standing)}
        {next(view, desk)}
        <details class="fold"><summary>{t().consent}</summary><p>{consent}" ("{received_at}")"</p></details>
    }
}

/// Until when it is known who asks, or since when it is not.
fn kept(row: &LeadRow) -> impl IntoView + use<> {
    let on = |text: &str, day| fill(text, &[("date", &date(day))]);
    let until = row.kept_until.map(|day| view! { <p class="small">{on(t().kept_until_text, day)}</p> });
    let erased =
        row.erased_on.map(|day| view! { <p class="notice" role="note">{on(t().erased_on_text, day)}</p> });
    view! { {until} {erased} }
}

/// The deal, or why there is none.
fn outcome(standing: &LeadStanding) -> impl IntoView + use<> {
    let deal = standing.deal().map(|deal| {
        let Deal { name, value, date: day } = deal.clone();
        view! {
            <dl class="dates">
                {(!name.is_empty()).then(|| view! { <div><dt>{t().deal}</dt><dd>{name.clone()}</dd></div> })}
                <div><dt>{t().value}</dt><dd>{money(value)}</dd></div>
                <div><dt>{t().deal_date}</dt><dd>{date(day)}</dd></div>
            </dl>
        }
    });
    let reason = if let LeadStanding::Declined(reason) = standing { Some(reason.clone()) } else { None };
    let reason = reason.filter(|reason| !reason.is_empty()).map(
        |reason| view! { <dl class="dates"><div><dt>{t().reason_short}</dt><dd>{reason}</dd></div></dl> },
    );
    view! { {deal} {reason} }
}

/// What can be done about it now.
fn next(view: &LeadView, desk: Desk) -> Option<AnyView> {
    match view.standing {
        LeadStanding::Received => {
            let code = view.currency.clone();
            Some(view! { <Accept desk code/> <Decline desk/> }.into_any())
        }
        LeadStanding::Accepted(_) => Some(view! { <Close desk/> }.into_any()),
        _ => None,
    }
}

#[component]
fn Accept(desk: Desk, code: String) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (name, value, day) = (text(), text(), text());
    let faults = desk.faults;
    let unit = currency(&code).unwrap_or(Currency::JPY);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let decimals = unit.exponent().map_or(0, usize::from);
        let amount = value.with_untracked(|value| exact(value.trim(), decimals, 12)).ok();
        let on = day.with_untracked(|day| day.parse().ok());
        let deal = Deal {
            name: name.get_untracked(),
            value: Money::new(amount.unwrap_or_default(), unit),
            date: on.unwrap_or_default(),
        };
        let mut wrong = deal.faults(unit.code());
        let empty = |field: RwSignal<String>| field.with_untracked(|text| text.trim().is_empty());
        let fault = |field| if empty(field) { FieldFault::Missing } else { FieldFault::Malformed };
        wrong.extend(amount.is_none().then(|| FieldError::new("value", fault(value))));
        wrong.extend(on.is_none().then(|| FieldError::new("date", fault(day))));
        faults.set(wrong);
        if faults.with_untracked(Vec::is_empty) {
            desk.press("accept", deal.trimmed(), Said::Accepted);
        }
    };
    view! {
        <section class="narrow" aria-labelledby="accept">
            <h2 id="accept">{t().accept_title}</h2>
            <form novalidate on:submit=submit>
                <p class="small">{fill(t().deal_currency, &[("currency", unit.code())])}</p>
                <Field id="deal-name" label=Signal::derive(|| t().deal) value=name fault=words::fault_of(faults, "name")/>

                <Field id="deal-value" label=Signal::derive(|| t().deal_value) value=value inputmode="decimal"
                    hint=Signal::derive(|| t().value_hint) fault=words::fault_of(faults, "value")/>
                <Field id="deal-date" label=Signal::derive(|| t().deal_date) value=day kind="date" fault=words::fault_of(faults, "date")/>
                <button class="button" type="submit" disabled=move || desk.busy.get()>{t().accept}</button>
            </form>
        </section>
    }
}

#[component]
fn Decline(desk: Desk) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let declining = Declining { reason: reason.get_untracked() };
        desk.faults.set(declining.faults());
        if desk.faults.with_untracked(Vec::is_empty) {
            desk.press("decline", declining, Said::Declined);
        }
    };
    view! {
        <details class="fold narrow">
            <summary>{t().decline_title}</summary>
            <form novalidate on:submit=submit>
                <TextArea id="reason" label=Signal::derive(|| t().reason) value=reason fault=words::fault_of(desk.faults, "reason")/>
                <button class="button quiet" type="submit" disabled=move || desk.busy.get()>{t().decline}</button>
            </form>
        </details>
    }
}

/// How the deal went, after a question.
#[component]
fn Close(desk: Desk) -> impl IntoView {
    let asking = RwSignal::new(None::<bool>);
    let press = move |won: bool| {
        asking.set(None);
        desk.press("outcome", LeadOutcome { won }, Said::Closed);
    };
    let body = move || {
        match asking.get() {
        None => view! {
            <p class="actions">
                <button class="button" type="button" disabled=move || desk.busy.get() on:click=move |_| asking.set(Some(true))>{t().press_won}</button>
                <button class="button quiet" type="button" disabled=move || desk.busy.get() on:click=move |_| asking.set(Some(false))>{t().press_lost}</button>
            </p>
        }
        .into_any(),
        Some(won) => view! {
            <div class="notice warn" role="alert">
                <p>{if won { t().sure_won } else { t().sure_lost }}</p>
                <p class="actions">
                    <button class="button" type="button" on:click=move |_| press(won)>{t().yes}</button>
                    <button class="button quiet" type="button" on:click=move |_| asking.set(None)>{t().no}</button>
                </p>
            </div>
        }
        .into_any(),
    }
    };
    view! { <section aria-labelledby="how"><h2 id="how">{t().how}</h2>{live(body)}</section> }
}
