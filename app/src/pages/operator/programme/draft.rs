//! The draft: what it changes, what stands in the way of publishing it, and what can be done with it.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::programme::{DraftView, ProgrammeDesk, WhyNot};

use super::names::Names;
use super::room::{Begin, Room, Said, URL, may, why};
use super::sure::Sure;
use super::{file, told};
use crate::client::send_only;
use crate::components::live::live;
use crate::format::{count, date, instant};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The draft, or the way to one.
#[component]
pub fn DraftPart(desk: ProgrammeDesk, room: Room, names: Names) -> impl IntoView {
    let body = match desk.draft {
        None => view! { <p class="empty">{live(move || t().no_draft)}</p> <Begin room/> }.into_any(),
        Some(draft) => view! { <Prepared draft room names/> }.into_any(),
    };
    view! {
        <section aria-labelledby="draft">
            <h2 id="draft">{live(move || t().draft)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Prepared(draft: DraftView, room: Room, names: Names) -> impl IntoView {
    let revision = draft.revision;
    let is_scheduled = draft.scheduled.is_some();
    let draft = StoredValue::new(draft);
    let said = move || draft.with_value(|draft| standing(draft, names));
    let next = move || if is_scheduled { t().see_schedule } else { t().review_and_publish };
    view! {
        {live(said)}
        <p class="actions">
            <a class="button" href="/operator/programme/review">{live(next)}</a>
            <a href=file("draft") download="" rel="external">{live(move || t().download_draft)}</a>
        </p>
        <Discard revision is_scheduled room/>
    }
}

fn standing(draft: &DraftView, names: Names) -> impl IntoView + use<> {
    let places = [("name", draft.edited_by.as_str()), ("time", &instant(draft.edited_at))];
    let schedule = draft.scheduled.as_ref().map(|scheduled| {
        let places = [("date", &*date(scheduled.day)), ("name", &scheduled.by)];
        view! { <p class="strip waiting">{fill(t().scheduled_by, &places)}</p> }
    });
    let changes = if draft.changes.is_empty() {
        view! { <p>{t().changes_nothing}</p> }.into_any()
    } else {
        told::list(&draft.changes, names).into_any()
    };
    view! {
        <p class="small">{fill(t().edited, &places)}</p>
        {schedule}
        <h3>{t().changes}</h3>
        {changes}
        {reasons(&draft.why_not, names)}
    }
}

/// Why the draft cannot be published, each with what to do next.
pub fn reasons(why_not: &[WhyNot], names: Names) -> impl IntoView + use<> {
    let reason = |why: &WhyNot| {
        let (text, href, next) = reason(why, names);
        view! { <li>{text}" "<a href=href>{next}</a></li> }
    };
    let reasons = why_not.iter().map(reason).collect_view();
    (!why_not.is_empty()).then(|| {
        view! {
            <div class="notice warn" role="note">
                <p>{t().cannot_publish}</p>
                <ul>{reasons}</ul>
            </div>
        }
    })
}

fn reason(why: &WhyNot, names: Names) -> (String, &'static str, &'static str) {
    let t = t();
    match why {
        WhyNot::Unchanged => (t.why_unchanged.to_owned(), "/operator/programme/offers", t.change_offers),
        WhyNot::OfferHeld { offer, holders } => {
            let places = [("offer", &*names.name(offer)), ("count", &*count(*holders))];
            (fill(t.why_held, &places), "/operator/programme/offers", t.change_offers)
        }
        WhyNot::PolicyInUse { effective_from } => {
            let text = fill(t.why_in_use, &[("date", &date(*effective_from))]);
            (text, "/operator/programme/renewal", t.change_renewal)
        }
        WhyNot::NoDryRun => (t.why_no_dry_run.to_owned(), "/operator/programme/review", t.to_dry_run),
    }
}

/// Throws the draft away, after a question.
#[component]
fn Discard(revision: i32, is_scheduled: bool, room: Room) -> impl IntoView {
    let asked = RwSignal::new(false);
    let go = move || {
        let discarded = async move {
            send_only(Method::DELETE, &format!("{URL}/draft?revision={revision}"), &()).await.map(|()| None)
        };
        room.press(discarded, |_| Said::Discarded);
    };
    let off = move || room.busy.get() || is_scheduled || !may();
    let described = move || if may() { is_scheduled.then_some("discard-why") } else { why() };
    view! {
        <p class="actions">
            <button class="button quiet" type="button" disabled=off aria-describedby=described
                on:click=move |_| asked.set(true)>{live(move || t().discard)}</button>
            {is_scheduled.then(|| view! { <span class="small" id="discard-why">{live(move || t().take_back_first)}</span> })}
        </p>
        <Sure asked title=Signal::derive(|| t().discard_title.to_owned()) text=Signal::derive(|| t().discard_text.to_owned())
            yes=Signal::derive(|| t().discard_yes) go=Callback::new(move |()| go())/>
    }
}
