//! The parts of a partner's story that come in pages, each read when somebody opens it.

use leptos::prelude::*;
use tokuten_core::stories::{Section, StoryPage, StoryRow};

use crate::browser;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::shown;
use crate::context::t as common;
use crate::format::{date, instant, money};
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::pages::support;
use crate::texts::fill;
use crate::texts::operator::actions::action;
use crate::texts::operator::partner::t;
use crate::words;

fn name(section: Section) -> &'static str {
    let t = t();
    match section {
        Section::Users => t.users,
        Section::Orders => t.orders,
        Section::Invoices => t.invoices,
        Section::Payments => t.payments,
        Section::Requests => t.requests,
        Section::Mails => t.mails,
        Section::Audit => t.audit,
    }
}

/// A section, folded under its name. The address may ask for it to be open.
#[component]
pub fn SectionPart(
    /// Which.
    section: Section,
    /// Whose.
    partner: String,
) -> impl IntoView {
    let wanted = browser::fragment().is_some_and(|fragment| fragment == section.code());
    let asked = RwSignal::new(wanted);
    let partner = StoredValue::new(partner);
    let body = move || asked.get().then(|| view! { <Rows section partner=partner.get_value()/> });
    view! {
        <details class="fold" id=section.code() open=wanted on:toggle=move |_| asked.set(true)>
            <summary>{name(section)}</summary>
            {live(body)}
        </details>
    }
}

#[component]
fn Rows(section: Section, partner: String) -> impl IntoView {
    let address = StoredValue::new(format!("/api/operator/partners/{partner}/{}", section.code()));
    let loaded = Loaded::<StoryPage>::from(move || address.get_value());
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<StoryPage>(&format!("{}?cursor={cursor}", address.get_value())).await {
                Ok(next) => loaded.change(|page| {
                    page.rows.extend(next.rows);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        {shown(loaded, move |page| list(page, more))}
        {live(move || failed.get().map(|error| view! { <Refused error/> }))}
    }
}

fn list(page: StoryPage, more: impl Fn(String) + 'static) -> AnyView {
    if page.rows.is_empty() {
        return view! { <p class="empty">{t().nothing}</p> }.into_any();
    }
    let rows = page.rows.into_iter().map(row).collect_view();
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! { <ul class="work">{rows}</ul> {next} }.into_any()
}

/// A row: what it is, what else there is to say, and where it leads.
fn row(row: StoryRow) -> impl IntoView {
    let (what, more, href) = told(row);
    let what = match href {
        Some(href) => view! { <a href=href>{what}</a> }.into_any(),
        None => view! { <span>{what}</span> }.into_any(),
    };
    let more: Vec<_> = more.into_iter().filter(|part| !part.is_empty()).collect();
    view! { <li class="work-item"><div class="what">{what}<p class="small">{more.join(" · ")}</p></div></li> }
}

fn told(row: StoryRow) -> (String, Vec<String>, Option<String>) {
    let of_order =
        |order: tokuten_core::orders::OrderNumber| fill(t().of_order, &[("order", &order.to_string())]);
    match row {
        StoryRow::User { name, email, roles, last_signed_in } => {
            let roles: Vec<_> = roles.into_iter().map(words::role).collect();
            let roles = if roles.is_empty() { t().no_role.to_owned() } else { roles.join(", ") };
            let signed_in = match last_signed_in {
                Some(at) => fill(t().signed_in, &[("time", &instant(at))]),
                None => t().never_signed_in.to_owned(),
            };
            (format!("{name} <{email}>"), vec![roles, signed_in], None)
        }
        StoryRow::Order { number, purpose, state, total, started_at, .. } => {
            let what = words::purpose(&purpose, &purpose.offer().0);
            let more = vec![words::order_state(state).to_owned(), money(total), instant(started_at)];
            (format!("{number}: {what}"), more, None)
        }
        StoryRow::Invoice { number, order, issued_on, total } => {
            (number, vec![date(issued_on), money(total), of_order(order)], None)
        }
        StoryRow::Payment { order, amount, reference, received_on, held } => {
            let held = held.map(words::held).unwrap_or_default().to_owned();
            let order = order.map(of_order).unwrap_or_default();
            (money(amount), vec![date(received_on), reference, order, held], None)
        }
        StoryRow::Request(request) => {
            let more = vec![support::state(request.state).0.to_owned(), instant(request.updated_at)];
            let href = format!("/operator/support/{}", request.number);
            (format!("{}: {}", request.number, request.title), more, Some(href))
        }
        StoryRow::Mail { subject, to, written_at, sent, .. } => {
            let unsent = if sent { String::new() } else { t().not_sent.to_owned() };
            (subject, vec![to, instant(written_at), unsent], None)
        }
        StoryRow::Line { by, what, subject, at } => (action(&what), vec![subject, by, instant(at)], None),
    }
}
