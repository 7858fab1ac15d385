//! A term drawn as a line, with the same dates as text.

use leptos::prelude::*;
use tokuten_core::subscriptions::Timeline as Dates;

use super::live::live;
use crate::context::t as common;
use crate::format::date;
use crate::texts::fill;
use crate::texts::offers::t;

/// The timeline of a subscription's present term.
#[component]
pub fn Timeline(
    /// The dates.
    dates: Dates,
) -> impl IntoView {
    let dates = StoredValue::new(dates);
    let drawing = dates.with_value(draw);
    let row = move |name: &'static str, term: fn() -> &'static str, text: String| {
        view! { <div class=name><dt><i aria-hidden="true"></i>{term}</dt><dd>{text}</dd></div> }
    };
    let words = move || {
        dates.with_value(|dates| {
            let reminders: Vec<_> = dates.reminders.iter().map(|day| date(*day)).collect();
            let window = fill(common().from_to, &[("from", &date(dates.opens)), ("to", &date(dates.closes))]);
            [
                row("of-term", || t().term_starts, date(dates.term_starts)),
                row("of-today", || t().today, date(dates.today)),
                row("of-anniversary", || common().membership_ends, date(dates.anniversary)),
                row("of-window", || common().renewal_window, window),
                row("of-benefits", || common().benefits_end, date(dates.benefits_end)),
                row("of-reminders", || common().reminders, reminders.join(" · ")),
            ]
            .collect_view()
        })
    };
    view! {
        <div class="timeline">
            {drawing}
            <dl>{live(words)}</dl>
        </div>
    }
}

/// The line; all it says stands below it as text.
fn draw(dates: &Dates) -> impl IntoView + use<> {
    let at = |day| dates.position(day).to_string();
    let span = |from, to| dates.position(to).saturating_sub(dates.position(from)).max(2).to_string();
    let mark = |day, class: &'static str, height: &'static str| {
        let x = at(day);
        view! { <line class=class x1=x.clone() x2=x y1="2" y2=height/> }
    };
    let reminders = dates.reminders.iter().map(|day| mark(*day, "reminder", "14")).collect_view();
    view! {
        <svg viewBox="-6 0 1012 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="term" x="0" y="14" width=at(dates.anniversary) height="12" rx="3"/>
            <rect class="window" x=at(dates.opens) y="10" width=span(dates.opens, dates.closes) height="20" rx="3"/>
            <rect class="benefits" x="0" y="30" width=at(dates.benefits_end) height="4"/>
            {reminders}
            {mark(dates.anniversary, "anniversary", "34")}
            {mark(dates.today, "today", "38")}
        </svg>
    }
}
