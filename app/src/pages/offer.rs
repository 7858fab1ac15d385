//! An offer: what it includes and what it asks for.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::catalogue::{Benefit, Offer};
use tokuten_core::competencies::Level;
use tokuten_core::offers::{OffersView, tiles};

use crate::components::page::{Breadcrumb, Heading, shown};
use crate::components::tile::actions;
use crate::context::{local, t as common};
use crate::format::{count, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::offers::t;
use crate::words;

/// The page.
#[component]
pub fn OfferPage() -> impl IntoView {
    let params = use_params_map();
    let code = StoredValue::new(params.with_untracked(|params| params.get("code").unwrap_or_default()));
    let loaded = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    let title = Signal::derive(move || {
        let name = loaded
            .there(|view| {
                let offer = view.facts.offers.iter().find(|offer| offer.code.0 == code.get_value())?;
                Some(local(&offer.name))
            })
            .flatten();
        name.unwrap_or_else(|| common().section_offer.to_owned())
    });
    view! {
        <Breadcrumb href="/offers" text=Signal::derive(|| common().offers)/>
        <Heading text=title/>
        {shown(loaded, move |view| page(view, &code.get_value()))}
    }
}

fn page(view: OffersView, code: &str) -> impl IntoView + use<> {
    let today = view.clock.today;
    let facts = StoredValue::new(view.facts);
    let found = facts.with_value(|all| {
        let tile = tiles(all, today)
            .into_iter()
            .find(|tile| tile.offer.is_some_and(|offer| offer.code.0 == code))?;
        let offer = tile.offer?;
        let price = offer.price_in(&all.partner.country, &all.partner.currency);
        let price = price.map_or_else(
            || t().not_sold_here.to_owned(),
            |price| fill(common().price_per_year, &[("price", &money(price.amount))]),
        );
        let (tone, strip) = words::strip(&tile);
        Some(view! {
            <p>{local(&offer.summary)}</p>
            <p>{price}</p>
            <p class=tone.class()>{strip}</p>
            {actions(&tile, facts)}
            <section aria-labelledby="requirements">
                <h2 id="requirements">{t().requirements}</h2>
                <p>{requirement(offer)}</p>
            </section>
            <section aria-labelledby="includes">
                <h2 id="includes">{t().includes}</h2>
                <table>
                    <thead><tr>
                        <th scope="col">{common().benefit}</th><th scope="col">{common().kind}</th>
                        <th scope="col" class="number">{common().quantity}</th>
                    </tr></thead>
                    <tbody>{offer.benefits.iter().map(row).collect_view()}</tbody>
                </table>
            </section>
        })
    });
    match found {
        Some(found) => found.into_any(),
        None => view! { <p class="empty">{common().error_not_found}</p> }.into_any(),
    }
}

fn requirement(offer: &Offer) -> &'static str {
    match offer.requires {
        None => common().requires_none,
        Some(Level::Silver) => common().requires_silver,
        Some(Level::Gold) => common().requires_gold,
    }
}

fn row(benefit: &Benefit) -> impl IntoView + use<> {
    view! {
        <tr>
            <td data-label=common().benefit>{local(&benefit.name)}</td>
            <td data-label=common().kind>{words::benefit_kind(benefit.kind)}</td>
            <td data-label=common().quantity class="number">{count(u64::from(benefit.quantity))}</td>
        </tr>
    }
}
