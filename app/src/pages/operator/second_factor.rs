//! One's own second factor: the authenticator app, recovery codes, and where passkeys are seen to.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::factors::{CodeEntry, Enrolment, FactorsView, RecoveryCodes};
use tokuten_core::passkeys::{Confirmation, Confirmed, PasskeysView};
use tokuten_core::problem::ProblemCode;

use super::sign_in::{AppForm, Codes};
use crate::browser;
use crate::client::{ApiError, send, send_only};
use crate::components::confirming::{Confirming, Means, Standing};
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::leave_when_signed_out;
use crate::format::{count, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::factors::t;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What was chosen and is to be confirmed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    NewApp,
    RemoveApp,
    NewCodes,
}

impl Choice {
    fn press(self) -> &'static str {
        match self {
            Self::NewApp => t().app_new,
            Self::RemoveApp => t().app_remove,
            Self::NewCodes => t().codes_new,
        }
    }

    fn consequence(self) -> &'static str {
        match self {
            Self::NewApp => t().app_another_text,
            Self::RemoveApp => t().app_remove_text,
            Self::NewCodes => t().codes_new_text,
        }
    }
}

/// What stands in the place of the choices.
#[derive(Clone)]
enum Step {
    Choosing,
    Confirming(Choice),
    App(Enrolment),
    Codes(Vec<String>),
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
struct Room {
    loaded: Loaded<FactorsView>,
    step: RwSignal<Step>,
    said: RwSignal<Option<fn() -> &'static str>>,
}

impl Room {
    fn done(self, said: Option<fn() -> &'static str>, step: Step) {
        let _ = self.said.try_set(said);
        let _ = self.step.try_set(step);
        request_animation_frame(|| browser::focus(SAID));
        self.loaded.refresh();
    }
}

/// The page.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let room = Room {
        loaded: Loaded::<FactorsView>::from(|| "/api/operator/factors".to_owned()),
        step: RwSignal::new(Step::Choosing),
        said: RwSignal::new(None),
    };
    // How one confirms is what passkeys and password say.
    let own = Loaded::<PasskeysView>::from(|| "/api/account/passkeys".to_owned());
    let means = move || own.there(Means::of);
    view! {
        <Heading text=Signal::derive(|| t().second.to_owned())/>
        <p>{live(move || t().page_text)}</p>
        <div id=SAID tabindex="-1">
            {live(move || room.said.get().map(|said| view! { <p class="notice good" role="status">{said()}</p> }))}
        </div>
        {live(move || match room.step.get() {
            Step::Choosing => shown(room.loaded, move |view| choices(&view, room)).into_any(),
            Step::Confirming(choice) => match means() {
                Some(means) => view! { <Confirm room choice means/> }.into_any(),
                None => shown(own, |_| ()).into_any(),
            },
            Step::App(enrolment) => view! { <NewApp room enrolment/> }.into_any(),
            Step::Codes(codes) => {
                view! { <Codes codes kept=move || room.done(None, Step::Choosing)/> }.into_any()
            }
        })}
    }
}

