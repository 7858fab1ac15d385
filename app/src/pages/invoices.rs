//! Invoices and credit notes, year by year.

use leptos::prelude::*;
use tokuten_core::invoices::{InvoiceKind, InvoicePage, InvoiceRow};

use crate::client::get;
use crate::components::live::live;
use crate::components::page::{Explained, shown};
use crate::context::{context, t as common};
use crate::format::{date, money};
use crate::loaded::Loaded;
use crate::texts::orders::t;

/// A link that saves an invoice or credit note, in the page's language.
pub fn download(number: &str) -> impl IntoView + use<> {
    let href = format!("/api/invoices/{number}/pdf?lang={}", context().language.get().tag());
    let text = match InvoiceKind::of_number(number) {
        InvoiceKind::Invoice => t().download_invoice,
        InvoiceKind::CreditNote => t().download_credit_note,
    };
    view! { <a href=href download="" rel="external">{text}</a> }
}

/// A link that saves it for a program that reads invoices.
fn as_xml(number: &str) -> impl IntoView + use<> {
    let href = format!("/api/invoices/{number}/ubl?lang={}", context().language.get().tag());
    let label = format!("{}: {number}", t().download_xml);
    view! { <a href=href download="" rel="external" aria-label=label>{t().download_xml}</a> }
}

/// The list of one year, with a choice of the others.
#[component]
pub fn InvoiceList() -> impl IntoView {
    let year = RwSignal::new(None::<i32>);
    let address = move |cursor: Option<String>| {
        let chosen = year.get_untracked().map(|year| format!("year={year}"));
        let query = chosen.into_iter().chain(cursor.map(|cursor| format!("cursor={cursor}")));
        format!("/api/invoices?{}", query.collect::<Vec<_>>().join("&"))
    };
    let loaded = Loaded::<InvoicePage>::from(move || address(None));
    let failed = RwSignal::new(None);
    let choose = move |chosen: i32| {
        year.set(Some(chosen));
        loaded.refresh();
    };
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<InvoicePage>(&address(Some(cursor))).await {
                Ok(next) => loaded.change(|page| {
                    page.invoices.extend(next.invoices);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        <section aria-labelledby="invoices">
            <h2 id="invoices">{live(move || common().invoices)}</h2>
            {shown(loaded, move |page| list(page, choose, more))}
            {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
        </section>
    }
}

fn list(page: InvoicePage, choose: impl Fn(i32) + 'static, more: impl Fn(String) + 'static) -> AnyView {
    if page.invoices.is_empty() && page.years.is_empty() {
        return view! { <p class="empty">{t().invoices_empty}</p> }.into_any();
    }
    let year = page.year;
    let option = |other: i32| view! { <option value=other.to_string() selected={other == year}>{other.to_string()}</option> };
    let chosen = move |event| {
        if let Ok(year) = event_target_value(&event).parse() {
            choose(year);
        }
    };
    let row = |invoice: InvoiceRow| {
        let kind = match invoice.kind {
            InvoiceKind::Invoice => common().invoice,
            InvoiceKind::CreditNote => common().credit_note,
        };
        let link = download(&invoice.number);
        let xml = as_xml(&invoice.number);
        view! {
            <tr>
                <td data-label=t().invoice_number>{invoice.number}</td>
                <td data-label=common().document>{kind}</td>
                <td data-label=t().issued_on>{date(invoice.issued_on)}</td>
                <td data-label=common().order><a href=format!("/orders/{}", invoice.order)>{invoice.order.to_string()}</a></td>
                <td data-label=common().total class="number">{money(invoice.total)}</td>
                <td><div class="presses">{link}{xml}</div></td>
            </tr>
        }
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <p><label class="inline">{t().year}" "<select on:change=chosen>{page.years.into_iter().map(option).collect_view()}</select></label></p>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="invoices">
            <table>
                <thead><tr>
                    <th scope="col">{t().invoice_number}</th><th scope="col">{common().document}</th><th scope="col">{t().issued_on}</th>
                    <th scope="col">{common().order}</th><th scope="col" class="number">{common().total}</th><td></td>
                </tr></thead>
                <tbody>{page.invoices.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}
