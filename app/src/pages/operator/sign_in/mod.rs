//! How operators sign in: the password, then the second factor, or setting one up. A passkey is both at once.

mod codes;
mod enrolment;
mod second;

pub use codes::Codes;
pub use enrolment::AppForm;

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::factors::{Enrolled, HalfView, OperatorSignIn};
use tokuten_core::sessions::{Credentials, DemoUser, SessionView, email_fault};

use crate::browser;
use crate::client::{get, send, send_only};
use crate::components::confirming::{Failed, Standing};
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::components::page::{HEADING, Heading, Waiting};
use crate::context::{context, t as shared};
use crate::passkeys;
use crate::texts::operator::factors::t;
use crate::texts::passkeys::t as of_passkeys;
use crate::words;

/// How far one has come.
#[derive(Clone)]
enum Stage {
    /// Whether a password was given already is being asked.
    Asking,
    /// The password comes first.
    Password,
    /// The second factor, or setting one up.
    Half(HalfView),
    /// Set up; the recovery codes are shown.
    Enrolled(Enrolled),
}

/// What all steps share.
#[derive(Clone, Copy)]
struct Room {
    stage: RwSignal<Stage>,
    standing: Standing,
    enter: StoredValue<Box<dyn Fn(SessionView) + Send + Sync>>,
}

impl Room {
    /// Signed in: goes to where one was, or to the desk.
    fn enter(self, session: SessionView) {
        self.enter.with_value(|enter| enter(session));
    }

    /// Signs in by a passkey, whatever step one is at.
    fn by_passkey(self) {
        if !self.standing.begin() {
            return;
        }
        leptos::task::spawn_local(async move {
            match passkeys::sign_in("/api/operator/session/passkey").await {
                Ok(session) => self.enter(session),
                Err(failure) => self.standing.end(Some(failure)),
            }
        });
    }

    /// Gives up, and begins with the password again.
    fn start_again(self) {
        leptos::task::spawn_local(async move {
            // One that could not be ended is over by itself soon.
            let _ = send_only(Method::DELETE, "/api/operator/session", &()).await;
            self.standing.end(None);
            let _ = self.stage.try_set(Stage::Password);
        });
    }
}

/// The page.
#[component]
pub fn OperatorSignInPage() -> impl IntoView {
    let (context, navigate) = (context(), use_navigate());
    let back = browser::query("return").filter(|path| path.starts_with('/') && !path.starts_with("//"));
    let ended = back.is_some();
    let enter = move |session| {
        context.signed_in(session);
        navigate(back.as_deref().unwrap_or("/operator"), NavigateOptions::default());
    };
    let room = Room {
        stage: RwSignal::new(Stage::Asking),
        standing: Standing::new(),
        enter: StoredValue::new(Box::new(enter)),
    };
    leptos::task::spawn_local(async move {
        let half = get::<HalfView>("/api/operator/session").await;
        let _ = room.stage.try_set(half.map_or(Stage::Password, Stage::Half));
    });
    // What was pressed is gone with its step: the keyboard goes to the next one's heading.
    Effect::new(move |before: Option<()>| {
        room.stage.track();
        if before.is_some() {
            request_animation_frame(|| browser::focus(HEADING));
        }
    });
    let heading = Signal::derive(move || {
        room.stage
            .with(|stage| match stage {
                Stage::Asking | Stage::Password => t().title,
                Stage::Half(view) if view.factors.any() => t().second,
                Stage::Half(_) => t().set_up,
                Stage::Enrolled(_) => t().codes,
            })
            .to_owned()
    });
    view! {
        <Heading text=heading/>
        {live(move || match room.stage.get() {
            Stage::Asking => view! { <Waiting/> }.into_any(),
            Stage::Password => view! { <Password room ended/> }.into_any(),
            Stage::Half(view) if view.factors.any() => view! { <second::Second room view/> }.into_any(),
            Stage::Half(view) => view! { <enrolment::Enrol room view/> }.into_any(),
            Stage::Enrolled(enrolled) => {
                let (codes, session) = (enrolled.recovery_codes, enrolled.session);
                view! { <Codes codes kept=move || room.enter(session.clone())/> }.into_any()
            }
        })}
    }
}

