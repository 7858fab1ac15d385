//! The desk of the vendor's finance: transfers that are awaited, and money that pays nothing yet.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::money::{Currency, Money, currency, exact};
use tokuten_core::orders::OrderNumber;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::transfers::{Allocation, AwaitedTransfer, MoneyArrived, ProofRejected, TransferDesk};

use super::held;
use crate::browser;
use crate::client::{ApiError, send, send_only};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{leave_when_signed_out, t as common};
use crate::format::{date, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::transfers::t;
use crate::words;

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Recorded(MoneyArrived, Allocation),
    Failed(ApiError),
}

/// What is being typed of a payment.
#[derive(Clone, Copy)]
struct PaymentFields {
    order: RwSignal<String>,
    amount: RwSignal<String>,
    currency: RwSignal<String>,
    received_on: RwSignal<String>,
    bank_reference: RwSignal<String>,
    faults: RwSignal<Vec<FieldError>>,
}

impl PaymentFields {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let (order, amount, currency, received_on, bank_reference) = (text(), text(), text(), text(), text());
        Self { order, amount, currency, received_on, bank_reference, faults: RwSignal::new(Vec::new()) }
    }

    /// Fills in what an order awaits.
    fn fill(self, awaited: &AwaitedTransfer) {
        self.order.set(awaited.order.to_string());
        self.currency.set(awaited.total.currency.code().to_owned());
        let rest = awaited.received.negated().and_then(|received| awaited.total.plus(received));
        self.amount.set(rest.unwrap_or(awaited.total).in_major_units());
        browser::focus("bank-reference");
    }

    /// The payment, if it can be understood; else what is wrong appears at its field.
    fn checked(self) -> Option<MoneyArrived> {
        let of = |signal: RwSignal<String>| signal.with_untracked(|text| text.trim().to_owned());
        let unit = currency(&of(self.currency).to_uppercase());
        let decimals = unit.and_then(Currency::exponent).map_or(0, usize::from);
        let amount = exact(&of(self.amount), decimals, 12).ok();
        let order = match of(self.order) {
            none if none.is_empty() => Some(None),
            number => number.parse().ok().map(|number| Some(OrderNumber(number))),
        };
        let received_on = of(self.received_on).parse().ok();
        let bank_reference = Some(of(self.bank_reference)).filter(|text| !text.is_empty());
        let wrong = [
            ("order", order.is_none()),
            ("amount", amount.is_none()),
            ("currency", unit.is_none()),
            ("received_on", received_on.is_none()),
            ("bank_reference", bank_reference.is_none()),
        ];
        let fault =
            |(field, wrong): (&str, bool)| wrong.then(|| FieldError::new(field, FieldFault::Malformed));
        self.faults.set(wrong.into_iter().filter_map(fault).collect());
        let amount = Money::new(amount?, unit?);
        Some(MoneyArrived {
            order: order?,
            amount,
            received_on: received_on?,
            bank_reference: bank_reference?,
        })
    }

    fn fault(self, field: &'static str) -> Signal<Option<&'static str>> {
        Signal::derive(move || {
            self.faults.with(|faults| {
                faults.iter().find(|fault| fault.field == field).map(|fault| words::fault(fault.fault))
            })
        })
    }
}

/// The page.
#[component]
pub fn TransfersPage() -> impl IntoView {
    let loaded = Loaded::<TransferDesk>::from(|| "/api/operator/transfers".to_owned());
    let fields = PaymentFields::new();
    let said = RwSignal::new(None::<Said>);
    let held_said = RwSignal::new(None);
    let message = move || {
        said.get().map(|said| match said {
            Said::Recorded(payment, allocation) => {
                let text = recorded(&payment, allocation);
                view! { <p class="notice good" role="status">{text}</p> }.into_any()
            }
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    view! {
        <Heading text=Signal::derive(|| common().transfers.to_owned())/>
        <p>{live(move || t().transfers_text)}</p>
        {live(message)}
        <RecordPayment fields loaded said/>
        {held::message(held_said)}
        {shown(loaded, move |desk| view! {
            {awaited(desk.awaited, fields, loaded, said)}
            {held::sections(desk.held, desk.returns, loaded, held_said)}
        })}
    }
}

#[component]
fn RecordPayment(
    fields: PaymentFields,
    loaded: Loaded<TransferDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let leave = leave_when_signed_out();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(payment), false) = (fields.checked(), busy.get_untracked()) else { return };
        let leave = leave.clone();
        busy.set(true);
        said.set(None);
        leptos::task::spawn_local(async move {
            match send::<Allocation>(Method::POST, "/api/operator/payments", None, &payment).await {
                Ok(allocation) => {
                    let _ = said.try_set(Some(Said::Recorded(payment, allocation)));
                    fields.bank_reference.set(String::new());
                    loaded.refresh();
                }
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = fields.faults.try_set(problem.fields);
                }
                Err(problem) => drop(said.try_set(Some(Said::Failed(problem)))),
            }
            let _ = busy.try_set(false);
        });
    };
    let label = |text: fn() -> &'static str| Signal::derive(text);
    view! {
        <section aria-labelledby="record">
            <h2 id="record">{live(move || t().transfers_record)}</h2>
            <form class="row wide" novalidate on:submit=submit>
                <Field id="order" label=label(|| common().order_number) value=fields.order fault=fields.fault("order") inputmode="numeric"/>
                <Field id="amount" label=label(|| common().amount) value=fields.amount fault=fields.fault("amount") inputmode="decimal"/>
                <Field id="currency" label=label(|| common().currency) value=fields.currency fault=fields.fault("currency")/>
                <Field id="received-on" label=label(|| common().received_on) value=fields.received_on fault=fields.fault("received_on") kind="date"/>
                <Field id="bank-reference" label=label(|| common().bank_reference) value=fields.bank_reference fault=fields.fault("bank_reference")/>
                <p class="actions"><button class="button" type="submit" disabled=move || busy.get()>{live(move || common().record)}</button></p>
            </form>
        </section>
    }
}

