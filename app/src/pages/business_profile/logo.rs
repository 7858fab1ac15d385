//! The logo of a business profile.

use gloo_net::http::Method;
use leptos::html::Input;
use leptos::prelude::*;
use tokuten_core::profiles::{LARGEST_LOGO, ProfileView};

use super::{Editor, Said};
use crate::browser;
use crate::client::{send, upload};
use crate::components::live::live;
use crate::texts::business_profile::t;

const WHERE: &str = "/api/business-profile/logo";

/// The logo, with a field for another one. It is saved with the draft as soon as it is chosen.
#[component]
pub fn Logo(
    /// The page.
    editor: Editor,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let too_large = RwSignal::new(false);
    let choose = move |_| {
        let Some(file) = browser::chosen_file(input) else { return };
        too_large.set(browser::is_larger(&file, LARGEST_LOGO));
        if too_large.get_untracked() {
            return;
        }
        let Ok(form) = web_sys::FormData::new() else { return };
        // Appending a file that was chosen does not fail.
        let _ = form.append_with_blob_and_filename("file", &file, &file.name());
        editor.press(Said::LogoSaved, async move { upload::<ProfileView>(WHERE, None, form).await });
    };
    let remove = move |_| {
        let gone = async { send::<ProfileView>(Method::DELETE, WHERE, None, &()).await };
        editor.press(Said::LogoRemoved, gone);
    };
    let picture = move || {
        match editor.shown.with(|shown| shown.logo.clone()) {
        Some(id) => view! {
            <p class="actions">
                <img class="logo" src=format!("{WHERE}?{id}") alt=t().logo_alt width="96" height="96"/>
                <button class="button quiet" type="button" disabled=move || editor.busy.get() on:click=remove>{t().remove_logo}</button>
            </p>
        }
        .into_any(),
        None => view! { <p class="small">{t().no_logo}</p> }.into_any(),
    }
    };
    view! {
        <div class="field" class:wrong=move || too_large.get()>
            <label for="logo">{live(move || t().logo)}</label>
            {live(picture)}
            <input id="logo" type="file" node_ref=input accept="image/png,image/jpeg,image/webp" on:change=choose
                aria-describedby="logo-hint logo-fault"/>
            <p class="small" id="logo-hint">{live(move || t().logo_hint)}</p>
            <p class="fault" id="logo-fault" role="alert">{live(move || too_large.get().then(|| t().logo_too_large))}</p>
        </div>
    }
}
