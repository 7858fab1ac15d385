//! Assigning licences again to those who had one in the term before: it is said who gets one, who is left out, and what it
//! ends.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::benefits::{AssignAgain, BenefitView, Grant, GrantView, LastHolders, Person, may_use};

use super::grant::{Room, Said};
use super::using::consequence;
use crate::browser;
use crate::client::send;
use crate::components::panel::{Panel, close};
use crate::context::{context, leave_when_signed_out, local};
use crate::format::{count, date};
use crate::texts::benefits::t;
use crate::texts::fill;

/// What the button says: to how many.
fn deed(again: &LastHolders) -> String {
    match again.people.as_slice() {
        [one] => fill(t().again_one, &[("name", &one.name)]),
        people => fill(t().again, &[("count", &count(u64::try_from(people.len()).unwrap_or(u64::MAX)))]),
    }
}

/// The button, where there is somebody; greyed out where the rules say so.
pub fn button(benefit: &BenefitView, grant: &Grant, room: Room) -> Option<impl IntoView + use<>> {
    let again = benefit.again.as_ref()?;
    let amount = u32::try_from(again.people.len()).unwrap_or(u32::MAX);
    let why_not = may_use(&context().roles(), &grant.state, benefit.left(), amount);
    let (text, chosen) = (deed(again), benefit.clone());
    let label = format!("{text}: {}", local(&benefit.name));
    Some(view! {
        <button class="button quiet" type="button" aria-label=label disabled=!why_not.is_empty()
            on:click=move |_| room.choose_again(chosen.clone())>{text}</button>
    })
}

/// The panel.
#[component]
pub fn AgainPanel(
    /// The page.
    room: Room,
    /// How things stand.
    now: GrantView,
    /// Whose licences are assigned.
    benefit: BenefitView,
    /// To whom.
    again: LastHolders,
) -> impl IntoView {
    let GrantView { grant, .. } = now;
    let (refund, text) = (grant.refundable_until, deed(&again));
    let title = format!("{text}: {}", local(&benefit.name));
    let asked = AssignAgain { benefit: benefit.code, people: again.ids(), gives_up_refund: refund };
    let (asked, number) = (StoredValue::new(asked), again.people.len());
    let (key, leave) = (browser::new_key(), leave_when_signed_out());
    let press = move |_| {
        if room.busy.get_untracked() {
            return;
        }
        room.busy.set(true);
        let (key, leave, asked) = (key.clone(), leave.clone(), asked.get_value());
        leptos::task::spawn_local(async move {
            match send::<Grant>(Method::POST, &room.address("/again"), Some(&key), &asked).await {
                Ok(grant) => room.done(Said::AssignedAgain(number), grant),
                Err(error) if leave(&error) => {}
                Err(error) => room.failed(error),
            }
        });
    };
    let name = |person: &Person| view! { <li>{person.name.clone()}</li> };
    let left_out = (!again.left_out.is_empty()).then(|| {
        view! { <p>{t().again_left_out}</p><ul>{again.left_out.iter().map(name).collect_view()}</ul> }
    });
    let explained = fill(t().ask_again, &[("date", &date(grant.benefits_end))]);
    let dialog = NodeRef::new();
    view! {
        <Panel dialog title=title closed=move || room.closed()>
            <p>{explained}</p>
            <ul>{again.people.iter().map(name).collect_view()}</ul>
            {left_out}
            {consequence(refund)}
            <p class="actions">
                <button class="button" type="button" disabled=move || room.busy.get() on:click=press>
                    {if refund.is_some() { t().go_on.to_owned() } else { text }}
                </button>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{t().not_now}</button>
            </p>
        </Panel>
    }
}
