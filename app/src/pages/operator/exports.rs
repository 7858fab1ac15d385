//! The books of a period, for the vendor's finance.

use chrono::NaiveDate;
use leptos::prelude::*;
use tokuten_core::calendar::days_between;
use tokuten_core::operators::Overview;

use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::{context, t as common};
use crate::loaded::Loaded;
use crate::texts::operator::exports::t;

/// The longest period, in days.
const MOST_DAYS: i64 = 366;

/// The page.
#[component]
pub fn ExportsPage() -> impl IntoView {
    // The vendor's day is the server's to say.
    let loaded = Loaded::<Overview>::from(|| "/api/operator/overview".to_owned());
    view! {
        <Heading text=Signal::derive(|| t().exports.to_owned())/>
        <p class="prose">{live(move || t().exports_text)}</p>
        {shown(loaded, |overview| view! { <Period today=overview.today/> })}
    }
}

/// The first day of the month before.
fn last_month(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    use chrono::Datelike;
    let last = today.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(today);
    (last.with_day(1).unwrap_or(last), last)
}

#[component]
fn Period(today: NaiveDate) -> impl IntoView {
    let (first, last) = last_month(today);
    let (from, to) = (RwSignal::new(first.to_string()), RwSignal::new(last.to_string()));
    let days = Memo::new(move |_| {
        let (from, to) = (from.get().parse::<NaiveDate>().ok()?, to.get().parse::<NaiveDate>().ok()?);
        (0..MOST_DAYS).contains(&days_between(from, to)).then_some((from, to))
    });
    let fault = Signal::derive(move || days.get().is_none().then(|| t().order_of_days));
    let none = Signal::derive(|| None);
    let link = move |what: &'static str, text: fn() -> &'static str, about: fn() -> &'static str| {
        let language = context().language.get().tag();
        let press = days.get().map(|(from, to)| {
            let href = format!("/api/operator/exports/{what}?from={from}&to={to}&lang={language}");
            view! { <a class="button" href=href download="" rel="external">{text()}</a> }.into_any()
        });
        let press = press.unwrap_or_else(|| {
            view! { <button class="button" type="button" disabled>{text()}</button> }.into_any()
        });
        view! { <p>{about()}</p><p class="actions">{press}</p> }
    };
    view! {
        <div class="row wide narrow">
            <Field id="from" label=Signal::derive(|| t().from) value=from fault=none kind="date"/>
            <Field id="to" label=Signal::derive(|| t().to) value=to fault=fault kind="date"/>
        </div>
        <section aria-labelledby="files">
            <h2 class="visually-hidden" id="files">{live(move || common().document)}</h2>
            {live(move || link("accounting", || t().accounting, || t().accounting_text))}
            {live(move || link("ubl", || t().ubl, || t().ubl_text))}
        </section>
    }
}
