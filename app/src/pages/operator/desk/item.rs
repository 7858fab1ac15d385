//! A thing in its queue: what it is, since when it waits, and who has claimed it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use tokuten_core::desk::{About, QueueItem};

use super::claiming::ClaimPresses;
use super::jobs::JobPresses;
use super::{Desk, words};
use crate::components::live::live;
use crate::format::date;
use crate::texts::fill;
use crate::texts::operator::desk::t;

/// A thing. What the keyboard goes to is its link, or the button that unfolds it.
#[component]
pub fn Item(
    /// The thing.
    item: QueueItem,
    /// The server's instant.
    now: DateTime<Utc>,
    /// Id of the operator who looks.
    own: StoredValue<String>,
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let (what, id) = (words::about(&item.about), words::place(&item.thing));
    let waits = fill(t().waits, &[("age", &words::age(now, item.since))]);
    let whose = item.partner.as_ref().map(|whose| format!("{} ({})", whose.name, whose.id));
    let told: Vec<_> = [whose, words::more(&item.about), Some(waits)].into_iter().flatten().collect();
    let unfolded = RwSignal::new(false);
    let opens = match words::page(&item) {
        Some(href) => view! { <a class="opens" id=id.clone() href=href>{what.clone()}</a> }.into_any(),
        None => view! {
            <button class="link opens" id=id.clone() type="button" aria-expanded=move || unfolded.get().to_string()
                on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)>{what.clone()}</button>
        }
        .into_any(),
    };
    let thing = item.thing.clone();
    let claim = RwSignal::new(item.claim.clone());
    let folded = StoredValue::new(item);
    let unfolds = move || unfolded.get().then(|| folded.with_value(|item| inside(item, desk)));
    view! {
        <li class="work-item">
            <div class="what">
                {opens}
                <p class="small">{told.join(" · ")}</p>
                {live(unfolds)}
            </div>
            <ClaimPresses thing what claim own place=id desk/>
        </li>
    }
}

/// What is in a thing that has no page of its own.
fn inside(item: &QueueItem, desk: Desk) -> Option<AnyView> {
    match &item.about {
        About::Renewal { closes, attempts, .. } => {
            let places = [("count", &*attempts.to_string()), ("date", &date(*closes))];
            let partner = item.partner.as_ref().map(|whose| {
                view! { <p><a href=format!("/operator/partners/{}", whose.id)>{whose.name.clone()}</a></p> }
            });
            Some(view! { <p>{fill(t().renewal_text, &places)}</p> {partner} }.into_any())
        }
        About::Job { attempts, error, .. } => {
            let tried = fill(t().job_tried, &[("count", &attempts.to_string())]);
            let presses = item.since.map(|given_up_at| {
                view! { <JobPresses job=item.thing.id.clone() given_up_at desk/> }
            });
            Some(view! { <p>{tried}</p> <p><code>{error.clone()}</code></p> {presses} }.into_any())
        }
        _ => None,
    }
}
