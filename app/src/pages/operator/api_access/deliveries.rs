//! The log of what was sent to an endpoint: each event with its tries.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::webhooks::{AttemptView, DeliveryPage, DeliveryView};

use super::endpoint::{Room, Said};
use crate::client::{get, send_only};
use crate::context::{leave_when_signed_out, t as common};

use crate::format::{count, instant};
use crate::texts::fill;
use crate::texts::operator::api_access::{event, no_answer, state, t};

/// The list; `filtered` says whether something is searched for, `address` where the next page is.
pub fn list(
    page: DeliveryPage,
    room: Room,
    (filtered, address): (bool, impl Fn(Option<&str>) -> String + Copy + Send + Sync + 'static),
) -> AnyView {
    if page.deliveries.is_empty() {
        return view! { <p class="empty">{if filtered { t().none_fits } else { t().no_deliveries }}</p> }
            .into_any();
    }
    let is_on = page.endpoint.is_on();
    let kept = fill(t().kept_days, &[("days", &count(u64::from(page.kept_days)))]);
    let next = page.next_cursor.clone().map(|cursor| {
        let more = move |_| more(room, address(Some(&cursor)));
        view! { <p><button class="button quiet" type="button" on:click=more>{common().more}</button></p> }
    });
    let rows = page.deliveries.into_iter().map(|delivery| row(delivery, is_on, room)).collect_view();
    view! {
        <p class="small">{kept}</p>
        <div class="scroll" tabindex="0" role="group" aria-label=t().deliveries>
            <table class="users access">
                <thead><tr>
                    <th scope="col">{t().event}</th><th scope="col">{t().when}</th><th scope="col">{common().state}</th>
                    <th scope="col">{t().tries}</th><th scope="col">{t().actions}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}

fn row(delivery: DeliveryView, is_on: bool, room: Room) -> impl IntoView {
    let leave = leave_when_signed_out();
    let (code, at) = (delivery.event.code(), instant(delivery.created_at));
    let label = fill(t().again_of, &[("event", code), ("time", &at)]);
    let next = delivery.next_try_at.filter(|_| !delivery.attempts.is_empty()).map(|at| {
        view! { <div class="small">{fill(t().next_try, &[("time", &instant(at))])}</div> }
    });
    let last = delivery.attempts.first().map(outcome);
    let again = {
        let url = room.url(&format!("/deliveries/{}/replay", delivery.id));
        move |_| {
            let url = url.clone();
            room.press(leave.clone(), async move {
                send_only(Method::POST, &url, &()).await.map(|()| Some(Said::Sent))
            });
        }
    };
    let tries = count(delivery.attempts.len() as u64);
    view! {
        <tr>
            <td data-label=t().event><div><code>{code}</code><div class="small">{event(delivery.event)}</div></div></td>
            <td data-label=t().when>{at}</td>
            <td data-label=common().state><div>{state(delivery.state)}{next}</div></td>
            <td data-label=t().tries><div>{tries}<div class="small">{last}</div>{details(delivery)}</div></td>
            <td data-label=t().actions class="deeds">
                <button class="button quiet" type="button" aria-label=label disabled=move || !is_on || room.busy.get() on:click=again>{t().again}</button>
            </td>
        </tr>
    }
}

fn outcome(attempt: &AttemptView) -> String {
    match (attempt.status, attempt.no_answer) {
        (Some(status), _) => fill(t().answered, &[("status", &status.to_string())]),
        (None, Some(why)) => no_answer(why).to_owned(),
        (None, None) => String::new(),
    }
}

/// Every try with the beginning of its answer, and what is sent.
fn details(delivery: DeliveryView) -> impl IntoView {
    let line = |attempt: &AttemptView| {
        let places = [
            ("time", instant(attempt.at)),
            ("outcome", outcome(attempt)),
            ("ms", count(u64::from(attempt.milliseconds))),
        ];
        let places: Vec<_> = places.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let answer =
            (!attempt.answer.is_empty()).then(|| view! { <pre class="small">{attempt.answer.clone()}</pre> });
        view! { <li>{fill(t().attempt, &places)}{answer}</li> }
    };
    let tries = delivery.attempts.iter().map(line).collect_view();
    view! {
        <details class="fold">
            <summary>{t().details}</summary>
            <p class="small">{t().message}": "<code>{delivery.message}</code></p>
            <ol class="tries">{tries}</ol>
            <p class="small">{t().payload}</p>
            <pre class="small">{delivery.payload}</pre>
        </details>
    }
}

/// Adds the next page to what is shown.
fn more(room: Room, address: String) {
    leptos::task::spawn_local(async move {
        match get::<DeliveryPage>(&address).await {
            Ok(next) => room.loaded.change(|page| {
                page.deliveries.extend(next.deliveries);
                page.next_cursor = next.next_cursor;
            }),
            Err(error) => room.failed(error),
        }
    });
}
