//! Bank statements: the list, and a file on its way in.

pub mod line;
pub mod mapping;
pub mod preview;
pub mod statement;

use leptos::prelude::*;
use tokuten_core::problem::ProblemCode;
use tokuten_core::statements::{
    Direction, LARGEST_STATEMENT, StatementImported, StatementPage, StatementPreview, StatementRow,
};

use crate::browser;
use crate::client::{ApiError, get, upload};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{leave_when_signed_out, t as common};
use crate::format::{count, date, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::statements::t;

/// Id of the place where the page says what came of a file.
const SAID: &str = "said";

/// What came of a file.
#[derive(Clone)]
enum Said {
    TooLarge,
    Done(StatementImported),
    Failed(ApiError),
}

/// A file on its way in.
#[derive(Clone, Copy)]
pub struct Incoming {
    file: StoredValue<Option<web_sys::File>, LocalStorage>,
    name: RwSignal<String>,
    preview: RwSignal<Option<StatementPreview>>,
    busy: RwSignal<Option<fn() -> &'static str>>,
    said: RwSignal<Option<Said>>,
}

impl Incoming {
    fn new() -> Self {
        Self {
            file: StoredValue::new_local(None),
            name: RwSignal::new(String::new()),
            preview: RwSignal::new(None),
            busy: RwSignal::new(None),
            said: RwSignal::new(None),
        }
    }

    fn tell(self, what: Said) {
        let _ = self.said.try_set(Some(what));
        request_animation_frame(|| browser::focus(SAID));
    }

    /// Takes a file and looks at it.
    fn take(self, file: web_sys::File, leave: impl Fn(&ApiError) -> bool + 'static) {
        self.preview.set(None);
        self.said.set(None);
        if browser::is_larger(&file, LARGEST_STATEMENT) {
            return self.tell(Said::TooLarge);
        }
        self.name.set(file.name());
        self.file.set_value(Some(file));
        self.look(None, leave);
    }

    /// Looks at the file as `mapping` says, or as the server guesses.
    pub fn look(self, mapping: Option<String>, leave: impl Fn(&ApiError) -> bool + 'static) {
        let Some(form) = self.form(mapping) else { return };
        self.busy.set(Some(|| t().reading));
        leptos::task::spawn_local(async move {
            match upload::<StatementPreview>("/api/operator/statements/preview", None, form).await {
                Ok(preview) => {
                    let _ = self.preview.try_set(Some(preview));
                    request_animation_frame(|| browser::focus(preview::HEADING));
                }
                Err(error) if leave(&error) => {}
                Err(error) => self.tell(Said::Failed(error)),
            }
            let _ = self.busy.try_set(None);
        });
    }

    /// Brings the file in.
    fn import(
        self,
        mapping: Option<String>,
        loaded: Loaded<StatementPage>,
        leave: impl Fn(&ApiError) -> bool + 'static,
    ) {
        let (Some(form), None) = (self.form(mapping), self.busy.get_untracked()) else { return };
        self.busy.set(Some(|| t().importing));
        leptos::task::spawn_local(async move {
            match upload::<StatementImported>("/api/operator/statements", None, form).await {
                Ok(imported) => {
                    self.forget();
                    self.tell(Said::Done(imported));
                    loaded.refresh();
                }
                Err(error) if leave(&error) => {}
                Err(error) => self.tell(Said::Failed(error)),
            }
            let _ = self.busy.try_set(None);
        });
    }

    fn forget(self) {
        let _ = self.preview.try_set(None);
        let _ = self.file.try_set_value(None);
    }

    fn form(self, mapping: Option<String>) -> Option<web_sys::FormData> {
        let form = web_sys::FormData::new().ok()?;
        if let Some(mapping) = mapping {
            form.append_with_str("mapping", &mapping).ok()?;
        }
        self.file.with_value(|file| {
            let file = file.as_ref()?;
            form.append_with_blob_and_filename("file", file, &file.name()).ok()
        })?;
        Some(form)
    }
}

/// The page.
#[component]
pub fn StatementsPage() -> impl IntoView {
    let loaded = Loaded::<StatementPage>::from(|| "/api/operator/statements".to_owned());
    let incoming = Incoming::new();
    let leave = leave_when_signed_out();
    let (for_preview, for_import) = (leave.clone(), leave.clone());
    let import = move |mapping| incoming.import(mapping, loaded, for_import.clone());
    view! {
        <Heading text=Signal::derive(|| t().statements.to_owned())/>
        <p class="prose">{live(move || t().statements_text)}</p>
        <Choose incoming leave/>
        <div id=SAID tabindex="-1">{live(move || incoming.said.get().map(message))}</div>
        {live(move || incoming.busy.get().map(|text| view! { <p role="status">{text()}</p> }))}
        {live(move || incoming.preview.get().map(|preview| {
            preview::shown(preview, incoming, for_preview.clone(), import.clone())
        }))}
        {shown(loaded, move |page| list(page, loaded))}
    }
}

/// The field for a file, which takes one that is dropped too.
#[component]
fn Choose(
    incoming: Incoming,
    leave: impl Fn(&ApiError) -> bool + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let over = RwSignal::new(false);
    let dropped_leave = leave.clone();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            incoming.take(file, leave.clone());
        }
        // The same file can be chosen again, after it was exported anew.
        input.set_value("");
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            incoming.take(file, dropped_leave.clone());
        }
    };
    let held_over = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div class="field drop narrow" class:over=move || over.get() on:dragover=held_over
            on:dragleave=move |_| over.set(false) on:drop=dropped>
            <label for="file">{live(move || t().choose)}</label>
            <input id="file" type="file" accept=".xml,.csv,.txt,text/xml,application/xml,text/csv" node_ref=input
                aria-describedby="file-hint" on:change=chosen/>
            <p class="small" id="file-hint">{live(move || t().drop_here)}</p>
        </div>
    }
}

