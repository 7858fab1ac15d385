//! An order: its page is what is true of it, whatever became of the press that led here.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use tokuten_core::orders::{OrderState, OrderView, TransferInstructions};
use tokuten_core::refunds::{OrderRefund, RefundState};
use tokuten_core::roles::Permission;

use super::invoices::download;
use super::review::{Review, contact_lines};
use super::unpaid::{CancelOrder, UploadProof, proofs};
use crate::client::{ApiError, send};
use crate::components::live::live;
use crate::components::old_place::OldPlace;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::components::quote::quote;
use crate::components::{bill_to, page};
use crate::context::{context, local, t as common};
use crate::format::{date, money};
use crate::loaded::Loaded;
use crate::texts::orders::t;
use crate::texts::{fill, membership_center};
use crate::words;

/// What there is to say above the order, from the last press.
#[derive(Clone)]
pub enum Notice {
    /// The answer got lost; the order was looked up again.
    LostAnswer,
    /// It was not done.
    Failed(ApiError),
}

/// The page.
#[component]
pub fn OrderPage() -> impl IntoView {
    let params = use_params_map();
    let number = move || params.with_untracked(|params| params.get("number").unwrap_or_default());
    let loaded = Loaded::<OrderView>::from(move || format!("/api/orders/{}", number()));
    let notice = RwSignal::new(None::<Notice>);
    loaded.look_again_while(|order| order.state == OrderState::Charging);
    let title = Signal::derive(move || loaded.there(heading).unwrap_or_else(|| common().order).to_owned());
    view! {
        <Breadcrumb href="/orders" text=Signal::derive(|| common().orders_and_invoices)/>
        <Heading text=title/>
        <div aria-live="polite">{live(move || notice.get().map(said))}</div>
        {shown(loaded, move |order| by_state(order, loaded, notice))}
    }
}

fn said(notice: Notice) -> impl IntoView {
    match notice {
        Notice::LostAnswer => view! { <div class="notice warn"><p>{t().lost_answer}</p></div> }.into_any(),
        Notice::Failed(error) => {
            view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
        }
    }
}

fn heading(order: &OrderView) -> &'static str {
    let t = t();
    match order.state {
        OrderState::Draft => common().review,
        // Another card was given since: it is under review again.
        OrderState::Declined if order.decline.is_none() => common().review,
        OrderState::Charging => t.charging_title,
        OrderState::RequiresAction => t.action_title,
        OrderState::AwaitingTransfer => t.transfer_title,
        OrderState::ProofSubmitted => t.proof_title,
        OrderState::Paid => common().confirmed,
        OrderState::Declined => t.declined_title,
        OrderState::Abandoned => t.abandoned_title,
        OrderState::Cancelled => t.cancelled_title,
        OrderState::Expired => t.order_expired_title,
        OrderState::Refunded => t.refunded_title,
    }
}

/// What the offer of an order is called, from its own lines.
pub fn offer_of(order: &OrderView) -> String {
    order.quote.offer_name().map_or_else(|| order.purpose.offer().to_string(), local)
}

fn by_state(order: OrderView, loaded: Loaded<OrderView>, notice: RwSignal<Option<Notice>>) -> AnyView {
    match order.state {
        OrderState::Draft | OrderState::Declined if order.purpose.is_there() => {
            view! { <OldPlace><Review order loaded notice/></OldPlace> }.into_any()
        }
        OrderState::Draft | OrderState::Declined => view! { <Review order loaded notice/> }.into_any(),
        OrderState::RequiresAction => view! { <Authentication order loaded notice/> }.into_any(),
        OrderState::Charging => view! {
            <p class="notice warn" role="status">{t().charging_text}</p>
            <page::Waiting/>
            {particulars(&order)}
        }
        .into_any(),
        OrderState::Paid => confirmed(&order).into_any(),
        OrderState::AwaitingTransfer | OrderState::ProofSubmitted => awaited(&order, loaded).into_any(),
        OrderState::Abandoned | OrderState::Cancelled | OrderState::Expired | OrderState::Refunded => {
            let text = match order.state {
                OrderState::Abandoned => t().abandoned_text.to_owned(),
                OrderState::Cancelled => t().cancelled_text.to_owned(),
                OrderState::Expired => {
                    fill(t().order_expired_text, &[("date", &order.pay_by.map(date).unwrap_or_default())])
                }
                _ => refunded(&order),
            };
            let documents =
                [order.invoice.as_deref(), order.refund.as_ref().map(|refund| &*refund.credit_note)];
            let documents = documents.into_iter().flatten().map(download).collect_view();
            view! { <p>{text}</p>{particulars(&order)}<p class="actions">{close(common().to_offers)}{documents}</p> }
                .into_any()
        }
    }
}

/// How the money of an order comes back, and what ended.
fn refunded(order: &OrderView) -> String {
    let Some(refund) = &order.refund else { return String::new() };
    let text = match refund.state {
        RefundState::AtGateway => t().refunded_card,
        RefundState::ToTransfer => t().refunded_transfer,
        RefundState::Made => t().refunded_made,
    };
    fill(text, &[("amount", &money(refund.amount)), ("date", &date(refund.on))])
}

/// How the tax of an order comes back; what it paid for goes on.
fn tax_refunded(refund: &OrderRefund) -> impl IntoView + use<> {
    let text = match refund.state {
        RefundState::AtGateway => t().tax_refunded_card,
        RefundState::ToTransfer => t().tax_refunded_transfer,
        RefundState::Made => t().tax_refunded_made,
    };
    view! { <p class="notice">{fill(text, &[("amount", &money(refund.amount))])}</p> }
}

