//! A version of the policy as a line of days around an anniversary; all it shows stands beside it in words.

use leptos::prelude::*;
use tokuten_core::renewals::RenewalPolicy;

/// First and last day that are always shown.
const FIRST: i32 = -90;
const LAST: i32 = 60;
/// Days that are left free at both ends.
const MARGIN: i32 = 10;
/// Length of the line, in the picture's own units.
const LENGTH: i32 = 1_000;

/// The line.
pub fn picture(policy: &RenewalPolicy) -> impl IntoView + use<> {
    let window = policy.partner_center;
    // The same stretch for all, unless a version reaches farther.
    let first = window.opens.min(FIRST) - MARGIN;
    let last = window.closes.max(policy.benefits_end).max(LAST) + MARGIN;
    let at = move |day: i32| (day - first) * LENGTH / (last - first);
    let anniversary = at(0).to_string();
    // A window of one day can be seen too.
    let width = (at(window.closes + 1) - at(window.opens)).max(4);
    view! {
        <svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="term" x="0" y="14" width=at(0).to_string() height="12"/>
            <rect class="window" x=at(window.opens).to_string() y="10" width=width.to_string() height="20"/>
            <rect class="benefits" x="0" y="30" width=at(policy.benefits_end).to_string() height="4"/>
            <line class="anniversary" x1=anniversary.clone() x2=anniversary y1="2" y2="34"/>
        </svg>
    }
}
