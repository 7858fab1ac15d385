//! The form of an endpoint: of a new one, or of one that is there.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::FieldError;
use tokuten_core::webhooks::{EndpointChange, EndpointView, Event};

use crate::client::ApiError;
use crate::components::field::{FaultSummary, Field};
use crate::components::live::live;
use crate::texts::operator::api_access::{event as told, t};
use crate::words;

/// What is typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct EndpointFields {
    url: RwSignal<String>,
    description: RwSignal<String>,
    events: RwSignal<Vec<Event>>,
    on: RwSignal<bool>,
    faults: RwSignal<Vec<FieldError>>,
}

impl EndpointFields {
    /// Those of an endpoint, or of a new one.
    pub fn of(endpoint: Option<&EndpointView>) -> Self {
        let text =
            |of: fn(&EndpointView) -> &String| RwSignal::new(endpoint.map(of).cloned().unwrap_or_default());
        Self {
            url: text(|endpoint| &endpoint.url),
            description: text(|endpoint| &endpoint.description),
            events: RwSignal::new(endpoint.map(|endpoint| endpoint.events.clone()).unwrap_or_default()),
            on: RwSignal::new(endpoint.is_none_or(EndpointView::is_on)),
            faults: RwSignal::new(Vec::new()),
        }
    }

    /// The change, if nothing is wrong with it as far as one sees here.
    pub fn change(self, seen: i32) -> Option<EndpointChange> {
        let change = EndpointChange {
            url: self.url.get_untracked(),
            description: self.description.get_untracked(),
            events: self.events.get_untracked(),
            on: self.on.get_untracked(),
            seen,
        };
        self.faults.set(change.faults());
        self.faults.with_untracked(Vec::is_empty).then_some(change)
    }

    /// Shows which fields the server found wrong; answers whether that was it.
    pub fn refused(self, error: &ApiError) -> bool {
        match error {
            ApiError::Problem(problem) if !problem.fields.is_empty() => {
                let _ = self.faults.try_set(problem.fields.clone());
                true
            }
            _ => false,
        }
    }

    /// Empties the form.
    pub fn clear(self) {
        let _ = self.url.try_set(String::new());
        let _ = self.description.try_set(String::new());
        let _ = self.events.try_set(Vec::new());
    }
}

/// Where and how an endpoint is sent: a new one, or a change of this one.
pub fn target(id: Option<&str>) -> (Method, String) {
    match id {
        Some(id) => (Method::PUT, format!("{}/{id}", super::webhooks::URL)),
        None => (Method::POST, super::webhooks::URL.to_owned()),
    }
}

/// The fields.
#[component]
pub fn EndpointForm(
    /// What is typed.
    fields: EndpointFields,
    /// What the button says.
    #[prop(into)]
    press: Signal<&'static str>,
    /// Whether it cannot be pressed now.
    #[prop(into)]
    disabled: Signal<bool>,
    /// It was pressed.
    submit: impl Fn() + 'static,
) -> impl IntoView {
    let EndpointFields { url, description, events, on, faults } = fields;
    let wrong = ["url", "description", "events"].map(|field| words::fault_of(faults, field));
    let [url_wrong, description_wrong, events_wrong] = wrong;
    let listed = Signal::derive(move || {
        let fields = [("url", t().url), ("description", t().description), (FIRST, t().events)];
        let all = fields.into_iter().zip(wrong);
        all.filter_map(|((id, label), wrong)| Some((id, label, wrong.get()?))).collect::<Vec<_>>()
    });
    let pressed = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit();
    };
    view! {
        <form class="prose" novalidate on:submit=pressed>
            <FaultSummary faults=listed/>
            <Field id="url" label=Signal::derive(|| t().url) value=url fault=url_wrong kind="url" inputmode="url" hint=Signal::derive(|| t().url_hint)/>
            <Field id="description" label=Signal::derive(|| t().description) value=description fault=description_wrong optional=true/>
            {live(move || view! { <EventChoice events wrong=events_wrong/> })}
            <label class="choice" for="on">
                <input type="checkbox" id="on" prop:checked=move || on.get() on:change=move |_| on.update(|on| *on = !*on)/>
                {live(move || t().on_choice)}
            </label>
            <p class="actions"><button class="button" type="submit" disabled=move || disabled.get()>{live(move || press.get())}</button></p>
        </form>
    }
}

/// Id of the first event: where a press in the summary of faults leads.
const FIRST: &str = "event-order.placed";

#[component]
fn EventChoice(events: RwSignal<Vec<Event>>, wrong: Signal<Option<&'static str>>) -> impl IntoView {
    let toggle = move |one: Event| {
        events.update(|events| match events.iter().position(|event| *event == one) {
            Some(there) => drop(events.remove(there)),
            None => events.push(one),
        });
    };
    let choice = |one: Event| {
        let (id, about) = (format!("event-{}", one.code()), format!("event-{}-about", one.code()));
        view! {
            <div class="role">
                <label class="choice" for=id.clone()>
                    <input type="checkbox" id=id.clone() aria-describedby=about.clone()
                        prop:checked=move || events.with(|events| events.contains(&one)) on:change=move |_| toggle(one)/>
                    <code>{one.code()}</code>
                </label>
                <p class="small" id=about>{told(one)}</p>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="label">{t().events}</legend>
            {live(move || wrong.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
            <div class="choices">{Event::to_choose().map(choice).collect_view()}</div>
        </fieldset>
    }
}
