//! The list of operators, with what may be done about each and why not.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::team::{OperatorPage, OperatorView, WhyNot, may_remove, may_resend, may_reset_factors};
use tokuten_core::users::UserState;

use super::{Deed, Room, Said, URL, more};
use crate::client::send_only;
use crate::context::{leave_when_signed_out, t as shared};
use crate::format::instant;
use crate::texts::operator::team::t;
use crate::words;

pub fn list(page: OperatorPage, room: Room) -> impl IntoView {
    let next = page.next_cursor.clone().map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(room, cursor.clone())>{shared().more}</button></p> }
    });
    let count = page.programme_operators;
    let rows = page.operators.into_iter().map(|operator| row(&operator, count, room)).collect_view();
    view! {
        <section aria-label=t().title>
            <div class="scroll" tabindex="0" role="group" aria-label=t().title>
                <table class="users">
                    <thead><tr>
                        <th scope="col">{t().name}</th><th scope="col">{t().work}</th><th scope="col" class="brief">{shared().state}</th>
                        <th scope="col">{t().factor}</th><th scope="col">{t().last_signed_in}</th><th scope="col">{t().actions}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {next}
        </section>
    }
}

fn row(operator: &OperatorView, programme_operators: u64, room: Room) -> impl IntoView + use<> {
    let state = match operator.state {
        UserState::Invited => t().invited,
        UserState::Active => t().active,
    };
    let oneself = operator.is_self.then(|| view! { <span class="small">" ("{t().you}")"</span> });
    let last = operator.last_signed_in.map_or_else(|| t().never.to_owned(), instant);
    let factor = if operator.has_factor { t().factor_there } else { t().factor_none };
    view! {
        <tr>
            <td data-label=t().name><div><strong>{operator.name.clone()}</strong>{oneself}<div class="small address">{operator.email.clone()}</div></div></td>
            <td data-label=t().work>{words::operator(operator.role)}</td>
            <td data-label=shared().state class="brief">{state}</td>
            <td data-label=t().factor>{factor}</td>
            <td data-label=t().last_signed_in>{last}</td>
            <td data-label=t().actions class="deeds">{actions(operator, programme_operators, room)}</td>
        </tr>
    }
}

fn actions(operator: &OperatorView, programme_operators: u64, room: Room) -> impl IntoView + use<> {
    let named = |action: &str| format!("{action}: {}", operator.name);
    let press = |text: &'static str, deed: Deed, disabled: bool| {
        let operator = operator.clone();
        view! {
            <button class="button quiet" type="button" aria-label=named(text) disabled=disabled
                on:click=move |_| room.chosen.set(Some((deed, operator.clone())))>{text}</button>
        }
    };
    let why_not = may_remove(operator, programme_operators);
    let again = may_resend(operator).is_empty().then(|| {
        let (label, leave, operator) = (named(t().invite_again), leave_when_signed_out(), operator.clone());
        let send = move |_| {
            if !room.begin() {
                return;
            }
            let (operator, leave) = (operator.clone(), leave.clone());
            leptos::task::spawn_local(async move {
                let url = format!("{URL}/{}/invitation", operator.id);
                let outcome = send_only(Method::POST, &url, &()).await;
                room.done(outcome.map(|()| Said::Invited(operator.name)), leave);
            });
        };
        view! { <button class="button quiet" type="button" aria-label=label on:click=send>{t().invite_again}</button> }
    });
    // Why the factor cannot be reset is plain: it is one's own, or none is there.
    let reset = may_reset_factors(operator).is_empty().then(|| press(t().reset, Deed::Reset, false));
    let change = press(t().change, Deed::Change, operator.is_self);
    let remove = press(t().remove, Deed::Remove, !why_not.is_empty());
    let reasons = why_not.into_iter().map(|why| view! { <p class="small">{reason(why)}</p> }).collect_view();
    view! { <div><div class="presses">{change}{again}{reset}{remove}</div>{reasons}</div> }
}

/// Why something may not be done, in words; nothing for what is not even offered.
pub fn reason(why: WhyNot) -> &'static str {
    match why {
        WhyNot::Oneself => t().why_oneself,
        WhyNot::LastProgramme => t().why_last,
        WhyNot::HasJoined | WhyNot::NoFactor => "",
    }
}
