//! Overrides: asked for by one operator, decided on by another.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::overrides::{
    Covers, Overridable, OverrideAsked, OverrideDecision, OverrideRow, OverrideState,
};
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::stories::PartnerStory;

use super::{Shared, only};
use crate::components::field::{Choice, Field};
use crate::components::live::live;
use crate::components::select::Select;
use crate::context::{context, local};
use crate::format::{date, instant};
use crate::pages::operator::press::Press;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::partner::t;
use crate::words;

/// What a requirement is called here.
pub fn requirement(requirement: Overridable) -> &'static str {
    match requirement {
        Overridable::Verified => t().requirement_verified,
        Overridable::Window => t().requirement_window,
        Overridable::Qualified => t().requirement_qualified,
    }
}

fn covers(story: &PartnerStory, row: &Covers, offer: &tokuten_core::catalogue::OfferCode) -> String {
    let name = story.facts.offer(offer).map_or_else(|| offer.to_string(), |offer| local(&offer.name));
    match row {
        Covers::Buying(_) => fill(t().buying, &[("offer", &name)]),
        Covers::Renewing { anniversary, .. } => {
            fill(t().renewing, &[("offer", &name), ("date", &date(*anniversary))])
        }
    }
}

/// All overrides of the partner, and the form that asks for another.
#[component]
pub fn OverridesPart(
    /// The partner.
    story: PartnerStory,
    /// The page.
    shared: Shared,
) -> impl IntoView {
    let press = Press::new();
    let rows = story.overrides.iter().map(|row| one(&story, row.clone(), (shared, press))).collect_view();
    let list = if story.overrides.is_empty() {
        view! { <p>{t().overrides_none}</p> }.into_any()
    } else {
        view! { <ul class="work">{rows}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="overrides">
            <h2 id="overrides">{t().overrides}</h2>
            <p class="small">{t().overrides_text}</p>
            {only(OperatorRole::Programme)}
            {list}
            {live(move || press.refused.get().map(|error| view! { <Refused error/> }))}
            <Ask story shared/>
        </section>
    }
}

fn state(row: &OverrideRow, today: chrono::NaiveDate) -> String {
    match (row.state, row.used_by) {
        (_, Some(order)) => fill(t().state_used, &[("order", &order.to_string())]),
        (OverrideState::Asked | OverrideState::Approved, None) if row.until < today => {
            t().state_over.to_owned()
        }
        (OverrideState::Asked, None) => t().state_asked.to_owned(),
        (OverrideState::Approved, None) => t().state_approved.to_owned(),
        (OverrideState::Refused, None) => t().state_refused.to_owned(),
        (OverrideState::Withdrawn, None) => t().state_withdrawn.to_owned(),
    }
}

fn one(story: &PartnerStory, row: OverrideRow, (shared, press): (Shared, Press)) -> impl IntoView + use<> {
    let may = context().works_as(OperatorRole::Programme);
    let what = format!("{}: {}", covers(story, &row.covers, &row.offer), requirement(row.requirement));
    let (url, seen) = (StoredValue::new(format!("/api/operator/overrides/{}/decision", row.id)), row.state);
    let decide = move |state: OverrideState| {
        let done = match state {
            OverrideState::Approved => t().approved_done,
            OverrideState::Refused => t().refused_done,
            OverrideState::Withdrawn | OverrideState::Asked => t().withdrawn_done,
        };
        let decision = OverrideDecision { state, seen };
        press.send(Method::POST, url.get_value(), decision, move || shared.tell(done));
    };
    let named = |text: &str| fill(text, &[("what", &what)]);
    let button = |state: OverrideState, text: &'static str, name: String, class: &'static str, off: bool| {
        view! {
            <button class=class type="button" aria-label=name disabled=move || press.busy.get() || off || !may
                on:click=move |_| decide(state)>{text}</button>
        }
    };
    let second = (seen == OverrideState::Asked).then(|| {
        let own = row.own;
        view! {
            {button(OverrideState::Approved, t().approve, named(t().approve_of), "button", own)}
            {button(OverrideState::Refused, t().refuse, named(t().refuse_of), "button quiet", own)}
        }
    });
    let withdrawal = (matches!(seen, OverrideState::Asked | OverrideState::Approved)
        && row.used_by.is_none())
    .then(|| button(OverrideState::Withdrawn, t().withdraw, named(t().withdraw_of), "button quiet", false));
    let own = (row.own && seen == OverrideState::Asked).then(|| view! { <p class="small">{t().own}</p> });
    let asked = fill(t().by, &[("name", &row.asked_by), ("time", &instant(row.asked_at))]);
    let decided = row.decided_by.as_ref().zip(row.decided_at).map(|(name, at)| {
        let places = [("name", name.as_str()), ("time", &instant(at))];
        view! { <p class="small">{fill(t().decided_by, &places)}</p> }
    });
    let until = format!("{}: {}", t().until, date(row.until));
    view! {
        <li class="work-item">
            <div class="what">
                <p><strong>{what.clone()}</strong></p>
                <p>{state(&row, story.clock.today)}" · "{until}</p>
                <p>{row.reason}</p>
                <p class="small">{asked}</p>
                {decided}
                {own}
            </div>
            <div class="whose">{second}{withdrawal}</div>
        </li>
    }
}

/// The form that asks for an override.
#[component]
fn Ask(story: PartnerStory, shared: Shared) -> impl IntoView {
    let may = context().works_as(OperatorRole::Programme);
    let text = |text: String| RwSignal::new(text);
    let (which, for_what, until, reason) = (
        text(Overridable::Window.code().to_owned()),
        text("0".to_owned()),
        text(String::new()),
        text(String::new()),
    );
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let press = Press::new();
    let held = story.facts.subscriptions.iter().filter(|held| held.ended_early().is_none());
    let renewing = held.map(|held| {
        let covers = Covers::Renewing { subscription: held.id.clone(), anniversary: held.expires_on };
        (covers, held.offer.clone())
    });
    let buying =
        story.facts.offers.iter().map(|offer| (Covers::Buying(offer.code.clone()), offer.code.clone()));
    let all: Vec<_> = renewing.chain(buying).collect();
    let names: Vec<(String, String)> = all
        .iter()
        .enumerate()
        .map(|(place, (one, offer))| (place.to_string(), covers(&story, one, offer)))
        .collect();
    let choices = StoredValue::new(all.into_iter().map(|(covers, _)| covers).collect::<Vec<_>>());
    let url = StoredValue::new(format!("/api/operator/partners/{}/overrides", story.facts.partner.id));
    let (seen, days, today) = (story.version, story.override_days, story.clock.today);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let requirement = which.with_untracked(|code| Overridable::of_code(code));
        let covers = for_what.with_untracked(|place| {
            place.parse::<usize>().ok().and_then(|place| choices.with_value(|all| all.get(place).cloned()))
        });
        let Ok(until) = until.with_untracked(|day| day.parse()) else {
            faults.set(vec![FieldError::new("until", FieldFault::Malformed)]);
            return;
        };
        let (Some(requirement), Some(covers)) = (requirement, covers) else { return };
        let done = t().asked_done;
        let asked = OverrideAsked { requirement, covers, until, reason: reason.get_untracked(), seen };
        faults.set(asked.faults(days, today));
        if faults.with_untracked(Vec::is_empty) {
            press.send(Method::POST, url.get_value(), asked, move || shared.tell(done));
        }
    };
    let pointless = Signal::derive(move || {
        faults.with(|faults| faults.iter().any(|fault| fault.field == "requirement")).then(|| t().pointless)
    });
    let requirements = || Overridable::ALL.map(|one| (one.code(), requirement(one))).to_vec();
    view! {
        <details class="fold">
            <summary>{t().ask_override}</summary>
            <form class="narrow" novalidate on:submit=submit>
                <Choice id="requirement" label=Signal::derive(|| t().requirement) value=which options=Signal::derive(requirements)/>
                <Select id="covers" label=Signal::derive(|| t().covers) value=for_what options=Signal::derive(move || names.clone()) fault=pointless/>
                <Field id="override-until" label=Signal::derive(|| t().until) value=until kind="date" fault=words::fault_of(faults, "until")/>
                <Field id="override-reason" label=Signal::derive(|| t().reason) value=reason fault=words::fault_of(faults, "reason")/>
                <button class="button" type="submit" disabled=move || press.busy.get() || !may>{t().ask_override}</button>
            </form>
            {live(move || press.refused.get().map(|error| view! { <Refused error/> }))}
        </details>
    }
}
