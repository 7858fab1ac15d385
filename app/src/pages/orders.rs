//! Orders and invoices, the newest first: each list for those who may see it.

use leptos::prelude::*;
use tokuten_core::offers::OffersView;
use tokuten_core::orders::{OrderPage as Rows, OrderRow};
use tokuten_core::roles::Permission;

use super::invoices::InvoiceList;
use crate::client::get;
use crate::components::ask::WhomToAsk;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{context, t as common};
use crate::format::{instant, money};
use crate::loaded::Loaded;
use crate::texts::orders::t;
use crate::words;

/// The page.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let may = context();
    let orders = move || {
        let neither = !may.may(Permission::SeeOrders) && !may.may(Permission::SeeInvoices);
        let list = may.may(Permission::SeeOrders).then(|| view! { <OrderList/> });
        view! { {list} {neither.then(|| view! { <WhomToAsk permission=Permission::SeeOrders/> })} }
    };
    let invoices = move || may.may(Permission::SeeInvoices).then(|| view! { <InvoiceList/> });
    view! {
        <Heading text=Signal::derive(|| common().orders_and_invoices.to_owned())/>
        {live(move || may.asked.get().then(|| view! { {orders()} {invoices()} }))}
    }
}

#[component]
fn OrderList() -> impl IntoView {
    let loaded = Loaded::<Rows>::from(|| "/api/orders".to_owned());
    let offers = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    let failed = RwSignal::new(None);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<Rows>(&format!("/api/orders?cursor={cursor}")).await {
                Ok(next) => loaded.change(|rows| {
                    rows.orders.extend(next.orders);
                    rows.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        <section aria-labelledby="orders">
            <h2 id="orders">{live(move || common().orders)}</h2>
            {shown(loaded, move |rows| list(rows, offers, more))}
            {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        </section>
    }
}

fn list(rows: Rows, offers: Loaded<OffersView>, more: impl Fn(String) + 'static) -> AnyView {
    if rows.orders.is_empty() {
        return view! { <p class="empty">{t().orders_empty}</p> }.into_any();
    }
    let name = move |code: &tokuten_core::catalogue::OfferCode| {
        offers.there(|view| words::offer_name(&view.facts, code)).unwrap_or_else(|| code.to_string())
    };
    let row = |order: OrderRow| {
        let what = words::purpose(&order.purpose, &name(order.purpose.offer()));
        view! {
            <tr>
                <td data-label=common().order_number><a href=format!("/orders/{}", order.number)>{order.number.to_string()}</a></td>
                <td data-label=common().what>{what}</td>
                <td data-label=t().started_on>{instant(order.started_at)}</td>
                <td data-label=common().state>{words::order_state(order.state)}</td>
                <td data-label=common().total class="number">{money(order.total)}</td>
            </tr>
        }
    };
    let next = rows.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="orders">
            <table>
                <thead><tr>
                    <th scope="col">{common().order_number}</th><th scope="col">{common().what}</th><th scope="col">{t().started_on}</th>
                    <th scope="col">{common().state}</th><th scope="col" class="number">{common().total}</th>
                </tr></thead>
                <tbody>{rows.orders.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}