/// The way to the bank's page. Coming back from there, the page asks what came of it.
#[component]
fn Authentication(
    order: OrderView,
    loaded: Loaded<OrderView>,
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let number = order.number;
    let may_confirm = context().may(Permission::Buy);
    // Once as the page opens: an answer that says the same changes nothing here.
    if may_confirm && loaded.there_now(|_| ()).is_some() {
        let shown = order.clone();
        leptos::task::spawn_local(async move {
            let url = format!("/api/orders/{number}/confirm");
            if let Ok(now) = send::<OrderView>(Method::POST, &url, None, &()).await
                && now != shown
            {
                loaded.put(now);
            }
        });
    }
    let go = order.challenge.clone().filter(|_| may_confirm).map(|challenge| {
        view! { <a class="button" href=challenge rel="external">{t().action_go}</a> }
    });
    let busy = RwSignal::new(false);
    let give_up = move |_| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let url = format!("/api/orders/{number}/give-up-authentication");
            match send::<OrderView>(Method::POST, &url, None, &()).await {
                Ok(now) => loaded.put(now),
                Err(error) => drop(notice.try_set(Some(Notice::Failed(error)))),
            }
            let _ = busy.try_set(false);
        });
    };
    let another = may_confirm.then(|| {
        view! {
            <button class="button quiet" type="button" disabled=move || busy.get() on:click=give_up>{t().action_other_card}</button>
        }
    });
    view! {
        <p class="notice warn" role="status">{t().action_text}</p>
        <p class="actions">{go}{another}</p>
        {particulars(&order)}
    }
}

/// Placed, and its money has not come: how to pay, what proves it, and the way out.
fn awaited(order: &OrderView, loaded: Loaded<OrderView>) -> impl IntoView + use<> {
    let received = order.received.map(|received| {
        let text = fill(t().transfer_received, &[("amount", &money(received))]);
        view! { <p class="notice good" role="status">{text}</p> }
    });
    let language = context().language.get().tag();
    let pro_forma = format!("/api/orders/{}/pro-forma?lang={language}", order.number);
    view! {
        {received}
        {order.transfer.clone().map(|transfer| transfer_instructions(&transfer))}
        {particulars(order)}
        {proofs(&order.proofs)}
        <p class="actions">{close(common().close)}<a href=pro_forma download="" rel="external">{t().download_pro_forma}</a></p>
        <UploadProof number=order.number loaded/>
        <CancelOrder number=order.number loaded/>
    }
}

fn confirmed(order: &OrderView) -> impl IntoView + use<> {
    let until = order.new_anniversary.map(date).unwrap_or_default();
    let subscription = order.subscription.clone();
    let tax_refund = order.tax_refund.as_ref().map(tax_refunded);
    let documents = [order.invoice.as_deref(), order.tax_refund.as_ref().map(|refund| &*refund.credit_note)];
    let documents = documents.into_iter().flatten().map(download).collect_view();
    let moved = order.purpose.is_there().then(|| view! { <p>{membership_center::t().moved_here}</p> });
    view! {
        <p class="notice good" role="status">{fill(t().confirmed_text, &[("date", &until)])}</p>
        {moved}
        {tax_refund}
        {particulars(order)}
        <p class="actions">
            {close(common().close)}
            {documents}
            {subscription.map(|id| view! { <a href=format!("/subscriptions/{id}")>{common().view_subscription}</a> })}
        </p>
    }
}

fn close(text: &'static str) -> impl IntoView {
    let navigate = use_navigate();
    view! { <button class="button" type="button" on:click=move |_| navigate("/offers", NavigateOptions::default())>{text}</button> }
}

/// Numbers, lines and bill-to of an order that is placed or over.
fn particulars(order: &OrderView) -> impl IntoView + use<> {
    let what = words::purpose(&order.purpose, &offer_of(order));
    let paid_on = order.paid_on.map(|day| view! { <div><dt>{t().paid_on}</dt><dd>{date(day)}</dd></div> });
    // What was given back runs no longer.
    let ends = order
        .new_anniversary
        .filter(|_| order.refund.is_none())
        .map(|day| view! { <div><dt>{common().next_anniversary}</dt><dd>{date(day)}</dd></div> });
    let card = order
        .card
        .as_ref()
        .map(|card| view! { <div><dt>{common().paying_with}</dt><dd>{words::card(card)}</dd></div> });
    let contact = order
        .contact
        .as_ref()
        .map(|contact| view! { <div><dt>{common().contact}</dt><dd>{contact_lines(contact)}</dd></div> });
    view! {
        <dl class="dates">
            <div><dt>{common().order_number}</dt><dd>{order.number.to_string()}</dd></div>
            <div><dt>{common().partner_id}</dt><dd>{order.partner.to_string()}</dd></div>
            <div><dt>{common().what}</dt><dd>{what}</dd></div>
            {paid_on}
            {ends}
            {card}
            {contact}
            <div><dt>{common().bill_to}</dt><dd>{bill_to::shown(&order.bill_to, &order.country)}</dd></div>
        </dl>
        {quote(&order.quote)}
    }
}

fn transfer_instructions(transfer: &TransferInstructions) -> impl IntoView + use<> {
    let row = |term: &'static str, text: String| view! { <div><dt>{term}</dt><dd>{text}</dd></div> };
    let account = transfer.account.clone();
    view! {
        <section class="notice warn">
            <p>{t().transfer_text}</p>
            <dl class="dates">
                {row(common().amount, money(transfer.amount))}
                {row(common().reference, transfer.reference.clone())}
                {row(common().pay_by, date(transfer.pay_by))}
                {row(t().bank, account.bank)}
                {row(t().account_holder, account.holder)}
                {row(t().account_number, account.account)}
                {row(t().bic, account.bic)}
            </dl>
        </section>
    }
}
