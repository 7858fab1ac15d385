//! The public front page: what the programme is, what it offers for how much, and the two doors.

use leptos::prelude::*;
use tokuten_core::applications::ProgrammeView;
use tokuten_core::catalogue::Offer;
use tokuten_core::competencies::Level;

use crate::browser;
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::components::select::Select;
use crate::context::{context, local, t as shared};
use crate::format::{country, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::joining::t;

/// The page.
#[component]
pub fn FrontPage() -> impl IntoView {
    let loaded = Loaded::<ProgrammeView>::from(|| "/api/programme".to_owned());
    let name = || {
        let public = context().public;
        public.with(|public| public.as_ref().map(|public| local(&public.programme)))
    };
    view! {
        <Heading text=Signal::derive(move || name().unwrap_or_else(|| shared().programme.to_owned()))/>
        {shown(loaded, page)}
    }
}

fn page(view: ProgrammeView) -> impl IntoView {
    let about = view.about.as_ref().map(|about| view! { <p>{local(about)}</p> });
    let chosen = RwSignal::new(guess(&view.countries));
    let countries = view.countries.clone();
    let options = move || countries.iter().map(|code| (code.clone(), country(code))).collect::<Vec<_>>();
    let offers = StoredValue::new(view.offers);
    let tiles = move || {
        let chosen = chosen.get();
        offers.with_value(|offers| offers.iter().map(|offer| tile(offer, &chosen)).collect_view())
    };
    view! {
        <div class="prose">
            {about}
            <p class="actions">
                <a class="button" href="/join">{shared().join_now}</a>
                <a class="button quiet" href="/sign-in">{shared().sign_in}</a>
            </p>
            <p>{t().front_how}</p>
        </div>
        <section aria-labelledby="offers">
            <h2 id="offers">{shared().offers}</h2>
            <div class="narrow">
                <Select id="country" label=Signal::derive(|| t().prices_for) value=chosen options=Signal::derive(options)/>
            </div>
            <div class="tiles">{live(tiles)}</div>
        </section>
    }
}

/// The country of the browser's languages in which something is sold, else the first.
fn guess(countries: &[String]) -> String {
    let regions = browser::languages()
        .into_iter()
        .filter_map(|tag| tag.rsplit_once('-').map(|(_, region)| region.to_owned()));
    let guessed = regions.into_iter().find(|region| countries.contains(region));
    guessed.or_else(|| countries.first().cloned()).unwrap_or_default()
}

fn tile(offer: &Offer, country: &str) -> impl IntoView + use<> {
    let price = offer.prices.iter().find(|price| price.country == country);
    let price = price.map_or_else(
        || t().not_sold_there.to_owned(),
        |price| fill(shared().price_per_year, &[("price", &money(price.amount))]),
    );
    let requires = match offer.requires {
        None => shared().requires_none,
        Some(Level::Silver) => shared().requires_silver,
        Some(Level::Gold) => shared().requires_gold,
    };
    view! {
        <article class="tile" data-offer=offer.code.0.clone()>
            <h3><span class="badge" data-offer=offer.code.0.clone() aria-hidden="true"></span>{local(&offer.name)}</h3>
            <p>{local(&offer.summary)}</p>
            <p class="small">{requires}</p>
            <p><strong>{price}</strong></p>
        </article>
    }
}
