//! Entering a card: in the sandbox gateway's form, or in Stripe's own fields. What is typed goes to the gateway's own
//! address and nowhere else.

use chrono::NaiveDate;
use leptos::prelude::*;
use tokuten_core::payments::{CardEntry, CardFault};
use tokuten_core::sessions::{GatewayView, SandboxCard};

use super::elements::{Elements, Wanted};
use super::field::Field;
use super::live::live;
use super::page::Waiting;
use crate::client::{ApiError, CardRefused, tokenize};
use crate::context::context;
use crate::lazy;
use crate::texts::fill;
use crate::texts::paying::t;
use crate::words;

/// What is being typed. It lives as long as the form and is kept nowhere.
#[derive(Clone, Copy)]
pub struct CardFields {
    number: RwSignal<String>,
    month: RwSignal<String>,
    year: RwSignal<String>,
    cvc: RwSignal<String>,
    holder: RwSignal<String>,
    faults: RwSignal<Vec<CardFault>>,
    elements: Elements,
}

impl CardFields {
    /// An empty form.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let faults = RwSignal::new(Vec::new());
        let elements = Elements::new();
        Self {
            number: empty(),
            month: empty(),
            year: empty(),
            cvc: empty(),
            holder: empty(),
            faults,
            elements,
        }
    }

    fn entry(self) -> CardEntry {
        let year: i32 = self.year.get_untracked().trim().parse().unwrap_or(0);
        CardEntry {
            number: self.number.get_untracked(),
            exp_month: self.month.get_untracked().trim().parse().unwrap_or(0),
            exp_year: if (0..100).contains(&year) { year + 2_000 } else { year },
            cvc: self.cvc.get_untracked().trim().to_owned(),
            holder: self.holder.get_untracked().trim().to_owned(),
        }
    }

    /// Exchanges the card for a token at the gateway. None if something is wrong with it, which is then shown.
    pub async fn token(self, gateway: GatewayView, today: NaiveDate) -> Result<Option<String>, ApiError> {
        match gateway {
            GatewayView::Sandbox { tokens, .. } => self.sandbox_token(&tokens, today).await,
            GatewayView::Stripe { .. } => self.elements.token().await,
        }
    }

    async fn sandbox_token(self, tokens: &str, today: NaiveDate) -> Result<Option<String>, ApiError> {
        let entry = self.entry();
        self.faults.set(entry.faults(today));
        if !self.faults.with_untracked(Vec::is_empty) {
            return Ok(None);
        }
        match tokenize(tokens, &entry).await {
            Ok(token) => Ok(Some(token.token)),
            Err(CardRefused::Fault(fault)) => {
                self.faults.set(vec![fault]);
                Ok(None)
            }
            Err(CardRefused::Unreachable) => Err(ApiError::Network),
        }
    }

    /// What the summary above the form lists.
    pub fn listed(self) -> Vec<(&'static str, &'static str, &'static str)> {
        let t = t();
        let listed = |fault: CardFault| match fault {
            CardFault::InvalidNumber => ("card-number", t.card_number, t.fault_card_number),
            CardFault::InvalidExpiry => ("card-month", t.card_month, t.fault_card_expiry),
            CardFault::InvalidCvc => ("card-cvc", t.card_cvc, t.fault_card_cvc),
        };
        self.faults.get().into_iter().map(listed).collect()
    }
}

/// The form of the gateway that takes the cards.
#[component]
pub fn CardForm(
    /// What is typed.
    fields: CardFields,
) -> impl IntoView {
    let gateway = Memo::new(move |_| context().public.with(|public| Some(public.as_ref()?.gateway.clone())));
    let form = move || match gateway.get() {
        None => view! { <Waiting/> }.into_any(),
        Some(GatewayView::Sandbox { .. }) => view! { <SandboxForm fields/> }.into_any(),
        Some(GatewayView::Stripe { script, publishable_key }) => {
            lazy::elements_form(Wanted { elements: fields.elements, script, publishable_key })
        }
    };
    view! {
        <div class="card-form">
            <p class="small">{live(move || t().card_gateway)}</p>
            {live(form)}
        </div>
    }
}

/// The sandbox's fields.
#[component]
fn SandboxForm(fields: CardFields) -> impl IntoView {
    let fault = move |which: CardFault| {
        Signal::derive(move || {
            let t = t();
            fields.faults.with(|faults| faults.contains(&which)).then_some(match which {
                CardFault::InvalidNumber => t.fault_card_number,
                CardFault::InvalidExpiry => t.fault_card_expiry,
                CardFault::InvalidCvc => t.fault_card_cvc,
            })
        })
    };
    let none = Signal::derive(|| None);
    let label = |text: fn() -> &'static str| Signal::derive(text);
    view! {
        <SandboxCards fields/>
        <Field id="card-number" label=label(|| t().card_number) value=fields.number
            fault=fault(CardFault::InvalidNumber) autocomplete="cc-number" inputmode="numeric"/>
        <div class="row">
            <Field id="card-month" label=label(|| t().card_month) value=fields.month
                fault=fault(CardFault::InvalidExpiry) autocomplete="cc-exp-month" inputmode="numeric"/>
            <Field id="card-year" label=label(|| t().card_year) value=fields.year
                fault=none autocomplete="cc-exp-year" inputmode="numeric"/>
            <Field id="card-cvc" label=label(|| t().card_cvc) value=fields.cvc
                fault=fault(CardFault::InvalidCvc) autocomplete="cc-csc" inputmode="numeric"/>
        </div>
        <Field id="card-holder" label=label(|| t().card_holder) value=fields.holder
            fault=none autocomplete="cc-name"/>
    }
}

/// The sandbox's numbers, one press each.
#[component]
fn SandboxCards(fields: CardFields) -> impl IntoView {
    let fill_in = move |card: &SandboxCard| {
        fields.number.set(card.number.clone());
        fields.month.set("12".to_owned());
        fields.year.set("2039".to_owned());
        fields.cvc.set("123".to_owned());
        fields.faults.set(Vec::new());
    };
    move || {
        let public = context().public.get()?;
        let GatewayView::Sandbox { cards, .. } = public.gateway else { return None };
        let buttons = cards.into_iter().map(|card| {
            let label = fill(t().use_number, &[("number", &card.number)]);
            let (number, effect) = (card.number.clone(), words::sandbox_effect(card.effect));
            view! {
                <li><button class="chip" type="button" aria-label=format!("{label}: {effect}") on:click=move |_| fill_in(&card)>
                    <code>{number}</code>" "{effect}
                </button></li>
            }
        });
        Some(
            view! { <details class="sandbox"><summary>{t().sandbox_note}</summary><ul class="chips">{buttons.collect_view()}</ul></details> },
        )
    }
}
