//! Reviewing an order, and the press on **Buy**.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::orders::{AnotherCard, BuyPressed, OrderView};
use tokuten_core::partners::BillTo;
use tokuten_core::problem::ProblemCode;
use tokuten_core::transfers::TransferContact;

use super::order::{Notice, offer_of};
use crate::client::{ApiError, send};
use crate::components::bill_to::{BillToForm, shown};
use crate::components::card_form::{CardFields, CardForm};
use crate::components::field::FaultSummary;
use crate::components::live::live;
use crate::components::quote::quote;
use crate::context::{context, leave_when_signed_out, local, t as common};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::paying::t;
use crate::words;

/// What the page shares with its parts: the order, and what to say above it.
#[derive(Clone, Copy)]
struct Page {
    order: StoredValue<OrderView>,
    loaded: Loaded<OrderView>,
    notice: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
}

impl Page {
    /// Takes over what an answer says of the order; after an answer that got lost, looks the order up.
    fn take(self, answer: Result<OrderView, ApiError>, leave: &impl Fn(&ApiError) -> bool) {
        let _ = self.busy.try_set(false);
        match answer {
            Ok(order) => {
                let _ = self.notice.try_set(None);
                self.loaded.put(order);
            }
            Err(ApiError::Network | ApiError::Unreadable) => {
                let _ = self.notice.try_set(Some(Notice::LostAnswer));
                self.loaded.refresh();
            }
            Err(error) if leave(&error) => {}
            Err(error) => self.refused(error),
        }
    }

    fn refused(self, error: ApiError) {
        // That it is paid already is no failure to whoever pressed twice: the page shows the confirmation.
        let paid = matches!(error.code(), Some(ProblemCode::OrderAlreadyPaid | ProblemCode::OrderCharging));
        let _ = self.notice.try_set((!paid).then_some(Notice::Failed(error)));
        self.loaded.refresh();
    }
}

/// The order under review: lines, bill-to, card, agreement, **Buy**. After a decline it says so first.
#[component]
pub fn Review(
    order: OrderView,
    loaded: Loaded<OrderView>,
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let declined = order.decline.map(|reason| {
        let text = move || fill(common().declined_text, &[("reason", words::decline(reason))]);
        view! { <p class="notice bad" role="alert">{live(text)}</p> }
    });
    let what = words::purpose(&order.purpose, &offer_of(&order));
    let page = Page { order: StoredValue::new(order), loaded, notice, busy: RwSignal::new(false) };
    let lines = page.order.with_value(|order| quote(&order.quote));
    let number = page.order.with_value(|order| order.number.to_string());
    view! {
        {declined}
        <div class="checkout">
            <div class="sections">
                <section>
                    <h2><span class="step">"1"</span>{live(move || common().section_offer)}</h2>
                    <p>{what}</p>
                    <p class="small">{live(move || common().order_number)}" "{number}</p>
                </section>
                <BillToSection page/>
                <PaymentSection page/>
            </div>
            <aside class="summary" aria-label=move || t().summary>
                <h2>{live(move || t().summary)}</h2>
                {lines}
                <Agree page/>
            </aside>
        </div>
    }
}

#[component]
fn BillToSection(page: Page) -> impl IntoView {
    let correcting = RwSignal::new(false);
    let leave = leave_when_signed_out();
    let save = move |bill_to: BillTo| {
        let (url, leave) =
            (format!("/api/orders/{}/bill-to", page.order.with_value(|order| order.number)), leave.clone());
        page.busy.set(true);
        leptos::task::spawn_local(
            async move { page.take(send(Method::PUT, &url, None, &bill_to).await, &leave) },
        );
    };
    let body = move || {
        let (bill_to, country) =
            page.order.with_value(|order| (order.bill_to.clone(), order.country.clone()));
        if correcting.get() {
            let save = save.clone();
            view! { <BillToForm bill_to country save cancel=move || correcting.set(false)/> }.into_any()
        } else {
            view! {
                {shown(&bill_to, &country)}
                <p><button class="link" type="button" on:click=move |_| correcting.set(true)>{t().correct_bill_to}</button></p>
            }
            .into_any()
        }
    };
    view! { <section><h2><span class="step">"2"</span>{live(move || common().bill_to)}</h2>{live(body)}</section> }
}

#[component]
fn PaymentSection(page: Page) -> impl IntoView {
    let contact = page.order.with_value(|order| order.contact.clone());
    let body = match contact {
        Some(contact) => {
            view! { <p>{live(move || common().bank_transfer)}</p>{contact_lines(&contact)} }.into_any()
        }
        None => view! { <CardChosen page/> }.into_any(),
    };
    view! { <section><h2><span class="step">"3"</span>{live(move || common().paying_with)}</h2>{body}</section> }
}

