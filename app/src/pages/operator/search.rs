//! The operators' search: one field above every page, hits in groups as one types.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use tokuten_core::stories::{Hits, Question};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::browser;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::texts::fill;
use crate::texts::operator::search::t;
use crate::words;

/// How long nobody must have typed before it is asked.
const PAUSE: Duration = Duration::from_millis(200);
/// What the arrow keys go through.
const HITS: &str = ".finder .hits a";

/// What was found: nothing while there is too little to ask for.
type Found = Option<Result<Hits, ApiError>>;

/// A hit: where it leads, and what it is.
type Hit = (String, String);

/// The field and what was found.
#[component]
pub fn Finder() -> impl IntoView {
    let (text, found) =
        (RwSignal::new(String::new()), RwSignal::new(None::<(String, Result<Hits, ApiError>)>));
    let leave = StoredValue::new(leave_when_signed_out());
    let ask = move || {
        let asked = text.get_untracked();
        if Question::of(&asked).is_none() {
            return;
        }
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/search?q={}", js_sys::encode_uri_component(&asked));
            let answer = get::<Hits>(&url).await;
            if let Err(error) = &answer
                && leave.try_with_value(|leave| leave(error)) != Some(false)
            {
                return;
            }
            // An answer to what is no longer asked comes too late.
            if text.try_get_untracked().as_ref() == Some(&asked) {
                let _ = found.try_set(Some((asked, answer)));
            }
        });
    };
    let typed = move |event| {
        text.set(event_target_value(&event));
        let then = text.get_untracked();
        set_timeout(
            move || {
                if text.try_get_untracked().as_ref() == Some(&then) {
                    ask();
                }
            },
            PAUSE,
        );
    };
    let present = move || -> Found {
        let text = text.get();
        Question::of(&text)?;
        found.get().filter(|(asked, _)| *asked == text).map(|(_, answer)| answer)
    };
    // A hit that was chosen leads away: what was asked is done with.
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            text.set(String::new());
        }
        now
    });
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(Ok(hits)) = present()
            && let Some((href, _)) = groups(&hits).into_iter().flat_map(|(_, hits)| hits).next()
        {
            navigate(&href, NavigateOptions::default());
        }
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => step(&event, 1),
        "ArrowUp" => step(&event, -1),
        "Escape" => {
            text.set(String::new());
            browser::focus("find");
        }
        _ => {}
    };
    view! {
        <form class="finder" role="search" on:submit=submit on:keydown=key>
            <label class="visually-hidden" for="find">{live(move || t().find)}</label>
            <input id="find" type="search" autocomplete="off" placeholder=move || t().hint prop:value=text on:input=typed/>
            {live(move || present().map(answer))}
        </form>
    }
}

/// Goes so many hits on; before the first is the field.
fn step(event: &KeyboardEvent, by: i32) {
    let Ok(all) = document().query_selector_all(HITS) else { return };
    let hit = |place: u32| all.item(place).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let present = document().active_element();
    let place = (0..all.length()).find(|place| hit(*place).map(Into::into) == present);
    event.prevent_default();
    match (place, by) {
        (None, 1..) => drop(hit(0).map(|hit| hit.focus())),
        (Some(0), ..0) => browser::focus("find"),
        (Some(place), by) => {
            drop(place.checked_add_signed(by).and_then(hit).map(|hit| hit.focus()));
        }
        (None, _) => {}
    }
}

fn answer(found: Result<Hits, ApiError>) -> AnyView {
    let Ok(hits) = found else {
        return view! { <p class="hits" role="alert">{t().failed}</p> }.into_any();
    };
    if hits.is_empty() {
        return view! { <p class="hits" role="status">{t().nothing}</p> }.into_any();
    }
    let groups = groups(&hits);
    let count = groups.iter().map(|(_, hits)| hits.len()).sum::<usize>();
    let link = |(href, what): Hit| view! { <li><a href=href>{what}</a></li> };
    let group = |(name, hits): (&'static str, Vec<Hit>)| {
        view! { <section aria-label=name><h2>{name}</h2><ul>{hits.into_iter().map(link).collect_view()}</ul></section> }
    };
    view! {
        <div class="hits">
            <p class="visually-hidden" role="status">{fill(t().found, &[("count", &count.to_string())])}</p>
            {groups.into_iter().map(group).collect_view()}
        </div>
    }
    .into_any()
}

/// The groups in which something was found.
fn groups(hits: &Hits) -> Vec<(&'static str, Vec<Hit>)> {
    let t = t();
    let partners =
        hits.partners.iter().map(|hit| (page(hit.id.as_str()), format!("{} · {}", hit.name, hit.id)));
    let users = hits.users.iter().map(|hit| {
        let what = format!("{} <{}> · {}", hit.name, hit.email, hit.partner.name);
        (format!("{}#users", page(hit.partner.id.as_str())), what)
    });
    let orders = hits.orders.iter().map(|hit| {
        let order = fill(t.order, &[("order", &hit.number.to_string())]);
        let what = format!("{order} · {} · {}", words::order_state(hit.state), hit.partner.name);
        (format!("{}#orders", page(hit.partner.id.as_str())), what)
    });
    let invoices = hits.invoices.iter().map(|hit| {
        let what = format!("{} · {}", hit.number, hit.partner.name);
        (format!("{}#invoices", page(hit.partner.id.as_str())), what)
    });
    let requests = hits.requests.iter().map(|hit| {
        let places = [("number", &*hit.number.to_string()), ("title", &hit.title)];
        (
            format!("/operator/support/{}", hit.number),
            format!("{} · {}", fill(t.request, &places), hit.partner),
        )
    });
    let all = [
        (t.partners, partners.collect::<Vec<_>>()),
        (t.users, users.collect()),
        (t.orders, orders.collect()),
        (t.invoices, invoices.collect()),
        (t.requests, requests.collect()),
    ];
    all.into_iter().filter(|(_, hits)| !hits.is_empty()).collect()
}

fn page(partner: &str) -> String {
    format!("/operator/partners/{partner}")
}
