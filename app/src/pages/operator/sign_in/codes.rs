//! Recovery codes, shown once.

use leptos::prelude::*;

use crate::components::live::live;
use crate::texts::operator::factors::t;

/// The codes, and what to press when they are kept.
#[component]
pub fn Codes(
    /// The codes.
    codes: Vec<String>,
    /// They are kept.
    kept: impl Fn() + 'static,
) -> impl IntoView {
    let codes = codes.into_iter().map(|code| view! { <li class="secret">{code}</li> }).collect_view();
    view! {
        <p>{live(move || t().codes_text)}</p>
        <ol class="codes">{codes}</ol>
        <p class="actions"><button class="button" type="button" on:click=move |_| kept()>{live(move || t().codes_kept)}</button></p>
    }
}
