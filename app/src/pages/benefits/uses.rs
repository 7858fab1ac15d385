//! What was used of a benefit, and what may still be done about it.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::benefits::{BenefitView, Grant, GrantView, Secret, UsePage, UseView, may_free, may_move};
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::roles::Permission;

use super::amount;
use super::grant::{Room, Said};
use crate::client::{get, send};
use crate::context::{context, leave_when_signed_out, local, t as shared};

use crate::format::{count, date};
use crate::texts::benefits::t;
use crate::texts::fill;
use crate::words::benefit_kind;

/// How many uses stand open at once; more are folded away.
const FEW: usize = 12;

/// What was used, the newest first.
pub fn recorded(benefit: &BenefitView, view: &GrantView, room: Room) -> Option<impl IntoView + use<>> {
    let page = &benefit.recorded;
    if page.uses.is_empty() {
        return None;
    }
    let name = local(&benefit.name);
    let label = format!("{}: {name}", t().recorded);
    let rows = page.uses.iter().map(|one| row(one, benefit, view, room)).collect_view();
    let code = benefit.code.clone();
    let next = page.next_cursor.clone().map(|cursor| {
        let press = move |_| more(room, code.clone(), cursor.clone());
        view! { <p><button class="button quiet" type="button" on:click=press>{shared().more}</button></p> }
    });
    Some(view! {
        <details class="fold" open={page.uses.len() <= FEW}>
            <summary>{t().recorded}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label=label>
                <table>
                    <thead><tr>
                        <th scope="col">{t().on}</th><th scope="col">{t().by}</th><th scope="col">{t().what}</th>
                        <th scope="col">{t().ends}</th><th scope="col">{t().actions}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {next}
        </details>
    })
}

fn row(one: &UseView, benefit: &BenefitView, view: &GrantView, room: Room) -> impl IntoView + use<> {
    let earlier = (one.of_term != view.grant.term_ends).then(|| {
        view! { <span class="small">{fill(t().of_earlier_term, &[("date", &date(one.of_term))])}</span> }
    });
    let ends = match one.freed_on {
        Some(day) => fill(t().freed, &[("date", &date(day))]),
        None if !one.runs_on(view.clock.today) => fill(t().over, &[("date", &date(one.ends_on))]),
        None => date(one.ends_on),
    };
    view! {
        <tr>
            <td data-label=t().on>{date(one.on)}</td>
            <td data-label=t().by>{one.by.clone()}</td>
            <td data-label=t().what><div>{what(one, benefit.kind)}" "{earlier}</div></td>
            <td data-label=t().ends>{ends}</td>
            <td data-label=t().actions>{deeds(one, benefit, &view.grant, room)}</td>
        </tr>
    }
}

fn what(one: &UseView, kind: BenefitKind) -> String {
    let note = one.note.clone().unwrap_or_default();
    match kind {
        BenefitKind::UserLicence => {
            one.assigned.as_ref().map(|person| person.name.clone()).unwrap_or_default()
        }
        BenefitKind::AdvisoryHours => format!("{} · {note}", amount(kind, one.amount)),
        BenefitKind::CloudSeats => fill(t().seats, &[("count", &count(u64::from(one.amount)))]),
        BenefitKind::ProductKey => benefit_kind(kind).to_owned(),
        BenefitKind::SupportIncidents | BenefitKind::MarketingMaterial => note,
    }
}

/// What may be done about a use, by who may.
fn deeds(one: &UseView, benefit: &BenefitView, grant: &Grant, room: Room) -> Option<AnyView> {
    if !context().may(Permission::ManageBenefits) {
        return None;
    }
    match benefit.kind {
        BenefitKind::ProductKey => Some(show_secret(one, t().show_key, room).into_any()),
        BenefitKind::CloudSeats => Some(show_secret(one, t().show_token, room).into_any()),
        BenefitKind::MarketingMaterial => {
            let text = fill(t().download, &[("file", benefit.file.as_ref()?)]);
            let href = room.address(&format!("/{}/file", one.id));
            Some(view! { <a href=href rel="external" download>{text}</a> }.into_any())
        }
        BenefitKind::UserLicence => licence(one, grant, room),
        BenefitKind::SupportIncidents | BenefitKind::AdvisoryHours => None,
    }
}

/// Shows a key or token in the place of its button, after asking for it.
fn show_secret(one: &UseView, text: &'static str, room: Room) -> impl IntoView + use<> {
    let secret = RwSignal::new(None::<String>);
    let (address, leave) = (room.address(&format!("/{}/secret", one.id)), leave_when_signed_out());
    let label = format!("{text}: {}", date(one.on));
    let press = move |_| {
        let (address, leave) = (address.clone(), leave.clone());
        leptos::task::spawn_local(async move {
            match send::<Secret>(Method::POST, &address, None, &()).await {
                Ok(found) => drop(secret.try_set(Some(found.secret))),
                Err(error) if leave(&error) => {}
                Err(error) => room.failed(error),
            }
        });
    };
    move || {
        match secret.get() {
        Some(secret) => view! { <code class="secret" role="status">{secret}</code> }.into_any(),
        None => view! { <button class="button quiet" type="button" aria-label=label.clone() on:click=press.clone()>{text}</button> }.into_any(),
    }
    }
}

fn licence(one: &UseView, grant: &Grant, room: Room) -> Option<AnyView> {
    let roles = context().roles();
    if !may_free(&roles, one) {
        return None;
    }
    let name = one.assigned.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let labelled = |text: &str| format!("{text}: {name}");
    let (movable, chosen) = (may_move(&roles, grant, one), one.clone());
    let (address, leave) = (room.address(&format!("/{}/free", one.id)), leave_when_signed_out());
    let free = move |_| {
        if room.busy.get_untracked() {
            return;
        }
        room.busy.set(true);
        let (address, leave) = (address.clone(), leave.clone());
        leptos::task::spawn_local(async move {
            match send::<Grant>(Method::POST, &address, None, &()).await {
                Ok(grant) => room.done(Said::Freed, grant),
                Err(error) if leave(&error) => {}
                Err(error) => room.failed(error),
            }
        });
    };
    let give = movable.then(|| {
        let press = move |_| room.choose_to_move(chosen.clone());
        view! { <button class="button quiet" type="button" aria-label=labelled(t().move_licence) on:click=press>{t().move_licence}</button> }
    });
    Some(
        view! {
            <div class="presses">
                {give}
                <button class="button quiet" type="button" aria-label=labelled(t().free_licence) on:click=free>{t().free_licence}</button>
            </div>
        }
        .into_any(),
    )
}

/// Adds the next page of what was used to what is shown.
fn more(room: Room, benefit: String, cursor: String) {
    leptos::task::spawn_local(async move {
        match get::<UsePage>(&room.address(&format!("?benefit={benefit}&cursor={cursor}"))).await {
            Ok(next) => room.loaded.change(|view| {
                if let Some(shown) = view.grant.benefits.iter_mut().find(|one| one.code == benefit) {
                    shown.recorded.uses.extend(next.uses);
                    shown.recorded.next_cursor = next.next_cursor;
                }
            }),
            Err(error) => room.say(Said::Failed(error)),
        }
    });
}
