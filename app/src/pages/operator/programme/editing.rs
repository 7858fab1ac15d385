//! What forms change: the draft's catalogue. It can be changed while it is a draft and not scheduled, and what somebody else
//! has changed meanwhile is shown beside what is typed.

use chrono::NaiveDate;
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::programme::changes::{Change, changes};
use tokuten_core::programme::edits::Edit;
use tokuten_core::programme::{CatalogueView, DraftEdit, ProgrammeDesk};

use super::names::Names;
use super::room::{Begin, Room, Said, URL, may};
use super::told;
use crate::client::{ApiError, get, send};
use crate::components::live::live;
use crate::components::page::shown;
use crate::format::date;
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// What became of the draft while something was being typed.
#[derive(Clone)]
enum Meanwhile {
    /// Somebody changed it: who, and what differs now.
    Changed(ApiError, Vec<Change>, Names),
    /// It waits for its day.
    Scheduled,
    /// It is there no more.
    Gone,
}

/// What forms of a page save.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The page.
    pub room: Room,
    /// The catalogue as it was last read or saved.
    pub now: RwSignal<CatalogueView>,
    /// Whether it can be changed, and by who is here.
    pub open: bool,
    /// Today in the programme's zone.
    pub today: NaiveDate,
    loaded: Loaded<CatalogueView>,
    meanwhile: RwSignal<Option<Meanwhile>>,
}

impl Editor {
    /// Saves a change, if nothing is wrong with it; `done` follows with the catalogue as it is then. What is typed stays
    /// whatever comes of it.
    pub fn save(
        self,
        edit: Edit,
        (faults, mut wrong): (RwSignal<Vec<FieldError>>, Vec<FieldError>),
        done: impl FnOnce(CatalogueView) + 'static,
    ) {
        let found = self.now.with_untracked(|now| edit.faults(&now.catalogue));
        let is_new = |fault: &FieldError| wrong.iter().all(|known| known.field != fault.field);
        let found: Vec<_> = found.into_iter().filter(is_new).collect();
        wrong.extend(found);
        let is_right = wrong.is_empty();
        faults.set(wrong);
        if !is_right {
            return self.room.said.set(None);
        }
        if !self.room.begins() {
            return;
        }
        self.meanwhile.set(None);
        let revision = self.now.with_untracked(|now| now.revision).unwrap_or_default();
        leptos::task::spawn_local(async move {
            let url = format!("{URL}/draft/edits");
            let answer = send::<CatalogueView>(Method::POST, &url, None, &DraftEdit { revision, edit }).await;
            match answer {
                Ok(now) => {
                    let _ = self.now.try_set(now.clone());
                    self.room.say(Said::Saved);
                    done(now);
                }
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                Err(error) => self.failed(error).await,
            }
            let _ = self.room.busy.try_set(false);
        });
    }

    async fn failed(self, error: ApiError) {
        if self.room.left(&error) {
            return;
        }
        match error.code() {
            Some(ProblemCode::Conflict | ProblemCode::NotFound) => self.look(error).await,
            _ => self.room.say(Said::Failed(error)),
        }
    }

    /// Looks how the draft is now. The next press saves on top of that.
    async fn look(self, error: ApiError) {
        let found = match get::<CatalogueView>(&format!("{URL}/catalogue?of=draft")).await {
            Ok(now) if !now.is_open => {
                let _ = self.now.try_set(now);
                Meanwhile::Scheduled
            }
            Ok(now) => {
                let before = self.now.try_get_untracked().unwrap_or_else(|| now.clone());
                let differ = changes(&before.catalogue, &now.catalogue);
                let names = Names::known(vec![now.catalogue.clone(), before.catalogue]);
                let _ = self.now.try_set(now);
                Meanwhile::Changed(error, differ, names)
            }
            Err(error) if error.code() == Some(ProblemCode::NotFound) => Meanwhile::Gone,
            Err(error) => return self.room.say(Said::Failed(error)),
        };
        let _ = self.meanwhile.try_set(Some(found));
        request_animation_frame(|| crate::browser::focus(MEANWHILE));
    }

    /// Shows the catalogue as it is, in fields anew.
    pub fn show(self, now: CatalogueView) {
        let _ = self.meanwhile.try_set(None);
        self.loaded.put(now);
    }
}

/// Id of what became of the draft.
const MEANWHILE: &str = "meanwhile";

