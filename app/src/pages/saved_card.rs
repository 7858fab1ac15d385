//! The card with which a subscription renews by itself: asked for where there is none, and changed.

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::facts::Facts;
use tokuten_core::orders::AnotherCard;
use tokuten_core::renewals::{NoCardWanted, may_save_card};
use tokuten_core::roles::Permission;
use tokuten_core::subscriptions::{Subscription, SubscriptionView};

use crate::client::{ApiError, send_only};
use crate::components::ask::WhomToAsk;
use crate::components::card_form::{CardFields, CardForm};
use crate::components::field::FaultSummary;
use crate::components::live::live;
use crate::components::page::Explained;
use crate::context::{context, leave_when_signed_out};
use crate::format::date;
use crate::lazy;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::membership_center::t;

/// The place for the card, if the subscription takes one on `today`: open where there is nothing to pay with.
pub fn saved_card(
    facts: &Facts,
    held: &Subscription,
    today: NaiveDate,
    loaded: Loaded<SubscriptionView>,
) -> Option<AnyView> {
    let lacks = facts.lacks_payment(held, today);
    match may_save_card(facts, held, today) {
        Err(NoCardWanted::NotTaken) if lacks => {
            return Some(view! { <p class="notice warn">{t().card_not_taken}</p> }.into_any());
        }
        Err(_) => return None,
        Ok(()) => {}
    }
    let opens = held.window(&facts.policies).opens;
    let text = if today < opens {
        fill(t().card_text, &[("date", &date(opens))])
    } else {
        t().card_text_open.to_owned()
    };
    if !context().may(Permission::Buy) {
        return lacks.then(|| view! { <WhomToAsk permission=Permission::Buy/> }.into_any());
    }
    let saving = Saving { id: held.id.clone(), text, today, loaded };
    Some(if lacks {
        view! {
            <section aria-labelledby="card-for">
                <h2 id="card-for">{t().card_for}</h2>
                <p class="notice warn">{t().card_needed}</p>
                {lazy::save_card(saving)}
            </section>
        }
        .into_any()
    } else {
        // It comes when it is first opened, and stays.
        let opened = RwSignal::new(false);
        let open = move |_| {
            if !opened.get_untracked() {
                opened.set(true);
            }
        };
        view! {
            <details class="fold" on:toggle=open>
                <summary>{t().other_card}</summary>
                {live(move || opened.get().then(|| lazy::save_card(saving.clone())))}
            </details>
        }
        .into_any()
    })
}

/// What a card is saved for.
#[derive(Clone)]
pub struct Saving {
    /// The subscription.
    id: String,
    /// When the card is charged.
    text: String,
    today: NaiveDate,
    loaded: Loaded<SubscriptionView>,
}

/// The form for a card.
pub fn save_card_form(Saving { id, text, today, loaded }: Saving) -> impl IntoView {
    let card = CardFields::new();
    let (context, leave) = (context(), leave_when_signed_out());
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let saved = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(gateway) = context.public.get_untracked().map(|public| public.gateway) else { return };
        if busy.get_untracked() {
            return;
        }
        let (url, leave) = (format!("/api/subscriptions/{id}/card"), leave.clone());
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            let answer = match card.token(gateway, today).await {
                Ok(Some(card_token)) => {
                    send_only(Method::PUT, &url, &AnotherCard { card_token }).await.map(|()| true)
                }
                Ok(None) => Ok(false),
                Err(problem) => Err(problem),
            };
            match answer {
                Ok(done) => {
                    let _ = saved.try_set(done);
                    if done {
                        loaded.refresh();
                    }
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <p>{text}</p>
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        {live(move || saved.get().then(|| view! { <p class="notice good" role="status">{t().card_saved}</p> }))}
        <form class="narrow" novalidate on:submit=submit>
            <FaultSummary faults=Signal::derive(move || card.listed())/>
            <CardForm fields=card/>
            <p class="actions">
                <button class="button" type="submit" disabled=move || busy.get()>{live(move || t().save_card)}</button>
            </p>
        </form>
    }
}
