//! Money that the vendor's finance gives back: whether it may, what is to be transferred, what is done.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::refunds::{
    RefundAsked, RefundCase, RefundDesk, RefundKind, RefundRow, RefundState, RefundTransferred,
};
use tokuten_core::verdict::Verdict;

use crate::client::{ApiError, get, send};
use crate::components::checklist;
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{leave_when_signed_out, t};
use crate::format::{date, instant, money};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::refunds as texts;
use crate::words;

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    GivenBack(RefundRow),
    Failed(ApiError),
}

/// The page.
#[component]
pub fn RefundsPage() -> impl IntoView {
    let loaded = Loaded::<RefundDesk>::from(|| "/api/operator/refunds".to_owned());
    loaded.look_again_while(|desk| desk.open.iter().any(|refund| refund.state == RefundState::AtGateway));
    let said = RwSignal::new(None::<Said>);
    let message = move || {
        said.get().map(|said| match said {
            Said::GivenBack(refund) => {
                let places = [
                    ("order", &*refund.order.to_string()),
                    ("amount", &*money(refund.amount)),
                    ("note", &*refund.credit_note),
                ];
                view! { <p class="notice good" role="status">{fill(texts::t().done, &places)}</p> }.into_any()
            }
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    view! {
        <Heading text=Signal::derive(|| t().refunds.to_owned())/>
        <p>{live(move || texts::t().lead)}</p>
        {live(message)}
        <FindOrder loaded said/>
        {shown(loaded, move |desk| view! { {open(desk.open, loaded, said)} {made(desk.made, desk.next_cursor, loaded, said)} })}
    }
}

/// Looks an order up by its number and shows whether its money may be given back.
#[component]
fn FindOrder(loaded: Loaded<RefundDesk>, said: RwSignal<Option<Said>>) -> impl IntoView {
    let number = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let case = RwSignal::new(None::<RefundCase>);
    let leave = leave_when_signed_out();
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = number.with_untracked(|text| text.trim().parse::<i64>());
        wrong.set(typed.is_err());
        let Ok(typed) = typed else { return };
        let leave = leave.clone();
        said.set(None);
        leptos::task::spawn_local(async move {
            match get::<RefundCase>(&format!("/api/operator/orders/{typed}/refund")).await {
                Ok(found) => drop(case.try_set(Some(found))),
                Err(error) if leave(&error) => {}
                Err(error) => {
                    let _ = case.try_set(None);
                    let _ = said.try_set(Some(Said::Failed(error)));
                }
            }
        });
    };
    view! {
        <section aria-labelledby="find">
            <h2 id="find">{live(move || texts::t().find)}</h2>
            <form class="row" novalidate on:submit=find>
                <Field id="order" label=Signal::derive(|| t().order_number) value=number inputmode="numeric"
                    fault=Signal::derive(move || wrong.get().then(|| t().fault_malformed))/>
                <p class="actions"><button class="button quiet" type="submit">{live(move || texts::t().find)}</button></p>
            </form>
            {live(move || case.get().map(|found| considered(found, case, loaded, said)))}
        </section>
    }
}

/// The order that was found, and what of it can be given back.
fn considered(
    found: RefundCase,
    case: RwSignal<Option<RefundCase>>,
    loaded: Loaded<RefundDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let what = words::purpose(&found.purpose, &words::offer_name(&found.facts, found.purpose.offer()));
    let paid_with = found.card.as_ref().map_or_else(|| t().bank_transfer.to_owned(), words::card);
    let partner = format!("{} ({})", found.facts.partner.name, found.partner);
    let (order, facts) = (found.order.0, StoredValue::new(found.facts));
    let choice = move |kind, amount, verdict: Verdict, refund: Option<RefundRow>| {
        let (id, title) = match kind {
            RefundKind::Whole => ("give-whole", texts::t().give_whole),
            RefundKind::Tax => ("give-tax", texts::t().give_tax),
        };
        let next = match (&refund, verdict.is_allowed()) {
            (Some(refund), _) => {
                view! { <p class="notice warn">{state(refund.state)}" · "{refund.credit_note.clone()}</p> }
                    .into_any()
            }
            (None, true) => view! { <GiveBack order kind amount=money(amount) case loaded said/> }.into_any(),
            (None, false) => view! { <p class="notice warn">{texts::t().not_allowed}</p> }.into_any(),
        };
        let checks = refund.is_none().then(|| checklist::items(verdict, facts));
        view! { <section aria-labelledby=id><h3 id=id>{title}</h3>{checks}{next}</section> }
    };
    view! {
        <dl class="dates">
            <div><dt>{t().order_number}</dt><dd>{found.order.to_string()}</dd></div>
            <div><dt>{t().partner}</dt><dd>{partner}</dd></div>
            <div><dt>{t().what}</dt><dd>{what}</dd></div>
            <div><dt>{t().total}</dt><dd>{money(found.total)}</dd></div>
            <div><dt>{t().paying_with}</dt><dd>{paid_with}</dd></div>
        </dl>
        {choice(RefundKind::Whole, found.total, found.verdict, found.refund)}
        {choice(RefundKind::Tax, found.tax, found.tax_verdict, found.tax_refund)}
    }
}

/// Asks for the reason, and gives the money back.
#[component]
fn GiveBack(
    order: i64,
    kind: RefundKind,
    amount: String,
    case: RwSignal<Option<RefundCase>>,
    loaded: Loaded<RefundDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let leave = leave_when_signed_out();
    let (field, address) = match kind {
        RefundKind::Whole => ("reason", "refund"),
        RefundKind::Tax => ("tax-reason", "tax-refund"),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let asked = RefundAsked { reason: reason.get_untracked() };
        faults.set(asked.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        let leave = leave.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/orders/{order}/{address}");
            match send::<RefundRow>(Method::POST, &url, None, &asked).await {
                Ok(refund) => {
                    let _ = case.try_set(None);
                    let _ = said.try_set(Some(Said::GivenBack(refund)));
                    loaded.refresh();
                }
                Err(error) if leave(&error) => {}
                Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
            }
            let _ = busy.try_set(false);
        });
    };
    let press = move || fill(texts::t().give, &[("amount", &amount)]);
    let follows = move || match kind {
        RefundKind::Whole => texts::t().ends_today,
        RefundKind::Tax => texts::t().tax_goes_on,
    };
    view! {
        <form class="narrow" novalidate on:submit=submit>
            <Field id=field label=Signal::derive(|| texts::t().for_books) value=reason fault=words::fault_of(faults, "reason")/>
            <p class="small">{live(follows)}</p>
            <button class="button" type="submit" disabled=move || busy.get()>{live(press)}</button>
        </form>
    }
}

fn kind(kind: RefundKind) -> &'static str {
    match kind {
        RefundKind::Whole => texts::t().whole,
        RefundKind::Tax => texts::t().tax,
    }
}

