//! What is done in the Membership Center looks like another place: plain, and on its way out.

use leptos::prelude::*;

use super::live::live;
use crate::texts::membership_center::t;

/// The old place around a page, or a part of one.
#[component]
pub fn OldPlace(children: Children) -> impl IntoView {
    view! {
        <div class="old-place">
            <p class="band">{live(move || t().band)}</p>
            {children()}
        </div>
    }
}
