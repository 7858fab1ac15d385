//! What a draft changes and whom it affects, before it is published.

mod affected;
mod dry_run;
mod publish;

use leptos::prelude::*;
use tokuten_core::programme::{DraftView, ProgrammeDesk};

use self::dry_run::DryRunPart;
use self::publish::{Publish, Wish};
use super::diff::Diff;
use super::names::Names;
use super::room::{Begin, Head, Room, URL};
use super::told;
use crate::components::live::live;
use crate::components::page::shown;
use crate::format::instant;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The page.
#[component]
pub fn ReviewDeskPage() -> impl IntoView {
    let room = Room::new();
    let (names, wish) = (Names::of(room), Wish::new());
    view! {
        <Head title=Signal::derive(|| t().review.to_owned()) here="/operator/programme/review" said=room.said/>
        {shown(room.loaded, move |desk| view! { <Draft desk room names wish/> })}
    }
}

#[component]
fn Draft(desk: ProgrammeDesk, room: Room, names: Names, wish: Wish) -> impl IntoView {
    let today = desk.today;
    match desk.draft {
        None => view! {
            <p class="empty">{live(move || t().no_draft)}</p>
            <Begin room/>
            <p><a href="/operator/programme">{live(move || t().standing)}</a></p>
        }
        .into_any(),
        Some(draft) => view! {
            <Changes draft=draft.clone() names/>
            <DryRunPart draft=draft.clone() room names/>
            <Publish draft room today=(today, wish) names/>
        }
        .into_any(),
    }
}

#[component]
fn Changes(draft: DraftView, names: Names) -> impl IntoView {
    let (changes, edited) = (draft.changes, (draft.edited_by, draft.edited_at));
    let list = move || {
        if changes.is_empty() {
            view! { <p class="empty">{t().changes_nothing}</p> }.into_any()
        } else {
            told::list(&changes, names).into_any()
        }
    };
    view! {
        <section aria-labelledby="changes">
            <h2 id="changes">{live(move || t().changes)}</h2>
            <p class="small">{live(move || fill(t().edited, &[("name", &edited.0), ("time", &instant(edited.1))]))}</p>
            {live(list)}
        </section>
        <section aria-labelledby="diff">
            <h2 id="diff">{live(move || t().diff)}</h2>
            <p class="small">{live(move || t().diff_text)}</p>
            <Diff url=format!("{URL}/draft/diff")/>
        </section>
    }
}
