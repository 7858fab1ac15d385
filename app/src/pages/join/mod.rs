//! Joining: the form, and what comes after it is sent. The link in the mail leads to `link`.

pub mod link;

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::applications::{Application, JoiningView, Receipt};
use tokuten_core::catalogue::Language;
use tokuten_core::partners::{BillTo, LegalProfile};
use tokuten_core::problem::{FieldError, ProblemCode};

use crate::browser;
use crate::client::{ApiError, send, send_only};
use crate::components::bill_to::BillToFields;
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::components::select::Select;
use crate::context::{context, local, t as shared};
use crate::format::{country, own_zone};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::joining::t;
use crate::words;

/// An application that was taken in.
#[derive(Clone)]
struct Sent {
    id: String,
    email: String,
    hours: u32,
}

/// The page.
#[component]
pub fn JoinPage() -> impl IntoView {
    let loaded = Loaded::<JoiningView>::from(|| "/api/joining".to_owned());
    let sent = RwSignal::new(None::<Sent>);
    let body = move || match sent.get() {
        Some(sent) => view! { <Waits sent/> }.into_any(),
        None => shown(loaded, move |view| view! { <Form view loaded sent/> }).into_any(),
    };
    let signed_in = move || {
        let is_in = context().session.with(Option::is_some);
        is_in.then(|| view! { <p class="notice warn" role="note">{t().signed_in_already}</p> })
    };
    view! {
        <Heading text=Signal::derive(|| shared().join_now.to_owned())/>
        {live(signed_in)}
        {live(body)}
    }
}

/// What is typed besides the legal name, the address and the tax ID.
#[derive(Clone, Copy)]
struct Typed {
    bill_to: BillToFields,
    registration: RwSignal<String>,
    country: RwSignal<String>,
    contact: RwSignal<String>,
    email: RwSignal<String>,
    zone: RwSignal<String>,
    language: RwSignal<String>,
    accepted: RwSignal<bool>,
    faults: RwSignal<Vec<FieldError>>,
}

impl Typed {
    fn of(view: &JoiningView) -> Self {
        let (text, faults) = (RwSignal::<String>::new, RwSignal::new(Vec::new()));
        let own = own_zone().filter(|zone| view.zones.contains(zone));
        let page = context().language.get_untracked();
        let language = view.languages.iter().find(|language| **language == page).or(view.languages.first());
        let [name, line1, line2, city, region, postal_code, tax_id] = [(); 7].map(|()| String::new());
        Self {
            bill_to: BillToFields::of(
                BillTo { name, line1, line2, city, region, postal_code, tax_id },
                faults,
            ),
            registration: text(String::new()),
            country: text(String::new()),
            contact: text(String::new()),
            email: text(String::new()),
            zone: text(own.unwrap_or_else(|| view.zone.clone())),
            language: text(language.copied().unwrap_or(page).tag().to_owned()),
            accepted: RwSignal::new(false),
            faults,
        }
    }

    fn application(self, agreement_version: &str) -> Application {
        let language = self.language.with_untracked(|tag| Language::of_tag(tag));
        let accepted = self.accepted.get_untracked();
        Application {
            profile: LegalProfile {
                bill_to: self.bill_to.typed(),
                registration_number: self.registration.get_untracked(),
            },
            country: self.country.get_untracked(),
            contact: self.contact.get_untracked(),
            email: self.email.get_untracked(),
            zone: self.zone.get_untracked(),
            language: language.unwrap_or_default(),
            agreement_version: if accepted { agreement_version.to_owned() } else { String::new() },
        }
        .trimmed()
    }

    fn listed(self) -> Vec<(&'static str, &'static str, &'static str)> {
        let own = [
            ("registration_number", t().registration_number),
            ("country", t().country),
            ("contact", t().contact),
            ("email", t().work_email),
            ("zone", t().zone),
            ("language", t().language),
            ("agreement_version", t().agreement),
        ];
        let own = own.into_iter();
        let own = own.filter_map(|(id, label)| Some((id, label, words::fault_of(self.faults, id).get()?)));
        self.bill_to.listed().into_iter().chain(own).collect()
    }
}