fn choices(view: &FactorsView, room: Room) -> impl IntoView + use<> {
    let choose = move |choice| {
        room.said.set(None);
        room.step.set(Step::Confirming(choice));
        request_animation_frame(|| browser::focus("confirm"));
    };
    let press = move |text, choice, disabled| {
        view! { <button class="button quiet" type="button" disabled=disabled on:click=move |_| choose(choice)>{text}</button> }
    };
    let app = match view.app_since {
        Some(since) => {
            let stays = view.app_is_last();
            view! {
                <p>{fill(t().app_since, &[("date", &instant(since))])}</p>
                <p class="presses">{press(t().app_another, Choice::NewApp, false)}{press(t().app_remove, Choice::RemoveApp, stays)}</p>
                {stays.then(|| view! { <p class="small">{t().app_stays}</p> })}
            }
            .into_any()
        }
        None => view! { <p>{t().app_none}</p><p>{press(t().app_new, Choice::NewApp, false)}</p> }.into_any(),
    };
    let codes = if view.recovery_codes == 0 {
        view! { <p class="notice">{t().codes_none}</p> }.into_any()
    } else {
        view! { <p>{t().codes_left}": "<strong>{count(view.recovery_codes.into())}</strong></p> }.into_any()
    };
    let passkeys = fill(t().passkeys_count, &[("count", &count(view.passkeys.into()))]);
    view! {
        <section class="narrow" aria-labelledby="app"><h2 id="app">{t().by_app}</h2>{app}</section>
        <section class="narrow" aria-labelledby="of-passkeys">
            <h2 id="of-passkeys">{t().passkeys}</h2><p><a href="/account">{passkeys}</a></p>
        </section>
        <section class="narrow" aria-labelledby="codes">
            <h2 id="codes">{t().codes}</h2>{codes}<p>{press(t().codes_new, Choice::NewCodes, false)}</p>
        </section>
    }
}

/// Does what was chosen.
async fn carried_out(
    choice: Choice,
    confirmation: Confirmation,
) -> Result<(Step, Option<fn() -> &'static str>), ApiError> {
    let confirmed = Confirmed { confirmation };
    Ok(match choice {
        Choice::NewApp => {
            (Step::App(send(Method::POST, "/api/operator/factors/app", None, &confirmed).await?), None)
        }
        Choice::RemoveApp => {
            send_only(Method::POST, "/api/operator/factors/app/removal", &confirmed).await?;
            (Step::Choosing, Some(|| t().said_removed))
        }
        Choice::NewCodes => {
            let url = "/api/operator/factors/recovery-codes";
            let codes = send::<RecoveryCodes>(Method::POST, url, None, &confirmed).await?;
            (Step::Codes(codes.codes), None)
        }
    })
}

#[component]
fn Confirm(room: Room, choice: Choice, means: Means) -> impl IntoView {
    let (standing, leave) = (Standing::new(), leave_when_signed_out());
    let confirmed = move |confirmation| {
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match carried_out(choice, confirmation).await {
                Ok((step, said)) => room.done(said, step),
                Err(error) if leave(&error) => {}
                Err(error) => standing.end(Some(error.into())),
            }
        });
    };
    view! {
        <section class="narrow" aria-labelledby="confirm">
            <h2 id="confirm" tabindex="-1">{live(move || choice.press())}</h2>
            <p>{live(move || choice.consequence())}</p>
            <Confirming means id="confirm-present" press=Signal::derive(move || choice.press().to_owned()) standing confirmed/>
            <p><button class="button quiet" type="button" on:click=move |_| room.step.set(Step::Choosing)>{live(move || t().never_mind)}</button></p>
        </section>
    }
}

#[component]
fn NewApp(room: Room, enrolment: Enrolment) -> impl IntoView {
    let leave = leave_when_signed_out();
    let enter = move |entry: CodeEntry, standing: Standing, wrong: RwSignal<bool>| {
        let leave = leave.clone();
        leptos::task::spawn_local(async move {
            match send::<RecoveryCodes>(Method::PUT, "/api/operator/factors/app", None, &entry).await {
                Ok(RecoveryCodes { codes }) => {
                    let step = if codes.is_empty() { Step::Choosing } else { Step::Codes(codes) };
                    room.done(Some(|| t().said_app), step);
                }
                Err(error) if leave(&error) => {}
                Err(error) if error.code() == Some(ProblemCode::CodeRefused) => {
                    standing.end(None);
                    let _ = wrong.try_set(true);
                }
                Err(error) => standing.end(Some(error.into())),
            }
        });
    };
    view! {
        <section class="narrow" aria-labelledby="new-app">
            <h2 id="new-app">{live(move || t().by_app)}</h2>
            <AppForm enrolment enter/>
            <p><button class="button quiet" type="button" on:click=move |_| room.step.set(Step::Choosing)>{live(move || t().never_mind)}</button></p>
        </section>
    }
}
