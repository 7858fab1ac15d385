//! What the Membership Center still manages, for the vendor's programme people, and moving it before its time.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::membership_center::{HandOver, KeptThere, KeptTherePage};
use tokuten_core::problem::FieldError;
use tokuten_core::renewals::RenewalWindow;

use crate::client::{ApiError, get, send_only};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{leave_when_signed_out, local, t as common};
use crate::format::date;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::membership_center::t;
use crate::words;

const URL: &str = "/api/operator/membership-center";

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Moved(String),
    Failed(ApiError),
}

/// What the page shares with its parts.
#[derive(Clone, Copy)]
struct Desk {
    loaded: Loaded<KeptTherePage>,
    said: RwSignal<Option<Said>>,
    /// Only this partner's; empty for all.
    partner: RwSignal<String>,
    /// Which is about to be moved.
    moving: RwSignal<Option<String>>,
}

/// The page.
#[component]
pub fn MembershipCenterDeskPage() -> impl IntoView {
    let partner = RwSignal::new(String::new());
    let loaded = Loaded::<KeptTherePage>::from(move || address(&partner.get_untracked(), None));
    let desk = Desk { loaded, said: RwSignal::new(None), partner, moving: RwSignal::new(None) };
    let message = move || {
        desk.said.get().map(|said| match said {
            Said::Moved(text) => view! { <p class="notice good" role="status">{text}</p> }.into_any(),
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    let wrong = RwSignal::new(false);
    let find = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = partner.get_untracked().trim().to_owned();
        wrong.set(!wanted.is_empty() && wanted.parse::<tokuten_core::partners::PartnerId>().is_err());
        if !wrong.get_untracked() {
            partner.set(wanted);
            desk.said.set(None);
            loaded.retry();
        }
    };
    view! {
        <Heading text=Signal::derive(|| t().desk.to_owned())/>
        <p>{live(move || t().desk_text)}</p>
        {live(message)}
        <form class="narrow" role="search" novalidate on:submit=find>
            <Field id="partner" label=Signal::derive(|| t().partner_id) value=partner inputmode="numeric"
                hint=Signal::derive(|| t().partner_hint)
                fault=Signal::derive(move || wrong.get().then(|| common().fault_malformed))/>
            <button class="button quiet" type="submit">{live(move || t().find)}</button>
        </form>
        {shown(loaded, move |page| list(page, desk))}
    }
}

fn address(partner: &str, cursor: Option<&str>) -> String {
    let partner = if partner.is_empty() { String::new() } else { format!("partner={partner}&") };
    format!("{URL}?{partner}{}", cursor.map(|cursor| format!("cursor={cursor}")).unwrap_or_default())
}

fn list(page: KeptTherePage, desk: Desk) -> AnyView {
    let Desk { loaded, said, partner, .. } = desk;
    if page.subscriptions.is_empty() {
        let all = partner.with_untracked(String::is_empty);
        let text = if all { t().desk_empty } else { t().desk_empty_found };
        return view! { <p class="empty">{text}</p> }.into_any();
    }
    let more = move |cursor: String| {
        let url = address(&partner.get_untracked(), Some(&cursor));
        leptos::task::spawn_local(async move {
            match get::<KeptTherePage>(&url).await {
                Ok(next) => loaded.change(|page| {
                    page.subscriptions.extend(next.subscriptions);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
            }
        });
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    let one = move |kept: KeptThere| view! { <Kept kept desk/> };
    view! { <div class="tiles">{page.subscriptions.into_iter().map(one).collect_view()}</div> {next} }
        .into_any()
}

#[component]
fn Kept(kept: KeptThere, desk: Desk) -> impl IntoView {
    let offer = local(&kept.offer_name);
    let span = |window: RenewalWindow| {
        fill(common().from_to, &[("from", &date(window.opens)), ("to", &date(window.closes))])
    };
    let automatic = match (kept.automatic_renewal, kept.lacks_payment) {
        (true, true) => t().automatic_lacks,
        (true, false) => t().automatic_on,
        (false, _) => t().automatic_off,
    };
    let row = |term: &'static str, text: String| view! { <div><dt>{term}</dt><dd>{text}</dd></div> };
    let rows = [
        row(common().membership_ends, date(kept.expires_on)),
        row(t().renewable_there, span(kept.there)),
        row(t().renewable_here, span(kept.here)),
        row(common().automatic_renewal, automatic.to_owned()),
    ];
    let (company, partner) = (kept.company.clone(), kept.partner.to_string());
    let label = format!("{}: {company}", t().move_now);
    let (id, kept) = (kept.id.clone(), StoredValue::new(kept));
    let form = move || {
        if desk.moving.with(|moving| moving.as_ref() == Some(&id)) {
            return view! { <MoveNow kept=kept.get_value() desk/> }.into_any();
        }
        let (id, label) = (id.clone(), label.clone());
        let open = move |_| desk.moving.set(Some(id.clone()));
        view! { <p class="actions"><button class="button quiet" type="button" aria-label=label on:click=open>{t().move_now}</button></p> }
            .into_any()
    };
    view! {
        <article class="tile">
            <h2>{company}</h2>
            <p class="small">{t().partner_id}" "{partner}" · "{offer}</p>
            <dl class="dates">{rows}</dl>
            {live(form)}
        </article>
    }
}

/// The reason, and the button that moves.
#[component]
fn MoveNow(kept: KeptThere, desk: Desk) -> impl IntoView {
    let (reason, faults) = (RwSignal::new(String::new()), RwSignal::new(Vec::<FieldError>::new()));
    let (busy, leave) = (RwSignal::new(false), leave_when_signed_out());
    let moved = fill(t().moved, &[("offer", &local(&kept.offer_name)), ("name", &kept.company)]);
    let url = format!("{URL}/{}/hand-over", kept.id);
    let hand_over = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let pressed = HandOver { reason: reason.get_untracked() };
        faults.set(pressed.faults());
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        let (leave, url, moved) = (leave.clone(), url.clone(), moved.clone());
        busy.set(true);
        leptos::task::spawn_local(async move {
            let said = match send_only(Method::POST, &url, &pressed).await {
                Ok(()) => Some(Said::Moved(moved)),
                Err(error) if leave(&error) => None,
                Err(error) => Some(Said::Failed(error)),
            };
            if said.is_some() {
                let _ = desk.said.try_set(said);
                let _ = desk.moving.try_set(None);
                desk.loaded.refresh();
            }
            let _ = busy.try_set(false);
        });
    };
    let warning = fill(t().move_text, &[("date", &date(kept.here.opens))]);
    view! {
        <form class="moving" novalidate on:submit=hand_over>
            <p class="notice warn">{warning}</p>
            <Field id="reason" label=Signal::derive(|| t().reason) value=reason fault=words::fault_of(faults, "reason")/>
            <p class="actions">
                <button class="button" type="submit" disabled=move || busy.get()>{t().move_now}</button>
                <button class="button quiet" type="button" on:click=move |_| desk.moving.set(None)>{common().cancel}</button>
            </p>
        </form>
    }
}
