//! The frame of a page: its heading, and how its data stands.

use leptos::prelude::*;

use super::live::live;
use crate::browser;
use crate::client::ApiError;
use crate::context::{context, t};
use crate::loaded::{Loaded, Standing};
use crate::texts::fill;
use crate::words;

/// Id of the page's heading: where the keyboard goes when the address has changed.
pub const HEADING: &str = "heading";

/// The page's heading. It names the browser's tab too, and takes the focus once when the page opens.
#[component]
pub fn Heading(
    /// The text; follows the language.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let programme = move || {
        context().public.with(|public| {
            let name =
                public.as_ref().map(|public| public.programme.text(context().language.get()).to_owned());
            name.unwrap_or_else(|| t().programme.to_owned())
        })
    };
    Effect::new(move |_| document().set_title(&format!("{} – {}", text.get(), programme())));
    Effect::new(move |opened: Option<()>| {
        if opened.is_none() {
            request_animation_frame(|| browser::focus(HEADING));
        }
    });
    view! { <h1 id=HEADING tabindex="-1">{live(move || text.get())}</h1> }
}

/// A way back above the heading.
#[component]
pub fn Breadcrumb(
    /// Where it leads.
    href: &'static str,
    /// What that is called.
    #[prop(into)]
    text: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label=move || t().back>
            <a href=href>{live(move || text.get())}</a>
        </nav>
    }
}

/// Shows how the data of a page stands: loading, failed with a way to try again, or there. What may be pressed
/// depends on who is signed in, so data that comes before that is known waits for it.
pub fn shown<T, V>(loaded: Loaded<T>, there: impl Fn(T) -> V + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let asked = context().asked;
    live(move || match loaded.standing() {
        Standing::Loading => view! { <Waiting/> }.into_any(),
        Standing::There if !asked.get() => view! { <Waiting/> }.into_any(),
        Standing::Failed(error) => view! { <Failure error retry=move || loaded.retry()/> }.into_any(),
        Standing::There => loaded.there(T::clone).map(&there).into_any(),
    })
}

/// The place of what is still loading: of about the size of what comes.
#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <div class="waiting" role="status">
            <span class="visually-hidden">{live(move || t().loading)}</span>
            <div class="ghost"></div>
            <div class="ghost"></div>
            <div class="ghost"></div>
        </div>
    }
}

/// What happened, what was not done, and a button to try again.
#[component]
pub fn Failure(
    /// Why.
    error: ApiError,
    /// Tries again.
    retry: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <section class="notice bad" role="alert">
            <h2>{live(move || t().error_title)}</h2>
            <Explained error/>
            <p><button class="button quiet" on:click=move |_| retry()>{live(move || t().try_again)}</button></p>
        </section>
    }
}

/// An error in words, with the order to look at and the reference for support where the server gave them.
#[component]
pub fn Explained(
    /// The error.
    error: ApiError,
) -> impl IntoView {
    let problem = match &error {
        ApiError::Problem(problem) => Some(problem.clone()),
        ApiError::Network | ApiError::Unreadable => None,
    };
    let order = problem.as_ref().and_then(|problem| problem.order);
    let id = problem.and_then(|problem| problem.request_id);
    view! {
        <p>{live(move || words::error(&error))}</p>
        {order.map(|order| {
            let text = move || fill(t().look_at_order, &[("order", &order.to_string())]);
            view! { <p><a href=format!("/orders/{order}")>{live(text)}</a></p> }
        })}
        {id.map(|id| view! { <p class="small">{live(move || fill(t().request_id, &[("id", &id)]))}</p> })}
    }
}
