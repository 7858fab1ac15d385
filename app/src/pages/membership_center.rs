//! The Membership Center: renewing there by the old rules, and looking at what it has handed over.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::facts::Facts;
use tokuten_core::membership_center::{Standing, may_renew_there, standing};
use tokuten_core::offers::{OffersView, held_tile};
use tokuten_core::renewals::RenewalWindow;
use tokuten_core::subscriptions::Subscription;

use crate::components::checklist::Checklist;
use crate::components::live::live;
use crate::components::old_place::OldPlace;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::components::tile::{lacks_payment, three_dates};
use crate::context::t as common;
use crate::format::date;
use crate::loaded::Loaded;
use crate::midnight::refresh_at_midnight;
use crate::texts::fill;
use crate::texts::membership_center::t;
use crate::words;

/// The page.
#[component]
pub fn MembershipCenterPage() -> impl IntoView {
    let loaded = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    refresh_at_midnight(loaded, |view| &view.clock);
    view! {
        <Breadcrumb href="/offers" text=Signal::derive(|| common().offers)/>
        <OldPlace>
            <Heading text=Signal::derive(|| common().in_membership_center.to_owned())/>
            <p>{live(move || t().text)}</p>
            {shown(loaded, page)}
        </OldPlace>
    }
}

fn page(view: OffersView) -> AnyView {
    let today = view.clock.today;
    let now = fill(common().today_is, &[("date", &date(today)), ("zone", &view.clock.zone)]);
    let facts = StoredValue::new(view.facts);
    let kept: Vec<_> = facts.with_value(|all| {
        let standing = |held| standing(held, &all.policies, today).map(|standing| (held, standing));
        let stands = all.subscriptions.iter().filter_map(standing);
        stands.map(|(held, standing)| kept((all, facts), held, standing, today)).collect()
    });
    if kept.is_empty() {
        return view! { <p class="empty">{t().empty}</p><p><a href="/offers">{t().go}</a></p> }.into_any();
    }
    view! { <p class="small">{now}</p> {kept} }.into_any()
}

/// One subscription, as it stands there.
fn kept(
    (all, facts): (&Facts, StoredValue<Facts>),
    held: &Subscription,
    standing: Standing,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let tile = held_tile(all, all.offer(&held.offer), held, today);
    let (tone, strip) = match standing {
        Standing::ViewOnly { .. } => (words::Tone::Over, t().view_only.to_owned()),
        Standing::NotYet { .. } | Standing::Open { .. } => words::strip(&tile),
    };
    let name = words::offer_name(all, &held.offer);
    let heading = format!("kept-{}", held.id);
    let order = tile.open_order.map(|order| {
        view! { <p><a href=format!("/orders/{}", order.number)>{common().view_order}</a></p> }
    });
    let what_next = match standing {
        Standing::NotYet { .. } | Standing::Open { .. } => {
            renewal((all, facts), held, &name, today).into_any()
        }
        Standing::ViewOnly { renewable } => invitation(held, &name, renewable, today).into_any(),
    };
    view! {
        <section aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{name}</h2>
            <p class=tone.class()>{strip}</p>
            {order}
            {three_dates(&tile, facts, today)}
            {lacks_payment(&tile)}
            {what_next}
        </section>
    }
}

/// The button that renews there, as the verdict allows, and why it does not.
fn renewal(
    (all, facts): (&Facts, StoredValue<Facts>),
    held: &Subscription,
    name: &str,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let verdict = may_renew_there(all, held, today);
    let allowed = verdict.is_allowed();
    let (navigate, address) = (use_navigate(), format!("/membership-center/renew/{}", held.id));
    let title = fill(common().checklist_renew, &[("offer", name)]);
    let why = (!allowed).then(|| view! { <Checklist verdict facts title/> });
    view! {
        <div class="actions">
            <button class="button" type="button" disabled=!allowed
                on:click=move |_| navigate(&address, NavigateOptions::default())>{t().renew}</button>
            {why}
        </div>
        <p class="small">{t().moves_here}</p>
    }
}

/// Only to be looked at: where it is renewed, and from which day.
fn invitation(
    held: &Subscription,
    name: &str,
    renewable: RenewalWindow,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let text = if today < renewable.opens {
        t().invitation
    } else if today <= renewable.closes {
        t().invitation_open
    } else {
        t().lapsed
    };
    let text = fill(text, &[("opens", &date(renewable.opens)), ("closes", &date(renewable.closes))]);
    let label = fill(t().go_label, &[("offer", name)]);
    view! {
        <div class="notice warn" role="note">
            <p>{text}</p>
            <p><a href=format!("/subscriptions/{}", held.id) aria-label=label>{t().go}</a></p>
        </div>
    }
}
