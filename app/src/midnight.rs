//! Asking again when the partner's day is over, so that a button un-greys by itself.

use std::time::Duration;

use leptos::ev::Custom;
use leptos::prelude::*;
use tokuten_core::calendar::Today;

use crate::browser;
use crate::loaded::Loaded;

/// How often it is looked whether midnight has passed: a machine that slept wakes up with the right day.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A timer may ring a little early by the server's clock.
const AFTER: Duration = Duration::from_millis(300);

/// Asks for the page's data again when the partner's midnight has passed, and when the page is looked at again.
///
/// The browser's clock is not trusted: how long it is to midnight comes from the server, and how long ago that
/// was said from the time that has passed since.
pub fn refresh_at_midnight<T>(loaded: Loaded<T>, clock: fn(&T) -> &Today)
where
    T: Send + Sync + 'static,
{
    let due = StoredValue::new(f64::INFINITY);
    Effect::new(move |_| {
        let left = loaded.there(|data| {
            let today = clock(data);
            (today.next_midnight - today.now).to_std().unwrap_or_default() + AFTER
        });
        if let Some(left) = left {
            due.set_value(browser::elapsed_ms() + left.as_secs_f64() * 1_000.0);
            set_timeout(move || refresh_if_due(loaded, due), left.min(Duration::from_hours(24)));
        }
    });
    let looking = set_interval_with_handle(move || refresh_if_due(loaded, due), LOOK_EVERY);
    let watching = window_event_listener(Custom::<web_sys::Event>::new("visibilitychange"), move |_| {
        if browser::is_visible() {
            refresh_if_due(loaded, due);
        }
    });
    on_cleanup(move || {
        if let Ok(handle) = looking {
            handle.clear();
        }
        watching.remove();
    });
}

fn refresh_if_due<T>(loaded: Loaded<T>, due: StoredValue<f64>)
where
    T: Send + Sync + 'static,
{
    if due.try_get_value().is_some_and(|due| browser::elapsed_ms() >= due) {
        // Once: the answer sets the next midnight. If none comes, the next look asks again.
        due.set_value(browser::elapsed_ms() + LOOK_EVERY.as_secs_f64() * 1_000.0);
        loaded.refresh();
    }
}