/// The draft's catalogue, or where there is no draft what is in force, in a part of the page that is made anew only when
/// another catalogue is read.
pub fn editing<V: IntoView + 'static>(
    room: Room,
    part: impl Fn(CatalogueView, Editor) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView {
    shown(room.loaded, move |desk| view! { <Opened desk room part=part.clone()/> })
}

#[component]
fn Opened<P, V>(desk: ProgrammeDesk, room: Room, part: P) -> impl IntoView
where
    P: Fn(CatalogueView, Editor) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let (of, today) = (if desk.draft.is_some() { "draft" } else { "in_force" }, desk.today);
    let loaded = Loaded::<CatalogueView>::from(move || format!("{URL}/catalogue?of={of}"));
    let meanwhile = RwSignal::new(None);
    let found = move |view: CatalogueView| {
        let open = view.is_open && may();
        let now = RwSignal::new(view.clone());
        let editor = Editor { room, now, open, today, loaded, meanwhile };
        let became = move || meanwhile.get().map(|what| became(what, editor));
        view! { {live(became)} {part(view, editor)} }
    };
    view! {
        <Standing desk room/>
        {shown(loaded, found)}
    }
}

/// Whether what is shown is a draft, and what it takes to change it.
#[component]
fn Standing(desk: ProgrammeDesk, room: Room) -> impl IntoView {
    let number = desk.in_force.number.to_string();
    match desk.draft {
        None => view! {
            <p class="notice" role="note">{live(move || fill(t().shows_in_force, &[("number", &number)]))}</p>
            <Begin room/>
        }
        .into_any(),
        Some(draft) => {
            let told = move || match &draft.scheduled {
                Some(scheduled) => {
                    let places = [("date", &*date(scheduled.day)), ("name", &scheduled.by)];
                    fill(t().shows_scheduled, &places)
                }
                None => t().shows_draft.to_owned(),
            };
            view! {
                <p class="notice" role="note">
                    {live(told)}" "<a href="/operator/programme/review">{live(move || t().review)}</a>
                </p>
            }
            .into_any()
        }
    }
}

fn became(what: Meanwhile, editor: Editor) -> AnyView {
    let busy = editor.room.busy;
    match what {
        Meanwhile::Changed(error, differ, names) => {
            let differs = if differ.is_empty() {
                view! { <p>{t().meanwhile_same}</p> }.into_any()
            } else {
                view! { <p>{t().meanwhile_differs}</p> {told::list(&differ, names)} }.into_any()
            };
            let press = move |_| editor.show(editor.now.get_untracked());
            view! {
                <div id=MEANWHILE tabindex="-1">
                    <Refused error/>
                    <div class="notice warn">
                        {differs}
                        <p>{t().meanwhile_next}</p>
                        <p class="actions"><button class="button quiet" type="button" on:click=press>{t().show_now}</button></p>
                    </div>
                </div>
            }
            .into_any()
        }
        Meanwhile::Scheduled => view! {
            <div class="notice bad" id=MEANWHILE tabindex="-1" role="alert">
                <p>{t().meanwhile_scheduled}</p>
                <p><a href="/operator/programme/review" target="_blank">{t().review}</a></p>
            </div>
        }
        .into_any(),
        Meanwhile::Gone => {
            // Begins another one, on top of which what is typed can be saved.
            let press = move |_| {
                if !editor.room.begins() {
                    return;
                }
                leptos::task::spawn_local(async move {
                    match send::<ProgrammeDesk>(Method::POST, &format!("{URL}/draft"), None, &()).await {
                        Ok(_) => match get::<CatalogueView>(&format!("{URL}/catalogue?of=draft")).await {
                            Ok(now) => {
                                let _ = editor.now.try_set(now);
                                let _ = editor.meanwhile.try_set(None);
                                editor.room.say(Said::Begun);
                            }
                            Err(error) => editor.room.say(Said::Failed(error)),
                        },
                        Err(error) => editor.room.say(Said::Failed(error)),
                    }
                    let _ = busy.try_set(false);
                });
            };
            view! {
                <div class="notice bad" id=MEANWHILE tabindex="-1" role="alert">
                    <p>{t().meanwhile_gone}</p>
                    <p class="actions"><button class="button quiet" type="button" disabled=move || busy.get() on:click=press>{t().begin}</button></p>
                </div>
            }
            .into_any()
        }
    }
}
