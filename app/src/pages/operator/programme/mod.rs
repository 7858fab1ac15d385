//! The programme: what is in force, the draft that is prepared, files in and out, and the versions that there were.

mod days;
mod diff;
mod draft;
mod editing;
mod faults;
mod history;
mod import;
mod names;
pub mod offer;
pub mod offers;
pub mod renewal;
pub mod review;
mod room;
mod sure;
mod told;

use leptos::prelude::*;
use tokuten_core::programme::{Origin, VersionView};

use self::draft::DraftPart;
use self::history::History;
use self::import::Import;
use self::names::Names;
use self::room::{Head, Room, URL};
use crate::components::live::live;
use crate::components::page::shown;
use crate::format::instant;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The page.
#[component]
pub fn ProgrammePage() -> impl IntoView {
    let room = Room::new();
    let names = Names::of(room);
    view! {
        <Head title=Signal::derive(|| t().programme.to_owned()) here="/operator/programme" said=room.said/>
        <p class="prose">{live(move || t().lead)}</p>
        {shown(room.loaded, move |desk| {
            view! { {in_force(&desk.in_force)} <DraftPart desk room names/> }
        })}
        <Import room/>
        <History room/>
    }
}

/// A file of the programme.
fn file(of: &str) -> String {
    format!("{URL}/file?of={of}")
}

/// Since when a version is in force, and whose it is.
fn since(version: &VersionView) -> String {
    let at = instant(version.since);
    match (version.origin, &version.by) {
        (Origin::Portal, Some(by)) => fill(t().published_by, &[("time", &at), ("name", by)]),
        (Origin::Portal, None) => at,
        (Origin::File, _) => fill(t().from_file, &[("time", &at)]),
    }
}

fn in_force(version: &VersionView) -> impl IntoView + use<> {
    let title = fill(t().version, &[("number", &version.number.to_string())]);
    let note = (!version.note.is_empty()).then(|| view! { <p class="prose">{version.note.clone()}</p> });
    view! {
        <section aria-labelledby="in-force">
            <h2 id="in-force">{t().in_force}": "{title}</h2>
            <p>{since(version)}</p>
            {note}
            <p class="actions"><a href=file("in_force") download="" rel="external">{t().download}</a></p>
        </section>
    }
}
