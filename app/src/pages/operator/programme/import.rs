//! A file on its way in: it becomes the draft, whole, or nothing changes.

use gloo_net::http::Method;
use leptos::prelude::*;

use super::room::{Room, Said, URL, may, why};
use crate::browser;
use crate::client::send_text;
use crate::components::live::live;
use crate::texts::operator::programme::t;

/// The largest file of a programme, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The form.
#[component]
pub fn Import(room: Room) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    // Revision of the draft that it takes the place of, and whether that waits for its day.
    let draft = Memo::new(move |_| {
        room.loaded
            .there(|desk| desk.draft.as_ref().map(|draft| (draft.revision, draft.scheduled.is_some())))
            .flatten()
    });
    let is_scheduled = move || draft.get().is_some_and(|(_, scheduled)| scheduled);
    let is_there = move || room.loaded.there(|_| ()).is_some();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(file) = browser::chosen_file(input) else { return room.say(Said::NoFile) };
        if browser::is_larger(&file, LARGEST) {
            return room.say(Said::TooLarge);
        }
        let revision = draft.get_untracked().map_or(0, |(revision, _)| revision);
        let sent = async move {
            send_text(Method::PUT, &format!("{URL}/draft/file?revision={revision}"), file).await.map(Some)
        };
        room.press(sent, |_| Said::Imported);
    };
    let off = move || room.busy.get() || !is_there() || is_scheduled() || !may();
    let described = move || if may() { is_scheduled().then_some("import-why") } else { why() };
    view! {
        <section aria-labelledby="import">
            <h2 id="import">{live(move || t().import)}</h2>
            <p class="prose">{live(move || t().import_text)}</p>
            <form class="narrow" novalidate on:submit=submit>
                <div class="field">
                    <label for="file">{live(move || t().import_file)}</label>
                    <input id="file" type="file" accept=".toml,application/toml,text/plain" node_ref=input disabled=move || !may()/>
                </div>
                <button class="button quiet" type="submit" disabled=off aria-describedby=described>{live(move || t().import_press)}</button>
                {live(move || is_scheduled().then(|| view! { <p class="small" id="import-why">{t().take_back_first}</p> }))}
            </form>
        </section>
    }
}
