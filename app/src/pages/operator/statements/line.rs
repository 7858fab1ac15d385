//! One line of a statement: what it seems to be and why, and what can be decided.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::orders::OrderNumber;
use tokuten_core::problem::FieldError;
use tokuten_core::statements::matching::{Candidate, Confidence, Proposal, Reason};
use tokuten_core::statements::{LineConfirmed, LineSetAside, LineState, StatementLine};
use tokuten_core::transfers::{Allocation, WhyHeld};

use super::direction;
use super::statement::{Desk, Said};
use crate::client::{ApiError, send};
use crate::components::field::Field;
use crate::context::leave_when_signed_out;
use crate::format::{date, instant, money};
use crate::texts::fill;
use crate::texts::operator::statements::t;
use crate::words;

/// A row of the table.
#[component]
pub fn LineRow(line: StatementLine, desk: Desk) -> impl IntoView {
    let state = match line.state.clone() {
        LineState::Other => ().into_any(),
        LineState::Open(proposal) => open(&line, proposal, desk).into_any(),
        LineState::Booked { order, allocation, by, at } => {
            let by = fill(t().by_at, &[("by", &by), ("at", &instant(at))]);
            view! { <div><p>{booked(order, allocation)}</p><p class="small">{by}</p></div> }.into_any()
        }
        LineState::SetAside { reason, by, at } => {
            let by = fill(t().by_at, &[("by", &by), ("at", &instant(at))]);
            let told = fill(t().was_set_aside, &[("reason", &reason)]);
            view! { <div><p>{told}</p><p class="small">{by}</p><Reopen id=line.id.clone() desk/></div> }
                .into_any()
        }
    };
    view! {
        <tr>
            <td data-label=t().line class="number">{line.line.to_string()}</td>
            <td data-label=t().day>{date(line.booked_on)}</td>
            <td data-label=t().what>
                <div>
                    <strong>{line.payer}</strong>
                    <div class="address">{line.text}</div>
                    <div class="small address">{line.bank_reference}</div>
                </div>
            </td>
            <td data-label=direction(line.direction) class="number">
                <div>{money(line.amount)}<div class="small">{direction(line.direction)}</div></div>
            </td>
            <td data-label=t().seems>{state}</td>
        </tr>
    }
}

fn booked(order: Option<OrderNumber>, allocation: Allocation) -> String {
    let order = order.map(|order| order.to_string()).unwrap_or_default();
    match allocation {
        Allocation::Full => fill(t().booked_full, &[("order", &order)]),
        Allocation::Short { rest } => fill(t().booked_short, &[("order", &order), ("rest", &money(rest))]),
        Allocation::Over { excess } => {
            fill(t().booked_over, &[("order", &order), ("excess", &money(excess))])
        }
        Allocation::Unallocated(why) => fill(t().booked_held, &[("why", words::held(why))]),
    }
}

/// How well it fits: the tone of its mark, and the word.
fn confidence(confidence: Confidence) -> (&'static str, &'static str) {
    match confidence {
        Confidence::Exact => ("good", t().exact),
        Confidence::AmountDiffers => ("warn", t().amount_differs),
        Confidence::NoReference => ("warn", t().no_reference),
        Confidence::Ambiguous => ("warn", t().ambiguous),
        Confidence::None => ("calm", t().none),
    }
}

fn reason(reason: Reason) -> String {
    let t = t();
    match reason {
        Reason::Reference => t.r_reference.to_owned(),
        Reason::ReferenceCut => t.r_reference_cut.to_owned(),
        Reason::OrderNumberOnly => t.r_order_number.to_owned(),
        Reason::PartnerIdOnly => t.r_partner_id.to_owned(),
        Reason::Payer => t.r_payer.to_owned(),
        Reason::Amount => t.r_amount.to_owned(),
        Reason::TooLittle { rest } => fill(t.r_too_little, &[("rest", &money(rest))]),
        Reason::TooMuch { excess } => fill(t.r_too_much, &[("excess", &money(excess))]),
        Reason::OtherCurrency => t.r_currency.to_owned(),
        Reason::OrderClosed { state } => fill(t.r_closed, &[("state", words::order_state(state))]),
        Reason::SeveralNamed => t.r_several_named.to_owned(),
        Reason::SeveralAwait => t.r_several_await.to_owned(),
        Reason::AnotherLine { line } => fill(t.r_another_line, &[("line", &line.to_string())]),
        Reason::Resembles => t.r_resembles.to_owned(),
        Reason::ReferenceTaken => t.r_taken.to_owned(),
    }
}

