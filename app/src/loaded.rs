//! Data of a page: asked for as it opens, and again on demand.
//!
//! What was answered is kept as a value of some type, so that asking, waiting and failing are the same code for all
//! pages; only reading the answer knows its type.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::client::{self, ApiError};
use crate::context::leave_when_signed_out;

/// How often a page looks again at what is under way.
const LOOK_EVERY: Duration = Duration::from_millis(1_500);

/// How a page's data stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Asked for.
    Loading,
    /// Not to be had.
    Failed(ApiError),
    /// There.
    There,
}

/// What is there, and the text that it was read from; none where the page has put it there itself.
struct Answer {
    value: Box<dyn Any + Send + Sync>,
    text: Option<String>,
}

enum State {
    Loading,
    Failed(ApiError),
    There(Answer),
}

impl State {
    fn value(&self) -> Option<&(dyn Any + Send + Sync)> {
        if let Self::There(answer) = self { Some(&*answer.value) } else { None }
    }

    fn value_mut(&mut self) -> Option<&mut (dyn Any + Send + Sync)> {
        if let Self::There(answer) = self { Some(&mut *answer.value) } else { None }
    }
}

type Read = fn(&str) -> Result<Box<dyn Any + Send + Sync>, ApiError>;

/// Where to ask, and how an answer is read.
struct Question {
    url: Box<dyn Fn() -> String + Send + Sync>,
    read: Read,
    leave: Box<dyn Fn(&ApiError) -> bool + Send + Sync>,
}

/// Data of a page, asked for once and again on demand. A failed refresh of what is there leaves it there.
pub struct Loaded<T> {
    state: RwSignal<State>,
    question: StoredValue<Arc<Question>>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Loaded<T> {
    /// Asks for `url()`; who is no longer signed in is taken to the sign-in page.
    pub fn from(url: impl Fn() -> String + Send + Sync + 'static) -> Self {
        let question = Question {
            url: Box::new(url),
            read: |text| Ok(Box::new(client::parsed::<T>(text)?)),
            leave: Box::new(leave_when_signed_out()),
        };
        let (state, question) = (RwSignal::new(State::Loading), StoredValue::new(Arc::new(question)));
        ask(state, question);
        Self { state, question, of: PhantomData }
    }
}

impl<T: Send + Sync + 'static> Loaded<T> {
    /// How it stands; follows it.
    pub fn standing(self) -> Standing {
        self.state.with(|state| match state {
            State::Loading => Standing::Loading,
            State::Failed(error) => Standing::Failed(error.clone()),
            State::There(_) => Standing::There,
        })
    }

    /// Reads what is there, if it is; follows it.
    pub fn there<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.state.with(|state| state.value()?.downcast_ref().map(read))
    }

    /// Reads what is there now, if it is and the page is still open.
    pub fn there_now<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.state.try_with_untracked(|state| state.value()?.downcast_ref().map(read)).flatten()
    }

    /// Puts something in the place of what is there, unless the page was left meanwhile.
    pub fn put(self, value: T) {
        let _ = self.state.try_set(State::There(Answer { value: Box::new(value), text: None }));
    }

    /// Changes what is there, if it is.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        let _ = self.state.try_update(|state| {
            if let State::There(answer) = state {
                // What is asked for next is another thing than this, even if the server says the same as before.
                answer.text = None;
            }
            state.value_mut()?.downcast_mut().map(change)
        });
    }

    /// Asks again; what is there stays until the answer comes.
    pub fn refresh(self) {
        ask(self.state, self.question);
    }

    /// Asks again and again while `is_under_way` says so of what is there, as long as the page is open.
    pub fn look_again_while(self, is_under_way: fn(&T) -> bool) {
        let look = move || {
            if self.there_now(is_under_way) == Some(true) {
                self.refresh();
            }
        };
        if let Ok(looking) = set_interval_with_handle(look, LOOK_EVERY) {
            on_cleanup(move || looking.clear());
        }
    }

    /// Asks again from the start, after a failure.
    pub fn retry(self) {
        self.state.set(State::Loading);
        self.refresh();
    }
}

/// Asks, and puts the answer where it is shown, unless the page was left meanwhile.
fn ask(state: RwSignal<State>, question: StoredValue<Arc<Question>>) {
    let Some(question) = question.try_get_value() else { return };
    leptos::task::spawn_local(async move {
        let answer = client::get_text(&(question.url)()).await;
        let answer = answer.and_then(|text| Ok(Answer { value: (question.read)(&text)?, text: Some(text) }));
        match answer {
            // What is the same stays as it is, with whatever is being typed in it.
            Ok(answer) => {
                let same = |there: &State| matches!(there, State::There(known) if known.text == answer.text);
                if state.try_with_untracked(same) == Some(false) {
                    let _ = state.try_set(State::There(answer));
                }
            }
            Err(error) if (question.leave)(&error) => {}
            Err(error) => drop(state.try_update(|state| {
                if !matches!(state, State::There(_)) {
                    *state = State::Failed(error);
                }
            })),
        }
    });
}
