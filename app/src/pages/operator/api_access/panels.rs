//! Being sure before a token is revoked.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::api_access::TokenView;

use super::{Room, Said, URL};
use crate::client::send_only;
use crate::components::live::live;
use crate::components::panel::{Panel, close};
use crate::context::leave_when_signed_out;
use crate::texts::fill;
use crate::texts::operator::api_access::t;

/// Asks whether it is really to be revoked.
#[component]
pub fn Revoke(room: Room, token: TokenView) -> impl IntoView {
    let (dialog, leave) = (NodeRef::new(), leave_when_signed_out());
    let title = {
        let name = token.name.clone();
        Signal::derive(move || fill(t().revoke_title, &[("name", &name)]))
    };
    let go = move |_| {
        if !room.begin() {
            return;
        }
        let (token, leave) = (token.clone(), leave.clone());
        leptos::task::spawn_local(async move {
            match send_only(Method::POST, &format!("{URL}/{}/revocation", token.id), &()).await {
                Ok(()) => room.done(Said::Revoked(token.name)),
                Err(error) if leave(&error) => {}
                Err(error) => room.done(Said::Failed(error)),
            }
        });
    };
    view! {
        <Panel dialog title closed=move || drop(room.chosen.try_set(None))>
            <p>{live(move || t().revoke_text)}</p>
            <p class="actions">
                <button class="button" type="button" disabled=move || room.busy.get() on:click=go>{live(move || t().revoke_yes)}</button>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || t().no)}</button>
            </p>
        </Panel>
    }
}
