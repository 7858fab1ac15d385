//! A tile: an offer, what is held of it, and what can be done.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::facts::Facts;
use tokuten_core::offers::{Action, Tile as OfferTile};
use tokuten_core::renewals::RenewalWindow;
use tokuten_core::subscriptions::ManagedIn;

use super::checklist::Checklist;
use crate::context::{local, t as common};
use crate::format::{date, money};
use crate::texts::fill;
use crate::texts::offers::t;
use crate::words;

/// A tile of the offers page; `tile` borrows from `facts`.
pub fn tile(tile: &OfferTile<'_>, facts: StoredValue<Facts>, today: NaiveDate) -> impl IntoView + use<> {
    let code = tile
        .offer
        .map(|offer| offer.code.clone())
        .or_else(|| tile.subscription.map(|held| held.offer.clone()));
    let code = code.map(|code| code.0).unwrap_or_default();
    let name = tile.offer.map_or_else(|| code.clone(), |offer| local(&offer.name));
    let summary = tile.offer.map(|offer| local(&offer.summary));
    let price = facts.with_value(|facts| {
        let offer = tile.offer?;
        let price = offer.price_in(&facts.partner.country, &facts.partner.currency);
        Some(price.map_or_else(
            || t().not_sold_here.to_owned(),
            |price| fill(common().price_per_year, &[("price", &money(price.amount))]),
        ))
    });
    let (tone, strip) = words::strip(tile);
    let heading = format!("tile-{code}");
    view! {
        <article class="tile" aria-labelledby=heading.clone() data-offer=code.clone()>
            <h3 id=heading.clone()><span class="badge" aria-hidden="true" data-offer=code.clone()></span>{name.clone()}</h3>
            {summary.map(|summary| view! { <p>{summary}</p> })}
            {price.map(|price| view! { <p class="small">{price}</p> })}
            {three_dates(tile, facts, today)}
            {at_risk(tile)}
            {lacks_payment(tile)}
            <p class="links">{links(tile, &code, &name)}</p>
            {actions(tile, facts)}
            <p class=tone.class()>{strip}</p>
        </article>
    }
}

/// Membership end, renewal window and benefits end, always together; what has ended early has no window.
pub fn three_dates(
    tile: &OfferTile<'_>,
    facts: StoredValue<Facts>,
    today: NaiveDate,
) -> Option<impl IntoView + use<>> {
    let held = tile.subscription?;
    let (window, benefits) =
        facts.with_value(|facts| (held.window(&facts.policies), held.benefits_end(&facts.policies)));
    let ends = date(held.ends_on());
    let span = |window: RenewalWindow| {
        fill(common().from_to, &[("from", &date(window.opens)), ("to", &date(window.closes))])
    };
    let has_window = held.ended_early().is_none();
    let is_there = has_window && held.managed_in_on(today) == ManagedIn::MembershipCenter;
    let there = is_there.then(|| {
        let there = facts.with_value(|facts| held.window_in(ManagedIn::MembershipCenter, &facts.policies));
        view! { <div><dt>{t().window_there}</dt><dd>{span(there)}</dd></div> }
    });
    let term = if tile.there.is_some() { t().window_here } else { common().renewal_window };
    let window = has_window.then(|| view! { <div><dt>{term}</dt><dd>{span(window)}</dd></div> });
    Some(view! {
        <dl class="dates">
            <div><dt>{common().membership_ends}</dt><dd>{ends}</dd></div>
            {there}
            {window}
            <div><dt>{common().benefits_end}</dt><dd>{date(benefits)}</dd></div>
        </dl>
    })
}

/// The warning that the qualification is lost, or will be.
pub fn at_risk(tile: &OfferTile<'_>) -> Option<impl IntoView + use<>> {
    let (held, risk) = (tile.subscription?, tile.risk?);
    let until = risk.held_until.filter(|_| risk.is_held).map(date);
    let text = if until.is_some() { t().at_risk_soon } else { t().at_risk };
    let places = [("date", &*date(held.expires_on)), ("until", until.as_deref().unwrap_or_default())];
    Some(
        view! { <p class="notice warn">{fill(text, &places)}" "<a href="/competencies">{common().competencies}</a></p> },
    )
}

/// That it is to renew by itself and nothing is there to pay with, and where that is mended.
pub fn lacks_payment(tile: &OfferTile<'_>) -> Option<impl IntoView + use<>> {
    let held = tile.subscription.filter(|_| tile.lacks_payment)?;
    let href = format!("/subscriptions/{}", held.id);
    Some(
        view! { <p class="notice warn">{t().lacks_payment}" "<a href=href>{common().view_subscription}</a></p> },
    )
}

fn links(tile: &OfferTile<'_>, code: &str, name: &str) -> impl IntoView + use<> {
    let link = |href: String, text: &'static str| {
        let label = format!("{text}: {name}");
        view! { <a href=href aria-label=label>{text}</a>" " }
    };
    let held =
        tile.subscription.map(|held| link(format!("/subscriptions/{}", held.id), common().view_subscription));
    let includes = tile.offer.filter(|_| tile.subscription.is_none());
    let includes = includes.map(|_| link(format!("/offers/{code}"), t().view_benefits));
    let benefits = tile.subscription.map(|held| link(format!("/benefits/{}", held.id), common().benefits));
    let order = tile.open_order.map(|order| link(format!("/orders/{}", order.number), common().view_order));
    let there = tile.there.map(|_| link("/membership-center".to_owned(), common().open_there));
    (held, benefits, includes, order, there)
}

/// The button, as the verdict allows, and why it does not.
pub fn actions(tile: &OfferTile<'_>, facts: StoredValue<Facts>) -> Option<impl IntoView + use<>> {
    let verdict = tile.action.verdict()?.clone();
    let offer = tile.offer?;
    let name = local(&offer.name);
    let (label, asks, address) = match (&tile.action, tile.subscription) {
        (Action::Renew(_), Some(held)) => {
            (common().renew, common().checklist_renew, format!("/checkout/renew/{}", held.id))
        }
        _ => (common().buy, t().checklist_buy, format!("/checkout/buy/{}", offer.code)),
    };
    let allowed = verdict.is_allowed();
    let navigate = use_navigate();
    let asks = fill(asks, &[("offer", &name)]);
    let described = format!("tile-{}", offer.code);
    let why = (!allowed).then(|| view! { <Checklist verdict facts title=asks/> });
    Some(view! {
        <div class="actions">
            <button
                class="button"
                type="button"
                disabled=!allowed
                aria-describedby=described
                on:click=move |_| navigate(&address, NavigateOptions::default())
            >
                {label}
            </button>
            {why}
        </div>
    })
}
