//! The desk: the work queues of the operator who looks, with keys to go through them.

mod claiming;
mod item;
mod jobs;
mod keys;
pub mod words;

use leptos::prelude::*;
use tokuten_core::desk::{DeskView, Queue, QueuePage, QueueView};
use tokuten_core::operators::Overview;

use self::item::Item;
use self::keys::Shortcuts;
use crate::browser;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::loaded::Loaded;
use crate::pages::operator::overview;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::desk::t;

/// What the page says after a press.
#[derive(Clone)]
pub enum Said {
    /// It was done.
    Done(&'static str),
    /// It was not.
    Failed(ApiError),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The queues.
    pub loaded: Loaded<DeskView>,
    /// What the last press led to.
    pub said: RwSignal<Option<Said>>,
    /// What the keyboard goes back to once the queues were read anew.
    pub back_to: RwSignal<Option<String>>,
}

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let loaded = Loaded::<DeskView>::from(|| "/api/operator/desk".to_owned());
    let desk = Desk { loaded, said: RwSignal::new(None), back_to: RwSignal::new(None) };
    Effect::new(move |_| {
        let there = loaded.there(|_| ()).is_some();
        if let (true, Some(id)) = (there, desk.back_to.get_untracked()) {
            desk.back_to.set(None);
            request_animation_frame(move || browser::focus(&id));
        }
    });
    let message = move || {
        desk.said.get().map(|said| match said {
            Said::Done(text) => view! { <p class="notice good" role="status">{text}</p> }.into_any(),
            Said::Failed(error) => view! { <Refused error/> }.into_any(),
        })
    };
    view! {
        <Heading text=Signal::derive(|| t().desk.to_owned())/>
        <p>{live(move || t().text)}</p>
        <Shortcuts/>
        {live(message)}
        {shown(loaded, move |view| queues(view, desk))}
        <Standing/>
    }
}

fn queues(view: DeskView, desk: Desk) -> AnyView {
    let nothing = view.queues.iter().all(|queue| queue.count.number == 0);
    let chips = view.queues.iter().map(chip).collect_view();
    let (now, own) = (view.now, StoredValue::new(view.own));
    let one = move |queue: QueueView| view! { <QueueSection queue now own desk/> };
    let sections = view.queues.into_iter().filter(|queue| queue.count.number > 0).map(one).collect_view();
    view! {
        <nav class="queues" aria-label=t().queues><ul class="chips">{chips}</ul></nav>
        {nothing.then(|| view! { <p class="empty">{t().nothing}</p> })}
        {sections}
    }
    .into_any()
}

/// A queue's name with its count, which leads to it.
fn chip(queue: &QueueView) -> impl IntoView + use<> {
    let (which, tally) = (queue.queue, words::tally(queue.count));
    let name = words::queue(which);
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        keys::go_to(which);
    };
    let tally = view! { <span class="tally">{tally}</span> };
    if queue.count.number == 0 {
        return view! { <li class="chip empty-queue">{name}" "{tally}</li> }.into_any();
    }
    view! { <li><a class="chip" href=format!("#{}", words::heading(which)) on:click=go>{name}" "{tally}</a></li> }
        .into_any()
}

/// A queue with what has waited longest in it, and more on demand.
#[component]
fn QueueSection(
    queue: QueueView,
    now: chrono::DateTime<chrono::Utc>,
    own: StoredValue<String>,
    desk: Desk,
) -> impl IntoView {
    let QueueView { queue, count, page } = queue;
    let oldest = page.items.first().map(|item| words::age(now, item.since));
    let oldest = oldest.map(|age| fill(t().oldest, &[("age", &age)]));
    let (items, cursor) = (RwSignal::new(page.items), RwSignal::new(page.next_cursor));
    let more = move |_| {
        let Some(from) = cursor.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            match get::<QueuePage>(&format!("/api/operator/desk/{}?cursor={from}", queue.code())).await {
                Ok(page) => {
                    // A thing that slid down meanwhile is there already.
                    let _ = items.try_update(|items| {
                        let new = page
                            .items
                            .into_iter()
                            .filter(|new| items.iter().all(|old| old.thing != new.thing));
                        let new: Vec<_> = new.collect();
                        items.extend(new);
                    });
                    let _ = cursor.try_set(page.next_cursor);
                }
                Err(error) => drop(desk.said.try_set(Some(Said::Failed(error)))),
            }
        });
    };
    let name = words::queue(queue);
    let more_of = fill(t().more, &[("queue", name)]);
    view! {
        <section class="queue" data-queue=queue.code() aria-labelledby=words::heading(queue)>
            <h2 id=words::heading(queue) tabindex="-1">{name}" "<span class="tally">{words::tally(count)}</span></h2>
            <p class="small">{oldest}</p>
            <ol class="work">
                <For each=move || items.get() key=|item| item.thing.clone() let:item>
                    <Item item now own desk/>
                </For>
            </ol>
            {live(move || cursor.with(Option::is_some).then(|| {
                view! { <p><button class="button quiet" type="button" on:click=more>{more_of.clone()}</button></p> }
            }))}
        </section>
    }
}

/// How the portal stands, counted when somebody opens it.
#[component]
fn Standing() -> impl IntoView {
    let asked = RwSignal::new(false);
    let counts = move || {
        asked.get().then(|| {
            let loaded = Loaded::<Overview>::from(|| "/api/operator/overview".to_owned());
            shown(loaded, |view| overview(&view))
        })
    };
    view! {
        <details class="fold" on:toggle=move |_| asked.set(true)>
            <summary>{live(move || t().standing)}</summary>
            {live(counts)}
        </details>
    }
}

/// The queues that an operator of this work sees, in their order.
fn queues_of(role: tokuten_core::sessions::OperatorRole) -> impl Iterator<Item = Queue> {
    Queue::ALL.into_iter().filter(move |queue| queue.is_for(role))
}
