//! A subscription: its dates, its timeline, its history.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::offers::held_tile;
use tokuten_core::subscriptions::{ManagedIn, PastTerm, Subscription, SubscriptionView, TermBegan};

use super::invoices::download;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::components::tile::{actions, at_risk, three_dates};
use crate::components::timeline::Timeline;
use crate::context::{Load, Loaded, t};
use crate::format::{date, money};
use crate::midnight::refresh_at_midnight;
use crate::texts::fill;
use crate::words;

/// The page.
#[component]
pub fn SubscriptionPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with_untracked(|params| params.get("id").unwrap_or_default());
    let loaded = Loaded::<SubscriptionView>::from(move || format!("/api/subscriptions/{}", id()));
    refresh_at_midnight(loaded, |view| &view.offers.clock);
    let title = Signal::derive(move || {
        let name = loaded.state.with(|state| match state {
            Load::Ready(view) => {
                let held = view.offers.facts.subscription(&view.id)?;
                Some(words::offer_name(&view.offers.facts, &held.offer))
            }
            _ => None,
        });
        name.unwrap_or_else(|| t().subscription.to_owned())
    });
    view! {
        <Breadcrumb href="/offers" text=Signal::derive(|| t().offers)/>
        <Heading text=title/>
        {shown(loaded, page)}
    }
}

fn page(view: SubscriptionView) -> Option<impl IntoView> {
    let (today, terms, reminders) = (view.offers.clock.today, view.terms, view.offers.reminders);
    let facts = StoredValue::new(view.offers.facts);
    facts.with_value(|all| {
        let held = all.subscription(&view.id)?;
        let tile = held_tile(all, all.offer(&held.offer), held, today);
        let (tone, strip) = words::strip(&tile);
        let dates = held.timeline(today, &all.policies, &reminders);
        let order = tile.open_order.map(|order| {
            view! { <p><a href=format!("/orders/{}", order.number)>{t().view_order}</a></p> }
        });
        Some(view! {
            <p class=tone.class()>{strip}</p>
            {order}
            {at_risk(&tile)}
            {actions(&tile, facts)}
            <section aria-labelledby="timeline">
                <h2 id="timeline">{t().timeline}</h2>
                <Timeline dates/>
            </section>
            <section aria-labelledby="three-dates">
                <h2 id="three-dates">{t().three_dates}</h2>
                <p>{t().three_dates_text}</p>
                {three_dates(&tile, facts)}
                {particulars(held, today)}
            </section>
            <section aria-labelledby="history">
                <h2 id="history">{t().history}</h2>
                {history(terms)}
            </section>
        })
    })
}

fn particulars(held: &Subscription, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let automatic = match (held.automatic_renewal, &held.card) {
        (true, Some(card)) => fill(t().automatic_on_card, &[("last4", &card.last4)]),
        (true, None) => t().automatic_on.to_owned(),
        (false, _) => t().automatic_off.to_owned(),
    };
    let managed = match held.managed_in_on(today) {
        ManagedIn::PartnerCenter => t().partner_center,
        ManagedIn::MembershipCenter => t().membership_center,
    };
    view! {
        <dl class="dates">
            <div><dt>{t().automatic_renewal}</dt><dd>{automatic}</dd></div>
            <div><dt>{t().managed_in}</dt><dd>{managed}</dd></div>
        </dl>
    }
}

fn history(terms: Vec<PastTerm>) -> impl IntoView {
    if terms.is_empty() {
        return view! { <p class="empty">{t().history_empty}</p> }.into_any();
    }
    let row = |term: PastTerm| {
        let began = match term.began {
            TermBegan::Bought => t().began_bought,
            TermBegan::Renewed => t().began_renewed,
            TermBegan::Imported => t().began_imported,
        };
        let span = fill(t().from_to, &[("from", &date(term.starts)), ("to", &date(term.expires_on))]);
        let order =
            term.order.map(|order| view! { <a href=format!("/orders/{order}")>{order.to_string()}</a> });
        view! {
            <tr>
                <td data-label=t().term>{span}</td>
                <td data-label=t().began>{began}</td>
                <td data-label=t().recorded_on>{date(term.recorded_on)}</td>
                <td data-label=t().order>{order}</td>
                <td data-label=t().total class="number">{term.total.map(money)}</td>
                <td data-label=t().invoice>{term.invoice.as_deref().map(download)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="history">
            <table>
                <thead><tr>
                    <th scope="col">{t().term}</th><th scope="col">{t().began}</th><th scope="col">{t().recorded_on}</th>
                    <th scope="col">{t().order}</th><th scope="col" class="number">{t().total}</th>
                    <th scope="col">{t().invoice}</th>
                </tr></thead>
                <tbody>{terms.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
