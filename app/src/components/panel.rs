//! A panel at the side, which is open as long as it is there.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::live::live;
use crate::context::t;

/// Closes a panel; the browser takes the keyboard back to where it was.
pub fn close(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

/// A panel at the side.
#[component]
pub fn Panel(
    /// The panel itself, for who closes it.
    dialog: NodeRef<Dialog>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Takes it away once it is closed.
    closed: impl Fn() + 'static,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // It can be opened once it is in the page.
            request_animation_frame(move || {
                let _ = dialog.show_modal();
            });
        }
    });
    view! {
        <dialog class="panel" node_ref=dialog aria-label=move || title.get() on:close=move |_| closed()>
            <header>
                <h2>{live(move || title.get())}</h2>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || t().close)}</button>
            </header>
            {children()}
        </dialog>
    }
}
