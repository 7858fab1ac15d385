//! The benefits of one subscription, and using them.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::benefits::{BenefitView, Grant, GrantView, UseView, WhyNotUsed, may_use};
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::problem::ProblemCode;

use super::again::{self, AgainPanel};
use super::moving::MovePanel;
use super::uses::recorded;
use super::using::UsePanel;
use super::{amount, ask, numbers, state, three_dates};
use crate::browser;
use crate::client::ApiError;
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::context::{context, local, t as shared};
use crate::format::{count, date};
use crate::loaded::Loaded;
use crate::midnight::refresh_at_midnight;
use crate::texts::benefits::t;
use crate::texts::fill;
use crate::words::benefit_kind;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What the page says after a press.
#[derive(Clone)]
pub enum Said {
    /// A benefit was used: it as it was, how much is left, the key or token.
    Used(Box<BenefitView>, u32, Option<String>),
    /// So many licences were assigned again.
    AssignedAgain(usize),
    /// A licence was given to somebody else.
    Moved,
    /// A licence was taken back.
    Freed,
    /// Something has changed meanwhile.
    Conflict,
    /// It did not come about.
    Failed(ApiError),
}

/// What the user has chosen to do: a panel is open.
#[derive(Clone)]
enum Chosen {
    Use(Box<BenefitView>),
    Move(Box<UseView>),
    Again(Box<BenefitView>),
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
pub struct Room {
    /// Id of the subscription.
    pub subscription: StoredValue<String>,
    /// What is shown.
    pub loaded: Loaded<GrantView>,
    said: RwSignal<Option<Said>>,
    chosen: RwSignal<Option<Chosen>>,
    /// Whether something is under way.
    pub busy: RwSignal<bool>,
}

impl Room {
    /// Address of the uses, or of one of them.
    pub fn address(self, rest: &str) -> String {
        self.subscription.with_value(|id| format!("/api/benefits/{id}/uses{rest}"))
    }

    /// Opens the panel in which a licence is moved.
    pub fn choose_to_move(self, licence: UseView) {
        self.chosen.set(Some(Chosen::Move(Box::new(licence))));
    }

    /// Opens the panel in which licences are assigned again.
    pub fn choose_again(self, benefit: BenefitView) {
        self.chosen.set(Some(Chosen::Again(Box::new(benefit))));
    }

    /// Takes the open panel away.
    pub fn closed(self) {
        let _ = self.chosen.try_set(None);
    }

    /// Shows what came of a press: what is said, and the benefits as they are now.
    pub fn done(self, said: Said, grant: Grant) {
        self.loaded.change(|view| {
            view.grant = grant;
        });
        self.say(said);
    }

    /// Shows that it did not come about, and how things stand.
    pub fn failed(self, error: ApiError) {
        let conflict = matches!(error.code(), Some(ProblemCode::Conflict | ProblemCode::Refused));
        self.say(if conflict { Said::Conflict } else { Said::Failed(error) });
        self.loaded.refresh();
    }

    /// Says something, where the keyboard goes: the button that was pressed may be gone.
    pub fn say(self, said: Said) {
        let _ = self.busy.try_set(false);
        let _ = self.chosen.try_set(None);
        let _ = self.said.try_set(Some(said));
        request_animation_frame(|| browser::focus(SAID));
    }
}

/// The page.
#[component]
pub fn GrantPage() -> impl IntoView {
    let subscription =
        use_params_map().with_untracked(|params| params.get("subscription").unwrap_or_default());
    let subscription = StoredValue::new(subscription);
    let loaded =
        Loaded::<GrantView>::from(move || subscription.with_value(|id| format!("/api/benefits/{id}")));
    refresh_at_midnight(loaded, |view| &view.clock);
    let (said, chosen, busy) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(false));
    let room = Room { subscription, loaded, said, chosen, busy };
    let title = Signal::derive(move || {
        let name = loaded.there(|view| local(&view.grant.name));
        name.map_or_else(|| shared().benefits.to_owned(), |name| format!("{}: {name}", shared().benefits))
    });
    let panel = move || {
        // First what is followed: without it nothing would bring the panel back here.
        let chosen = chosen.get()?;
        let now = loaded.there_now(GrantView::clone)?;
        Some(match chosen {
            Chosen::Use(benefit) => view! { <UsePanel room now benefit=*benefit/> }.into_any(),
            Chosen::Again(benefit) => {
                let again = benefit.again.clone()?;
                view! { <AgainPanel room now benefit=*benefit again/> }.into_any()
            }
            Chosen::Move(licence) => view! { <MovePanel room licence=*licence/> }.into_any(),
        })
    };
    view! {
        <Breadcrumb href="/benefits" text=Signal::derive(|| shared().benefits)/>
        <Heading text=title/>
        <div id=SAID tabindex="-1">{live(move || said.get().map(message))}</div>
        {ask()}
        {shown(loaded, move |view| page(&view, room))}
        {live(panel)}
    }
}

