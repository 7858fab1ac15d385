//! The portal's words explained.

use leptos::prelude::*;

use crate::components::live::live;
use crate::components::page::Heading;
use crate::context::t as common;
use crate::texts::help::t;

/// Help.
#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| t().help_title.to_owned())/>
        <div class="prose">
            <h2>{live(move || common().renewal_window)}</h2>
            <p>{live(move || t().help_window)}</p>
            <h2>{live(move || common().why_disabled)}</h2>
            <p>{live(move || t().help_greyed)}</p>
            <p>{live(move || t().help_whom)}</p>
            <h2>{live(move || common().three_dates)}</h2>
            <p>{live(move || common().three_dates_text)}</p>
            <h2>{live(move || common().section_payment)}</h2>
            <p>{live(move || t().help_paying)}</p>
            <p><a href="/api/reference/" rel="external">{live(move || t().api_reference)}</a></p>
        </div>
    }
}