fn open(line: &StatementLine, proposal: Proposal, desk: Desk) -> impl IntoView + use<> {
    let (tone, word) = confidence(proposal.confidence);
    let reasons = proposal.reasons.iter().map(|why| view! { <li>{reason(*why)}</li> }).collect_view();
    let is_sure = proposal.confidence == Confidence::Exact;
    let best = proposal.order.into_iter().chain(proposal.others);
    let choices =
        best.map(|candidate| view! { <Choice id=line.id.clone() candidate is_sure desk/> }).collect_view();
    view! {
        <div class="proposal">
            <span class=format!("mark-of {tone}")>{word}</span>
            <ul class="small">{reasons}</ul>
            {choices}
            <div class="presses">
                <Hold id=line.id.clone() desk/>
                <SetAside id=line.id.clone() desk/>
            </div>
        </div>
    }
}

/// What a press on **Book** does.
fn press(candidate: &Candidate) -> String {
    let order = candidate.order.to_string();
    match candidate.outcome {
        Allocation::Full => fill(t().book_full, &[("order", &order)]),
        Allocation::Short { rest } => fill(t().book_short, &[("order", &order), ("rest", &money(rest))]),
        Allocation::Over { excess } => fill(t().book_over, &[("order", &order), ("excess", &money(excess))]),
        Allocation::Unallocated(_) => fill(t().book_held, &[("order", &order)]),
    }
}

/// An order that the line may pay, with the button that books it.
#[component]
fn Choice(id: String, candidate: Candidate, is_sure: bool, desk: Desk) -> impl IntoView {
    let places = [
        ("order", &*candidate.order.to_string()),
        ("partner", &*candidate.partner),
        ("due", &*money(candidate.due)),
    ];
    let told = fill(t().order_of, &places);
    let confirmed = LineConfirmed { order: Some(candidate.order), expected: candidate.outcome };
    let class = if is_sure { "button" } else { "button quiet" };
    view! {
        <p class="small">{told}</p>
        <p><Confirm id confirmed class text=press(&candidate) desk/></p>
    }
}

/// Holds the money of a line: it names no order.
#[component]
fn Hold(id: String, desk: Desk) -> impl IntoView {
    let confirmed = LineConfirmed { order: None, expected: Allocation::Unallocated(WhyHeld::NoOrder) };
    view! { <Confirm id confirmed class="button quiet" text=t().hold.to_owned() desk/> }
}

#[component]
fn Confirm(
    id: String,
    confirmed: LineConfirmed,
    class: &'static str,
    text: String,
    desk: Desk,
) -> impl IntoView {
    let act = Act::new(desk);
    let press = move |_| act.send(format!("/lines/{id}/confirm"), confirmed.clone());
    view! { <button class=class type="button" disabled=move || act.busy.get() on:click=press>{text}</button> }
}

/// Goes to the sign-in page if an error asks for it.
type Leave = std::sync::Arc<dyn Fn(&ApiError) -> bool + Send + Sync>;

/// A press that decides about a line.
#[derive(Clone, Copy)]
struct Act {
    desk: Desk,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<FieldError>>,
    leave: StoredValue<Leave>,
}

impl Act {
    fn new(desk: Desk) -> Self {
        let leave = StoredValue::new(std::sync::Arc::new(leave_when_signed_out()) as _);
        Self { desk, busy: RwSignal::new(false), faults: RwSignal::new(Vec::new()), leave }
    }

    fn send(self, path: String, body: impl serde::Serialize + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(leave) = self.leave.try_get_value() else { return };
        self.busy.set(true);
        self.desk.said.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("{}{path}", self.desk.api());
            match send::<StatementLine>(Method::POST, &url, None, &body).await {
                Ok(_) => {}
                Err(error) if leave(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = self.faults.try_set(problem.fields);
                }
                Err(error) => self.desk.tell(Said::Failed(error)),
            }
            let _ = self.busy.try_set(false);
            self.desk.loaded.refresh();
        });
    }
}

/// Asks for the reason, and sets the line aside.
#[component]
fn SetAside(id: String, desk: Desk) -> impl IntoView {
    let act = Act::new(desk);
    let reason = RwSignal::new(String::new());
    let field = format!("aside-reason-{id}");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let asked = LineSetAside { reason: reason.get_untracked() };
        act.faults.set(asked.faults());
        if act.faults.with_untracked(Vec::is_empty) {
            act.send(format!("/lines/{id}/set-aside"), asked);
        }
    };
    view! {
        <details class="fold">
            <summary>{t().set_aside}</summary>
            <form novalidate on:submit=submit>
                <p class="small">{t().set_aside_text}</p>
                <Field id=field label=Signal::derive(|| t().aside_reason) value=reason fault=words::fault_of(act.faults, "reason")/>
                <button class="button quiet" type="submit" disabled=move || act.busy.get()>{t().set_aside}</button>
            </form>
        </details>
    }
}

#[component]
fn Reopen(id: String, desk: Desk) -> impl IntoView {
    let act = Act::new(desk);
    let press = move |_| act.send(format!("/lines/{id}/reopen"), ());
    view! { <button class="button quiet" type="button" disabled=move || act.busy.get() on:click=press>{t().reopen}</button> }
}
