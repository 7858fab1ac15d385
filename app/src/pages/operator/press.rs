//! A press that changes something: one at a time, and what was refused stands beside what was typed.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde::Serialize;

use crate::client::{ApiError, send_only};
use crate::context::leave_when_signed_out;

/// Leads away who is signed out, and answers whether it did.
type Leave = Box<dyn Fn(&ApiError) -> bool + Send + Sync>;

/// How far a press has come.
#[derive(Clone, Copy)]
pub struct Press {
    /// Whether it is under way.
    pub busy: RwSignal<bool>,
    /// Why it was refused.
    pub refused: RwSignal<Option<ApiError>>,
    leave: StoredValue<Leave>,
}

impl Press {
    /// Nothing was pressed yet.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
            leave: StoredValue::new(Box::new(leave_when_signed_out())),
        }
    }

    /// Asks for a change, unless one is under way; `done` follows once it is there.
    pub fn send(
        self,
        method: Method,
        url: String,
        change: impl Serialize + 'static,
        done: impl FnOnce() + 'static,
    ) {
        let Self { busy, refused, leave } = self;
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            match send_only(method, &url, &change).await {
                Ok(()) => done(),
                // Whoever has left the page is told nothing.
                Err(error) if leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
                Err(error) => drop(refused.try_set(Some(error))),
            }
            let _ = busy.try_set(false);
        });
    }
}