/// The form.
#[component]
fn Form(view: JoiningView, loaded: Loaded<JoiningView>, sent: RwSignal<Option<Sent>>) -> impl IntoView {
    let typed = Typed::of(&view);
    let (error, busy, key) =
        (RwSignal::new(None::<ApiError>), RwSignal::new(false), StoredValue::new(browser::new_key()));
    let view = StoredValue::new(view);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let application = view.with_value(|view| {
            let application = typed.application(&view.agreement.version);
            typed.faults.set(application.faults(view));
            application
        });
        if busy.get_untracked() || !typed.faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            let answer =
                send::<Receipt>(Method::POST, "/api/joining", Some(&key.get_value()), &application).await;
            match answer {
                Ok(Receipt { id }) => {
                    let hours = view.with_value(|view| view.link_hours);
                    let _ = sent.try_set(Some(Sent { id, email: application.email, hours }));
                }
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = typed.faults.try_set(problem.fields);
                }
                Err(problem) => {
                    match problem.code() {
                        // The text is another one now: it is shown, and has to be accepted anew.
                        Some(ProblemCode::AgreementChanged) => loaded.refresh(),
                        // Something was changed after an answer that got lost: it is another application.
                        Some(ProblemCode::IdempotencyKeyReused) => key.set_value(browser::new_key()),
                        _ => {}
                    }
                    let _ = error.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let fault = move |field: &'static str| words::fault_of(typed.faults, field);
    let countries = move || {
        let choose = (String::new(), t().choose.to_owned());
        let named = view.with_value(|view| {
            view.countries.iter().map(|code| (code.clone(), country(code))).collect::<Vec<_>>()
        });
        [choose].into_iter().chain(named).collect::<Vec<_>>()
    };
    let zones = move || {
        view.with_value(|view| view.zones.iter().map(|zone| (zone.clone(), zone.clone())).collect::<Vec<_>>())
    };
    let languages = move || {
        let name = |language: Language| if language == Language::Ja { "日本語" } else { "English" };
        let named = |language: &Language| (language.tag().to_owned(), name(*language).to_owned());
        view.with_value(|view| view.languages.iter().map(named).collect::<Vec<_>>())
    };
    view! {
        <p>{live(move || t().join_text)}</p>
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        <form class="prose" novalidate on:submit=submit>
            <FaultSummary faults=Signal::derive(move || typed.listed())/>
            <fieldset>
                <legend>{live(move || t().company)}</legend>
                {typed.bill_to.inputs()}
                <Field id="registration_number" label=Signal::derive(|| t().registration_number) value=typed.registration
                    fault=fault("registration_number") hint=Signal::derive(|| t().registration_hint)/>
                <Select id="country" label=Signal::derive(|| t().country) value=typed.country fault=fault("country")
                    options=Signal::derive(countries) hint=Signal::derive(|| t().country_hint)/>
            </fieldset>
            <fieldset>
                <legend>{live(move || t().primary_contact)}</legend>
                <Field id="contact" label=Signal::derive(|| t().contact) value=typed.contact fault=fault("contact") autocomplete="name"/>
                <Field id="email" label=Signal::derive(|| t().work_email) value=typed.email fault=fault("email") kind="email"
                    autocomplete="email" inputmode="email" hint=Signal::derive(|| t().email_hint)/>
                <Select id="zone" label=Signal::derive(|| t().zone) value=typed.zone fault=fault("zone")
                    options=Signal::derive(zones) hint=Signal::derive(|| t().zone_hint)/>
                <Select id="language" label=Signal::derive(|| t().language) value=typed.language fault=fault("language")
                    options=Signal::derive(languages)/>
            </fieldset>
            {agreement(view, typed.accepted, fault("agreement_version"))}
            <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().send)}</button>
        </form>
    }
}

/// The agreement's text, and that it is accepted.
fn agreement(
    view: StoredValue<JoiningView>,
    accepted: RwSignal<bool>,
    fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let name = move || view.with_value(|view| local(&view.agreement.name));
    let text = move || view.with_value(|view| local(&view.agreement.text));
    let version = view.with_value(|view| view.agreement.version.clone());
    view! {
        <details class="agreement" open>
            <summary>{live(move || format!("{} ({version})", fill(shared().read_agreement, &[("agreement", &name())])))}</summary>
            <div tabindex="0" role="group" aria-label=name>{live(text)}</div>
        </details>
        <div class="field" class:wrong=move || fault.get().is_some()>
            <label class="choice" for="agreement_version">
                <input type="checkbox" id="agreement_version" aria-invalid=move || fault.get().is_some().then_some("true")
                    aria-describedby=move || fault.get().is_some().then_some("agreement_version-fault")
                    prop:checked=accepted on:change=move |event| accepted.set(event_target_checked(&event))/>
                {live(move || fill(shared().accept, &[("agreement", &name())]))}
            </label>
            {live(move || fault.get().map(|_| view! { <p class="fault" id="agreement_version-fault">{shared().accept_needed}</p> }))}
        </div>
    }
}

/// Says that a mail is on its way, and has it sent again.
#[component]
fn Waits(sent: Sent) -> impl IntoView {
    let (busy, again, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let url = format!("/api/joining/{}/mail", sent.id);
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        let url = url.clone();
        busy.set(true);
        error.set(None);
        again.set(false);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, &url, &()).await {
                Ok(()) => drop(again.try_set(true)),
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let hours = sent.hours.to_string();
    let text = move || fill(t().sent, &[("email", &sent.email), ("hours", &hours)]);
    Effect::new(|_| request_animation_frame(|| browser::focus("sent")));
    view! {
        <div class="notice good" role="status" id="sent" tabindex="-1"><p>{live(text)}</p></div>
        <p>{live(move || t().sent_nothing)}</p>
        {live(move || again.get().then(|| view! { <p class="notice good" role="status">{t().sent_again}</p> }))}
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        <p class="actions">
            <button class="button quiet" type="button" disabled=move || busy.get() on:click=press>{live(move || t().send_again)}</button>
        </p>
    }
}
