//! A version of the policy as a form.

use chrono::NaiveDate;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::programme::edits::Edit;
use tokuten_core::renewals::{NextAnniversary, RenewalPolicy, WindowDays};

use super::Chosen;
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::select::Select;
use crate::context::t as common;
use crate::format::date;
use crate::pages::operator::programme::days;
use crate::pages::operator::programme::editing::Editor;
use crate::pages::operator::programme::faults::{self, Summary};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// Id of the form's heading.
pub const HEADING: &str = "policy";
/// A number of days that core refuses, for what is no number.
const NO_DAYS: i32 = i32::MAX;

/// What is typed.
#[derive(Clone, Copy)]
struct PolicyFields {
    effective_from: RwSignal<String>,
    partner_center: (RwSignal<String>, RwSignal<String>),
    membership_center: (RwSignal<String>, RwSignal<String>),
    benefits_end: RwSignal<String>,
    next_anniversary: RwSignal<String>,
    qualification_days: RwSignal<String>,
}

fn number(text: RwSignal<String>) -> i32 {
    let typed = text.get();
    // A minus as a person writes it, too.
    typed.trim().replace(['−', '‐', '－'], "-").parse().unwrap_or(NO_DAYS)
}

fn window((opens, closes): (RwSignal<String>, RwSignal<String>)) -> WindowDays {
    WindowDays { opens: number(opens), closes: number(closes) }
}

const fn code(counted: NextAnniversary) -> &'static str {
    match counted {
        NextAnniversary::OldAnniversary => "old_anniversary",
        NextAnniversary::PaymentReceived => "payment_received",
    }
}

impl PolicyFields {
    /// Starts from a version; a new one from the last, and from no day yet.
    fn of(policy: &RenewalPolicy, is_new: bool) -> Self {
        let text = |days: i32| RwSignal::new(days.to_string());
        let both = |days: WindowDays| (text(days.opens), text(days.closes));
        let from = if is_new { String::new() } else { policy.effective_from.to_string() };
        Self {
            effective_from: RwSignal::new(from),
            partner_center: both(policy.partner_center),
            membership_center: both(policy.membership_center),
            benefits_end: text(policy.benefits_end),
            next_anniversary: RwSignal::new(code(policy.next_anniversary).to_owned()),
            qualification_days: text(policy.qualification_days),
        }
    }

    fn from(self) -> Option<NaiveDate> {
        self.effective_from.with(|day| day.parse().ok())
    }

    /// What is typed; none as long as it is effective from no day.
    fn typed(self, announced: Option<NaiveDate>) -> Option<RenewalPolicy> {
        let counted = self.next_anniversary.with(|chosen| {
            [NextAnniversary::OldAnniversary, NextAnniversary::PaymentReceived]
                .into_iter()
                .find(|counted| code(*counted) == chosen)
        });
        Some(RenewalPolicy {
            effective_from: self.from()?,
            partner_center: window(self.partner_center),
            membership_center: window(self.membership_center),
            benefits_end: number(self.benefits_end),
            next_anniversary: counted.unwrap_or(NextAnniversary::OldAnniversary),
            qualification_days: number(self.qualification_days),
            announced,
        })
    }

    /// What the window means, by an example, as it is typed.
    fn example(self) -> Option<String> {
        let days = window(self.partner_center);
        let is_near = |day: i32| day.abs() <= tokuten_core::programme::edits::FARTHEST;
        let is_window = days.is_in_order() && [days.opens, days.closes].into_iter().all(is_near);
        self.from().filter(|_| is_window).map(|from| days::example(from, days))
    }
}

/// Id of a field, and what it is called.
fn place(field: &str) -> faults::Place {
    let t = t();
    if field == "instead_of" {
        return ("effective_from".to_owned(), t.effective_from.to_owned());
    }
    let name = match field {
        "effective_from" => t.effective_from.to_owned(),
        "partner_center.opens" => format!("{}, {}", t.partner_center, t.opens),
        "partner_center.closes" => format!("{}, {}", t.partner_center, t.closes),
        "membership_center.opens" => format!("{}, {}", t.membership_center, t.opens),
        "membership_center.closes" => format!("{}, {}", t.membership_center, t.closes),
        "benefits_end" => t.benefits_end.to_owned(),
        _ => t.qualification.to_owned(),
    };
    (field.replace('.', "-"), name)
}

