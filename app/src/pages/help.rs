//! The portal's words explained, and the page for addresses that lead nowhere.

use leptos::prelude::*;

use crate::components::page::Heading;
use crate::context::t;

/// Help.
#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| t().help_title.to_owned())/>
        <div class="prose">
            <h2>{move || t().renewal_window}</h2>
            <p>{move || t().help_window}</p>
            <h2>{move || t().why_disabled}</h2>
            <p>{move || t().help_greyed}</p>
            <p>{move || t().help_whom}</p>
            <h2>{move || t().three_dates}</h2>
            <p>{move || t().three_dates_text}</p>
            <h2>{move || t().section_payment}</h2>
            <p>{move || t().help_paying}</p>
            <p><a href="/api/reference/" rel="external">{move || t().api_reference}</a></p>
        </div>
    }
}

/// Nothing here.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| t().not_found_title.to_owned())/>
        <p>{move || t().not_found_text}</p>
        <p><a href="/">{move || t().to_offers}</a></p>
    }
}
