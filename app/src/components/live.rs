//! Parts of a page that follow what they read.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// A part that is made anew when something has changed that it reads. A closure by itself would do the same; but each
/// is a type, and what shows it and keeps it up to date would be in the modules once for each.
pub fn live<V: IntoAny>(mut part: impl FnMut() -> V + Send + 'static) -> SharedReactiveFunction<AnyView> {
    Arc::new(Mutex::new(move || part().into_any()))
}
