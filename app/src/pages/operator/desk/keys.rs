//! Keys that go through the desk: they move the browser's own focus and press its own buttons, so that whoever uses a
//! mouse, the Tab key or a screen reader has the same page. They can be turned off.

use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use tokuten_core::desk::Queue;
use tokuten_core::sessions::ActsFor;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{queues_of, words};
use crate::browser;
use crate::components::live::live;
use crate::components::panel::Panel;
use crate::context::context;
use crate::texts::fill;
use crate::texts::operator::desk::t;

/// Under which name the browser remembers that they are off.
const KEPT: &str = "desk-shortcuts";
/// Milliseconds in which a queue's letter follows `g`.
const TOGETHER: f64 = 2_000.0;
/// What the keyboard goes through.
const OPENS: &str = ".work-item .opens";

/// The keys themselves, and the button that lists them.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let on = RwSignal::new(browser::kept(KEPT).is_none_or(|kept| kept != "off"));
    let listed = RwSignal::new(false);
    let dialog = NodeRef::<Dialog>::new();
    let pressed_g = StoredValue::new(None::<f64>);
    let press = move |event: KeyboardEvent| {
        if !on.get_untracked() || is_elsewhere(&event) {
            return;
        }
        let key = event.key();
        let after_g = pressed_g.get_value().is_some_and(|at| browser::elapsed_ms() - at < TOGETHER);
        pressed_g.set_value((key == "g" && !after_g).then(browser::elapsed_ms));
        let queue = Queue::ALL.into_iter().find(|queue| key.chars().eq([queue.letter()]));
        match (key.as_str(), after_g, queue) {
            (_, true, Some(queue)) => go_to(queue),
            ("j", false, _) => step(1),
            ("k", false, _) => step(-1),
            ("c", false, _) => press_button("claim"),
            ("r", false, _) => press_button("release"),
            ("?", ..) => listed.set(true),
            _ => return,
        }
        event.prevent_default();
    };
    let listening = window_event_listener(leptos::ev::keydown, press);
    on_cleanup(move || listening.remove());
    let turn = move |event| {
        on.set(event_target_checked(&event));
        browser::keep(KEPT, if on.get_untracked() { "on" } else { "off" });
    };
    let panel = move || {
        listed.get().then(|| {
            view! {
                <Panel dialog title=Signal::derive(|| t().shortcuts.to_owned()) closed=move || listed.set(false)>
                    <p>{t().shortcuts_text}</p>
                    <label class="choice">
                        <input type="checkbox" prop:checked=move || on.get() on:change=turn/>
                        {t().shortcuts_on}
                    </label>
                    {list()}
                </Panel>
            }
        })
    };
    view! {
        <p><button class="button quiet" type="button" aria-haspopup="dialog" on:click=move |_| listed.set(true)>
            {live(move || t().shortcuts)}" "<kbd aria-hidden="true">"?"</kbd>
        </button></p>
        {live(panel)}
    }
}

/// Keys and what they do.
fn list() -> impl IntoView {
    let t = t();
    let fixed = [
        ("j", t.key_next),
        ("k", t.key_previous),
        ("Enter", t.key_open),
        ("c", t.key_claim),
        ("r", t.key_release),
        ("?", t.key_help),
    ];
    let role = context().session.with(|session| match session.as_ref().map(|session| &session.acts_for) {
        Some(ActsFor::Vendor { role }) => Some(*role),
        _ => None,
    });
    let jump = |queue: Queue| {
        let text = fill(t.key_jump, &[("queue", words::queue(queue))]);
        view! { <div><dt><kbd>"g"</kbd>" "<kbd>{queue.letter().to_string()}</kbd></dt><dd>{text}</dd></div> }
    };
    let jumps = role.into_iter().flat_map(queues_of).map(jump).collect_view();
    let fixed =
        fixed.map(|(key, text)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div> }).collect_view();
    view! { <dl class="dates keys">{fixed}{jumps}</dl> }
}

/// Whether a key is meant for something else: a field, a dialog, or the browser.
fn is_elsewhere(event: &KeyboardEvent) -> bool {
    let fields = "input, textarea, select, [contenteditable], dialog";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.is_some_and(|target| target.closest(fields).ok().flatten().is_some());
    let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() || in_field || in_dialog
}

/// The thing that has the focus, or a button of it.
fn present() -> Option<Element> {
    document().active_element()?.closest(".work-item").ok()?
}

/// Goes so many things on.
fn step(by: i32) {
    let Ok(all) = document().query_selector_all(OPENS) else { return };
    let present = present().and_then(|item| item.query_selector(".opens").ok().flatten());
    let place = (0..all.length()).find(|place| {
        let there = all.item(*place).and_then(|node| node.dyn_into::<Element>().ok());
        there.is_some() && there == present
    });
    let next = match place {
        Some(place) => place.checked_add_signed(by),
        None => Some(0),
    };
    focus(next.and_then(|next| all.item(next)));
}

fn focus(node: Option<web_sys::Node>) {
    if let Some(element) = node.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Presses a button of the thing that has the focus.
fn press_button(which: &str) {
    let button =
        present().and_then(|item| item.query_selector(&format!("[data-press={which}]")).ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Goes to a queue: to its first thing.
pub fn go_to(queue: Queue) {
    let first = format!("[data-queue={}] .opens", queue.code());
    focus(document().query_selector(&first).ok().flatten().map(Into::into));
}
