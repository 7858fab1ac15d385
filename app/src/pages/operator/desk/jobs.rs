//! A dead job: tried again, or dropped.

use chrono::{DateTime, Utc};
use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::desk::JobPressed;

use super::{Desk, Said};
use crate::client::send_only;
use crate::components::live::live;
use crate::context::leave_when_signed_out;
use crate::texts::operator::desk::t;

/// What can be done about a dead job.
#[component]
pub fn JobPresses(
    /// Its id.
    job: String,
    /// When it was given up.
    given_up_at: DateTime<Utc>,
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let (busy, sure) = (RwSignal::new(false), RwSignal::new(false));
    let leave = StoredValue::new(leave_when_signed_out());
    let job = StoredValue::new(job);
    let press = move |what: &'static str, done: &'static str| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let url = format!("/api/operator/jobs/{}/{what}", job.get_value());
            match send_only(Method::POST, &url, &JobPressed { given_up_at }).await {
                Ok(()) => {
                    let _ = desk.said.try_set(Some(Said::Done(done)));
                    let _ =
                        desk.back_to.try_set(Some(super::words::heading(tokuten_core::desk::Queue::Jobs)));
                    desk.loaded.refresh();
                }
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => {
                    let _ = desk.said.try_set(Some(Said::Failed(error)));
                    desk.loaded.refresh();
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        sure.get().then(|| view! {
            <div class="notice warn" role="alert">
                <p>{t().job_drop_sure}</p>
                <p class="actions">
                    <button class="button" type="button" disabled=move || busy.get() on:click=move |_| press("drop", t().job_dropped)>{t().job_drop_yes}</button>
                    <button class="button quiet" type="button" on:click=move |_| sure.set(false)>{t().job_drop_no}</button>
                </p>
            </div>
        })
    };
    view! {
        <p class="actions">
            <button class="button" type="button" disabled=move || busy.get() on:click=move |_| press("retry", t().job_retried)>{t().job_retry}</button>
            <button class="button quiet" type="button" on:click=move |_| sure.set(true)>{t().job_drop}</button>
        </p>
        {live(question)}
    }
}
