//! The page for addresses that lead nowhere.

use leptos::prelude::*;

use crate::components::live::live;
use crate::components::page::Heading;
use crate::context::t;

/// Nothing here.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| t().not_found_title.to_owned())/>
        <p>{live(move || t().not_found_text)}</p>
        <p><a href="/">{live(move || t().to_offers)}</a></p>
    }
}