fn message(said: Said) -> AnyView {
    let good = |text: String| view! { <p class="notice good" role="status">{text}</p> }.into_any();
    match said {
        Said::Used(benefit, left, secret) => used(&benefit, left, secret),
        Said::AssignedAgain(1) => good(t().said_assigned.to_owned()),
        Said::AssignedAgain(number) => {
            let number = count(u64::try_from(number).unwrap_or(u64::MAX));
            good(fill(t().said_again, &[("count", &number)]))
        }
        Said::Moved => good(t().said_moved.to_owned()),
        Said::Freed => good(t().said_freed.to_owned()),
        Said::Conflict => view! { <p class="notice bad" role="alert">{t().said_conflict}</p> }.into_any(),
        Said::Failed(error) => {
            view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
        }
    }
}

fn page(view: &GrantView, room: Room) -> impl IntoView + use<> {
    let grant = &view.grant;
    let (tone, strip) = state(grant);
    let refundable = grant
        .refundable_until
        .map(|day| view! { <p class="notice warn">{fill(t().refundable, &[("date", &date(day))])}</p> });
    let benefits = grant.benefits.iter().map(|benefit| card(benefit, view, room)).collect_view();
    let empty = grant.benefits.is_empty().then(|| view! { <p class="empty">{t().none_granted}</p> });
    view! {
        <p class=tone.class()>{strip}</p>
        {refundable}
        {three_dates(grant)}
        <p class="small">{t().three_dates}</p>
        {empty}
        {benefits}
    }
}

fn card(benefit: &BenefitView, view: &GrantView, room: Room) -> impl IntoView + use<> {
    let name = local(&benefit.name);
    let id = format!("benefit-{}", benefit.code.replace('.', "-"));
    let [quantity, used, left] = numbers(benefit);
    let description = benefit.description.as_ref().map(|text| view! { <p>{local(text)}</p> });
    let figures = if benefit.quantity > 0 {
        view! {
            <dl class="figures">
                <div><dt>{shared().quantity}</dt><dd>{quantity}</dd></div>
                <div><dt>{t().used}</dt><dd>{used}</dd></div>
                <div><dt>{t().left}</dt><dd>{left}</dd></div>
                <div><dt>{shared().benefits_end}</dt><dd>{date(view.grant.benefits_end)}</dd></div>
            </dl>
        }
        .into_any()
    } else {
        view! { <p class="strip over">{t().no_longer}</p> }.into_any()
    };
    view! {
        <section class="benefit" aria-labelledby=id.clone() data-benefit=benefit.code.clone()>
            <h2 id=id.clone()>{name.clone()}</h2>
            <p class="small">{benefit_kind(benefit.kind)}</p>
            {description}
            {figures}
            {button(benefit, &view.grant, &name, room)}
            {recorded(benefit, view, room)}
        </section>
    }
}

/// The button that uses it, greyed out where the rules say so.
fn button(benefit: &BenefitView, grant: &Grant, name: &str, room: Room) -> Option<impl IntoView + use<>> {
    let least = if benefit.kind == BenefitKind::CloudSeats { benefit.quantity } else { 1 };
    let roles = context().roles();
    let why_not = may_use(&roles, &grant.state, benefit.left(), least);
    // Seats and material are taken once: then there is nothing more to press.
    let taken_whole = matches!(benefit.kind, BenefitKind::CloudSeats | BenefitKind::MarketingMaterial);
    if benefit.quantity == 0 || (taken_whole && benefit.used > 0) {
        return None;
    }
    let text = deed(benefit.kind);
    let label = format!("{text}: {name}");
    let nothing_left = why_not.iter().any(|why| matches!(why, WhyNotUsed::NotEnough { .. }));
    let chosen = benefit.clone();
    Some(view! {
        <p class="actions">
            <button class="button" type="button" aria-label=label disabled=!why_not.is_empty()
                on:click=move |_| room.chosen.set(Some(Chosen::Use(Box::new(chosen.clone()))))>{text}</button>
            {again::button(benefit, grant, room)}
            {nothing_left.then(|| view! { <span class="small">{t().nothing_left}</span> })}
        </p>
    })
}

/// What the button does.
pub fn deed(kind: BenefitKind) -> &'static str {
    match kind {
        BenefitKind::ProductKey => t().do_key,
        BenefitKind::CloudSeats => t().do_seats,
        BenefitKind::UserLicence => t().do_licence,
        BenefitKind::SupportIncidents => t().do_incident,
        BenefitKind::AdvisoryHours => t().do_time,
        BenefitKind::MarketingMaterial => t().do_material,
    }
}

/// What is said of a use that was recorded.
fn used(benefit: &BenefitView, left: u32, secret: Option<String>) -> AnyView {
    let (name, left) = (local(&benefit.name), amount(benefit.kind, left));
    let file = benefit.file.as_deref().unwrap_or_default();
    let text = match benefit.kind {
        BenefitKind::ProductKey => t().said_key,
        BenefitKind::CloudSeats => t().said_seats,
        BenefitKind::UserLicence => t().said_assigned,
        BenefitKind::MarketingMaterial => t().said_material,
        BenefitKind::SupportIncidents | BenefitKind::AdvisoryHours => t().said_used,
    };
    let text = fill(text, &[("benefit", &name), ("left", &left), ("file", file)]);
    match secret {
        Some(secret) => view! {
            <div class="notice good" role="status">
                <p>{text}</p><p><code class="secret">{secret}</code></p><p>{t().said_keep}</p>
            </div>
        }
        .into_any(),
        None => view! { <p class="notice good" role="status">{text}</p> }.into_any(),
    }
}
