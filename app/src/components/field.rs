//! A labelled field with what is wrong with it.

use leptos::prelude::*;

use super::live::live;
use crate::browser;
use crate::context::t;

/// A text field. What is wrong is said at the field, and the field points to it.
#[component]
pub fn Field(
    /// Id of the field; its label and fault refer to it.
    #[prop(into)]
    id: String,
    /// What it is called.
    #[prop(into)]
    label: Signal<&'static str>,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    fault: Signal<Option<&'static str>>,
    /// `text`, `email`, `password` …
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keyboard a telephone shows.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// Something to know before typing.
    #[prop(optional, into)]
    hint: Option<Signal<&'static str>>,
    /// Whether it may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let (fault_id, hint_id) = (format!("{id}-fault"), format!("{id}-hint"));
    let described = described(id.clone(), fault, hint.is_some());
    view! {
        <div class="field" class:wrong=move || fault.get().is_some()>
            <label for=id.clone()>
                {live(move || label.get())}
                {optional.then(|| view! { <span class="small">" (" {live(move || t().optional)} ")"</span> })}
            </label>
            <input
                id=id.clone()
                name=id
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
                aria-invalid=move || fault.get().is_some().then_some("true")
                aria-describedby=described
            />
            {hint.map(|hint| view! { <p class="small" id=hint_id.clone()>{live(move || hint.get())}</p> })}
            {live(move || fault.get().map(|fault| view! { <p class="fault" id=fault_id.clone()>{fault}</p> }))}
        </div>
    }
}

/// A field for several lines. What is wrong is said at the field, and the field points to it.
#[component]
pub fn TextArea(
    /// Id of the field; its label and fault refer to it.
    #[prop(into)]
    id: String,
    /// What it is called.
    #[prop(into)]
    label: Signal<&'static str>,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let fault_id = format!("{id}-fault");
    let described = described(id.clone(), fault, false);
    view! {
        <div class="field" class:wrong=move || fault.get().is_some()>
            <label for=id.clone()>{live(move || label.get())}</label>
            <textarea
                id=id.clone()
                name=id
                rows="6"
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
                aria-invalid=move || fault.get().is_some().then_some("true")
                aria-describedby=described
            ></textarea>
            {live(move || fault.get().map(|fault| view! { <p class="fault" id=fault_id.clone()>{fault}</p> }))}
        </div>
    }
}

/// What a field points to: what is wrong with it, else its hint.
pub(super) fn described(
    id: impl std::fmt::Display,
    fault: Signal<Option<&'static str>>,
    has_hint: bool,
) -> impl Fn() -> Option<String> {
    move || match (fault.get().is_some(), has_hint) {
        (true, _) => Some(format!("{id}-fault")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}

/// A choice of one among several.
#[component]
pub fn Choice(
    /// Id of the field; its label refers to it.
    id: &'static str,
    /// What it is called.
    #[prop(into)]
    label: Signal<&'static str>,
    /// Code of what is chosen.
    value: RwSignal<String>,
    /// Code and name of each.
    #[prop(into)]
    options: Signal<Vec<(&'static str, &'static str)>>,
) -> impl IntoView {
    let option = move |(code, name): (&'static str, &'static str)| {
        view! { <option value=code selected=move || value.with(|value| value == code)>{name}</option> }
    };
    view! {
        <div class="field">
            <label for=id>{live(move || label.get())}</label>
            <select id=id name=id on:change=move |event| value.set(event_target_value(&event))>
                {live(move || options.get().into_iter().map(option).collect_view())}
            </select>
        </div>
    }
}

/// What is wrong with a form, summed up above it, each a link to its field. Takes the focus when it appears.
#[component]
pub fn FaultSummary(
    /// Id of the field, what it is called, what is wrong.
    #[prop(into)]
    faults: Signal<Vec<(&'static str, &'static str, &'static str)>>,
) -> impl IntoView {
    Effect::new(move |before: Option<usize>| {
        let count = faults.with(Vec::len);
        if count > 0 && before.unwrap_or(0) == 0 {
            request_animation_frame(|| browser::focus("faults"));
        }
        count
    });
    let link = |(id, label, fault): (&'static str, &'static str, &'static str)| {
        view! { <li><a href=format!("#{id}") on:click=move |event| { event.prevent_default(); browser::focus(id); }>{label}": "{fault}</a></li> }
    };
    move || {
        (!faults.with(Vec::is_empty)).then(|| {
            view! {
                <div class="notice bad" id="faults" tabindex="-1" role="alert">
                    <p>{t().form_wrong}</p>
                    <ul>{faults.get().into_iter().map(link).collect_view()}</ul>
                </div>
            }
        })
    }
}
