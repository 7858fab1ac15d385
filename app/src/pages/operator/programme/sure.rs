//! Asks whether something is really to be done.

use leptos::prelude::*;

use crate::components::live::live;
use crate::components::panel::{Panel, close};
use crate::context::t as common;

/// A panel that says what happens, as long as `asked`.
#[component]
pub fn Sure(
    /// Whether it is open.
    asked: RwSignal<bool>,
    /// What is asked.
    #[prop(into)]
    title: Signal<String>,
    /// What happens.
    #[prop(into)]
    text: Signal<String>,
    /// The press that does it.
    #[prop(into)]
    yes: Signal<&'static str>,
    /// Does it.
    #[prop(into)]
    go: Callback<()>,
) -> impl IntoView {
    let panel = move || {
        let dialog = NodeRef::new();
        let press = move |_| {
            close(dialog);
            go.run(());
        };
        view! {
            <Panel dialog title closed=move || { let _ = asked.try_set(false); }>
                <p>{live(move || text.get())}</p>
                <p class="actions">
                    <button class="button" type="button" on:click=press>{live(move || yes.get())}</button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || common().cancel)}</button>
                </p>
            </Panel>
        }
    };
    move || asked.get().then(panel)
}
