//! Membership offers: the partner's front page.

use leptos::prelude::*;
use tokuten_core::facts::Facts;
use tokuten_core::offers::{OffersView, Section, tiles};

use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::components::tile::tile;
use crate::context::t as common;
use crate::format::date;
use crate::loaded::Loaded;
use crate::midnight::refresh_at_midnight;
use crate::texts::fill;
use crate::texts::offers::t;
use crate::words;

/// The page.
#[component]
pub fn OffersPage() -> impl IntoView {
    let loaded = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    refresh_at_midnight(loaded, |view| &view.clock);
    view! {
        <Heading text=Signal::derive(|| common().offers.to_owned())/>
        <p class="lead">{live(move || common().offers_lead)}</p>
        {shown(loaded, page)}
    }
}

fn page(view: OffersView) -> impl IntoView {
    let today = view.clock.today;
    let (tone, standing) = words::standing(&view.facts);
    let now = fill(common().today_is, &[("date", &date(today)), ("zone", &view.clock.zone)]);
    let facts = StoredValue::new(view.facts);
    let sections = [Section::Purchased, Section::Available, Section::Expired];
    let sections = sections.into_iter().map(|which| section(which, facts, today)).collect_view();
    view! {
        <section class="standing" aria-labelledby="standing">
            <h2 id="standing">{t().membership_status}</h2>
            <p class=tone.class()>{standing}</p>
            <p class="small">{now}</p>
        </section>
        {sections}
    }
}

fn section(which: Section, facts: StoredValue<Facts>, today: chrono::NaiveDate) -> impl IntoView {
    let (id, title, empty) = match which {
        Section::Purchased => ("purchased", t().purchased, Some(t().none_purchased)),
        Section::Available => ("available", t().available, Some(t().nothing_available)),
        Section::Expired => ("expired", common().expired, None),
    };
    let found = facts.with_value(|all| {
        tiles(all, today)
            .iter()
            .filter(|tile| tile.section == which)
            .map(|found| tile(found, facts, today))
            .collect::<Vec<_>>()
    });
    let body = match (found.is_empty(), empty) {
        (false, _) => view! { <div class="tiles">{found}</div> }.into_any(),
        (true, Some(text)) => view! { <p class="empty">{text}</p> }.into_any(),
        (true, None) => return None,
    };
    Some(view! { <section aria-labelledby=id><h2 id=id>{title}</h2>{body}</section> })
}
