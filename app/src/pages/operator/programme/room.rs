//! What the pages of the programme share: how it stands, what was pressed, and what came of it.

use std::future::Future;

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::programme::ProgrammeDesk;
use tokuten_core::sessions::OperatorRole;

use crate::browser;
use crate::client::{ApiError, send};
use crate::components::live::live;
use crate::components::page::{Explained, Heading};
use crate::context::{context, leave_when_signed_out};
use crate::format::{count, date};
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::pages::operator::statements::preview;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The API's address of the programme.
pub const URL: &str = "/api/operator/programme";
/// Id of the place where a page says what came of a press.
pub const SAID: &str = "said";
/// Id of what says whose work this is.
pub const ONLY: &str = "only";

/// What came of a press.
#[derive(Clone)]
pub enum Said {
    Begun,
    Discarded,
    Imported,
    Saved,
    WorkedOut,
    Published(i32),
    Scheduled(NaiveDate),
    TakenBack,
    TooLarge,
    NoFile,
    Failed(ApiError),
}

/// Goes to the sign-in page if an error asks for it.
type Leave = Box<dyn Fn(&ApiError) -> bool + Send + Sync>;

/// A page of the programme.
#[derive(Clone, Copy)]
pub struct Room {
    /// How the programme stands.
    pub loaded: Loaded<ProgrammeDesk>,
    /// What was said last.
    pub said: RwSignal<Option<Said>>,
    /// Whether something is under way.
    pub busy: RwSignal<bool>,
    /// What the server found wrong with fields.
    pub faults: RwSignal<Vec<FieldError>>,
    leave: StoredValue<Leave>,
}

impl Room {
    /// Asks how the programme stands.
    pub fn new() -> Self {
        Self {
            loaded: Loaded::from(|| URL.to_owned()),
            said: RwSignal::new(None),
            busy: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            leave: StoredValue::new(Box::new(leave_when_signed_out())),
        }
    }

    /// Says something where the keyboard is taken to.
    pub fn say(self, said: Said) {
        let _ = self.said.try_set(Some(said));
        request_animation_frame(|| browser::focus(SAID));
    }

    /// Leads away who is signed out, and answers whether it did; whoever has left the page too.
    pub fn left(self, error: &ApiError) -> bool {
        self.leave.try_with_value(|leave| leave(error)) != Some(false)
    }

    /// Begins something; answers whether nothing else is under way.
    pub fn begins(self) -> bool {
        !self.busy.get_untracked() && {
            self.busy.set(true);
            self.said.set(None);
            self.faults.set(Vec::new());
            true
        }
    }

    /// Does something, and shows how the programme stands after it.
    pub fn press(
        self,
        doing: impl Future<Output = Result<Option<ProgrammeDesk>, ApiError>> + 'static,
        done: impl FnOnce(Option<&ProgrammeDesk>) -> Said + 'static,
    ) {
        if !self.begins() {
            return;
        }
        leptos::task::spawn_local(async move {
            let outcome = doing.await;
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(desk) => {
                    self.say(done(desk.as_ref()));
                    match desk {
                        Some(desk) => self.loaded.put(desk),
                        None => self.loaded.refresh(),
                    }
                }
                Err(error) if self.left(&error) => {}
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = self.faults.try_set(problem.fields);
                }
                Err(error) => {
                    // What is shown is out of date, as it seems.
                    if error.code().is_some() {
                        self.loaded.refresh();
                    }
                    self.say(Said::Failed(error));
                }
            }
        });
    }

    /// Begins a draft of what is in force.
    pub fn begin_draft(self) {
        self.press(async { send(Method::POST, &format!("{URL}/draft"), None, &()).await.map(Some) }, |_| {
            Said::Begun
        });
    }
}

/// Whether who is signed in may change the programme.
pub fn may() -> bool {
    context().works_as(OperatorRole::Programme)
}

/// What a greyed-out button points to, for who may not press it.
pub fn why() -> Option<&'static str> {
    (!may()).then_some(ONLY)
}

/// The head of a page: its name, the way to the others, whose work it is, and what came of a press.
#[component]
pub fn Head(
    /// What the page is called.
    #[prop(into)]
    title: Signal<String>,
    /// Its address.
    here: &'static str,
    /// What was said last.
    said: RwSignal<Option<Said>>,
) -> impl IntoView {
    let context = context();
    let link = move |href: &'static str, text: fn() -> &'static str| {
        let current = (href == here).then_some("page");
        view! { <li><a class="chip" href=href aria-current=current>{live(text)}</a></li> }
    };
    let only = move || {
        (context.asked.get() && !may()).then(|| {
            view! { <p class="notice" role="note" id=ONLY>{t().only}</p> }
        })
    };
    view! {
        <Heading text=title/>
        <nav class="queues" aria-label=move || t().programme>
            <ul class="chips">
                {link("/operator/programme", || t().standing)}
                {link("/operator/programme/offers", || t().offers)}
                {link("/operator/programme/renewal", || t().renewal)}
                {link("/operator/programme/review", || t().review)}
            </ul>
        </nav>
        {live(only)}
        <div id=SAID tabindex="-1">{live(move || said.get().map(message))}</div>
    }
}

/// The press that begins a draft.
#[component]
pub fn Begin(room: Room) -> impl IntoView {
    view! {
        <p class="actions">
            <button class="button" type="button" disabled=move || room.busy.get() || !may() aria-describedby=why
                on:click=move |_| room.begin_draft()>{live(move || t().begin)}</button>
        </p>
    }
}

fn message(said: Said) -> AnyView {
    let good = |text: &str| view! { <p class="notice good" role="status">{text.to_owned()}</p> }.into_any();
    let t = t();
    match said {
        Said::Begun => good(t.said_begun),
        Said::Discarded => good(t.said_discarded),
        Said::Imported => good(t.said_imported),
        Said::Saved => good(t.said_saved),
        Said::WorkedOut => good(t.said_worked_out),
        Said::Published(number) => good(&fill(t.said_published, &[("number", &number.to_string())])),
        Said::Scheduled(day) => good(&fill(t.said_scheduled, &[("date", &date(day))])),
        Said::TakenBack => good(t.said_taken_back),
        Said::TooLarge => bad(t.too_large),
        Said::NoFile => bad(t.choose_first),
        Said::Failed(error) => failed(error),
    }
}

fn bad(text: &'static str) -> AnyView {
    view! { <p class="notice bad" role="alert">{text}</p> }.into_any()
}

/// Why something was not done.
fn failed(error: ApiError) -> AnyView {
    if let ApiError::Problem(problem) = &error
        && !problem.rows.is_empty()
    {
        let all = u64::try_from(problem.row_faults.max(problem.rows.len())).unwrap_or(u64::MAX);
        let text = if all == 1 { t().wrong_one } else { t().wrong };
        let told = fill(text, &[("count", &count(all))]);
        let faults = preview::faults(problem.rows.clone());
        return view! { <p class="notice bad" role="alert">{told}</p> {faults} }.into_any();
    }
    match error.code() {
        Some(ProblemCode::Conflict) => view! { <Refused error/> }.into_any(),
        Some(ProblemCode::Refused) => bad(t().refused),
        Some(ProblemCode::NotFound) => bad(t().gone),
        Some(ProblemCode::RoleMissing) => bad(t().only),
        Some(ProblemCode::TooLarge) => bad(t().too_large),
        _ => view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any(),
    }
}
