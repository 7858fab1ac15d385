//! Benefits: what each subscription grants, and how much of it is used.

mod again;
pub mod grant;
mod moving;
mod uses;
mod using;

use chrono::NaiveDate;
use leptos::prelude::*;
use tokuten_core::benefits::{
    BenefitView, BenefitsView, Grant, GrantState, GrantView, WhyEnded, shown_minutes,
};
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::roles::Permission;

use crate::components::ask::WhomToAsk;
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::{context, local, t as shared};
use crate::format::{count, date};
use crate::loaded::Loaded;
use crate::midnight::refresh_at_midnight;
use crate::texts::benefits::t;
use crate::texts::fill;
use crate::words::{Tone, benefit_kind};

/// The page: all of the partner's subscriptions.
#[component]
pub fn BenefitsPage() -> impl IntoView {
    let loaded = Loaded::<BenefitsView>::from(|| "/api/benefits".to_owned());
    refresh_at_midnight(loaded, |view| &view.clock);
    view! {
        <Heading text=Signal::derive(|| shared().benefits.to_owned())/>
        <p>{live(move || t().text)}</p>
        {ask()}
        {shown(loaded, page)}
    }
}

/// Whom to ask, once it is known who is here.
fn ask() -> impl IntoView {
    let context = context();
    move || context.asked.get().then(|| view! { <WhomToAsk permission=Permission::ManageBenefits/> })
}

fn page(view: BenefitsView) -> AnyView {
    if view.grants.is_empty() {
        let link = view! { <a href="/offers">{t().to_offers}</a> };
        return view! { <p class="empty">{t().empty}" "{link}</p> }.into_any();
    }
    let section = |grant: Grant| {
        let (id, name) = (format!("grant-{}", grant.subscription), local(&grant.name));
        view! {
            <section aria-labelledby=id.clone()>
                <h2 id=id.clone()>{name}</h2>
                {summary(&grant)}
            </section>
        }
    };
    view.grants.into_iter().map(section).collect_view().into_any()
}

/// A section of the subscription's page: what it grants in short.
#[component]
pub fn BenefitsOf(
    /// Id of the subscription.
    subscription: String,
) -> impl IntoView {
    let loaded = Loaded::<GrantView>::from(move || format!("/api/benefits/{subscription}"));
    view! {
        <section aria-labelledby="benefits">
            <h2 id="benefits">{live(move || shared().benefits)}</h2>
            {shown(loaded, |view| summary(&view.grant))}
        </section>
    }
}

/// The state, the three dates, and of each benefit how many there are, are used and are left.
fn summary(grant: &Grant) -> impl IntoView + use<> {
    let (tone, strip) = state(grant);
    let href = format!("/benefits/{}", grant.subscription);
    let open = format!("{}: {}", t().open, local(&grant.name));
    view! {
        <p class=tone.class()>{strip}</p>
        {three_dates(grant)}
        {table(grant)}
        <p><a href=href aria-label=open>{t().open}</a></p>
    }
}

fn table(grant: &Grant) -> AnyView {
    if grant.benefits.is_empty() {
        return view! { <p class="empty">{t().none_granted}</p> }.into_any();
    }
    let ends = grant.benefits_end;
    let row = |benefit: &BenefitView| {
        let [quantity, used, left] = numbers(benefit);
        view! {
            <tr>
                <td data-label=shared().benefit>{local(&benefit.name)}</td>
                <td data-label=shared().kind>{benefit_kind(benefit.kind)}</td>
                <td data-label=shared().quantity class="number">{quantity}</td>
                <td data-label=t().used class="number">{used}</td>
                <td data-label=t().left class="number">{left}</td>
                <td data-label=t().ends>{date(ends)}</td>
            </tr>
        }
    };
    let name = local(&grant.name);
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=name>
            <table>
                <thead><tr>
                    <th scope="col">{shared().benefit}</th><th scope="col">{shared().kind}</th>
                    <th scope="col" class="number">{shared().quantity}</th><th scope="col" class="number">{t().used}</th>
                    <th scope="col" class="number">{t().left}</th><th scope="col">{t().ends}</th>
                </tr></thead>
                <tbody>{grant.benefits.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Quantity, used and left, as they are shown.
fn numbers(benefit: &BenefitView) -> [String; 3] {
    [benefit.quantity, benefit.used, benefit.left()].map(|units| amount(benefit.kind, units))
}

/// So many of a benefit; advisory hours as hours and minutes.
fn amount(kind: BenefitKind, units: u32) -> String {
    match kind {
        BenefitKind::AdvisoryHours => shown_minutes(units),
        _ => count(u64::from(units)),
    }
}

/// Membership end, benefits end and the end of what was redeemed, always together.
fn three_dates(grant: &Grant) -> impl IntoView + use<> {
    let keys = grant.keys_end.map_or_else(|| t().keys_none.to_owned(), date);
    view! {
        <dl class="dates">
            <div><dt>{shared().membership_ends}</dt><dd>{date(grant.membership_ends)}</dd></div>
            <div><dt>{shared().benefits_end}</dt><dd>{date(grant.benefits_end)}</dd></div>
            <div><dt>{t().keys_end}</dt><dd>{keys}</dd></div>
        </dl>
    }
}

/// Whether the benefits can be used, in words and colour.
fn state(grant: &Grant) -> (Tone, String) {
    let on = |text, day: NaiveDate| fill(text, &[("date", &date(day))]);
    match &grant.state {
        GrantState::Usable => (Tone::Open, on(t().usable, grant.benefits_end)),
        GrantState::NotBegun { on: day } => (Tone::Waiting, on(t().not_begun, *day)),
        GrantState::IncludedIn(offer) => {
            let name = grant.included_in.as_ref().map_or_else(|| offer.0.clone(), local);
            (Tone::Calm, fill(t().included_in, &[("offer", &name)]))
        }
        GrantState::Ended { on: day, why } => {
            let text = match why {
                WhyEnded::NotRenewed => t().ended_not_renewed,
                WhyEnded::Superseded => t().ended_superseded,
                WhyEnded::Cancelled => t().ended_cancelled,
                WhyEnded::Refunded => t().ended_refunded,
            };
            (Tone::Over, on(text, *day))
        }
    }
}
