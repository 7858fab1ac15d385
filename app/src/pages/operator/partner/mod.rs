//! A partner's whole story, and what is decided about it.

mod exemption;
mod overrides;
mod sections;
mod suspension;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::catalogue::Language;
use tokuten_core::offers::held_tile;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::stories::{PartnerStory, Section};

pub use self::overrides::requirement;

use self::exemption::ExemptionPart;
use self::overrides::OverridesPart;
use self::sections::SectionPart;
use self::suspension::SuspensionPart;
use crate::components::bill_to;
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::components::timeline::Timeline;
use crate::context::{context, local, t as common};
use crate::format::{count, date, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::partner::t;
use crate::words;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Shared {
    loaded: Loaded<PartnerStory>,
    /// What a press has done.
    said: RwSignal<Option<&'static str>>,
}

impl Shared {
    /// Says what a press has done, and reads the partner anew.
    fn tell(self, done: &'static str) {
        let _ = self.said.try_set(Some(done));
        self.loaded.refresh();
    }
}

/// The page.
#[component]
pub fn PartnerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    // Another partner's address is another page.
    move || {
        let id = id.get();
        view! { <OnePartner id/> }
    }
}

#[component]
fn OnePartner(id: String) -> impl IntoView {
    let loaded = Loaded::<PartnerStory>::from(move || format!("/api/operator/partners/{id}"));
    let shared = Shared { loaded, said: RwSignal::new(None) };
    let title = Signal::derive(move || {
        loaded.there(|story| story.facts.partner.name.clone()).unwrap_or_else(|| t().partner.to_owned())
    });
    let message =
        move || shared.said.get().map(|text| view! { <p class="notice good" role="status">{text}</p> });
    view! {
        <Breadcrumb href="/operator" text=Signal::derive(|| common().desk)/>
        <Heading text=title/>
        {live(message)}
        {shown(loaded, move |story| page(story, shared))}
    }
}

fn page(story: PartnerStory, shared: Shared) -> impl IntoView {
    let id = story.facts.partner.id.to_string();
    let works_as = context();
    let sections = Section::ALL
        .into_iter()
        .filter(|section| *section != Section::Requests || works_as.works_as(OperatorRole::Support))
        .map(|section| view! { <SectionPart section partner=id.clone()/> })
        .collect_view();
    let (tone, standing) = words::standing(&story.facts);
    let claimed = story.claim.as_ref().map(|claim| {
        let text = fill(t().claimed_by, &[("name", &claim.name), ("time", &instant(claim.until))]);
        view! { <p class="notice warn" role="note">{text}</p> }
    });
    view! {
        <p class=tone.class()>{standing}</p>
        {claimed}
        {profile(&story)}
        {subscriptions(&story)}
        {competencies(&story)}
        <SuspensionPart story=story.clone() shared/>
        <ExemptionPart story=story.clone() shared/>
        <OverridesPart story shared/>
        {sections}
    }
}

fn profile(story: &PartnerStory) -> impl IntoView + use<> {
    let partner = &story.facts.partner;
    let language = match story.language {
        Language::En => t().english,
        Language::Ja => t().japanese,
    };
    let there = [("date", &*date(story.clock.today)), ("zone", &story.clock.zone)];
    let agreed = match &story.agreed {
        Some((version, at)) => fill(t().agreed_text, &[("version", version), ("time", &instant(*at))]),
        None => t().agreed_elsewhere.to_owned(),
    };
    let rows = [
        (t().id, partner.id.to_string()),
        (t().registration_number, partner.registration_number.clone()),
        (t().zone, fill(t().today_there, &there)),
        (t().language, language.to_owned()),
        (t().submitted, story.submitted_at.map(instant).unwrap_or_default()),
        (t().agreed, agreed),
        (t().leads, count(story.leads)),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = rows.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view();
    let address = bill_to::shown(&partner.bill_to, &partner.country);
    let verify = partner.verification.awaits_decision().then(|| {
        view! { <p>{t().verify_link}" "<a href="/operator/partners">{t().verify}</a></p> }
    });
    view! {
        <section aria-labelledby="profile">
            <h2 id="profile">{t().profile}</h2>
            {address}
            <dl class="dates">{rows}</dl>
            {verify}
        </section>
    }
}

fn subscriptions(story: &PartnerStory) -> impl IntoView + use<> {
    let (facts, today) = (&story.facts, story.clock.today);
    let one = |held: &tokuten_core::subscriptions::Subscription| {
        let tile = held_tile(facts, facts.offer(&held.offer), held, today);
        let (tone, strip) = words::strip(&tile);
        let name = words::offer_name(facts, &held.offer);
        let timeline = held.ended_early().is_none().then(|| {
            let dates = held.timeline(today, &facts.policies, &story.reminders);
            view! { <Timeline dates/> }
        });
        view! { <article class="held"><h3>{name}</h3><p class=tone.class()>{strip}</p>{timeline}</article> }
    };
    let all = facts.subscriptions.iter().map(one).collect_view();
    let none =
        facts.subscriptions.is_empty().then(|| view! { <p class="empty">{t().subscriptions_none}</p> });
    view! { <section aria-labelledby="held"><h2 id="held">{t().subscriptions}</h2>{all}{none}</section> }
}

fn competencies(story: &PartnerStory) -> impl IntoView + use<> {
    let one = |held: &tokuten_core::stories::HeldCompetency| {
        let until = held.until.map(date);
        let text = if until.is_some() { t().competency_to } else { t().competency };
        let places = [
            ("area", &*local(&held.area)),
            ("level", words::level(Some(held.level))),
            ("from", &date(held.from)),
            ("until", &until.unwrap_or_default()),
        ];
        view! { <li>{fill(text, &places)}</li> }
    };
    let all = story.competencies.iter().map(one).collect_view();
    let body = if story.competencies.is_empty() {
        view! { <p class="empty">{t().competencies_none}</p> }.into_any()
    } else {
        view! { <ul>{all}</ul> }.into_any()
    };
    view! { <section aria-labelledby="competencies"><h2 id="competencies">{t().competencies}</h2>{body}</section> }
}

/// Says that something is for other operators.
fn only(role: OperatorRole) -> impl IntoView {
    (!context().works_as(role)).then(|| {
        let text = fill(t().only, &[("role", words::operator(role))]);
        view! { <p class="small" role="note">{text}</p> }
    })
}
