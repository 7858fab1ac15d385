//! A bank statement: what each line seems to be, confirmed one by one or all exact ones at once.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use tokuten_core::statements::{LineLeft, LinesConfirmed, LinesShown, StatementRow, StatementView};

use super::line::LineRow;
use super::{progress, refused};
use crate::browser;
use crate::client::{ApiError, get, send};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::context::{leave_when_signed_out, t as common};
use crate::format::{count, date, instant};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::statements::t;

/// What the page says after a press.
#[derive(Clone)]
pub enum Said {
    /// So many lines were booked, and these not.
    Confirmed(u32, Vec<LineLeft>),
    /// Something was not done.
    Failed(ApiError),
}

/// Id of the place where it says so.
const SAID: &str = "said";

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Number of the statement.
    pub number: RwSignal<String>,
    /// The statement with the lines that are shown.
    pub loaded: Loaded<StatementView>,
    /// What was said last.
    pub said: RwSignal<Option<Said>>,
}

impl Desk {
    /// Says something where the keyboard is taken to.
    pub fn tell(self, what: Said) {
        let _ = self.said.try_set(Some(what));
        request_animation_frame(|| browser::focus(SAID));
    }

    /// Address of the statement's API.
    pub fn api(self) -> String {
        format!("/api/operator/statements/{}", self.number.get_untracked())
    }
}

fn code(shown: LinesShown) -> &'static str {
    match shown {
        LinesShown::Open => "open",
        LinesShown::Done => "done",
        LinesShown::Others => "others",
        LinesShown::All => "all",
    }
}

/// The page.
#[component]
pub fn StatementPage() -> impl IntoView {
    let params = use_params_map();
    let number = RwSignal::new(params.with_untracked(|params| params.get("number").unwrap_or_default()));
    let show = RwSignal::new(LinesShown::Open);
    let loaded = Loaded::<StatementView>::from(move || {
        let (number, show) = (number.get_untracked(), code(show.get_untracked()));
        format!("/api/operator/statements/{number}?show={show}")
    });
    let desk = Desk { number, loaded, said: RwSignal::new(None) };
    let message = move || {
        desk.said.get().map(|said| match said {
            Said::Confirmed(booked, left) => confirmed(booked, &left).into_any(),
            Said::Failed(error) => refused(error),
        })
    };
    view! {
        <Breadcrumb href="/operator/statements" text=Signal::derive(|| t().statements)/>
        <Heading text=Signal::derive(move || fill(t().statement, &[("number", &number.get())]))/>
        <div id=SAID tabindex="-1">{live(message)}</div>
        {shown(loaded, move |view| page(view, desk, show))}
    }
}

fn confirmed(booked: u32, left: &[LineLeft]) -> impl IntoView + use<> {
    let told = fill(t().confirmed_all, &[("count", &count(booked.into()))]);
    let line = |left: &LineLeft| {
        fill(t().left_line, &[("line", &left.line.to_string()), ("order", &left.order.to_string())])
    };
    let lines: Vec<_> = left.iter().map(line).collect();
    let left = (!lines.is_empty()).then(|| {
        let text = fill(t().confirmed_left, &[("lines", &lines.join(", "))]);
        view! { <p class="notice warn" role="alert">{text}</p> }
    });
    view! { <p class="notice good" role="status">{told}</p>{left} }
}

fn page(view: StatementView, desk: Desk, show: RwSignal<LinesShown>) -> impl IntoView {
    let StatementView { statement, exact, lines, next_cursor } = view;
    let about = [
        ("file", statement.file_name.as_str()),
        ("from", &date(statement.from)),
        ("to", &date(statement.to)),
        ("by", &statement.imported_by),
        ("at", &instant(statement.imported_at)),
    ];
    let empty = if show.get_untracked() == LinesShown::Open { t().lines_empty } else { t().lines_none };
    let heading = if show.get_untracked() == LinesShown::Open { t().seems } else { t().decided };
    let body = if lines.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        let rows = lines.into_iter().map(|line| view! { <LineRow line desk/> }).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="lines">
                <table class="lines">
                    <thead><tr>
                        <th scope="col" class="number">{t().line}</th><th scope="col">{t().day}</th>
                        <th scope="col">{t().what}</th><th scope="col" class="number">{common().amount}</th>
                        <th scope="col">{heading}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <p class="address">{fill(t().statement_is, &about)}</p>
        <div class="narrow">{progress(&statement)}</div>
        {(exact > 0).then(|| view! { <ConfirmAll exact desk/> })}
        <Shown statement show desk/>
        <h2 class="visually-hidden" id="lines">{heading}</h2>
        {body}
        {next_cursor.map(|cursor| view! { <More cursor show desk/> })}
    }
}

