//! The list of users, with what may be done about each and why not.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::users::{Standing, UserPage, UserState, UserView, WhyNot, may_remove, may_resend};

use super::{Chosen, Room, Said, more};
use crate::client::send_only;
use crate::context::{leave_when_signed_out, t as shared};
use crate::format::instant;
use crate::texts::users::t;
use crate::words;

pub fn list(page: UserPage, room: Room) -> impl IntoView {
    let standing = room.standing(&page);
    let next = page.next_cursor.clone().map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(room, cursor.clone())>{shared().more}</button></p> }
    });
    let rows = page.users.into_iter().map(|user| row(&user, &standing, room)).collect_view();
    view! {
        <section aria-label=shared().users>
            <div class="scroll" tabindex="0" role="group" aria-label=shared().users>
                <table class="users">
                    <thead><tr>
                        <th scope="col">{t().name}</th><th scope="col">{t().roles}</th><th scope="col" class="brief">{shared().state}</th>
                        <th scope="col">{t().last_signed_in}</th><th scope="col">{t().actions}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {next}
        </section>
    }
}

fn row(user: &UserView, standing: &Standing, room: Room) -> impl IntoView + use<> {
    let state = match user.state {
        UserState::Invited => t().state_invited,
        UserState::Active => t().state_active,
    };
    let roles = if user.roles.is_empty() {
        t().no_roles.to_owned()
    } else {
        user.roles.iter().map(|role| words::role(*role)).collect::<Vec<_>>().join(", ")
    };
    let oneself = user.is_self.then(|| view! { <span class="small">" ("{t().you}")"</span> });
    let last = user.last_signed_in.map_or_else(|| t().never.to_owned(), instant);
    view! {
        <tr>
            <td data-label=t().name><div><strong>{user.name.clone()}</strong>{oneself}<div class="small address">{user.email.clone()}</div></div></td>
            <td data-label=t().roles>{roles}</td>
            <td data-label=shared().state class="brief">{state}</td>
            <td data-label=t().last_signed_in>{last}</td>
            <td data-label=t().actions class="deeds">{actions(user, standing, room)}</td>
        </tr>
    }
}

fn actions(user: &UserView, standing: &Standing, room: Room) -> impl IntoView + use<> {
    let named = |action: &str| format!("{action}: {}", user.name);
    let why_not = may_remove(standing, user);
    let (roles, removing) = (user.clone(), user.clone());
    let remove = view! {
        <button class="button quiet" type="button" aria-label=named(t().remove) disabled=!why_not.is_empty()
            on:click=move |_| room.chosen.set(Some(Chosen::Removing(removing.clone())))>{t().remove}</button>
    };
    let change = view! {
        <button class="button quiet" type="button" aria-label=named(t().change_roles)
            on:click=move |_| room.chosen.set(Some(Chosen::Roles(roles.clone())))>{t().change_roles}</button>
    };
    let again = (user.state == UserState::Invited).then(|| {
        let (label, possible) = (named(t().invite_again), may_resend(standing, user).is_empty());
        let (leave, user) = (leave_when_signed_out(), user.clone());
        let send = move |_| {
            if room.busy.get_untracked() {
                return;
            }
            room.busy.set(true);
            let (user, leave) = (user.clone(), leave.clone());
            leptos::task::spawn_local(async move {
                let url = format!("/api/users/{}/invitation", user.id);
                let outcome = send_only(Method::POST, &url, &()).await;
                room.done(outcome.map(|()| Said::Invited(user.email)), leave);
            });
        };
        view! { <button class="button quiet" type="button" aria-label=label disabled=!possible on:click=send>{t().invite_again}</button> }
    });
    // That one lacks the role for all of them is said once, below the list.
    let reasons = why_not.iter().filter(|why| !matches!(why, WhyNot::LacksRole { .. }));
    let reasons = reasons.map(|why| view! { <p class="small">{why_not_removed(why)}</p> }).collect_view();
    view! { <div><div class="presses">{change}{again}{remove}</div>{reasons}</div> }
}

fn why_not_removed(why: &WhyNot) -> &'static str {
    match why {
        WhyNot::LacksRole { .. } => t().why_role,
        WhyNot::AboveOwn { .. } => t().why_above_user,
        WhyNot::LastGlobalAdmin => t().why_last,
        WhyNot::Oneself => t().why_oneself,
        WhyNot::HasJoined => t().why_joined,
    }
}