/// Whom the vendor asks about a transfer.
pub fn contact_lines(contact: &TransferContact) -> impl IntoView + use<> {
    let TransferContact { name, phone, email } = contact.clone();
    view! { <address><span>{name}</span><span>{phone}</span><span>{email}</span></address> }
}

#[component]
fn CardChosen(page: Page) -> impl IntoView {
    let declined = page.order.with_value(|order| order.decline.is_some());
    let changing = RwSignal::new(declined);
    let body = move || {
        if changing.get() {
            return view! { <AnotherCardForm page cancel=move || changing.set(false)/> }.into_any();
        }
        let card = page.order.with_value(|order| order.card.as_ref().map(words::card));
        view! {
            <p>{card}</p>
            <p><button class="link" type="button" on:click=move |_| changing.set(true)>{common().other_card}</button></p>
        }
        .into_any()
    };
    view! { {live(body)} }
}

#[component]
fn AnotherCardForm(page: Page, cancel: impl Fn() + 'static) -> impl IntoView {
    let card = CardFields::new();
    let (context, leave) = (context(), leave_when_signed_out());
    let today = page.order.with_value(|order| order.started_at.date_naive());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(gateway) = context.public.get_untracked().map(|public| public.gateway) else { return };
        if page.busy.get_untracked() {
            return;
        }
        let (url, leave) =
            (format!("/api/orders/{}/card", page.order.with_value(|order| order.number)), leave.clone());
        page.busy.set(true);
        leptos::task::spawn_local(async move {
            match card.token(gateway, today).await {
                Ok(Some(card_token)) => {
                    let body = AnotherCard { card_token };
                    page.take(send(Method::PUT, &url, None, &body).await, &leave);
                }
                Ok(None) => drop(page.busy.try_set(false)),
                Err(error) => page.take(Err(error), &leave),
            }
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <FaultSummary faults=Signal::derive(move || card.listed())/>
            <CardForm fields=card/>
            <p class="actions">
                <button class="button" type="submit" disabled=move || page.busy.get()>{live(move || common().save)}</button>
                <button class="button quiet" type="button" on:click=move |_| cancel()>{live(move || common().cancel)}</button>
            </p>
        </form>
    }
}

/// The agreement, and the button that charges.
#[component]
fn Agree(page: Page) -> impl IntoView {
    let accepted = RwSignal::new(false);
    let reminded = RwSignal::new(false);
    let leave = leave_when_signed_out();
    let buy = move |_| {
        if page.busy.get_untracked() {
            return;
        }
        if !accepted.get_untracked() {
            reminded.set(true);
            crate::browser::focus("accept");
            return;
        }
        let (url, key, pressed) = page.order.with_value(|order| {
            let agreement_version = order.agreement.version.clone();
            let pressed = BuyPressed { total: order.quote.total, agreement_version };
            (format!("/api/orders/{}/buy", order.number), order.next_attempt_key.clone(), pressed)
        });
        let leave = leave.clone();
        page.busy.set(true);
        page.notice.set(None);
        leptos::task::spawn_local(async move {
            page.take(send(Method::POST, &url, Some(&key), &pressed).await, &leave);
        });
    };
    let name = move || page.order.with_value(|order| local(&order.agreement.name));
    let text = move || page.order.with_value(|order| local(&order.agreement.text));
    let by_transfer = page.order.with_value(|order| order.contact.is_some());
    let missing = move || reminded.get() && !accepted.get();
    view! {
        <details class="agreement">
            <summary>{live(move || fill(common().read_agreement, &[("agreement", &name())]))}</summary>
            <div>{live(text)}</div>
        </details>
        <label class="choice">
            <input
                id="accept"
                type="checkbox"
                prop:checked=accepted
                on:change=move |event| accepted.set(event_target_checked(&event))
                aria-invalid=move || missing().then_some("true")
                aria-describedby="accept-fault"
            />
            {live(move || fill(common().accept, &[("agreement", &name())]))}
        </label>
        <p class="fault" id="accept-fault" role="alert">{live(move || missing().then(|| common().accept_needed))}</p>
        <p class="small">{live(move || if by_transfer { t().ordered_not_charged } else { t().charged_at_once })}</p>
        <button class="button wide" type="button" disabled=move || page.busy.get() on:click=buy>{live(move || common().buy)}</button>
        <p role="status" class="small">{live(move || page.busy.get().then(|| common().buying))}</p>
    }
}