/// Which lines are shown.
#[component]
fn Shown(statement: StatementRow, show: RwSignal<LinesShown>, desk: Desk) -> impl IntoView {
    let kinds = [
        (LinesShown::Open, t().show_open, statement.open),
        (LinesShown::Done, t().show_done, statement.booked + statement.set_aside),
        (LinesShown::Others, t().show_others, statement.others),
    ];
    let button = move |(kind, text, lines): (LinesShown, &'static str, u32)| {
        let press = move |_| {
            show.set(kind);
            desk.loaded.refresh();
        };
        let pressed = move || if show.get() == kind { "true" } else { "false" };
        let text = fill(text, &[("count", &count(lines.into()))]);
        view! { <button class="button quiet" type="button" aria-pressed=pressed on:click=press>{text}</button> }
    };
    view! { <div class="presses" role="group" aria-label=t().show>{kinds.map(button)}</div> }
}

/// Books all lines that fit exactly, so many at a time, and shows how far it is.
#[component]
fn ConfirmAll(exact: u32, desk: Desk) -> impl IntoView {
    let done = RwSignal::new(None::<u32>);
    let leave = leave_when_signed_out();
    let press = move |_| {
        if done.get_untracked().is_some() {
            return;
        }
        let leave = leave.clone();
        done.set(Some(0));
        desk.said.set(None);
        leptos::task::spawn_local(async move {
            let url = format!("{}/confirm-exact", desk.api());
            let (mut booked, mut left) = (0, Vec::new());
            let said = loop {
                match send::<LinesConfirmed>(Method::POST, &url, None, &()).await {
                    Ok(some) => {
                        booked += some.booked;
                        left.extend(some.left);
                        let _ = done.try_set(Some(booked));
                        // Who books none of what is to come would ask for ever.
                        if some.to_come == 0 || some.booked == 0 {
                            break Some(Said::Confirmed(booked, left));
                        }
                    }
                    Err(error) if leave(&error) => break None,
                    Err(error) => break Some(Said::Failed(error)),
                }
            };
            if let Some(said) = said {
                desk.tell(said);
            }
            let _ = done.try_set(None);
            desk.loaded.refresh();
        });
    };
    let all = count(exact.into());
    let (for_button, for_status) = (all.clone(), all);
    view! {
        <p class="actions">
            <button class="button" type="button" disabled=move || done.get().is_some() on:click=press>
                {fill(t().confirm_all, &[("count", &for_button)])}
            </button>
        </p>
        {live(move || done.get().map(|done| {
            let text = fill(t().confirming, &[("done", &count(done.into())), ("all", &for_status)]);
            view! { <p role="status">{text}</p> }
        }))}
    }
}

/// The next page of lines.
#[component]
fn More(cursor: String, show: RwSignal<LinesShown>, desk: Desk) -> impl IntoView {
    let press = move |_| {
        let url = format!("{}?show={}&cursor={cursor}", desk.api(), code(show.get_untracked()));
        leptos::task::spawn_local(async move {
            match get::<StatementView>(&url).await {
                Ok(next) => desk.loaded.change(|view| {
                    view.lines.extend(next.lines);
                    view.next_cursor = next.next_cursor;
                }),
                Err(error) => desk.tell(Said::Failed(error)),
            }
        });
    };
    view! { <p><button class="button quiet" type="button" on:click=press>{common().more}</button></p> }
}