fn state(state: RefundState) -> &'static str {
    match state {
        RefundState::AtGateway => texts::t().at_gateway,
        RefundState::ToTransfer => texts::t().to_transfer,
        RefundState::Made => texts::t().made,
    }
}

fn open(rows: Vec<RefundRow>, loaded: Loaded<RefundDesk>, said: RwSignal<Option<Said>>) -> impl IntoView {
    let row = move |refund: RefundRow| {
        let contact = refund.contact.as_ref().map(|contact| {
            view! { <div class="small">{contact.name.clone()}", "{contact.phone.clone()}", "{contact.email.clone()}</div> }
        });
        let refused = refund.refused.as_ref().map(|why| {
            view! { <div class="small">{fill(texts::t().refused, &[("why", why)])}</div> }
        });
        let transferred = (refund.state == RefundState::ToTransfer)
            .then(|| view! { <Transferred id=refund.id.clone() loaded said/> });
        view! {
            <tr>
                <td data-label=t().order_number>{refund.order.to_string()}</td>
                <td data-label=t().partner><div>{refund.partner}{contact}</div></td>
                <td data-label=texts::t().kind>{kind(refund.kind)}</td>
                <td data-label=t().amount class="number">{money(refund.amount)}</td>
                <td data-label=t().state><div>{state(refund.state)}{refused}</div></td>
                <td data-label=texts::t().decided_on>{instant(refund.decided_at)}</td>
                <td data-label=t().reason>{refund.reason}</td>
                <td>{transferred}</td>
            </tr>
        }
    };
    let body = if rows.is_empty() {
        view! { <p class="empty">{texts::t().open_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="open">
                <table>
                    <thead><tr>
                        <th scope="col">{t().order_number}</th><th scope="col">{t().partner}</th>
                        <th scope="col">{texts::t().kind}</th><th scope="col" class="number">{t().amount}</th><th scope="col">{t().state}</th>
                        <th scope="col">{texts::t().decided_on}</th><th scope="col">{t().reason}</th><td></td>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section aria-labelledby="open"><h2 id="open">{texts::t().open}</h2>{body}</section> }
}

/// Records the transfer of a refund.
#[component]
fn Transferred(id: String, loaded: Loaded<RefundDesk>, said: RwSignal<Option<Said>>) -> impl IntoView {
    let (made_on, bank_reference) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Vec::<FieldError>::new());
    let leave = leave_when_signed_out();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(day) = made_on.with_untracked(|day| day.parse()) else {
            faults.set(vec![FieldError::new("made_on", FieldFault::Missing)]);
            return;
        };
        let made = RefundTransferred { made_on: day, bank_reference: bank_reference.get_untracked() };
        // Whether the day has come is the server's to say: its clock counts.
        faults.set(made.faults(day));
        if !faults.with_untracked(Vec::is_empty) {
            return;
        }
        let (leave, url) = (leave.clone(), format!("/api/operator/refunds/{id}/made"));
        leptos::task::spawn_local(async move {
            match send::<RefundRow>(Method::POST, &url, None, &made).await {
                Ok(_) => loaded.refresh(),
                Err(error) if leave(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{texts::t().transferred}</summary>
            <form novalidate on:submit=submit>
                <Field id="made-on" label=Signal::derive(|| texts::t().made_on) value=made_on kind="date" fault=words::fault_of(faults, "made_on")/>
                <Field id="bank-reference" label=Signal::derive(|| t().bank_reference) value=bank_reference fault=words::fault_of(faults, "bank_reference")/>
                <button class="button quiet" type="submit">{t().record}</button>
            </form>
        </details>
    }
}

fn made(
    rows: Vec<RefundRow>,
    next: Option<String>,
    loaded: Loaded<RefundDesk>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let row = |refund: RefundRow| {
        view! {
            <tr>
                <td data-label=t().order_number>{refund.order.to_string()}</td>
                <td data-label=t().partner>{refund.partner}</td>
                <td data-label=texts::t().kind>{kind(refund.kind)}</td>
                <td data-label=t().amount class="number">{money(refund.amount)}</td>
                <td data-label=texts::t().made_on>{refund.made_on.map(date)}</td>
                <td data-label=t().credit_note>{refund.credit_note}</td>
                <td data-label=t().bank_reference>{refund.bank_reference}</td>
            </tr>
        }
    };
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<RefundDesk>(&format!("/api/operator/refunds?cursor={cursor}")).await {
                Ok(page) => loaded.change(|desk| {
                    desk.made.extend(page.made);
                    desk.next_cursor = page.next_cursor;
                }),
                Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
            }
        });
    };
    let next = next.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{t().more}</button></p> }
    });
    let body = if rows.is_empty() {
        view! { <p class="empty">{texts::t().made_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="made">
                <table>
                    <thead><tr>
                        <th scope="col">{t().order_number}</th><th scope="col">{t().partner}</th>
                        <th scope="col">{texts::t().kind}</th><th scope="col" class="number">{t().amount}</th><th scope="col">{texts::t().made_on}</th>
                        <th scope="col">{t().credit_note}</th><th scope="col">{t().bank_reference}</th>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {next}
        }
        .into_any()
    };
    view! { <section aria-labelledby="made"><h2 id="made">{texts::t().made_before}</h2>{body}</section> }
}
