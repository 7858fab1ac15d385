//! The offers of the draft, or of what is in force.

use leptos::prelude::*;
use tokuten_core::catalogue::Offer;
use tokuten_core::programme::CatalogueView;

use super::editing::{Editor, editing};
use super::room::{Head, Room};
use crate::components::live::live;
use crate::context::local;
use crate::format::count;
use crate::texts::operator::programme::t;
use crate::words;

/// The page.
#[component]
pub fn OffersDeskPage() -> impl IntoView {
    let room = Room::new();
    view! {
        <Head title=Signal::derive(|| t().offers.to_owned()) here="/operator/programme/offers" said=room.said/>
        <p class="prose">{live(move || t().offers_text)}</p>
        {editing(room, list)}
    }
}

fn list(view: CatalogueView, editor: Editor) -> AnyView {
    let add = if editor.open {
        view! { <a class="button" href="/operator/programme/offers/new">{t().add_offer}</a> }.into_any()
    } else {
        view! { <button class="button" type="button" disabled>{t().add_offer}</button> }.into_any()
    };
    let offers = view.catalogue.offers;
    let body = if offers.is_empty() {
        view! { <p class="empty">{t().offers_empty}</p> }.into_any()
    } else {
        let rows = offers.iter().map(row).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
                <table>
                    <thead><tr>
                        <th scope="col">{t().name}</th><th scope="col">{t().code}</th><th scope="col">{t().requires}</th>
                        <th scope="col" class="number">{t().prices}</th><th scope="col" class="number">{t().benefits}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { {body} <p class="actions">{add}</p> }.into_any()
}

fn row(offer: &Offer) -> impl IntoView + use<> {
    let number = |length: usize| count(u64::try_from(length).unwrap_or(u64::MAX));
    let href = format!("/operator/programme/offers/{}", offer.code);
    view! {
        <tr>
            <td data-label=t().name><a href=href>{local(&offer.name)}</a></td>
            <td data-label=t().code><code>{offer.code.to_string()}</code></td>
            <td data-label=t().requires>{words::level(offer.requires)}</td>
            <td data-label=t().prices class="number">{number(offer.prices.len())}</td>
            <td data-label=t().benefits class="number">{number(offer.benefits.len())}</td>
        </tr>
    }
}
