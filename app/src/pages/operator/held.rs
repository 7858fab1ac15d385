//! Unallocated payments: applied to an order, or given back.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokuten_core::orders::OrderNumber;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::refunds::RefundTransferred;
use tokuten_core::transfers::{Allocation, HeldApplied, HeldMoney, HeldReturned, MoneyReturn, TransferDesk};

use super::statements::refused;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::field::Field;
use crate::components::live::live;
use crate::context::{leave_when_signed_out, t as common};
use crate::format::{date, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::statements::t;
use crate::words;

/// What was said after a press: it is done, or why not.
type Said = RwSignal<Option<Result<String, ApiError>>>;

/// Id of the place where it is said.
const SAID: &str = "held-said";

/// The section with money that pays nothing yet, and the one with what is given back.
pub fn sections(
    held: Vec<HeldMoney>,
    returns: Vec<MoneyReturn>,
    loaded: Loaded<TransferDesk>,
    said: Said,
) -> impl IntoView {
    let row = move |held: HeldMoney| {
        view! {
            <tr>
                <td data-label=common().bank_reference><div class="address">{held.bank_reference.clone()}<div class="small">{held.payer.clone()}</div></div></td>
                <td data-label=common().order_number>{held.order.map(|order| order.to_string())}</td>
                <td data-label=common().received_on>{date(held.received_on)}</td>
                <td data-label=common().amount class="number">{money(held.amount)}</td>
                <td data-label=common().why_held>{words::held(held.why)}</td>
                <td><Apply held=held.clone() loaded said/><GiveBack held loaded said/></td>
            </tr>
        }
    };
    let body = if held.is_empty() {
        view! { <p class="empty">{common().transfers_held_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="held">
                <table>
                    <thead><tr>
                        <th scope="col">{common().bank_reference}</th><th scope="col">{common().order_number}</th>
                        <th scope="col">{common().received_on}</th><th scope="col" class="number">{common().amount}</th>
                        <th scope="col">{common().why_held}</th><td></td>
                    </tr></thead>
                    <tbody>{held.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="held"><h2 id="held">{common().transfers_held}</h2>{body}</section>
        {given_back(returns, loaded, said)}
    }
}

/// Where the page says what came of a press.
pub fn message(said: Said) -> impl IntoView {
    let told = move || {
        said.get().map(|said| match said {
            Ok(text) => view! { <p class="notice good" role="status">{text}</p> }.into_any(),
            Err(error) => refused(error),
        })
    };
    view! { <div id=SAID tabindex="-1">{live(told)}</div> }
}

/// A press: busy while it is under way, and once whatever happens to the answer.
#[derive(Clone)]
struct Press {
    loaded: Loaded<TransferDesk>,
    said: Said,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<FieldError>>,
    key: StoredValue<String>,
    leave: std::sync::Arc<dyn Fn(&ApiError) -> bool + Send + Sync>,
}

impl Press {
    fn new(loaded: Loaded<TransferDesk>, said: Said) -> Self {
        Self {
            loaded,
            said,
            busy: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            key: StoredValue::new(browser::new_key()),
            leave: std::sync::Arc::new(leave_when_signed_out()),
        }
    }

    fn send<A: DeserializeOwned>(
        &self,
        url: String,
        body: impl Serialize + 'static,
        told: impl FnOnce(A) -> String + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        let press = self.clone();
        press.busy.set(true);
        press.said.set(None);
        leptos::task::spawn_local(async move {
            let key = press.key.get_value();
            match send::<A>(Method::POST, &url, Some(&key), &body).await {
                Ok(answer) => press.tell(Ok(told(answer))),
                Err(error) if (press.leave)(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = press.faults.try_set(problem.fields);
                }
                Err(error) => {
                    // What was refused was not done: the next press is another.
                    let _ = press.key.try_set_value(browser::new_key());
                    press.tell(Err(error));
                }
            }
            let _ = press.busy.try_set(false);
            press.loaded.refresh();
        });
    }

    fn tell(&self, what: Result<String, ApiError>) {
        let _ = self.said.try_set(Some(what));
        request_animation_frame(|| browser::focus(SAID));
    }
}

/// Applies held money to an order.
#[component]
fn Apply(held: HeldMoney, loaded: Loaded<TransferDesk>, said: Said) -> impl IntoView {
    let press = Press::new(loaded, said);
    let (busy, faults) = (press.busy, press.faults);
    let order = RwSignal::new(held.may_pay.first().map(ToString::to_string).unwrap_or_default());
    let (amount, field) = (money(held.amount), format!("apply-order-{}", held.id));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(number) = order.with_untracked(|order| order.trim().parse()) else {
            return faults.set(vec![FieldError::new("order", FieldFault::Malformed)]);
        };
        faults.set(Vec::new());
        let order = OrderNumber(number);
        let url = format!("/api/operator/payments/{}/apply", held.id);
        press.send(url, HeldApplied { order, held: held.amount }, move |allocation| {
            applied(order, allocation)
        });
    };
    view! {
        <details class="fold">
            <summary>{t().apply}</summary>
            <form novalidate on:submit=submit>
                <Field id=field label=Signal::derive(|| t().apply_order) value=order inputmode="numeric" fault=words::fault_of(faults, "order")/>
                <button class="button quiet" type="submit" disabled=move || busy.get()>{fill(t().apply_press, &[("amount", &amount)])}</button>
            </form>
        </details>
    }
}

fn applied(order: OrderNumber, allocation: Allocation) -> String {
    let order = order.to_string();
    match allocation {
        Allocation::Full => fill(t().applied_full, &[("order", &order)]),
        Allocation::Short { rest } => fill(t().applied_short, &[("order", &order), ("rest", &money(rest))]),
        Allocation::Over { excess } => {
            fill(t().applied_over, &[("order", &order), ("excess", &money(excess))])
        }
        Allocation::Unallocated(why) => words::held(why).to_owned(),
    }
}

/// Decides that held money is given back.
#[component]
fn GiveBack(held: HeldMoney, loaded: Loaded<TransferDesk>, said: Said) -> impl IntoView {
    let press = Press::new(loaded, said);
    let (busy, faults) = (press.busy, press.faults);
    let reason = RwSignal::new(String::new());
    let (amount, field) = (money(held.amount), format!("return-reason-{}", held.id));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let asked = HeldReturned { held: held.amount, reason: reason.get_untracked() };
        faults.set(asked.faults());
        if faults.with_untracked(Vec::is_empty) {
            let url = format!("/api/operator/payments/{}/return", held.id);
            press.send(url, asked, |made: MoneyReturn| {
                fill(t().to_give_back, &[("amount", &money(made.amount))])
            });
        }
    };
    view! {
        <details class="fold">
            <summary>{t().give_back}</summary>
            <form novalidate on:submit=submit>
                <p class="small">{t().give_back_text}</p>
                <Field id=field label=Signal::derive(|| t().return_reason) value=reason fault=words::fault_of(faults, "reason")/>
                <button class="button quiet" type="submit" disabled=move || busy.get()>{fill(t().give_back_press, &[("amount", &amount)])}</button>
            </form>
        </details>
    }
}

fn given_back(rows: Vec<MoneyReturn>, loaded: Loaded<TransferDesk>, said: Said) -> impl IntoView {
    let row = move |made: MoneyReturn| {
        let state = match (made.made_on, &made.bank_reference) {
            (Some(on), reference) => {
                let reference = reference.clone().unwrap_or_default();
                fill(t().returned_on, &[("date", &date(on)), ("reference", &reference)]).into_any()
            }
            (None, _) => view! { <Returned id=made.id.clone() loaded said/> }.into_any(),
        };
        view! {
            <tr>
                <td data-label=common().bank_reference><div class="address">{made.payment}<div class="small">{made.payer}</div></div></td>
                <td data-label=common().amount class="number">{money(made.amount)}</td>
                <td data-label=common().reason>{made.reason}</td>
                <td data-label=common().state><div>{state}</div></td>
            </tr>
        }
    };
    let body = if rows.is_empty() {
        view! { <p class="empty">{t().returns_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="returns">
                <table>
                    <thead><tr>
                        <th scope="col">{common().bank_reference}</th><th scope="col" class="number">{common().amount}</th>
                        <th scope="col">{common().reason}</th><th scope="col">{common().state}</th>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section aria-labelledby="returns"><h2 id="returns">{t().returns}</h2>{body}</section> }
}

/// Records that money was transferred back.
#[component]
fn Returned(id: String, loaded: Loaded<TransferDesk>, said: Said) -> impl IntoView {
    let press = Press::new(loaded, said);
    let (busy, faults) = (press.busy, press.faults);
    let (made_on, bank_reference) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let [day, named] = ["made-on", "return-reference"].map(|name| format!("{name}-{id}"));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(day) = made_on.with_untracked(|day| day.parse()) else {
            return faults.set(vec![FieldError::new("made_on", FieldFault::Missing)]);
        };
        let made = RefundTransferred { made_on: day, bank_reference: bank_reference.get_untracked() };
        // Whether the day has come is the server's to say: its clock counts.
        faults.set(made.faults(day));
        if faults.with_untracked(Vec::is_empty) {
            press.send(format!("/api/operator/returns/{id}/made"), made, |made: MoneyReturn| {
                let on = made.made_on.map(date).unwrap_or_default();
                let reference = made.bank_reference.unwrap_or_default();
                fill(t().returned_on, &[("date", &on), ("reference", &reference)])
            });
        }
    };
    view! {
        <details class="fold">
            <summary>{t().record_return}</summary>
            <form novalidate on:submit=submit>
                <Field id=day label=Signal::derive(|| t().made_on) value=made_on kind="date" fault=words::fault_of(faults, "made_on")/>
                <Field id=named label=Signal::derive(|| common().bank_reference) value=bank_reference fault=words::fault_of(faults, "bank_reference")/>
                <button class="button quiet" type="submit" disabled=move || busy.get()>{t().record}</button>
            </form>
        </details>
    }
}
