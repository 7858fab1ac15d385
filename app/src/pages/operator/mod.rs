//! The vendor's own pages; here the demo's clock, and how the portal stands.

pub mod api_access;
pub mod audit;
pub mod desk;
pub mod exports;
pub mod held;
pub mod membership_center;
pub mod partner;
pub mod partners;
pub mod press;
pub mod programme;
pub mod refunds;
pub mod refused;
pub mod reports;
pub mod search;
pub mod second_factor;
pub mod sign_in;
pub mod skills;
pub mod statements;
pub mod support;
pub mod team;
pub mod transfers;

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::operators::{ClockChange, ClockView, Overview};

use crate::client::{ApiError, send};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::t as common;
use crate::format::{count, date, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::overview::t;

fn overview(view: &Overview) -> impl IntoView + use<> {
    let t = t();
    let counts = [
        (t.count_partners, view.partners),
        (t.count_subscriptions, view.subscriptions),
        (t.count_open_orders, view.open_orders),
        (t.count_charging_orders, view.charging_orders),
        (t.count_paid_orders, view.paid_orders),
    ];
    let counts = counts
        .map(|(name, number)| view! { <div class="count"><dt>{name}</dt><dd>{count(number)}</dd></div> });
    let now = fill(common().today_is, &[("date", &date(view.today)), ("zone", &view.zone)]);
    view! { <p>{now}</p><dl class="counts">{counts}</dl> }
}

/// The demo's clock.
#[component]
pub fn ClockPage() -> impl IntoView {
    let loaded = Loaded::<ClockView>::from(|| "/api/test/clock".to_owned());
    let (day, moved) = (RwSignal::new(String::new()), RwSignal::new(None::<Result<(), ApiError>>));
    let wrong = RwSignal::new(false);
    Effect::new(move |_| {
        let today = loaded.there(|clock| clock.today.to_string());
        if let Some(today) = today.filter(|_| day.with_untracked(String::is_empty)) {
            day.set(today);
        }
    });
    let change = move |to: chrono::NaiveDate| {
        leptos::task::spawn_local(async move {
            let answer =
                send::<ClockView>(Method::POST, "/api/test/clock", None, &ClockChange::Today(to)).await;
            let _ = moved.try_set(Some(answer.map(|clock| {
                day.set(clock.today.to_string());
                loaded.put(clock);
            })));
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let parsed = day.with_untracked(|day| day.parse());
        wrong.set(parsed.is_err());
        if let Ok(to) = parsed {
            change(to);
        }
    };
    let next = move |_| {
        if let Some(today) = loaded.there_now(|clock| clock.today) {
            change(tokuten_core::calendar::shifted(today, 1));
        }
    };
    let said = move || match moved.get() {
        Some(Err(error)) => {
            Some(view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any())
        }
        Some(Ok(())) => loaded.there(|clock| {
            let text = fill(t().clock_moved, &[("date", &date(clock.today))]);
            view! { <p class="notice good" role="status">{text}</p> }.into_any()
        }),
        None => None,
    };
    view! {
        <Heading text=Signal::derive(|| common().clock.to_owned())/>
        <p>{live(move || t().clock_text)}</p>
        {shown(loaded, |clock| view! { <p>{t().clock_now}": "<strong>{instant(clock.now)}</strong>" ("{clock.zone}")"</p> })}
        {live(said)}
        <form class="narrow" novalidate on:submit=submit>
            <Field id="day" label=Signal::derive(|| t().clock_to) value=day kind="date"
                fault=Signal::derive(move || wrong.get().then(|| common().fault_malformed))/>
            <p class="actions">
                <button class="button" type="submit">{live(move || t().clock_move)}</button>
                <button class="button quiet" type="button" on:click=next>{live(move || t().clock_next_day)}</button>
            </p>
        </form>
    }
}
