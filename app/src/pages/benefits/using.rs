//! Using a benefit: what it means is said first, and what it ends.

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::benefits::{BenefitView, GrantView, NewUse, Used, Using, minutes_of, own_end};
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::problem::{FieldError, FieldFault};

use super::amount;
use super::grant::{Room, Said, deed};
use super::moving::{Colleague, UserField};
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::Field;
use crate::components::panel::{Panel, close};
use crate::context::{leave_when_signed_out, local};
use crate::format::{count, date};
use crate::texts::benefits::t;
use crate::texts::fill;
use crate::words;

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    to: Colleague,
    note: RwSignal<String>,
    time: RwSignal<String>,
}

impl Typed {
    /// What is to be done with a benefit of this sort.
    fn using(self, kind: BenefitKind) -> Using {
        let note = self.note.get_untracked();
        match kind {
            BenefitKind::ProductKey => Using::Key,
            BenefitKind::CloudSeats => Using::Seats,
            BenefitKind::MarketingMaterial => Using::Material,
            BenefitKind::UserLicence => Using::Licence { to: self.to.typed.get_untracked() },
            BenefitKind::SupportIncidents => Using::Incident { note },
            BenefitKind::AdvisoryHours => {
                let minutes = self.time.with_untracked(|typed| minutes_of(typed)).unwrap_or_default();
                Using::Time { minutes, note }
            }
        }
    }

    /// What is wrong with it.
    fn faults(self, using: &Using, left: u32) -> Vec<FieldError> {
        let mut faults = using.faults();
        if let Using::Time { minutes, .. } = using {
            let typed = self.time.with_untracked(|typed| !typed.trim().is_empty());
            for fault in faults.iter_mut().filter(|fault| fault.field == "minutes" && typed) {
                fault.fault = FieldFault::Malformed;
            }
            if *minutes > left {
                faults.push(FieldError::new("minutes", FieldFault::TooLong));
            }
        }
        faults
    }
}

/// The panel.
#[component]
pub fn UsePanel(
    /// The page.
    room: Room,
    /// How things stand.
    now: GrantView,
    /// What is to be used.
    benefit: BenefitView,
) -> impl IntoView {
    let GrantView { clock, grant } = now;
    let (kind, left) = (benefit.kind, benefit.left());
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let typed = Typed {
        to: Colleague::new(),
        note: RwSignal::new(String::new()),
        time: RwSignal::new(String::new()),
    };
    let (title, refund) = (format!("{}: {}", deed(kind), local(&benefit.name)), grant.refundable_until);
    let explained = explanation(&benefit, clock.today, grant.benefits_end);
    let (key, leave) = (browser::new_key(), leave_when_signed_out());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let using = typed.using(kind);
        faults.set(typed.faults(&using, left));
        if room.busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        room.busy.set(true);
        let new = NewUse { benefit: benefit.code.clone(), using, gives_up_refund: refund };
        let (key, leave, benefit) = (key.clone(), leave.clone(), benefit.clone());
        leptos::task::spawn_local(async move {
            match send::<Used>(Method::POST, &room.address(""), Some(&key), &new).await {
                Ok(done) => {
                    let now = done.grant.benefits.iter().find(|one| one.code == benefit.code);
                    let left = now.map_or(0, BenefitView::left);
                    room.done(Said::Used(Box::new(benefit), left, done.secret), done.grant);
                }
                Err(error) if leave(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                    let _ = room.busy.try_set(false);
                }
                Err(error) => room.failed(error),
            }
        });
    };
    let dialog = NodeRef::new();
    view! {
        <Panel dialog title=title closed=move || room.closed()>
            {explained}
            {consequence(refund)}
            <form novalidate on:submit=submit>
                {fields(kind, typed, faults)}
                <p class="actions">
                    <button class="button" type="submit" disabled=move || room.busy.get()>
                        {if refund.is_some() { t().go_on } else { deed(kind) }}
                    </button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{t().not_now}</button>
                </p>
            </form>
        </Panel>
    }
}

/// Which refund ends with it, if one does.
pub fn consequence(refund: Option<NaiveDate>) -> AnyView {
    match refund {
        Some(day) => {
            view! { <p class="notice warn">{fill(t().gives_up, &[("date", &date(day))])}</p> }.into_any()
        }
        None => view! { <p class="small">{t().gives_up_nothing}</p> }.into_any(),
    }
}

/// What happens.
fn explanation(benefit: &BenefitView, today: NaiveDate, benefits_end: NaiveDate) -> impl IntoView + use<> {
    let ends = own_end(benefit.valid_days, today).unwrap_or(benefits_end);
    let left = amount(benefit.kind, benefit.left());
    let places = [
        ("date", &*date(ends)),
        ("count", &*count(u64::from(benefit.quantity))),
        ("left", &*left),
        ("file", benefit.file.as_deref().unwrap_or_default()),
    ];
    let text = match benefit.kind {
        BenefitKind::ProductKey => t().ask_key,
        BenefitKind::CloudSeats => t().ask_seats,
        BenefitKind::UserLicence => t().ask_licence,
        BenefitKind::SupportIncidents => t().ask_incident,
        BenefitKind::AdvisoryHours => t().ask_time,
        BenefitKind::MarketingMaterial => t().ask_material,
    };
    view! { <p>{fill(text, &places)}</p> }
}

/// What has to be typed for it.
fn fields(kind: BenefitKind, typed: Typed, faults: RwSignal<Vec<FieldError>>) -> Option<AnyView> {
    let note = move || {
        view! { <Field id="note" label=Signal::derive(|| t().note) value=typed.note fault=words::fault_of(faults, "note")/> }
    };
    let time = move || {
        let fault = Signal::derive(move || {
            let wrong = |fault: &&FieldError| fault.field == "minutes";
            faults.with(|faults| {
                faults.iter().find(wrong).map(|one| match one.fault {
                    FieldFault::TooLong => t().time_more,
                    fault => words::fault(fault),
                })
            })
        });
        view! { <Field id="minutes" label=Signal::derive(|| t().time) value=typed.time fault=fault/> }
    };
    match kind {
        BenefitKind::UserLicence => Some(view! { <UserField colleague=typed.to faults/> }.into_any()),
        BenefitKind::SupportIncidents => Some(note().into_any()),
        BenefitKind::AdvisoryHours => Some(view! { {time()} {note()} }.into_any()),
        BenefitKind::ProductKey | BenefitKind::CloudSeats | BenefitKind::MarketingMaterial => None,
    }
}
