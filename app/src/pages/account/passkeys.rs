//! One's own passkeys: listed, added, removed.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::openid::Ending;
use tokuten_core::passkeys::{
    Confirmation, Confirmed, NewPasskey, PasskeyView, PasskeysView, Stays, passkey_faults, stays,
};
use tokuten_core::problem::ProblemCode;

use crate::browser;
use crate::client::{send, send_only};
use crate::components::confirming::{Confirming, Means, Standing};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::shown;
use crate::components::panel::Panel;
use crate::components::provider::{ended, ending};
use crate::context::leave_when_signed_out;
use crate::format::instant;
use crate::loaded::Loaded;
use crate::passkeys::{self, Failure};
use crate::texts::fill;
use crate::texts::passkeys::t;
use crate::words;

/// Id of the place where the section says what came of a press.
const SAID: &str = "passkeys-said";

/// What the section says.
#[derive(Clone)]
enum Said {
    Added(String),
    Removed,
    /// By the provider, from which one has just come back.
    Confirmed,
}

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Section {
    loaded: Loaded<PasskeysView>,
    said: RwSignal<Option<Said>>,
    removing: RwSignal<Option<PasskeyView>>,
}

impl Section {
    fn done(self, said: Said) {
        let _ = self.removing.try_set(None);
        self.says(said);
        self.loaded.refresh();
    }

    fn says(self, said: Said) {
        let _ = self.said.try_set(Some(said));
        request_animation_frame(|| browser::focus(SAID));
    }

    /// Goes on here with who comes back from the provider, once it is known whether that still counts.
    fn goes_on(self) {
        Effect::new(move |known: Option<bool>| {
            let confirmed = self.loaded.there(|view| view.confirmed);
            if known != Some(true) && confirmed == Some(true) && ending() == Some(Ending::Confirmed) {
                self.says(Said::Confirmed);
            }
            known == Some(true) || confirmed.is_some()
        });
    }
}

/// The section.
#[component]
pub fn Passkeys(
    /// What the page has loaded.
    loaded: Loaded<PasskeysView>,
) -> impl IntoView {
    let section = Section { loaded, said: RwSignal::new(None), removing: RwSignal::new(None) };
    section.goes_on();
    let message = move || {
        let good = |text: String| view! { <p class="notice good" role="status">{text}</p> }.into_any();
        section.said.get().map(|said| match said {
            Said::Added(name) => good(fill(t().said_added, &[("name", &name)])),
            Said::Removed => good(t().said_removed.to_owned()),
            Said::Confirmed => ended(Ending::Confirmed),
        })
    };
    view! {
        <section aria-labelledby="passkeys">
            <h2 id="passkeys">{live(move || t().passkeys)}</h2>
            <p>{live(move || t().passkeys_text)}</p>
            <div id=SAID tabindex="-1">{live(message)}</div>
            {shown(loaded, move |view| there(view, section))}
        </section>
    }
}

fn there(view: PasskeysView, section: Section) -> impl IntoView {
    let host = view.host.as_deref();
    let means = Means::of(&view);
    let stays = stays(view.ways, view.only_factor);
    let adding = if passkeys::work_here(host) {
        view! { <Add section means=means.clone()/> }.into_any()
    } else {
        let text =
            host.map_or_else(|| t().not_at_all.to_owned(), |host| fill(t().not_here, &[("host", host)]));
        view! { <p class="notice" role="note">{text}</p> }.into_any()
    };
    let list = if view.passkeys.is_empty() {
        view! { <p>{t().none_yet}</p> }.into_any()
    } else {
        list(view.passkeys, stays, section).into_any()
    };
    view! {
        {list}
        {adding}
        {live(move || section.removing.get().map(|passkey| view! { <Remove section means=means.clone() passkey/> }))}
    }
}

