//! A secret, shown once.

use leptos::prelude::*;

use crate::browser;
use crate::components::live::live;
use crate::texts::operator::api_access::t;

/// Id of the heading: where the keyboard goes when a secret appears.
const HEADING: &str = "secret";

/// A secret with a way to copy it, until it is kept.
#[component]
pub fn Secret(
    /// What it is of.
    #[prop(into)]
    title: Signal<String>,
    /// What to do with it.
    #[prop(into)]
    text: Signal<&'static str>,
    /// It itself.
    secret: String,
    /// It is kept.
    kept: impl Fn() + 'static,
) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let to_copy = secret.clone();
    let copy = move |_| {
        let secret = to_copy.clone();
        leptos::task::spawn_local(async move {
            let done = browser::copy(&secret).await;
            let _ = copied.try_set(Some(done));
        });
    };
    request_animation_frame(|| browser::focus(HEADING));
    view! {
        <section class="notice good" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{live(move || title.get())}</h2>
            <p><code class="secret">{secret}</code></p>
            <p>{live(move || text.get())}</p>
            <p class="actions">
                <button class="button" type="button" on:click=copy>{live(move || t().copy)}</button>
                <button class="button quiet" type="button" on:click=move |_| kept()>{live(move || t().kept)}</button>
                <span role="status">{live(move || copied.get().map(|done| if done { t().copied } else { t().not_copied }))}</span>
            </p>
        </section>
    }
}
