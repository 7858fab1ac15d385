//! The versions that there were, each with its file and what it changed.

use leptos::prelude::*;
use tokuten_core::programme::{VersionPage, VersionView};

use super::diff::Diff;
use super::room::{Room, Said, URL};
use super::{file, since};
use crate::client::get;
use crate::components::live::live;
use crate::components::page::shown;
use crate::context::t as common;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The list.
#[component]
pub fn History(room: Room) -> impl IntoView {
    let loaded = Loaded::<VersionPage>::from(|| format!("{URL}/versions"));
    view! {
        <section aria-labelledby="versions">
            <h2 id="versions">{live(move || t().versions)}</h2>
            {shown(loaded, move |page| list(page, loaded, room))}
        </section>
    }
}

fn list(page: VersionPage, loaded: Loaded<VersionPage>, room: Room) -> impl IntoView {
    let more = move |cursor: i32| {
        leptos::task::spawn_local(async move {
            match get::<VersionPage>(&format!("{URL}/versions?cursor={cursor}")).await {
                Ok(next) => loaded.change(|page| {
                    page.versions.extend(next.versions);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) if room.left(&error) => {}
                Err(error) => room.say(Said::Failed(error)),
            }
        });
    };
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor)>{common().more}</button></p> }
    });
    let versions = page.versions.into_iter().map(version).collect_view();
    view! { <ul class="work">{versions}</ul> {next} }
}

fn version(version: VersionView) -> impl IntoView {
    let (number, since) = (version.number, since(&version));
    let name = fill(t().version, &[("number", &number.to_string())]);
    let download = fill(t().download_of, &[("number", &number.to_string())]);
    let note = (!version.note.is_empty()).then_some(version.note).map(|note| view! { <p>{note}</p> });
    // The first has none before it.
    let changed = (number > 1).then(|| {
        let asked = RwSignal::new(false);
        let diff = move || asked.get().then(|| view! { <Diff url=format!("{URL}/versions/{number}/diff")/> });
        view! {
            <details class="fold" on:toggle=move |_| asked.set(true)>
                <summary>{fill(t().what_changed, &[("number", &number.to_string())])}</summary>
                {live(diff)}
            </details>
        }
    });
    view! {
        <li class="work-item version">
            <div class="what">
                <strong>{name}</strong>
                <p class="small">{since}</p>
                {note}
            </div>
            <div class="whose"><a href=file(&number.to_string()) download="" rel="external">{download}</a></div>
            {changed}
        </li>
    }
}