fn list(passkeys: Vec<PasskeyView>, stays: Option<Stays>, section: Section) -> impl IntoView {
    let row = move |passkey: PasskeyView| {
        let label = format!("{}: {}", t().remove, passkey.name);
        let last = passkey.last_used.map_or_else(|| t().never.to_owned(), instant);
        let (name, added) = (passkey.name.clone(), instant(passkey.created_at));
        let id = format!("why-{}", passkey.id);
        let described = stays.map(|_| id.clone());
        let why = stays.map(|why| {
            let text = match why {
                Stays::OnlyFactor => t().last_stays,
                Stays::LastWay => t().last_way,
            };
            view! { <p class="small" id=id>{text}</p> }
        });
        view! {
            <tr>
                <td data-label=t().name class="address">{name}</td>
                <td data-label=t().added>{added}</td>
                <td data-label=t().last_used>{last}</td>
                <td data-label=t().actions><div>
                    <button class="button quiet" type="button" aria-label=label disabled=stays.is_some() aria-describedby=described
                        on:click=move |_| section.removing.set(Some(passkey.clone()))>{t().remove}</button>
                    {why}
                </div></td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-labelledby="passkeys">
            <table class="sessions">
                <thead><tr>
                    <th scope="col">{t().name}</th><th scope="col">{t().added}</th>
                    <th scope="col">{t().last_used}</th><th scope="col">{t().actions}</th>
                </tr></thead>
                <tbody>{passkeys.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Asks the server for options, the device for a key, and the server to take it.
async fn added(name: String, confirmation: Confirmation) -> Result<PasskeyView, Failure> {
    let new = NewPasskey { name, confirmation };
    let options = send(Method::POST, "/api/account/passkeys/options", None, &new).await?;
    let answer = passkeys::made(&options).await?;
    Ok(send(Method::POST, "/api/account/passkeys", None, &answer).await?)
}

#[component]
fn Add(section: Section, means: Means) -> impl IntoView {
    let (name, standing, too_many) = (RwSignal::new(String::new()), Standing::new(), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let confirmed = move |confirmation| {
        let faults = passkey_faults(&name.get_untracked());
        if !faults.is_empty() {
            standing.end(None);
            standing.faults.set(faults);
            return;
        }
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match added(name.get_untracked(), confirmation).await {
                Ok(passkey) => {
                    standing.end(None);
                    let _ = name.try_set(String::new());
                    section.done(Said::Added(passkey.name));
                }
                Err(Failure::Api(error)) if leave(&error) => {}
                Err(Failure::Api(error)) if error.code() == Some(ProblemCode::Conflict) => {
                    standing.end(None);
                    let _ = too_many.try_set(true);
                }
                Err(failure) => standing.end(Some(failure)),
            }
        });
    };
    let field = (!means.leaves_first()).then(|| {
        view! {
            <Field id="passkey-name" label=Signal::derive(|| t().name) value=name fault=words::fault_of(standing.faults, "name")
                hint=Signal::derive(|| t().name_hint)/>
        }
    });
    let asked =
        (!means.is_confirmed()).then(|| view! { <p class="small">{live(move || t().confirm_text)}</p> });
    view! {
        <div class="narrow">
            {live(move || too_many.get().then(|| view! { <p class="notice bad" role="alert">{t().too_many}</p> }))}
            {field}
            {asked}
            <Confirming means id="passkey-present" press=Signal::derive(|| t().add.to_owned()) standing confirmed/>
        </div>
    }
}

/// Asks for a confirmation before a passkey is taken away.
#[component]
fn Remove(section: Section, means: Means, passkey: PasskeyView) -> impl IntoView {
    let (standing, leave, dialog) = (Standing::new(), leave_when_signed_out(), NodeRef::new());
    let title = {
        let name = passkey.name.clone();
        Signal::derive(move || fill(t().remove_title, &[("name", &name)]))
    };
    let confirmed = move |confirmation| {
        let (leave, url) = (leave.clone(), format!("/api/account/passkeys/{}/removal", passkey.id));
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, &url, &Confirmed { confirmation }).await {
                Ok(()) => section.done(Said::Removed),
                Err(error) if leave(&error) => {}
                Err(error) => standing.end(Some(Failure::Api(error))),
            }
        });
    };
    let asked = (!means.is_confirmed()).then(|| view! { <p>{live(move || t().confirm_text)}</p> });
    view! {
        <Panel dialog title closed=move || drop(section.removing.try_set(None))>
            <p>{live(move || t().remove_text)}</p>
            {asked}
            <Confirming means id="remove-present" press=Signal::derive(|| t().remove.to_owned()) standing confirmed/>
        </Panel>
    }
}
