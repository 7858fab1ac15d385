//! The vendor's operators: who is there, inviting, work, lost second factors, removing.

mod invite;
mod panels;
mod rows;

use leptos::prelude::*;
use tokuten_core::problem::ProblemCode;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::team::{OperatorPage, OperatorView};

use crate::browser;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::context;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::team::t;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";
/// The API's address of operators.
const URL: &str = "/api/operator/operators";

/// What the page says after a press: of whom.
#[derive(Clone)]
enum Said {
    Invited(String),
    Changed(String),
    Removed(String),
    Reset(String),
    Failed(ApiError),
}

/// What is chosen to be done about somebody: a panel is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Change,
    Reset,
    Remove,
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
struct Room {
    loaded: Loaded<OperatorPage>,
    said: RwSignal<Option<Said>>,
    chosen: RwSignal<Option<(Deed, OperatorView)>>,
    busy: RwSignal<bool>,
}

impl Room {
    /// Shows what came of a press.
    fn done(self, outcome: Result<Said, ApiError>, left: impl Fn(&ApiError) -> bool) {
        let _ = self.busy.try_set(false);
        let said = match outcome {
            Ok(said) => said,
            Err(error) if left(&error) => return,
            Err(error) => Said::Failed(error),
        };
        let _ = self.chosen.try_set(None);
        let _ = self.said.try_set(Some(said));
        // The button that was pressed may be gone: the keyboard goes to what is said.
        request_animation_frame(|| browser::focus(SAID));
        self.loaded.refresh();
    }

    /// Begins something; answers whether nothing else is under way.
    fn begin(self) -> bool {
        !self.busy.get_untracked() && {
            self.busy.set(true);
            true
        }
    }
}

/// The page.
#[component]
pub fn OperatorsPage() -> impl IntoView {
    let context = context();
    let may = Memo::new(move |_| context.asked.get().then(|| context.works_as(OperatorRole::Programme)));
    view! {
        <Heading text=Signal::derive(|| t().title.to_owned())/>
        {live(move || may.get().map(|may| if may {
            view! { <Team/> }.into_any()
        } else {
            view! { <p class="notice" role="note">{t().not_yours}</p> }.into_any()
        }))}
    }
}

#[component]
fn Team() -> impl IntoView {
    let room = Room {
        loaded: Loaded::<OperatorPage>::from(|| URL.to_owned()),
        said: RwSignal::new(None),
        chosen: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    view! {
        <p>{live(move || t().lead)}</p>
        <div id=SAID tabindex="-1">{live(move || room.said.get().map(message))}</div>
        {shown(room.loaded, move |page| rows::list(page, room))}
        <invite::Invite room/>
        {live(move || room.chosen.get().map(|(deed, operator)| match deed {
            Deed::Change => view! { <panels::Change room operator/> }.into_any(),
            Deed::Reset | Deed::Remove => view! { <panels::Sure room deed operator/> }.into_any(),
        }))}
    }
}

fn message(said: Said) -> AnyView {
    let good = |text: &str, name: &str| {
        view! { <p class="notice good" role="status">{fill(text, &[("name", name)])}</p> }.into_any()
    };
    let bad = |text: &'static str| view! { <p class="notice bad" role="alert">{text}</p> }.into_any();
    match said {
        Said::Invited(name) => good(t().said_invited, &name),
        Said::Changed(name) => good(t().said_changed, &name),
        Said::Removed(name) => good(t().said_removed, &name),
        Said::Reset(name) => good(t().said_reset, &name),
        Said::Failed(error) => match error.code() {
            Some(ProblemCode::Conflict) => bad(t().said_conflict),
            Some(ProblemCode::Refused) => bad(t().said_refused),
            _ => view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any(),
        },
    }
}

/// Adds the next page to what is shown.
fn more(room: Room, cursor: String) {
    leptos::task::spawn_local(async move {
        match get::<OperatorPage>(&format!("{URL}?cursor={cursor}")).await {
            Ok(next) => room.loaded.change(|page| {
                page.operators.extend(next.operators);
                page.programme_operators = next.programme_operators;
                page.next_cursor = next.next_cursor;
            }),
            Err(error) => drop(room.said.try_set(Some(Said::Failed(error)))),
        }
    });
}
