//! The partner's legal profile: where its verification stands, and how it is changed.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::catalogue::Verifying;
use tokuten_core::joining::{Blocked, ProfileChange, blocked_while_pending};
use tokuten_core::offers::OffersView;
use tokuten_core::partners::{LegalProfile, Verification};
use tokuten_core::problem::FieldError;
use tokuten_core::roles::Permission;

use crate::client::{ApiError, send_only};
use crate::components::ask::WhomToAsk;
use crate::components::bill_to::{self, BillToFields};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{context, leave_when_signed_out, t as common};
use crate::format::date;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::profile::t;
use crate::words;

/// The page.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let loaded = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    let sent = RwSignal::new(false);
    view! {
        <Heading text=Signal::derive(|| t().title.to_owned())/>
        <p>{live(move || t().text)}</p>
        {live(move || sent.get().then(|| view! { <p class="notice good" role="status">{t().sent}</p> }))}
        {shown(loaded, move |view| page(view, loaded, sent))}
    }
}

fn page(view: OffersView, loaded: Loaded<OffersView>, sent: RwSignal<bool>) -> impl IntoView {
    let partner = &view.facts.partner;
    let (tone, standing) = words::standing(&view.facts);
    let address = bill_to::shown(&partner.bill_to, &partner.country);
    let number = (!partner.registration_number.is_empty())
        .then(|| view! { <p>{t().registration_number}": "{partner.registration_number.clone()}</p> });
    let may_edit = context().may(Permission::EditLegalProfile);
    let edit = may_edit.then(|| view! { <Edit view loaded sent/> });
    view! {
        <p class=tone.class()>{standing}</p>
        {address}
        {number}
        {edit}
        <WhomToAsk permission=Permission::EditLegalProfile/>
    }
}

/// How far a change has come.
#[derive(Clone)]
enum Step {
    Idle,
    Typing,
    /// What is to be sent in, once it is known what that means.
    Asking(LegalProfile),
}

#[component]
fn Edit(view: OffersView, loaded: Loaded<OffersView>, sent: RwSignal<bool>) -> impl IntoView {
    let step = RwSignal::new(Step::Idle);
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let was = StoredValue::new(view.facts.partner.legal_profile());
    let country = StoredValue::new(view.facts.partner.country.clone());
    let verification = view.facts.partner.verification.clone();
    let send_in = move |profile: LegalProfile| {
        if busy.get_untracked() {
            return;
        }
        let (leave, change) = (leave.clone(), ProfileChange { profile, was: was.get_value() });
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match send_only(Method::PUT, "/api/profile", &change).await {
                Ok(()) => {
                    let _ = sent.try_set(true);
                    let _ = step.try_set(Step::Idle);
                    loaded.refresh();
                }
                Err(problem) if leave(&problem) => {}
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    // Where profiles are taken as they are, nothing waits and there is nothing to ask.
    let public = context().public;
    let at_once = Signal::derive(move || {
        public.with(|public| public.as_ref().is_some_and(|public| public.verification == Verifying::AtOnce))
    });
    let view = StoredValue::new(view);
    let body = move || match step.get() {
        Step::Idle => idle(&verification, step, was).into_any(),
        Step::Typing => {
            let send_in = send_in.clone();
            let save = move |profile: LegalProfile| {
                if at_once.get_untracked() { send_in(profile) } else { step.set(Step::Asking(profile)) }
            };
            let cancel = move || step.set(Step::Idle);
            view! { <ProfileForm profile=was.get_value() country=country.get_value() save cancel/> }
                .into_any()
        }
        Step::Asking(profile) => {
            let send_in = send_in.clone();
            let press = move |_| send_in(profile.clone());
            view! {
                <section class="notice warn" role="alert" aria-labelledby="before">
                    <h2 id="before">{t().before}</h2>
                    {view.with_value(consequence)}
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=press>{t().send_in}</button>
                        <button class="button quiet" type="button" on:click=move |_| step.set(Step::Idle)>{common().cancel}</button>
                    </p>
                </section>
            }
            .into_any()
        }
    };
    view! {
        {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        {live(body)}
    }
}

/// The form. Faults are core's, at their fields and summed up; `save` gets what passed.
#[component]
fn ProfileForm(
    profile: LegalProfile,
    country: String,
    save: impl Fn(LegalProfile) + 'static,
    cancel: impl Fn() + 'static,
) -> impl IntoView {
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let fields = BillToFields::of(profile.bill_to, faults);
    let number = RwSignal::new(profile.registration_number);
    let wrong = words::fault_of(faults, "registration_number");
    let listed = Signal::derive(move || {
        let number = wrong.get().map(|fault| ("registration_number", t().registration_number, fault));
        fields.listed().into_iter().chain(number).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let registration_number = number.get_untracked();
        let changed = LegalProfile { bill_to: fields.typed(), registration_number }.trimmed();
        faults.set(changed.faults(&country));
        if faults.with_untracked(Vec::is_empty) {
            save(changed);
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <FaultSummary faults=listed/>
            {fields.inputs()}
            <Field id="registration_number" label=Signal::derive(|| t().registration_number) value=number fault=wrong optional=true/>
            <p class="actions">
                <button class="button" type="submit">{live(move || common().save)}</button>
                <button class="button quiet" type="button" on:click=move |_| cancel()>{live(move || common().cancel)}</button>
            </p>
        </form>
    }
}

/// What can be pressed: changing it, and confirming it where it is due for review.
fn idle(
    verification: &Verification,
    step: RwSignal<Step>,
    was: StoredValue<LegalProfile>,
) -> impl IntoView + use<> {
    let edit = match verification {
        Verification::Rejected { .. } => t().send_again,
        _ => t().edit,
    };
    let confirm = (*verification == Verification::DueForReview).then(|| {
        let press = move |_| step.set(Step::Asking(was.get_value()));
        view! { <button class="button" type="button" on:click=press>{t().confirm_right}</button> }
    });
    view! {
        <p class="actions">
            {confirm}
            <button class="button quiet" type="button" on:click=move |_| step.set(Step::Typing)>{edit}</button>
        </p>
    }
}

/// What stands still while the profile is pending.
fn consequence(view: &OffersView) -> AnyView {
    let facts = &view.facts;
    let blocked = blocked_while_pending(facts, view.clock.today);
    if blocked.is_empty() {
        return view! { <p>{t().goes_back_nothing}</p> }.into_any();
    }
    let line = |blocked: Blocked| {
        let text = match blocked {
            Blocked::Buying(offer) => {
                fill(t().blocked_buying, &[("offer", &words::offer_name(facts, &offer))])
            }
            Blocked::Renewing(offer, window) => {
                let places = [
                    ("offer", &*words::offer_name(facts, &offer)),
                    ("opens", &*date(window.opens)),
                    ("closes", &*date(window.closes)),
                ];
                fill(t().blocked_renewing, &places)
            }
        };
        view! { <li>{text}</li> }
    };
    view! { <p>{t().goes_back}</p> <ul>{blocked.into_iter().map(line).collect_view()}</ul> }.into_any()
}
