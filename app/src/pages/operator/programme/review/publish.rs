//! Publishing the draft, at once or on a day to come, and taking that back.

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::programme::{DraftView, ProgrammeDesk, Publishing, Scheduled};

use crate::client::send;
use crate::components::field::Field;
use crate::components::live::live;
use crate::format::{count, date};
use crate::pages::operator::programme::draft::reasons;
use crate::pages::operator::programme::faults::{self, Summary};
use crate::pages::operator::programme::names::Names;
use crate::pages::operator::programme::room::{Room, Said, URL, may, why};
use crate::pages::operator::programme::sure::Sure;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// What is typed for publishing: it stays when the draft is read anew.
#[derive(Clone, Copy)]
pub struct Wish {
    note: RwSignal<String>,
    later: RwSignal<bool>,
    from: RwSignal<String>,
}

impl Wish {
    /// At once, and without a note yet.
    pub fn new() -> Self {
        Self {
            note: RwSignal::new(String::new()),
            later: RwSignal::new(false),
            from: RwSignal::new(String::new()),
        }
    }

    /// What is wished, and what is wrong with it.
    fn typed(self, revision: i32, today: NaiveDate) -> Result<Publishing, Vec<FieldError>> {
        let from = self.from.with_untracked(|day| day.parse::<NaiveDate>().ok());
        let is_later = self.later.get_untracked();
        let note = self.note.with_untracked(|note| note.trim().to_owned());
        let wish = Publishing { revision, from: from.filter(|_| is_later), note };
        let mut wrong = wish.faults(today);
        if is_later && from.is_none() {
            wrong.insert(0, FieldError::new("from", FieldFault::Missing));
        }
        if wrong.is_empty() { Ok(wish) } else { Err(wrong) }
    }
}

fn place(field: &str) -> faults::Place {
    let name = if field == "from" { t().from_day } else { t().note };
    (field.to_owned(), name.to_owned())
}

/// The section.
#[component]
pub fn Publish(
    draft: DraftView,
    room: Room,
    /// Today in the programme's zone, and what is typed.
    today: (NaiveDate, Wish),
    names: Names,
) -> impl IntoView {
    let revision = draft.revision;
    let body = match draft.scheduled.clone() {
        Some(scheduled) => view! { <TakeBack scheduled revision room/> }.into_any(),
        None => view! { <PublishForm draft room today names/> }.into_any(),
    };
    view! {
        <section aria-labelledby="publish">
            <h2 id="publish">{live(move || t().publish)}</h2>
            {body}
        </section>
    }
}

#[component]
fn PublishForm(draft: DraftView, room: Room, today: (NaiveDate, Wish), names: Names) -> impl IntoView {
    let (today, wish) = today;
    let revision = draft.revision;
    let ready = draft.why_not.is_empty() && draft.dry_run.is_some();
    let affected = draft.dry_run.as_ref().map_or(0, |run| run.affected);
    let why_not = StoredValue::new(draft.why_not);
    let wrong = room.faults;
    let (asked, wished) = (RwSignal::new(false), RwSignal::new(None::<Publishing>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match wish.typed(revision, today) {
            Ok(publishing) => {
                wrong.set(Vec::new());
                wished.set(Some(publishing));
                asked.set(true);
            }
            Err(faults) => wrong.set(faults),
        }
    };
    let go = move || {
        let Some(publishing) = wished.get_untracked() else { return };
        let from = publishing.from;
        let sent = async move {
            send(Method::POST, &format!("{URL}/draft/publication"), None, &publishing).await.map(Some)
        };
        let done = move |desk: Option<&ProgrammeDesk>| match from {
            Some(day) => Said::Scheduled(day),
            None => Said::Published(desk.map_or(0, |desk| desk.in_force.number)),
        };
        room.press(sent, done);
    };
    let day = move || wished.with(|wished| wished.as_ref().and_then(|wished| wished.from));
    let text = move || {
        let affected = count(affected);
        match day() {
            Some(day) => fill(t().publish_later_sure, &[("date", &date(day)), ("count", &affected)]),
            None => fill(t().publish_sure, &[("count", &affected)]),
        }
    };
    let title = move || match day() {
        Some(day) => fill(t().publish_later_title, &[("date", &date(day))]),
        None => t().publish_title.to_owned(),
    };
    let press = move || if wish.later.get() { t().schedule } else { t().publish_press };
    let yes = Signal::derive(move || if day().is_some() { t().schedule } else { t().publish_now });
    let when = move |later: bool, id: &'static str, text: fn() -> &'static str| {
        view! {
            <label class="choice" for=id>
                <input type="radio" name="when" id=id prop:checked=move || wish.later.get() == later on:change=move |_| wish.later.set(later)/>
                <span>{live(text)}</span>
            </label>
        }
    };
    let from = move || {
        wish.later.get().then(|| {
            view! {
                <Field id="from" label=Signal::derive(|| t().from_day) value=wish.from kind="date" fault=faults::named(wrong, "from")
                    hint=Signal::derive(|| t().from_day_hint)/>
            }
        })
    };
    let described = move || if may() { (!ready).then_some("not-yet") } else { why() };
    view! {
        <div id="not-yet">{live(move || why_not.with_value(|why_not| reasons(why_not, names)))}</div>
        <form class="narrow" novalidate on:submit=submit>
            <Summary faults=wrong id="publish-faults" place/>
            <fieldset class="whole" disabled=move || !may()>
                <Field id="note" label=Signal::derive(|| t().note) value=wish.note fault=faults::named(wrong, "note") hint=Signal::derive(|| t().note_hint)/>
                <fieldset>
                    <legend class="label">{live(move || t().when)}</legend>
                    {when(false, "when-now", || t().at_once)}
                    {when(true, "when-later", || t().later)}
                </fieldset>
                {live(from)}
            </fieldset>
            <button class="button" type="submit" disabled=move || room.busy.get() || !ready || !may() aria-describedby=described>{live(press)}</button>
        </form>
        <Sure asked title=Signal::derive(title) text=Signal::derive(text) yes go=Callback::new(move |()| go())/>
    }
}

/// A draft that waits for its day.
#[component]
fn TakeBack(scheduled: Scheduled, revision: i32, room: Room) -> impl IntoView {
    let asked = RwSignal::new(false);
    let go = move || {
        let sent = async move {
            send(Method::DELETE, &format!("{URL}/draft/schedule?revision={revision}"), None, &())
                .await
                .map(Some)
        };
        room.press(sent, |_| Said::TakenBack);
    };
    let Scheduled { day, by, note } = scheduled;
    let told = move || fill(t().scheduled_by, &[("date", &date(day)), ("name", &by)]);
    view! {
        <p class="strip waiting">{live(told)}</p>
        <p class="schedule">{note}</p>
        <p>{live(move || t().scheduled_text)}</p>
        <p class="actions">
            <button class="button quiet" type="button" disabled=move || room.busy.get() || !may() aria-describedby=why
                on:click=move |_| asked.set(true)>{live(move || t().take_back)}</button>
        </p>
        <Sure asked title=Signal::derive(|| t().take_back_title.to_owned()) text=Signal::derive(|| t().take_back_sure.to_owned())
            yes=Signal::derive(|| t().take_back) go=Callback::new(move |()| go())/>
    }
}
