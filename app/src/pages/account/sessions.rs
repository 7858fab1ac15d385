//! Where one is signed in.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::account::{AccountView, OpenSession, device};

use crate::client::{ApiError, send_only};
use crate::components::live::live;
use crate::components::page::Explained;
use crate::context::leave_when_signed_out;
use crate::format::instant;
use crate::loaded::Loaded;
use crate::texts::account::t;
use crate::texts::fill;

/// What the section says after a press.
#[derive(Clone)]
pub enum Said {
    SignedOut,
    Failed(ApiError),
}

/// What the rows share.
#[derive(Clone, Copy)]
struct Section {
    loaded: Loaded<AccountView>,
    said: RwSignal<Option<Said>>,
    busy: RwSignal<bool>,
}

impl Section {
    fn end(self, url: String, leave: impl Fn(&ApiError) -> bool + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.said.set(None);
        leptos::task::spawn_local(async move {
            match send_only(Method::DELETE, &url, &()).await {
                Ok(()) => drop(self.said.try_set(Some(Said::SignedOut))),
                Err(error) if leave(&error) => {}
                Err(error) => drop(self.said.try_set(Some(Said::Failed(error)))),
            }
            let _ = self.busy.try_set(false);
            self.loaded.refresh();
        });
    }
}

/// The section. What was said outlives the list, which comes anew.
#[component]
pub fn Sessions(
    view: AccountView,
    loaded: Loaded<AccountView>,
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let section = Section { loaded, said, busy: RwSignal::new(false) };
    let leave = leave_when_signed_out();
    let others = view.sessions.iter().any(|session| !session.is_here).then(|| {
        let leave = leave.clone();
        let press = move |_| section.end("/api/account/sessions".to_owned(), leave.clone());
        view! { <p><button class="button quiet" type="button" disabled=move || section.busy.get() on:click=press>{t().sign_out_others}</button></p> }
    });
    let rows = view.sessions.into_iter().map(|session| row(session, section, leave.clone())).collect_view();
    let message = move || {
        said.get().map(|said| match said {
            Said::SignedOut => {
                view! { <p class="notice good" role="status">{t().signed_out_there}</p> }.into_any()
            }
            Said::Failed(error) => {
                view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
            }
        })
    };
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">{t().sessions}</h2>
            <p>{t().sessions_text}</p>
            {live(message)}
            <div class="scroll" tabindex="0" role="group" aria-labelledby="sessions">
                <table class="sessions">
                    <thead><tr>
                        <th scope="col">{t().browser}</th><th scope="col">{t().address}</th><th scope="col">{t().since}</th>
                        <th scope="col">{t().until}</th><th scope="col">{t().actions}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {others}
        </section>
    }
}

fn row(
    session: OpenSession,
    section: Section,
    leave: impl Fn(&ApiError) -> bool + Clone + 'static,
) -> impl IntoView {
    let name = session.agent.as_deref().map_or_else(|| t().unknown_browser.to_owned(), named);
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| t().unknown.to_owned());
    let action = if session.is_here {
        view! { <span>{t().here}</span> }.into_any()
    } else {
        let (url, label) =
            (format!("/api/account/sessions/{}", session.id), format!("{}: {name}", t().sign_out_there));
        let press = move |_| section.end(url.clone(), leave.clone());
        view! { <button class="button quiet" type="button" aria-label=label disabled=move || section.busy.get() on:click=press>{t().sign_out_there}</button> }
            .into_any()
    };
    view! {
        <tr>
            <td data-label=t().browser>{name}</td>
            <td data-label=t().address>{or_unknown(session.address)}</td>
            <td data-label=t().since>{or_unknown(session.since.map(instant))}</td>
            <td data-label=t().until>{instant(session.until)}</td>
            <td data-label=t().actions>{action}</td>
        </tr>
    }
}

/// A browser by what it says of itself.
fn named(agent: &str) -> String {
    match device(agent) {
        (Some(browser), Some(system)) => fill(t().browser_on, &[("browser", browser), ("system", system)]),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t().unknown_browser.to_owned(),
    }
}