/// The first step.
#[component]
fn Password(room: Room, ended: bool) -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (checked, context) = (RwSignal::new(false), context());
    let give = move |credentials: Credentials| {
        if !room.standing.begin() {
            return;
        }
        leptos::task::spawn_local(async move {
            match send(Method::POST, "/api/operator/session", None, &credentials).await {
                Ok(OperatorSignIn::SignedIn(session)) => room.enter(session),
                Ok(OperatorSignIn::NeedsFactor(view)) => {
                    room.standing.end(None);
                    let _ = room.stage.try_set(Stage::Half(view));
                }
                Err(error) => {
                    room.standing.end(Some(error.into()));
                    browser::focus("sign-in-error");
                }
            }
        });
    };
    let email_wrong =
        Signal::derive(move || checked.get().then(|| email_fault(&email.get()).map(words::fault)).flatten());
    let password_wrong = Signal::derive(move || {
        (checked.get() && password.with(String::is_empty)).then(|| shared().fault_missing)
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        checked.set(true);
        if email_wrong.get_untracked().is_none() && password_wrong.get_untracked().is_none() {
            give(Credentials { email: email.get_untracked(), password: password.get_untracked() });
        }
    };
    let listed = Signal::derive(move || {
        let email = email_wrong.get().map(|fault| ("email", shared().email, fault));
        let password = password_wrong.get().map(|fault| ("password", shared().password, fault));
        email.into_iter().chain(password).collect::<Vec<_>>()
    });
    let by_passkey = move || {
        let host =
            context.public.with(|public| public.as_ref().and_then(|public| public.passkey_host.clone()));
        passkeys::work_here(host.as_deref()).then(|| {
            view! {
                <p class="actions"><button class="button quiet" type="button" disabled=move || room.standing.busy.get()
                    on:click=move |_| room.by_passkey()>{of_passkeys().sign_in_by}</button></p>
            }
        })
    };
    let demo = move || {
        let companies = context.public.with(|public| public.as_ref().map(|public| public.demo.clone()));
        let operators: Vec<_> = companies
            .into_iter()
            .flatten()
            .flat_map(|company| company.users)
            .filter(|user| user.operator.is_some())
            .collect();
        (!operators.is_empty()).then(|| view! { <Demo operators pick=give/> })
    };
    view! {
        <p>{live(move || if ended { shared().session_ended } else { t().lead })}</p>
        <form class="narrow" novalidate on:submit=submit>
            <div id="sign-in-error" tabindex="-1"><Failed standing=room.standing/></div>
            <FaultSummary faults=listed/>
            <Field id="email" label=Signal::derive(|| shared().email) value=email fault=email_wrong kind="email" autocomplete="username" inputmode="email"/>
            <Field id="password" label=Signal::derive(|| shared().password) value=password fault=password_wrong kind="password" autocomplete="current-password"/>
            <button class="button" type="submit" disabled=move || room.standing.busy.get()>{live(move || shared().sign_in)}</button>
            {live(by_passkey)}
            <p class="actions"><a href="/forgotten?of=operator">{live(move || shared().forgot_password)}</a></p>
            <p><a href="/sign-in">{live(move || t().partners)}</a></p>
        </form>
        {live(demo)}
    }
}

#[component]
fn Demo(operators: Vec<DemoUser>, pick: impl Fn(Credentials) + Copy + 'static) -> impl IntoView {
    let one = move |user: DemoUser| {
        let email = user.email.clone();
        view! {
            <li><button class="chip" type="button" title=user.email.clone() aria-label=format!("{}: {}", shared().sign_in, user.email)
                on:click=move |_| pick(Credentials { email: email.clone(), password: "demo".to_owned() })>
                {user.name}" "<span class="small">{user.operator.map(words::operator)}</span>
            </button></li>
        }
    };
    view! {
        <section aria-labelledby="demo">
            <h2 id="demo">{shared().demo_title}</h2>
            <p>{shared().demo_text}</p>
            <ul class="chips">{operators.into_iter().map(one).collect_view()}</ul>
        </section>
    }
}
