//! A subscription: its dates, its timeline, its history.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::offers::{Tile, held_tile};
use tokuten_core::roles::Permission;
use tokuten_core::subscriptions::{ManagedIn, PastTerm, Subscription, SubscriptionView, TermBegan};

use super::benefits::BenefitsOf;
use super::invoices::download;
use super::saved_card::saved_card;
use crate::client::{ApiError, send_only};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::components::tile::{actions, at_risk, three_dates};
use crate::components::timeline::Timeline;
use crate::context::{context, leave_when_signed_out, t as common};
use crate::format::{date, money};
use crate::loaded::Loaded;
use crate::midnight::refresh_at_midnight;
use crate::texts::fill;
use crate::texts::subscription::t;
use crate::words;

/// The page.
#[component]
pub fn SubscriptionPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with_untracked(|params| params.get("id").unwrap_or_default());
    let loaded = Loaded::<SubscriptionView>::from(move || format!("/api/subscriptions/{}", id()));
    refresh_at_midnight(loaded, |view| &view.offers.clock);
    let title = Signal::derive(move || {
        let name = loaded
            .there(|view| {
                let held = view.offers.facts.subscription(&view.id)?;
                Some(words::offer_name(&view.offers.facts, &held.offer))
            })
            .flatten();
        name.unwrap_or_else(|| t().subscription.to_owned())
    });
    view! {
        <Breadcrumb href="/offers" text=Signal::derive(|| common().offers)/>
        <Heading text=title/>
        {shown(loaded, move |view| page(view, loaded))}
    }
}

fn page(view: SubscriptionView, loaded: Loaded<SubscriptionView>) -> Option<impl IntoView> {
    let (today, terms, reminders) = (view.offers.clock.today, view.terms, view.offers.reminders);
    let facts = StoredValue::new(view.offers.facts);
    facts.with_value(|all| {
        let held = all.subscription(&view.id)?;
        let tile = held_tile(all, all.offer(&held.offer), held, today);
        let (tone, strip) = words::strip(&tile);
        let timeline = held.ended_early().is_none().then(|| {
            let dates = held.timeline(today, &all.policies, &reminders);
            view! {
                <section aria-labelledby="timeline">
                    <h2 id="timeline">{t().timeline}</h2>
                    <Timeline dates/>
                </section>
            }
        });
        let order = tile.open_order.map(|order| {
            view! { <p><a href=format!("/orders/{}", order.number)>{common().view_order}</a></p> }
        });
        Some(view! {
            <p class=tone.class()>{strip}</p>
            {order}
            {at_risk(&tile)}
            {actions(&tile, facts)}
            {there(&tile)}
            {cancel(held, today)}
            {timeline}
            <section aria-labelledby="three-dates">
                <h2 id="three-dates">{common().three_dates}</h2>
                <p>{common().three_dates_text}</p>
                {three_dates(&tile, facts, today)}
                {particulars(held, today)}
                {held.automatic_renewal.then(|| view! { <TurnOffRenewal id=held.id.clone() until=held.expires_on loaded/> })}
            </section>
            {saved_card(all, held, today, loaded)}
            <BenefitsOf subscription=view.id.clone()/>
            <section aria-labelledby="history">
                <h2 id="history">{t().history}</h2>
                {history(terms)}
            </section>
        })
    })
}

/// The way to the Membership Center, for what is kept there.
fn there(tile: &Tile<'_>) -> Option<impl IntoView + use<>> {
    tile.there.map(|_| view! { <p><a href="/membership-center">{common().open_there}</a></p> })
}

/// **Cancel subscription**, where there is something left to cancel.
fn cancel(held: &Subscription, today: chrono::NaiveDate) -> Option<impl IntoView + use<>> {
    let is_running = held.ended_early().is_none() && held.is_active_on(today);
    let href = format!("/support/new?cancel={}", held.id);
    is_running.then(|| view! { <p><a href=href>{t().cancel_subscription}</a></p> })
}

fn particulars(held: &Subscription, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let automatic = match (held.automatic_renewal, &held.card) {
        (true, Some(card)) => fill(t().automatic_on_card, &[("last4", &card.last4)]),
        (true, None) if held.by_transfer => t().automatic_on_transfer.to_owned(),
        (true, None) => common().automatic_on.to_owned(),
        (false, _) => common().automatic_off.to_owned(),
    };
    let managed = match held.managed_in_on(today) {
        ManagedIn::PartnerCenter => common().partner_center,
        ManagedIn::MembershipCenter => common().membership_center,
    };
    view! {
        <dl class="dates">
            <div><dt>{common().automatic_renewal}</dt><dd>{automatic}</dd></div>
            <div><dt>{t().managed_in}</dt><dd>{managed}</dd></div>
        </dl>
    }
}

/// **Turn off automatic renewal**, with what it means before it is done; for those who may.
#[component]
fn TurnOffRenewal(
    /// The subscription.
    id: String,
    /// Its anniversary.
    until: chrono::NaiveDate,
    /// What shows it afterwards.
    loaded: Loaded<SubscriptionView>,
) -> impl IntoView {
    let (asking, error, busy) = (RwSignal::new(false), RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let (url, leave) = (format!("/api/subscriptions/{id}/turn-off-renewal"), leave_when_signed_out());
    let turn_off = move |_| {
        if busy.get_untracked() {
            return;
        }
        let (url, leave) = (url.clone(), leave.clone());
        busy.set(true);
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, &url, &()).await {
                Ok(()) => loaded.refresh(),
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        let turn_off = turn_off.clone();
        if asking.get() {
            view! {
                <div class="notice warn" role="alert">
                    <p>{fill(t().turn_off_text, &[("date", &date(until))])}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=turn_off>{t().turn_off_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().turn_off_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{t().turn_off_renewal}</button></p> }
                .into_any()
        }
    };
    let body = move || {
        view! {
            {live(question)}
            {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        }
    };
    context().may(Permission::TurnOffRenewal).then(body)
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
        let span = fill(common().from_to, &[("from", &date(term.starts)), ("to", &date(term.expires_on))]);
        let order =
            term.order.map(|order| view! { <a href=format!("/orders/{order}")>{order.to_string()}</a> });
        view! {
            <tr>
                <td data-label=t().term>{span}</td>
                <td data-label=t().began>{began}</td>
                <td data-label=t().recorded_on>{date(term.recorded_on)}</td>
                <td data-label=common().order>{order}</td>
                <td data-label=common().total class="number">{term.total.map(money)}</td>
                <td data-label=common().invoice>{term.invoice.as_deref().map(download)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="history">
            <table>
                <thead><tr>
                    <th scope="col">{t().term}</th><th scope="col">{t().began}</th><th scope="col">{t().recorded_on}</th>
                    <th scope="col">{common().order}</th><th scope="col" class="number">{common().total}</th>
                    <th scope="col">{common().invoice}</th>
                </tr></thead>
                <tbody>{terms.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