/// What became of a payment that was recorded.
fn recorded(payment: &MoneyArrived, allocation: Allocation) -> String {
    let order = payment.order.map(|order| order.to_string()).unwrap_or_default();
    let t = t();
    match allocation {
        Allocation::Full => fill(t.recorded_full, &[("order", &order)]),
        Allocation::Short { rest } => fill(t.recorded_short, &[("order", &order), ("rest", &money(rest))]),
        Allocation::Over { excess } => {
            fill(t.recorded_over, &[("order", &order), ("excess", &money(excess))])
        }
        Allocation::Unallocated(why) => fill(t.recorded_held, &[("why", words::held(why))]),
    }
}

fn awaited(
    rows: Vec<AwaitedTransfer>,
    fields: PaymentFields,
    loaded: Loaded<TransferDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let row = move |awaited: AwaitedTransfer| {
        let label = fill(t().record_for, &[("order", &awaited.order.to_string())]);
        let proof = awaited.proof.clone().filter(|proof| proof.rejected.is_none()).map(|proof| {
            let href = format!("/api/operator/orders/{}/proofs/{}", awaited.order, proof.id);
            view! { <a href=href download="">{proof.file_name}</a><RejectProof order=awaited.order loaded said/> }
        });
        let contact = awaited
            .contact
            .clone()
            .map(|contact| view! { <div class="small">{contact.name}", "{contact.phone}</div> });
        let cells = (
            awaited.order.to_string(),
            awaited.partner.clone(),
            money(awaited.total),
            money(awaited.received),
            date(awaited.pay_by),
        );
        view! {
            <tr>
                <td data-label=common().order_number>{cells.0}</td>
                <td data-label=common().partner><div>{cells.1}{contact}</div></td>
                <td data-label=common().total class="number">{cells.2}</td>
                <td data-label=common().received class="number">{cells.3}</td>
                <td data-label=common().pay_by>{cells.4}</td>
                <td data-label=t().proof>{proof}</td>
                <td><button class="button quiet" type="button" aria-label=label on:click=move |_| fields.fill(&awaited)>{common().record}</button></td>
            </tr>
        }
    };
    let body = if rows.is_empty() {
        view! { <p class="empty">{t().transfers_awaited_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="awaited">
                <table>
                    <thead><tr>
                        <th scope="col">{common().order_number}</th><th scope="col">{common().partner}</th>
                        <th scope="col" class="number">{common().total}</th><th scope="col" class="number">{common().received}</th>
                        <th scope="col">{common().pay_by}</th><th scope="col">{t().proof}</th><td></td>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section><h2 id="awaited">{t().transfers_awaited}</h2>{body}</section> }
}

/// Asks for the reason, and gives the proof back.
#[component]
fn RejectProof(
    order: OrderNumber,
    loaded: Loaded<TransferDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let reject = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = reason.get_untracked().trim().to_owned();
        missing.set(text.is_empty());
        if text.is_empty() {
            return;
        }
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/orders/{order}/reject-proof");
            match send_only(Method::POST, &url, &ProofRejected { reason: text }).await {
                Ok(()) => loaded.refresh(),
                Err(problem) => drop(said.try_set(Some(Said::Failed(problem)))),
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{t().reject_proof}</summary>
            <form novalidate on:submit=reject>
                <Field id="reject-reason" label=Signal::derive(|| t().reject_reason) value=reason
                    fault=Signal::derive(move || missing.get().then(|| common().fault_missing))/>
                <button class="button quiet" type="submit">{t().reject_proof}</button>
            </form>
        </details>
    }
}