/// The form: of the version that is chosen, or of a new one.
#[component]
pub fn PolicyForm(chosen: Chosen, editor: Editor) -> impl IntoView {
    let changed = chosen.policy.get_untracked();
    let last = editor.now.with_untracked(|now| {
        now.catalogue.policies.iter().max_by_key(|policy| policy.effective_from).copied()
    });
    let Some(start) = changed.or(last) else { return ().into_any() };
    let fields = PolicyFields::of(&start, changed.is_none());
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let (instead_of, announced) =
        (changed.map(|policy| policy.effective_from), changed.and_then(|policy| policy.announced));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(policy) = untrack(|| fields.typed(announced)) else {
            return wrong.set(vec![FieldError::new("effective_from", FieldFault::Missing)]);
        };
        let edit = Edit::Policy { instead_of, policy };
        editor.save(edit, (wrong, Vec::new()), move |_| chosen.choose(None));
    };
    let title = move || match instead_of {
        Some(day) => fill(t().change_policy, &[("date", &date(day))]),
        None => t().add_policy.to_owned(),
    };
    let back = instead_of.map(|_| {
        view! { <button class="button quiet" type="button" on:click=move |_| chosen.choose(None)>{live(move || common().cancel)}</button> }
    });
    let counted = || {
        [NextAnniversary::OldAnniversary, NextAnniversary::PaymentReceived]
            .map(|one| (code(one).to_owned(), days::next_anniversary(one).to_owned()))
            .to_vec()
    };
    let two = move |id: &'static str,
                    name: fn() -> &'static str,
                    (opens, closes): (RwSignal<String>, RwSignal<String>)| {
        let field = move |part: &'static str| faults::at(wrong, move || format!("{id}.{part}"));
        let dashed = move |part: &str| format!("{id}-{part}");
        view! {
            <fieldset class="entry">
                <legend>{live(name)}</legend>
                <div class="row wide">
                    <Field id=dashed("opens") label=Signal::derive(|| t().opens) value=opens fault=field("opens")/>
                    <Field id=dashed("closes") label=Signal::derive(|| t().closes) value=closes fault=field("closes")/>
                </div>
            </fieldset>
        }
    };
    view! {
        <section aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{live(title)}</h2>
            <p class="small">{live(move || t().days_hint)}</p>
            <form class="prose" novalidate on:submit=submit>
                <fieldset class="whole" disabled=!editor.open>
                    <Summary faults=wrong id="policy-faults" place/>
                    <Field id="effective_from" label=Signal::derive(|| t().effective_from) value=fields.effective_from kind="date"
                        fault=faults::named(wrong, "effective_from") hint=Signal::derive(|| t().effective_hint)/>
                    {two("partner_center", || t().partner_center, fields.partner_center)}
                    <p role="status">{live(move || fields.example())}</p>
                    {two("membership_center", || t().membership_center, fields.membership_center)}
                    <Field id="benefits_end" label=Signal::derive(|| t().benefits_end_days) value=fields.benefits_end inputmode="numeric"
                        fault=faults::named(wrong, "benefits_end")/>
                    <Select id="next_anniversary" label=Signal::derive(|| t().next_anniversary) value=fields.next_anniversary options=Signal::derive(counted)/>
                    <Field id="qualification_days" label=Signal::derive(|| t().qualification_days) value=fields.qualification_days inputmode="numeric"
                        fault=faults::named(wrong, "qualification_days")/>
                    <p class="actions">
                        <button class="button" type="submit" disabled=move || editor.room.busy.get()>{live(move || t().save_policy)}</button>
                        {back}
                    </p>
                </fieldset>
            </form>
        </section>
    }
    .into_any()
}
