//! A version of the policy as a line of days around an anniversary; all it shows stands beside it in words.

use leptos::prelude::*;
use tokuten_core::catalogue::Reminder;
use tokuten_core::renewals::RenewalPolicy;

/// Days that are left free at both ends.
const MARGIN: i32 = 10;
/// Length of the line, in the picture's own units.
const LENGTH: i32 = 1_000;

/// The line.
pub fn picture(policy: &RenewalPolicy, reminders: &[Reminder]) -> impl IntoView + use<> {
    let window = policy.partner_center;
    let days = reminders.iter().map(|reminder| reminder.day);
    let all = days.clone().chain([0, window.opens, window.closes, policy.benefits_end]);
    let (first, last) = (all.clone().min().unwrap_or(0) - MARGIN, all.max().unwrap_or(0) + MARGIN);
    let at = move |day: i32| (day - first) * LENGTH / (last - first);
    let mark = move |day: i32, class: &'static str, to: &'static str| {
        let x = at(day).to_string();
        view! { <line class=class x1=x.clone() x2=x y1="2" y2=to/> }
    };
    let reminders = days.map(|day| mark(day, "reminder", "14")).collect_view();
    // A window of one day can be seen too.
    let width = (at(window.closes + 1) - at(window.opens)).max(4);
    view! {
        <svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="term" x="0" y="14" width=at(0).to_string() height="12"/>
            <rect class="window" x=at(window.opens).to_string() y="10" width=width.to_string() height="20"/>
            <rect class="benefits" x="0" y="30" width=at(policy.benefits_end).to_string() height="4"/>
            {reminders}
            {mark(0, "anniversary", "34")}
        </svg>
    }
}
