//! Who is affected, page by page, with each date and price as it is and as it would be.

use leptos::prelude::*;
use tokuten_core::programme::dry_run::{Affected, AffectedPage, Aspect, Outlook};

use super::dry_run::aspect;
use crate::client::get;
use crate::components::live::live;
use crate::components::page::shown;
use crate::context::t as common;
use crate::format::{count, date, money};
use crate::loaded::Loaded;
use crate::pages::operator::programme::names::Names;
use crate::pages::operator::programme::room::{Room, Said, URL};
use crate::pages::operator::programme::told::{becomes, was};
use crate::texts::fill;
use crate::texts::operator::programme::t;

fn address(only: Option<Aspect>, cursor: Option<&str>) -> String {
    let only = only.map(|only| format!("aspect={}", only.code()));
    let cursor = cursor.map(|cursor| format!("cursor={}", js_sys::encode_uri_component(cursor)));
    let query: Vec<_> = only.into_iter().chain(cursor).collect();
    format!("{URL}/draft/affected?{}", query.join("&"))
}

/// The list, with the choice of what must differ.
#[component]
pub fn AffectedPart(aspects: Vec<(Aspect, u64)>, names: Names, room: Room) -> impl IntoView {
    let only = RwSignal::new(None::<Aspect>);
    let loaded = Loaded::<AffectedPage>::from(move || address(only.get_untracked(), None));
    let button = move |one: Option<Aspect>, number: Option<u64>| {
        let press = move |_| {
            only.set(one);
            loaded.retry();
        };
        let text = move || match (one, number) {
            (Some(one), Some(number)) => format!("{} ({})", aspect(one), count(number)),
            _ => t().all_affected.to_owned(),
        };
        let pressed = move || (only.get() == one).to_string();
        view! { <button class="button quiet" type="button" aria-pressed=pressed on:click=press>{live(text)}</button> }
    };
    let buttons = aspects.into_iter().map(|(one, number)| button(Some(one), Some(number))).collect_view();
    view! {
        <h3 id="affected">{live(move || t().who_is_affected)}</h3>
        <div class="presses filters" role="group" aria-label=move || t().show_only>{button(None, None)}{buttons}</div>
        {shown(loaded, move |page| list(page, (only, loaded), names, room))}
    }
}

fn list(
    page: AffectedPage,
    (only, loaded): (RwSignal<Option<Aspect>>, Loaded<AffectedPage>),
    names: Names,
    room: Room,
) -> AnyView {
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<AffectedPage>(&address(only.get_untracked(), Some(&cursor))).await {
                Ok(next) => loaded.change(|page| {
                    page.affected.extend(next.affected);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) if room.left(&error) => {}
                Err(error) => room.say(Said::Failed(error)),
            }
        });
    };
    let is_last = page.next_cursor.is_none();
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    if page.affected.is_empty() {
        // There may be some on a page to come.
        let none = is_last.then(|| view! { <p class="empty">{t().nobody_affected}</p> });
        return view! { {none} {next} }.into_any();
    }
    let rows = page.affected.into_iter().map(|one| row(one, names)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="affected">
            <table class="affected">
                <thead><tr>
                    <th scope="col">{t().partner}</th><th scope="col">{t().membership}</th><th scope="col">{t().aspect_window}</th>
                    <th scope="col">{t().benefits_end}</th><th scope="col">{t().next_anniversary}</th>
                    <th scope="col">{t().aspect_qualification}</th><th scope="col" class="number">{t().price}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}

fn window(outlook: &Outlook) -> String {
    fill(common().from_to, &[("from", &date(outlook.opens)), ("to", &date(outlook.closes))])
}

fn price(outlook: &Outlook) -> String {
    outlook.price.map_or_else(|| t().not_sold.to_owned(), money)
}

/// What is the same stands once; what differs stands as it is and as it would be.
fn both(before: String, after: String) -> AnyView {
    if before == after {
        view! { <span>{before}</span> }.into_any()
    } else {
        view! { <span class="differs">{was(before)}" "{becomes(after)}</span> }.into_any()
    }
}

fn row(one: Affected, names: Names) -> impl IntoView {
    let Affected { partner, name, offer, expires_on, automatic_renewal, before, after } = one;
    let href = format!("/operator/partners/{partner}");
    let until = fill(t().anniversary_on, &[("date", &date(expires_on))]);
    let automatic = automatic_renewal.then(|| view! { <div class="small">{t().renews_by_itself}</div> });
    let of = |outlook: &Outlook, tell: fn(&Outlook) -> String| tell(outlook);
    let cell = |tell: fn(&Outlook) -> String| both(of(&before, tell), of(&after, tell));
    let qualifies = |outlook: &Outlook| outlook.qualifies_from.map(date).unwrap_or_default();
    let counts = (before.qualifies_from.or(after.qualifies_from)).map(|_| cell(qualifies));
    view! {
        <tr>
            <td data-label=t().partner><div><a href=href>{name}</a><div class="small">{partner.to_string()}</div></div></td>
            <td data-label=t().membership><div>{names.name(&offer)}<div class="small">{until}</div>{automatic}</div></td>
            <td data-label=t().aspect_window>{cell(window)}</td>
            <td data-label=t().benefits_end>{cell(|outlook| date(outlook.benefits_end))}</td>
            <td data-label=t().next_anniversary>{cell(|outlook| date(outlook.next_anniversary))}</td>
            <td data-label=t().aspect_qualification>{counts}</td>
            <td data-label=t().price class="number">{cell(price)}</td>
        </tr>
    }
}
