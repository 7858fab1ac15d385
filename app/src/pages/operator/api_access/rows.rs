//! The list of tokens, with how each stands.

use chrono::NaiveDate;
use leptos::prelude::*;
use tokuten_core::api_access::{PREFIX, Standing, TokenPage, TokenView};

use super::{Room, more};
use crate::context::t as common;
use crate::format::{count, date, instant};
use crate::texts::fill;
use crate::texts::operator::api_access::t;

pub fn list(page: TokenPage, room: Room) -> AnyView {
    if page.tokens.is_empty() {
        return view! { <p class="empty">{t().none}</p> }.into_any();
    }
    let next = page.next_cursor.clone().map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(room, cursor.clone())>{common().more}</button></p> }
    });
    let today = page.today;
    let rows = page.tokens.into_iter().map(|token| row(token, today, room)).collect_view();
    view! {
        <section aria-label=t().tokens>
            <div class="scroll" tabindex="0" role="group" aria-label=t().tokens>
                <table class="users access">
                    <thead><tr>
                        <th scope="col">{t().name}</th><th scope="col">{t().scopes}</th><th scope="col">{t().expires_on}</th>
                        <th scope="col">{t().last_used}</th><th scope="col">{t().created}</th><th scope="col">{t().actions}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {next}
        </section>
    }
    .into_any()
}

fn row(token: TokenView, today: NaiveDate, room: Room) -> impl IntoView + use<> {
    let standing = token.standing(today);
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.code()).collect();
    let used = token.last_used.map_or_else(|| t().never.to_owned(), instant);
    let made = fill(t().made_by, &[("date", &instant(token.created_at)), ("name", &token.created_by)]);
    let left = (!token.maker_is_here && token.revoked_at.is_none())
        .then(|| view! { <p class="small">{t().maker_left}</p> });
    let stands = match standing {
        Standing::Good => t().good.to_owned(),
        Standing::EndsSoon(0) => t().ends_today.to_owned(),
        Standing::EndsSoon(days) => {
            fill(t().ends_soon, &[("days", &count(u64::try_from(days).unwrap_or_default()))])
        }
        Standing::Expired => t().expired.to_owned(),
        Standing::Revoked => {
            fill(t().revoked, &[("date", &token.revoked_at.map(instant).unwrap_or_default())])
        }
    };
    let warns = matches!(standing, Standing::EndsSoon(_) | Standing::Expired);
    let (label, name) = (format!("{}: {}", t().revoke, token.name), token.name.clone());
    let (id, scopes, end) = (format!("{PREFIX}{}…", token.id), scopes.join(", "), date(token.expires_on));
    let revoke = (standing != Standing::Revoked).then(|| {
        let press = move |_| room.chosen.set(Some(token.clone()));
        view! { <button class="button quiet" type="button" aria-label=label on:click=press>{t().revoke}</button> }
    });
    view! {
        <tr>
            <td data-label=t().name><div><strong>{name}</strong><div class="small address">{id}</div></div></td>
            <td data-label=t().scopes>{scopes}</td>
            <td data-label=t().expires_on><div>{end}<div class="small" class:why=warns>{stands}</div></div></td>
            <td data-label=t().last_used>{used}</td>
            <td data-label=t().created><div>{made}{left}</div></td>
            <td data-label=t().actions class="deeds">{revoke}</td>
        </tr>
    }
}
