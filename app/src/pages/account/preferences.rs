//! The zone of times of day, and reminders.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::account::{AccountView, RemindersChoice, ZoneChoice};

use crate::client::{ApiError, send_only};
use crate::components::live::live;
use crate::components::page::Explained;
use crate::components::select::Select;
use crate::context::{context, leave_when_signed_out};
use crate::loaded::Loaded;
use crate::texts::account::t;

/// What the section says after a change.
#[derive(Clone)]
enum Said {
    Saved,
    Failed(ApiError),
}

/// The section. Each choice is kept at once.
#[component]
pub fn Preferences(view: AccountView, loaded: Loaded<AccountView>) -> impl IntoView {
    let said = RwSignal::new(None::<Said>);
    let (zone, zones) = (RwSignal::new(view.zone.clone().unwrap_or_default()), view.zones);
    let (context, leave) = (context(), leave_when_signed_out());
    let done = move |outcome: Result<(), ApiError>| match outcome {
        Ok(()) => {
            let _ = said.try_set(Some(Said::Saved));
            loaded.refresh();
        }
        Err(error) if leave(&error) => {}
        Err(error) => drop(said.try_set(Some(Said::Failed(error)))),
    };
    let keep_zone = {
        let done = done.clone();
        move |zone: String| {
            let (choice, done) =
                (ZoneChoice { zone: Some(zone).filter(|zone| !zone.is_empty()) }, done.clone());
            leptos::task::spawn_local(async move {
                let outcome = send_only(Method::PUT, "/api/account/zone", &choice).await;
                if outcome.is_ok() {
                    context.session.update(|session| {
                        if let Some(session) = session {
                            session.zone = choice.zone;
                        }
                    });
                }
                done(outcome);
            });
        }
    };
    // What was chosen since the page came, and not what it came with.
    Effect::new(move |before: Option<String>| {
        let now = zone.get();
        if before.is_some_and(|before| before != now) {
            keep_zone(now.clone());
        }
        now
    });
    let options = move || {
        let own = (String::new(), t().zone_browser.to_owned());
        [own].into_iter().chain(zones.iter().map(|zone| (zone.clone(), zone.clone()))).collect::<Vec<_>>()
    };
    let reminders = view.reminders.map(|wanted| {
        let keep = move |event| {
            let (choice, done) = (RemindersChoice { reminders: event_target_checked(&event) }, done.clone());
            leptos::task::spawn_local(async move {
                done(send_only(Method::PUT, "/api/account/reminders", &choice).await);
            });
        };
        view! {
            <label class="choice" for="reminders">
                <input type="checkbox" id="reminders" aria-describedby="reminders-about" prop:checked=wanted on:change=keep/>
                {live(move || t().reminders)}
            </label>
            <p class="small" id="reminders-about">{live(move || t().reminders_text)}</p>
        }
    });
    let message = move || {
        said.get().map(|said| match said {
            Said::Saved => view! { <p class="notice good" role="status">{t().saved}</p> }.into_any(),
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    view! {
        <section class="narrow" aria-labelledby="preferences">
            <h2 id="preferences">{live(move || t().preferences)}</h2>
            {live(message)}
            <Select id="zone" label=Signal::derive(|| t().zone) value=zone options=Signal::derive(options) hint=Signal::derive(|| t().zone_hint)/>
            {reminders}
        </section>
    }
}
