//! Choosing roles: each explained in a line, and those greyed out that one may not grant or take, with why.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::roles::Role;
use tokuten_core::users::{RoleChange, UserView, WhyNot, may_change_roles};

use super::{Room, Said};
use crate::client::send;
use crate::components::panel::{Panel, close};
use crate::context::{leave_when_signed_out, t as shared};

use crate::texts::fill;
use crate::texts::users::t;
use crate::words;

/// The roles with a box for each; `why_not` says why one cannot be changed.
#[component]
pub fn RoleChoice(
    /// Begins the ids of the boxes.
    id: &'static str,
    /// What is chosen.
    chosen: RwSignal<Vec<Role>>,
    /// Why a role stays as it is.
    why_not: impl Fn(Role) -> Vec<WhyNot> + 'static,
) -> impl IntoView {
    let choice = |role: Role| {
        let why_not = why_not(role);
        let (box_id, about) = (format!("{id}-{role}"), format!("{id}-{role}-about"));
        let press = move |event| {
            let checked = event_target_checked(&event);
            chosen.update(|roles| {
                roles.retain(|other| *other != role);
                if checked {
                    roles.push(role);
                }
            });
        };
        let reasons =
            why_not.iter().map(|why| view! { <span class="why">" "{reason(why)}</span> }).collect_view();
        view! {
            <div class="role">
                <label class="choice" for=box_id.clone()>
                    <input type="checkbox" id=box_id.clone() disabled=!why_not.is_empty() aria-describedby=about.clone()
                        prop:checked=move || chosen.with(|roles| roles.contains(&role)) on:change=press/>
                    {words::role(role)}
                </label>
                <p class="small" id=about>{does(role)}{reasons}</p>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="label">{t().roles}</legend>
            {Role::ALL.into_iter().map(choice).collect_view()}
        </fieldset>
    }
}

/// What a role is for, in a line.
fn does(role: Role) -> &'static str {
    let t = t();
    match role {
        Role::GlobalAdmin => t.does_global_admin,
        Role::MpnPartnerAdmin => t.does_mpn_partner_admin,
        Role::AccountAdmin => t.does_account_admin,
        Role::BillingAdmin => t.does_billing_admin,
        Role::UserManagementAdmin => t.does_user_management_admin,
        Role::BusinessProfileAdmin => t.does_business_profile_admin,
        Role::ReferralsAdmin => t.does_referrals_admin,
        Role::AdminAgent => t.does_admin_agent,
    }
}

fn reason(why: &WhyNot) -> &'static str {
    match why {
        WhyNot::AboveOwn { .. } => t().why_above,
        WhyNot::LastGlobalAdmin => t().why_last,
        WhyNot::LacksRole { .. } | WhyNot::Oneself | WhyNot::HasJoined => t().why_role,
    }
}

/// Changes a user's roles.
#[component]
pub fn RolesPanel(room: Room, user: UserView) -> impl IntoView {
    let chosen = RwSignal::new(user.roles.clone());
    let leave = leave_when_signed_out();
    let standing = room.loaded.there_now(|page| room.standing(page));
    let why_not = {
        let user = user.clone();
        move |role: Role| {
            let toggled: Vec<_> = Role::ALL
                .into_iter()
                .filter(|other| user.roles.contains(other) != (*other == role))
                .collect();
            standing.as_ref().map(|standing| may_change_roles(standing, &user, &toggled)).unwrap_or_default()
        }
    };
    let title = {
        let name = user.name.clone();
        Signal::derive(move || fill(t().change_roles_of, &[("name", &name)]))
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if room.busy.get_untracked() {
            return;
        }
        room.busy.set(true);
        let change = RoleChange { seen: user.roles.clone(), roles: chosen.get_untracked() };
        let (url, leave) = (format!("/api/users/{}/roles", user.id), leave.clone());
        leptos::task::spawn_local(async move {
            let outcome = send::<UserView>(Method::PUT, &url, None, &change).await;
            room.done(outcome.map(|user| Said::Changed(user.name)), leave);
        });
    };
    let dialog = NodeRef::new();
    view! {
        <Panel dialog title closed=move || room.closed()>
            <form on:submit=save>
                <RoleChoice id="role" chosen why_not/>
                <p class="actions">
                    <button class="button" type="submit" disabled=move || room.busy.get()>{shared().save}</button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{shared().cancel}</button>
                </p>
            </form>
        </Panel>
    }
}