fn message(said: Said) -> AnyView {
    match said {
        Said::TooLarge => view! { <p class="notice bad" role="alert">{t().too_large}</p> }.into_any(),
        Said::Done(imported) => done(&imported).into_any(),
        Said::Failed(ApiError::Problem(problem)) if !problem.rows.is_empty() => {
            let told = fill(t().wrong, &[("count", &counted(problem.row_faults))]);
            view! { <p class="notice bad" role="alert">{told}</p>{preview::faults(problem.rows)} }.into_any()
        }
        Said::Failed(error) => {
            view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
        }
    }
}

fn done(imported: &StatementImported) -> impl IntoView + use<> {
    let known = count(imported.known.into());
    let Some(number) = imported.number else {
        let told = fill(t().imported_nothing, &[("known", &known)]);
        return view! { <p class="notice" role="status">{told}</p> }.into_any();
    };
    let number = number.to_string();
    let places = [("number", number.as_str()), ("new", &count(imported.new.into())), ("known", &known)];
    let open = fill(t().open_statement, &[("number", &number)]);
    view! {
        <div class="notice good" role="status">
            <p>{fill(t().imported, &places)}</p>
            <p><a href=format!("/operator/statements/{number}")>{open}</a></p>
        </div>
    }
    .into_any()
}

/// Why something was not decided. What has changed meanwhile is nothing of an order's own page.
pub fn refused(error: ApiError) -> AnyView {
    if error.code() == Some(ProblemCode::Conflict) {
        return view! { <p class="notice bad" role="alert">{t().changed}</p> }.into_any();
    }
    view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
}

/// A count of things.
pub fn counted(number: usize) -> String {
    count(u64::try_from(number).unwrap_or(u64::MAX))
}

/// Which way money went.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Credit => t().incoming,
        Direction::Debit => t().outgoing,
        Direction::CreditReturned => t().taken_back,
        Direction::DebitReturned => t().came_back,
    }
}

/// How far a statement is done, as a bar and in words.
pub fn progress(row: &StatementRow) -> impl IntoView + use<> {
    let (done, all) = (row.booked + row.set_aside, row.open + row.booked + row.set_aside);
    let text = fill(t().progress_of, &[("done", &count(done.into())), ("all", &count(all.into()))]);
    let bar = (all > 0).then(|| {
        view! { <progress aria-label=t().progress value=done.to_string() max=all.to_string()></progress> }
    });
    view! { <div><span>{text}</span>{bar}</div> }
}

fn list(page: StatementPage, loaded: Loaded<StatementPage>) -> impl IntoView {
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            let next = get::<StatementPage>(&format!("/api/operator/statements?cursor={cursor}")).await;
            if let Ok(next) = next {
                loaded.change(|page| {
                    page.statements.extend(next.statements);
                    page.next_cursor = next.next_cursor;
                });
            }
        });
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    let row = |row: StatementRow| {
        let title = fill(t().statement, &[("number", &row.number.to_string())]);
        let days = format!("{} – {}", date(row.from), date(row.to));
        let imported = fill(t().by_at, &[("by", &row.imported_by), ("at", &instant(row.imported_at))]);
        view! {
            <tr>
                <td data-label=t().file><div><a href=format!("/operator/statements/{}", row.number)>{title}</a><div class="small address">{row.file_name.clone()}</div></div></td>
                <td data-label=t().days>{days}</td>
                <td data-label=t().by>{imported}</td>
                <td data-label=t().progress>{progress(&row)}</td>
            </tr>
        }
    };
    let body = if page.statements.is_empty() {
        view! { <p class="empty">{t().list_empty}</p> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="statements">
                <table>
                    <thead><tr>
                        <th scope="col">{t().file}</th><th scope="col">{t().days}</th>
                        <th scope="col">{t().by}</th><th scope="col">{t().progress}</th>
                    </tr></thead>
                    <tbody>{page.statements.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {next}
        }
        .into_any()
    };
    view! { <section aria-labelledby="statements"><h2 id="statements">{t().list}</h2>{body}</section> }
}
